#include "app/writable.hpp"

#include <sys/statvfs.h>

#include "kit/http/http.hpp"

namespace mainstay::app {
namespace {

// A disk that cannot be asked is not full: the write itself will say what is wrong.
std::uint64_t left_on(const std::string& folder) {
    struct statvfs about {};
    if (::statvfs(folder.c_str(), &about) != 0) return UINT64_MAX;
    return static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
}

}  // namespace

Writable::Writable(const std::string& folder, bool is_read_only, std::int64_t keep_free_mb)
    : free_bytes([folder] { return left_on(folder); }), is_read_only_(is_read_only), keep_free_(static_cast<std::uint64_t>(keep_free_mb) << 20) {
    http::register_translation("disk_full", "服务器磁盘已满，暂时只能阅读。您填写的内容没有保存，请稍后再试。");
    http::register_translation("read_only", "系统正在维护，暂时只能阅读。您填写的内容没有保存，请稍后再试。");
}

Writable::Mode Writable::mode() const {
    if (is_read_only_) return Mode::read_only;
    return free_bytes() < keep_free_ ? Mode::full : Mode::open;
}

Result<> Writable::check() const {
    switch (mode()) {
        case Mode::open: return Done{};
        case Mode::full: return Error(ErrorKind::out_of_space, "disk_full", "The disk of the server is full: you can read, but nothing can be saved now. Try again later.").retry_after(60);
        case Mode::read_only: break;
    }
    return Error(ErrorKind::unavailable, "read_only", "The server is being looked after: you can read, but nothing can be saved now. Try again later.").retry_after(60);
}

const char* to_text(Writable::Mode mode) {
    return mode == Writable::Mode::open ? "open" : mode == Writable::Mode::full ? "full" : "read_only";
}

}  // namespace mainstay::app
