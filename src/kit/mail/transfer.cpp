#include <algorithm>

#include "kit/mail/parts.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void decode_quoted_line(std::string_view line, std::string& out) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const int high = line[i] == '=' && i + 2 < line.size() ? hex_value(line[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(line[i + 2]) : -1;
        if (low >= 0)
            out += static_cast<char>(high * 16 + low), i += 2;
        else
            out += line[i];
    }
}

std::string decode_uu(std::string_view text) {
    std::string out;
    bool inside = false;
    for (const auto line : lines(text)) {
        if (!inside) {
            inside = line.starts_with("begin ");
            continue;
        }
        if (line.empty() || line == "end") break;
        auto at = [&](std::size_t i) {
            return i < line.size() ? static_cast<unsigned>(line[i] - 32) & 0x3F : 0u;
        };
        const std::size_t count = at(0);
        for (std::size_t i = 1, done = 0; done < count && i < line.size(); i += 4) {
            const unsigned bits = at(i) << 18 | at(i + 1) << 12 | at(i + 2) << 6 | at(i + 3);
            for (int shift = 16; shift >= 0 && done < count; shift -= 8, ++done)
                out += static_cast<char>(bits >> shift & 0xFF);
        }
    }
    return out;
}

}  // namespace

std::string decode_quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const bool has_cr = !line.empty() && line.back() == '\r';
        const auto last = line.find_last_not_of(" \t\r");
        line = line.substr(0, last == std::string_view::npos ? 0 : last + 1);
        const bool is_soft = !line.empty() && line.back() == '=';
        if (is_soft) line.remove_suffix(1);
        decode_quoted_line(line, out);
        if (!is_soft && end != std::string_view::npos) out += has_cr ? "\r\n" : "\n";
    }
    return out;
}

std::string decode_transfer(std::string_view body, std::string_view encoding) {
    const auto name = trim(encoding.substr(0, encoding.find(';')));
    if (same(name, "base64")) return decode_base64(body);
    if (same(name, "quoted-printable")) return decode_quoted_printable(body);
    if (same(name, "x-uuencode") || same(name, "uuencode") || same(name, "x-uue")) return decode_uu(body);
    return std::string(body);
}

std::string decode_body(const Part& part) {
    return decode_transfer(part.body, part.headers.value("Content-Transfer-Encoding"));
}

}  // namespace mainstay::mail
