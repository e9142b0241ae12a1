#include "kit/http/url.hpp"

#include <algorithm>
#include <vector>

#include "kit/json/utf8.hpp"

namespace mainstay::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_text(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto point = json::code_point_at(text, at);
        if (!point || point->value == 0) return false;
        at += point->bytes;
    }
    return true;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string encode(std::string_view text, std::string_view kept) {
    constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c) || kept.find(c) != std::string_view::npos) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
        }
    }
    return out;
}

bool is_plain_path(std::string_view path) {  // nothing to decode, resolve or refuse: nearly every request
    if (path.empty() || path.front() != '/') return false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        const bool is_segment_start = i > 0 && path[i - 1] == '/';
        if (c == '/' ? is_segment_start : !is_unreserved(c) || (c == '.' && is_segment_start)) return false;
    }
    return true;
}

bool has_encoded_slash(std::string_view raw) {
    for (auto at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1)) {
        const auto code = raw.substr(at + 1, 2);
        if (code == "2f" || code == "2F" || code == "5c" || code == "5C") return true;
    }
    return raw.find('\\') != std::string_view::npos;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::optional<std::string> resolve(std::string_view path) {
    std::vector<std::string_view> kept;
    std::size_t at = 1;
    while (at <= path.size()) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto segment = path.substr(at, end - at);
        if (segment == "..") {
            if (kept.empty()) return std::nullopt;
            kept.pop_back();
        } else if (!segment.empty() && segment != ".") {
            kept.push_back(segment);
        }
        at = end + 1;
    }
    std::string out;
    for (const auto segment : kept) out.append("/").append(segment);
    if (out.empty() || path.back() == '/') out += '/';
    return out;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
            if (low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    if (!is_text(out)) return std::nullopt;
    return out;
}

std::string encode_path(std::string_view path) { return encode(path, "/:@!$&'()*+,;="); }

std::string encode_component(std::string_view text) { return encode(text, ""); }

std::optional<std::string> normal_path(std::string_view raw) {
    if (is_plain_path(raw)) return std::string(raw);
    if (raw.empty() || raw.front() != '/' || has_encoded_slash(raw)) return std::nullopt;
    const auto decoded = percent_decode(raw, false);
    if (!decoded || has_control(*decoded)) return std::nullopt;
    return resolve(*decoded);
}

}  // namespace mainstay::http
