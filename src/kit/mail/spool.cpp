#include "kit/mail/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace mainstay::mail {
namespace {
[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}
}  // namespace

Spool::Spool(std::size_t memory_bytes, std::string folder)
    : memory_bytes_(memory_bytes),
      folder_(std::move(folder)) {}

Spool::~Spool() {
    if (file_ >= 0) ::close(file_);
}

void Spool::append(std::string_view bytes) {
    memory_ += bytes;
    size_ += bytes.size();
    if (memory_.size() > memory_bytes_) flush();
}

void Spool::flush() {
    if (file_ < 0) {
        const auto folder = folder_.empty() ? std::filesystem::temp_directory_path().string() : folder_;
        file_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (file_ < 0) {  // a file system without unnamed files
            std::string name = folder + "/mail-XXXXXX";
            file_ = ::mkostemp(name.data(), O_CLOEXEC);
            if (file_ < 0) fail("cannot spool a mail");
            ::unlink(name.c_str());
        }
    }
    for (std::string_view left = memory_; !left.empty();) {
        const auto written = ::write(file_, left.data(), left.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("cannot spool a mail");
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    memory_.clear();
}

blob::Bytes Spool::bytes() {
    if (file_ < 0) return memory_;
    if (!memory_.empty()) flush();
    if (mapped_.bytes().size() != size_) mapped_ = blob::MappedFile(file_, size_);
    return mapped_.bytes();
}

}  // namespace mainstay::mail
