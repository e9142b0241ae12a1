#include <charconv>
#include <cmath>
#include <cstring>

#include "kit/json/shape.hpp"
#include "kit/json/utf8.hpp"

namespace mainstay::json {
namespace {

// Bytes that go out as they are: printable ASCII but the quote and the backslash.
constexpr auto kPlain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < 0x7F; ++c) plain[c] = c != '"' && c != '\\';
    return plain;
}();

void append_escape(std::string& out, unsigned char c) {
    constexpr char kHex[] = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: out.append("\\u00").append(1, kHex[c >> 4]).append(1, kHex[c & 15]);
    }
}

constexpr std::uint64_t each(std::uint64_t byte) { return byte * 0x0101010101010101; }

// Whether one of the eight bytes is not plain. (Exact as a whole; which of them it is, the carry may hide.)
bool has_special(std::uint64_t word) {
    const auto has_zero = [](std::uint64_t x) { return (x - each(1)) & ~x; };
    const auto special = word | (word - each(0x20)) | has_zero(word ^ each('"')) | has_zero(word ^ each('\\')) | has_zero(word ^ each(0x7F));
    return (special & each(0x80)) != 0;
}

// Past the plain bytes, eight at a time.
std::size_t skip_plain(std::string_view text, std::size_t at) {
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if (has_special(word)) break;
    }
    while (at < text.size() && kPlain[static_cast<unsigned char>(text[at])]) ++at;
    return at;
}

}  // namespace

void Writer::separate() {
    if (!after_key_ && !first_) out_ += ',';
    first_ = after_key_ = false;
}

void Writer::begin_object() {
    separate();
    out_ += '{';
    first_ = true;
}

void Writer::end_object() {
    out_ += '}';
    first_ = false;
}

void Writer::begin_array() {
    separate();
    out_ += '[';
    first_ = true;
}

void Writer::end_array() {
    out_ += ']';
    first_ = false;
}

void Writer::key(std::string_view name) {
    text(name);
    out_ += ':';
    after_key_ = true;
}

void Writer::text(std::string_view value) {
    separate();
    out_ += '"';
    std::size_t done = 0, at = skip_plain(value, 0);
    while (at < value.size()) {
        const auto c = static_cast<unsigned char>(value[at]);
        const auto point = c < 0x80 ? std::nullopt : code_point_at(value, at);
        if (point) {
            at += point->bytes;
        } else {
            out_.append(value, done, at - done);
            if (c < 0x80) append_escape(out_, c);
            else out_ += "\xEF\xBF\xBD";
            done = ++at;
        }
        at = skip_plain(value, at);
    }
    out_.append(value, done);
    out_ += '"';
}

void Writer::integer(std::int64_t value) {
    separate();
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void Writer::real(double value) {
    if (!std::isfinite(value)) return null();
    separate();
    char digits[40];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void Writer::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
}

void Writer::null() {
    separate();
    out_ += "null";
}

void Writer::raw(std::string_view json) {
    separate();
    out_ += json;
}

}  // namespace mainstay::json
