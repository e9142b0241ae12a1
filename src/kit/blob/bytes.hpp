#pragma once
// Bytes that are read from front to back, at hand or mapped from a file. Who has read past a place forgets
// it: the pages of a mapped file go, so that a large file is never in memory as a whole. A view: the owner
// must outlive it.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace mainstay::blob {

class Bytes {
public:
    static constexpr std::size_t kPiece = 256 << 10;

    Bytes(std::string_view text) : text_(text) {}
    Bytes(const std::string& text) : text_(text) {}
    Bytes(const char* text) : text_(text) {}
    static Bytes mapped(std::string_view text) {
        Bytes bytes(text);
        bytes.is_mapped_ = true;
        return bytes;
    }

    std::string_view view() const { return text_; }
    operator std::string_view() const { return text_; }
    std::size_t size() const { return text_.size(); }
    void forget(std::string_view part) const;  // a part of view(); it can still be read, from the file again

    // Gives a part of view() piece by piece and forgets each.
    template <class Take>
    void each_piece(std::string_view part, Take&& take) const {
        for (; !part.empty(); part.remove_prefix(std::min(part.size(), kPiece))) {
            take(part.substr(0, kPiece));
            forget(part.substr(0, kPiece));
        }
    }

private:
    std::string_view text_;
    bool is_mapped_ = false;
};

// A whole file, read only, for as long as this lives.
class MappedFile {
public:
    MappedFile() = default;
    explicit MappedFile(const std::string& path);  // throws std::system_error
    MappedFile(int file, std::uint64_t size);      // an open one; stays the caller's
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept
        : at_(std::exchange(other.at_, nullptr)),
          size_(std::exchange(other.size_, 0)) {}
    MappedFile& operator=(MappedFile&& other) noexcept {
        std::swap(at_, other.at_);
        std::swap(size_, other.size_);
        return *this;
    }
    Bytes bytes() const { return Bytes::mapped({static_cast<const char*>(at_), size_}); }

private:
    void map(int file, std::uint64_t size);
    void* at_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace mainstay::blob
