#pragma once
// The header block of a message or part: found, unfolded, capped. Pure functions, no decoding.
#include <string>
#include <string_view>
#include <vector>

namespace mainstay::mail {

struct Header {
    std::string_view name;
    std::string value;  // unfolded, trimmed, bytes as sent, at most kMaxHeaderValue
};

inline constexpr std::size_t kMaxHeaders = 2'000, kMaxHeaderValue = 64 * 1024, kMaxHeaderBlock = 4u << 20;

struct HeaderBlock {
    std::vector<Header> headers;
    std::size_t body = 0;  // offset of the body in the bytes given
    bool was_cut = false;  // more or longer headers than allowed: the rest was skipped
    bool was_odd = false;  // lines that are no header, or no blank line before the body

    const std::string* find(
        std::string_view name) const;  // the first of that name, any case; null when absent
    std::string_view value(std::string_view name) const;  // its value, "" when absent
    bool has(std::string_view name) const { return find(name) != nullptr; }
};

// Reads from the start of `bytes`. Linear in the size of the header block, memory bounded by the caps.
HeaderBlock read_headers(std::string_view bytes);

}  // namespace mainstay::mail
