#include "kit/http/head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "kit/http/url.hpp"

namespace mainstay::http {
namespace {

constexpr std::size_t kMaxTarget = 8192, kMaxHeaders = 100, kMaxMethod = 20;
constexpr Refusal kBadLine{400, "bad_request", "The request line is not valid."};
constexpr Refusal kBadHeader{400, "bad_request", "A header line is not valid."};
constexpr Refusal kBadTarget{400, "bad_path", "The address is not valid."};
constexpr Refusal kBadLength{400, "bad_request", "The length of the body is ambiguous."};
constexpr Refusal kBadHost{400, "bad_request", "The Host header is missing, repeated or not valid."};
constexpr Refusal kRepeated{400, "bad_request", "A header that may appear once is repeated."};

constexpr auto kTokenChars = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return kTokenChars[static_cast<unsigned char>(c)]; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
    return out;
}

bool is_same(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F); });
}

bool is_host(std::string_view text) {  // host or [v6], with an optional port
    return !text.empty() && text.size() <= 260 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
    });
}

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

// Headers of which a second one would leave it open which counts.
bool may_appear_once(std::string_view name) {
    static constexpr std::array<std::string_view, 14> kOnce{"host", "content-length", "transfer-encoding", "authorization", "content-type",
                                                            "expect", "range", "if-range", "if-match", "origin", "idempotency-key",
                                                            "sec-fetch-site", "x-forwarded-proto", "content-encoding"};
    return std::find(kOnce.begin(), kOnce.end(), name) != kOnce.end();
}

std::optional<Refusal> add_header(Head& head, std::string name, std::string_view value) {
    const auto same = std::find_if(head.headers.begin(), head.headers.end(), [&](const auto& header) { return header.first == name; });
    if (same != head.headers.end()) {
        if (name == "host") return kBadHost;
        if (name == "content-length" || name == "transfer-encoding") return kBadLength;
        if (may_appear_once(name)) return kRepeated;
        if (name == "cookie" || name == "x-forwarded-for") {
            same->second.append(name == "cookie" ? "; " : ", ").append(value);
            return std::nullopt;
        }
    }
    head.headers.emplace_back(std::move(name), std::string(value));
    return std::nullopt;
}

std::optional<Refusal> read_header_line(std::string_view line, Head& head) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return kBadHeader;  // obs-fold fails here too
    const auto value = trim(line.substr(colon + 1));
    if (!is_value(value)) return kBadHeader;
    if (head.headers.size() >= kMaxHeaders) return Refusal{431, "too_many_headers", "There are too many header lines."};
    return add_header(head, lower(line.substr(0, colon)), value);
}

std::string_view header(const Head& head, std::string_view name) {
    for (const auto& [key, value] : head.headers)
        if (key == name) return value;
    return {};
}

bool has_header(const Head& head, std::string_view name) {
    return std::any_of(head.headers.begin(), head.headers.end(), [&](const auto& header) { return header.first == name; });
}

// origin-form, or absolute-form that agrees with Host.
std::optional<Refusal> read_target(std::string_view target, Head& head) {
    if (target.size() > kMaxTarget) return Refusal{414, "address_too_long", "The address is too long."};
    if (!is_printable(target) || target.find('#') != std::string_view::npos) return kBadTarget;
    if (target == "*" && head.method == "OPTIONS") target = "/";
    if (!target.starts_with('/')) {
        const auto scheme = target.find("://");
        const auto name = target.substr(0, scheme);
        if (scheme == std::string_view::npos || (!is_same(name, "http") && !is_same(name, "https"))) return kBadTarget;
        const auto rest = target.substr(scheme + 3);
        const auto host = rest.substr(0, rest.find_first_of("/?"));
        if (!is_same(host, header(head, "host"))) return kBadHost;
        target = rest.substr(host.size());
    }
    const auto mark = target.find('?');
    if (mark != std::string_view::npos) head.query = target.substr(mark + 1);
    auto path = normal_path(target.empty() || target.front() == '?' ? "/" : target.substr(0, mark));
    if (!path) return kBadTarget;
    head.path = std::move(*path);
    return std::nullopt;
}

std::optional<Refusal> read_length(Head& head) {
    const auto length = header(head, "content-length");
    const auto coding = header(head, "transfer-encoding");
    const bool has_length = has_header(head, "content-length"), has_coding = has_header(head, "transfer-encoding");
    if (has_coding) {
        if (has_length || head.minor == 0 || !is_same(coding, "chunked")) return kBadLength;
        head.is_chunked = true;
    } else if (has_length) {
        const bool is_number = !length.empty() && length.size() <= 18 && std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!is_number) return kBadLength;
        std::from_chars(length.data(), length.data() + length.size(), head.length);
    }
    const bool takes_none = head.method == "GET" || head.method == "HEAD" || head.method == "TRACE" || head.method == "OPTIONS";
    if (takes_none && head.has_body()) return Refusal{400, "unexpected_body", "This method takes no body."};
    if (!header(head, "content-encoding").empty() && !is_same(header(head, "content-encoding"), "identity"))
        return Refusal{415, "unsupported_media_type", "Compressed bodies are not accepted."};
    return std::nullopt;
}

void read_connection(Head& head) {
    head.keep_alive = head.minor == 1;
    auto rest = header(head, "connection");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        const auto option = trim(rest.substr(0, end));
        if (is_same(option, "close")) head.keep_alive = false;
        if (is_same(option, "keep-alive") && head.minor == 0) head.keep_alive = true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

std::optional<Refusal> read_expectation(Head& head) {
    const auto expect = header(head, "expect");
    if (expect.empty()) return std::nullopt;
    if (!is_same(expect, "100-continue")) return Refusal{417, "expectation_failed", "Only 100-continue may be expected."};
    head.expects_continue = head.minor == 1 && head.has_body();
    return std::nullopt;
}

std::optional<Refusal> read_version(std::string_view version, Head& head) {
    if (version == "HTTP/1.1" || version == "HTTP/1.0") {
        head.minor = version.back() - '0';
        return std::nullopt;
    }
    const bool is_other = version.size() == 8 && version.starts_with("HTTP/");
    return is_other ? Refusal{505, "version_not_supported", "Only HTTP/1.1 is spoken here."} : kBadLine;
}

std::optional<Refusal> check_host(const Head& head) {
    const bool is_present = has_header(head, "host");
    if (!is_present && head.minor == 0) return std::nullopt;
    if (!is_present || !is_host(header(head, "host"))) return kBadHost;
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> read_head(std::string_view text, Head& head) {
    const auto line_end = text.find("\r\n");
    const auto line = text.substr(0, line_end);
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || first > kMaxMethod) return kBadLine;
    if (!is_token(line.substr(0, first))) return kBadLine;
    head.method = line.substr(0, first);
    if (auto refusal = read_version(line.substr(last + 1), head)) return refusal;
    head.headers.reserve(12);
    for (auto at = line_end + 2; at < text.size();) {
        const auto end = text.find("\r\n", at);
        if (end == std::string_view::npos) return kBadHeader;
        if (auto refusal = read_header_line(text.substr(at, end - at), head)) return refusal;
        at = end + 2;
    }
    if (auto refusal = check_host(head)) return refusal;
    if (auto refusal = read_target(line.substr(first + 1, last - first - 1), head)) return refusal;
    if (auto refusal = read_length(head)) return refusal;
    read_connection(head);
    return read_expectation(head);
}

HeadScan::Found HeadScan::scan(std::string_view bytes) {
    while (at_ < bytes.size()) {
        const auto* feed = static_cast<const char*>(std::memchr(bytes.data() + at_, '\n', bytes.size() - at_));
        if (!feed) break;
        const auto at = static_cast<std::size_t>(feed - bytes.data());
        if (at == 0 || bytes[at - 1] != '\r') return Found::bad;
        const bool is_empty_line = at - 1 == line_;
        at_ = line_ = at + 1;
        if (is_empty_line) return Found::end;
    }
    at_ = bytes.size();
    return Found::more;
}

}  // namespace mainstay::http
