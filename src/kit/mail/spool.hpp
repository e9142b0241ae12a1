#pragma once
// A mail on its way in or out: in memory while small, then in an unlinked file.
#include <cstdint>
#include <string>
#include <string_view>

#include "kit/blob/bytes.hpp"

namespace mainstay::mail {

class Spool {
public:
    Spool(std::size_t memory_bytes, std::string folder);  // no folder: the system's
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;
    void append(std::string_view bytes);  // throws std::system_error when the disk is full
    blob::Bytes bytes();                  // all of it; maps the file; valid until the next append
    std::uint64_t size() const { return size_; }

private:
    void flush();
    std::size_t memory_bytes_;
    std::string folder_, memory_;
    std::uint64_t size_ = 0;
    int file_ = -1;
    blob::MappedFile mapped_;
};

}  // namespace mainstay::mail
