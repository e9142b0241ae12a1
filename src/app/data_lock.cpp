#include "app/data_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <stdexcept>

namespace mainstay::app {
namespace {

std::string holder(int fd) {
    char text[24] = {};
    const auto size = ::pread(fd, text, sizeof text - 1, 0);
    return size > 0 ? " (process " + std::string(text, static_cast<std::size_t>(size)) + ")" : "";
}

}  // namespace

DataLock::DataLock(const std::string& folder) : fd_(::open((folder + "/serve.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (fd_ < 0) throw std::runtime_error("cannot write " + folder + "/serve.lock");
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        const auto who = holder(fd_);
        ::close(fd_);
        throw std::runtime_error("another Mainstay" + who + " serves the data folder " + folder + " already; stop it first, or give this one a folder of its own");
    }
    const auto pid = std::to_string(::getpid());
    if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, pid.data(), pid.size(), 0) < 0) {
        // The number only helps to name the holder; the lock holds without it.
    }
}

DataLock::~DataLock() {
    ::close(fd_);
}

}  // namespace mainstay::app
