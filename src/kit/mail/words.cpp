#include "kit/mail/words.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "kit/mail/charset.hpp"

namespace mainstay::mail {
namespace {

char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct Word {
    std::string charset, bytes;
    std::size_t length = 0;  // of the whole =?...?=
};

// The encoded word at the start of `text`, if there is one.
std::optional<Word> word_at(std::string_view text) {
    if (!text.starts_with("=?")) return std::nullopt;
    const auto first = text.find('?', 2);
    if (first == std::string_view::npos || first == 2 || first > 60 || first + 2 >= text.size())
        return std::nullopt;
    const char encoding = to_lower(text[first + 1]);
    if (text[first + 2] != '?' || (encoding != 'b' && encoding != 'q')) return std::nullopt;
    const auto end = text.find("?=", first + 3);
    if (end == std::string_view::npos) return std::nullopt;
    const auto charset = text.substr(2, first - 2), payload = text.substr(first + 3, end - first - 3);
    if (charset.find_first_of(" \t\r\n<>@,;") != std::string_view::npos) return std::nullopt;
    if (payload.find_first_of("\r\n") != std::string_view::npos) return std::nullopt;
    return Word{lower(charset), encoding == 'b' ? decode_base64(payload) : decode_q(payload), end + 2};
}

std::size_t spaces_at(std::string_view text) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_space) - text.begin());
}

// Walks the text; `plain` takes what is no encoded word, `encoded` the decoded UTF-8 of a run of words.
template <class Plain, class Encoded>
void walk(std::string_view text, Plain plain, Encoded encoded) {
    std::size_t start = 0, at = 0;
    while ((at = text.find("=?", at)) != std::string_view::npos) {
        auto word = word_at(text.substr(at));
        if (!word) {
            at += 2;
            continue;
        }
        plain(text.substr(start, at - start));
        std::string charset = word->charset, bytes, joined;
        while (
            word) {  // words of one charset are joined before decoding: a character may be split between them
            if (word->charset != charset) joined += decode_text(bytes, charset).text, bytes.clear();
            charset = word->charset;
            bytes += word->bytes;
            at += word->length;
            const auto gap = spaces_at(text.substr(at));
            word = word_at(text.substr(at + gap));
            if (word) at += gap;
        }
        encoded(joined + decode_text(bytes, charset).text);
        start = at;
    }
    plain(text.substr(start));
}

}  // namespace

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), to_lower);
    return out;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return to_lower(x) == to_lower(y);
           });
}

bool begins_with(std::string_view text, std::string_view start) {
    return same(text.substr(0, start.size()), start);
}

bool holds(std::string_view text, std::string_view words) {
    return std::search(text.begin(), text.end(), words.begin(), words.end(), [](char x, char y) {
               return to_lower(x) == to_lower(y);
           }) != text.end();
}

std::string one_line(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const bool blank = static_cast<unsigned char>(c) <= ' ' || c == 127;
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::vector<std::string_view> lines(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        out.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string Base64::feed(std::string_view text) {
    std::string out;
    out.reserve(text.size() / 4 * 3 + 3);
    for (const char c : text) {
        if (c == '=') {  // padding ends a group; concatenated streams go on after it
            count_ = 0, bits_ = 0;
            continue;
        }
        const int value = base64_value(c);
        if (value < 0) continue;
        bits_ = bits_ << 6 | static_cast<std::uint32_t>(value);
        count_ += 6;
        if (count_ >= 8) out += static_cast<char>(bits_ >> (count_ -= 8) & 0xFF);
    }
    return out;
}

std::string decode_base64(std::string_view text) {
    return Base64().feed(text);
}

std::string encode_base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(),
                      out.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // its NUL
    return out;
}

std::string decode_q(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1,
                  low = high < 0 ? -1 : hex_value(text[i + 2]);
        if (text[i] == '=' && low >= 0)
            out += static_cast<char>(high * 16 + low), i += 2;
        else
            out += text[i] == '_' ? ' ' : text[i];
    }
    return out;
}

std::string decode_words(std::string_view text, std::string_view charset_hint) {
    std::string out;
    walk(
        text,
        [&](std::string_view plain) {
            out += is_utf8(plain) && plain.find('\x1B') == plain.npos ? std::string(plain)
                                                                      : decode_text(plain, charset_hint).text;
        },
        [&](const std::string& decoded) { out += decoded; });
    return out;
}

std::string recode_words(std::string_view text, std::string_view charset_hint) {
    std::string out;
    walk(
        text,
        [&](std::string_view plain) {
            out += is_utf8(plain) && plain.find('\x1B') == plain.npos ? std::string(plain)
                                                                      : decode_text(plain, charset_hint).text;
        },
        [&](const std::string& decoded) { out += "=?utf-8?B?" + encode_base64(decoded) + "?="; });
    return out;
}

}  // namespace mainstay::mail
