#include "kit/blob/bytes.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mainstay::blob {
namespace {
[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}
}  // namespace

void Bytes::forget(std::string_view part) const {
    if (!is_mapped_ || part.empty()) return;
    // A fault maps what is around it as well: what was forgotten just before is forgotten once more.
    constexpr std::size_t kAround = 1u << 20;
    const auto before = std::min<std::size_t>(static_cast<std::size_t>(part.data() - text_.data()), kAround);
    static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(part.data() - before) / page * page;
    const auto end = reinterpret_cast<std::uintptr_t>(part.data() + part.size());
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

MappedFile::MappedFile(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail("cannot open a file");
    struct stat about {};
    const bool is_known = ::fstat(file, &about) == 0;
    try {
        if (!is_known) fail("cannot read a file");
        map(file, static_cast<std::uint64_t>(about.st_size));
    } catch (...) {
        ::close(file);
        throw;
    }
    ::close(file);
}

MappedFile::MappedFile(int file, std::uint64_t size) {
    map(file, size);
}

MappedFile::~MappedFile() {
    if (at_ != nullptr) ::munmap(at_, size_);
}

void MappedFile::map(int file, std::uint64_t size) {
    if (size == 0) return;
    void* at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (at == MAP_FAILED) fail("cannot map a file");
    at_ = at;
    size_ = size;
}

}  // namespace mainstay::blob
