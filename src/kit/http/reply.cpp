#include "kit/http/reply.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/clock.hpp"
#include "kit/http/status.hpp"

namespace mainstay::http {
namespace {

struct Span {
    std::uint64_t first, last;
};
enum class RangeKind { none, part, unsatisfiable };

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// One range; several, or nonsense, mean the whole file (RFC 9110, 14.2).
RangeKind read_range(std::string_view text, std::uint64_t size, Span& span) {
    if (!text.starts_with("bytes=")) return RangeKind::none;
    text.remove_prefix(6);
    const auto dash = text.find('-');
    if (dash == std::string_view::npos || text.find(',') != std::string_view::npos) return RangeKind::none;
    const auto first = number(text.substr(0, dash)), last = number(text.substr(dash + 1));
    if (dash == 0) {  // the last n bytes
        if (!last) return RangeKind::none;
        if (*last == 0 || size == 0) return RangeKind::unsatisfiable;
        span = {size - std::min(*last, size), size - 1};
        return RangeKind::part;
    }
    const bool is_open = dash + 1 == text.size();
    if (!first || (!last && !is_open) || (last && *last < *first)) return RangeKind::none;
    if (*first >= size) return RangeKind::unsatisfiable;
    span = {*first, is_open ? size - 1 : std::min(*last, size - 1)};
    return RangeKind::part;
}

std::string_view header_of(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

bool may_be_partial(const Response& response, const Asked& asked) {
    if (asked.range.empty() || response.status != 200) return false;
    return asked.if_range.empty() || (asked.if_range == header_of(response, "etag") && !asked.if_range.starts_with("W/"));
}

void become_problem(Response& response, int status, const Error& error, const Request& about) {
    auto answer = problem(status, error, about);
    response.status = status;
    response.type = std::move(answer.type);
    response.body = std::move(answer.body);
}

std::string_view date_now() {
    static thread_local time_t second = 0;
    static thread_local std::string text;
    const time_t now = ::time(nullptr);
    if (now != second) {
        second = now;
        text = to_rfc5322(static_cast<Millis>(now) * kSecond).substr(0, 26) + "GMT";
    }
    return text;
}

void append_number(std::string& out, std::int64_t value) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

// A value can never start a new header line.
void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const auto from = out.size();
    out.append(value);
    for (auto i = from; i < out.size(); ++i)
        if ((static_cast<unsigned char>(out[i]) < 0x20 && out[i] != '\t') || out[i] == 0x7F) out[i] = ' ';
    out.append("\r\n");
}

}  // namespace

FilePart open_part(Response& response, const Asked& asked, const Request& about) {
    FilePart part;
    part.fd = ::open(response.file->path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (part.fd < 0 || ::fstat(part.fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        become_problem(response, 500, Error(ErrorKind::unavailable, "internal", "The file cannot be read."), about);
        if (part.fd >= 0) ::close(part.fd);
        return {};
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    part.size = size;
    response.header("accept-ranges", "bytes");
    Span span{};
    const auto kind = may_be_partial(response, asked) ? read_range(asked.range, size, span) : RangeKind::none;
    if (kind == RangeKind::part) {
        part.at = span.first;
        part.size = span.last - span.first + 1;
        response.status = 206;
        response.header("content-range", "bytes " + std::to_string(span.first) + "-" + std::to_string(span.last) + "/" + std::to_string(size));
    } else if (kind == RangeKind::unsatisfiable) {
        ::close(part.fd);
        part = {};
        response.header("content-range", "bytes */" + std::to_string(size));
        become_problem(response, 416, Error(ErrorKind::malformed, "bad_range", "The file has no such range."), about);
    }
    return part;
}

std::string head_of(const Response& response, std::int64_t length, bool keep_alive, int minor) {
    std::string out;
    out.reserve(768);
    out.append("HTTP/1.1 ");
    append_number(out, response.status);
    out.append(" ").append(reason_of(response.status)).append("\r\n");
    const bool is_bodiless = response.status == 204 || response.status == 304;
    append_header(out, "date", date_now());
    if (!response.type.empty() && !is_bodiless) append_header(out, "content-type", response.type);
    bool has_length = false;
    for (const auto& [name, value] : response.headers) {
        has_length = has_length || name == "content-length";
        append_header(out, name, value);
    }
    if (!has_length && length >= 0 && !is_bodiless) {
        out.append("content-length: ");
        append_number(out, length);
        out.append("\r\n");
    }
    if (!keep_alive) out.append("connection: close\r\n");
    else if (minor == 0) out.append("connection: keep-alive\r\n");
    out.append("\r\n");
    return out;
}

}  // namespace mainstay::http
