#include <algorithm>
#include <stdexcept>

#include "kit/mail/charset.hpp"
#include "kit/mail/compose.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kLine = 76, kWordBytes = 42;  // 42 bytes are 56 in base64, with "=?utf-8?B??=" 68

bool needs_encoding(std::string_view text) {
    std::size_t run = 0;  // of characters without a blank: cannot be folded
    for (const char c : text) {
        if (c < ' ' || c == 127) return true;
        run = c == ' ' ? 0 : run + 1;
        if (run > 400) return true;
    }
    return text.find("=?") != std::string_view::npos;
}

// Line and paragraph separators are line ends to some programs.
std::string without_separators(std::string_view text) {
    std::string out = one_line(repair_utf8(text));
    for (const std::string_view separator : {"\xE2\x80\xA8", "\xE2\x80\xA9", "\xC2\x85"})
        for (std::size_t at = 0; (at = out.find(separator, at)) != std::string::npos;)
            out.replace(at, separator.size(), " ");
    return out;
}

std::size_t character_end(std::string_view text,
                          std::size_t most) {  // the last whole character within `most` bytes
    if (text.size() <= most) return text.size();
    while (most > 1 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return most;
}

std::string encoded_words(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto length = character_end(text, kWordBytes);
        out +=
            (out.empty() ? "=?utf-8?B?" : "\r\n =?utf-8?B?") + encode_base64(text.substr(0, length)) + "?=";
        text.remove_prefix(length);
    }
    return out;
}

std::string folded(std::string_view text, std::size_t used) {
    std::string out;
    std::size_t column = used;
    while (!text.empty()) {
        const auto end = std::min(text.find(' ', 1), text.size());
        const auto word = text.substr(0, end);
        if (column + word.size() > kLine && word[0] == ' ') out += "\r\n", column = 0;
        out += word;
        column += word.size();
        text.remove_prefix(end);
    }
    return out;
}

bool is_attribute_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

std::string percent(std::string_view bytes) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_attribute_character(c))
            out += c;
        else
            ((out += '%') += kHex[byte >> 4]) += kHex[byte & 15];
    }
    return out;
}

}  // namespace

std::string header_text(std::string_view name, std::string_view text) {
    const auto value = without_separators(text);
    std::string out = std::string(name) + ": ";
    out += needs_encoding(value) ? encoded_words(value) : folded(value, out.size());
    return out + "\r\n";
}

std::string header_param(std::string_view name, std::string_view value) {
    const auto clean = without_separators(value);
    const bool is_token = !clean.empty() && clean.size() < 60 &&
                          std::all_of(clean.begin(), clean.end(), is_attribute_character);
    if (is_token) return ";\r\n " + std::string(name) + "=\"" + clean + "\"";
    std::string out;
    std::string_view rest = clean;
    for (int piece = 0; !rest.empty() || piece == 0; ++piece) {
        const auto length = character_end(rest, 18);
        out += ";\r\n " + std::string(name) + "*" + std::to_string(piece) +
               "*=" + (piece == 0 ? "utf-8''" : "") + percent(rest.substr(0, length));
        rest.remove_prefix(length);
    }
    return out;
}

std::string encode_quoted_printable(std::string_view text) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        if (c == '\n') {
            out += "\r\n", column = 0;
            continue;
        }
        const bool at_end = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
        const bool is_from = column == 0 && text.substr(i, 5) == "From ";  // mailbox files quote such a line
        const bool plain = ((c > ' ' && c < 127 && c != '=') || ((c == ' ' || c == '\t') && !at_end)) &&
                           !is_from && !(c == '.' && column == 0);
        if (column + (plain ? 1 : 3) > kLine - 1) out += "=\r\n", column = 0;
        if (plain)
            out += c;
        else
            ((out += '=') += kHex[static_cast<unsigned char>(c) >> 4]) +=
                kHex[static_cast<unsigned char>(c) & 15];
        column += plain ? 1 : 3;
    }
    return out;
}

std::string new_message_id(std::string_view unique, std::string_view domain) {
    std::string out = "<" + std::string(unique) + "@" + std::string(domain) + ">";
    if (out.find_first_of(" \t\r\n\"") != std::string::npos || !is_ascii(out))
        throw std::invalid_argument("a message id needs plain characters");
    return out;
}

}  // namespace mainstay::mail
