#include <charconv>
#include <cmath>

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

// One character that is not plain; returns its length.
std::size_t append_special(std::string& out, std::string_view text, std::size_t at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x80) {
        append_escape(out, c);
        return 1;
    }
    const auto point = code_point_at(text, at);
    if (!point) {
        out += "\xEF\xBF\xBD";
        return 1;
    }
    out.append(text, at, point->bytes);
    return point->bytes;
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
    std::size_t done = 0, at = 0;
    while (at < value.size()) {
        if (kPlain[static_cast<unsigned char>(value[at])]) {
            ++at;
            continue;
        }
        out_.append(value, done, at - done);
        at += append_special(out_, value, at);
        done = at;
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
