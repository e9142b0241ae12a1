#include <algorithm>
#include <charconv>

#include "kit/http/http.hpp"
#include "kit/http/url.hpp"
#include "kit/json/utf8.hpp"

namespace mainstay::http {
namespace {

constexpr std::size_t kMaxParameters = 100;

template <class Visit>
void each_pair(std::string_view query, Visit visit) {
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        visit(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
    }
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string pointer(std::string_view name) { return "?" + std::string(name.substr(0, 100)); }

}  // namespace

Query::Query(const Request& request) {
    std::size_t n = 0;
    each_pair(request.query, [&](std::string_view raw_name, std::string_view raw_value) {
        if (++n > kMaxParameters) return;
        auto name = percent_decode(raw_name, true);
        auto value = percent_decode(raw_value, true);
        if (name && value && !has_control(*name) && !has_control(*value))
            given_.emplace_back(std::move(*name), std::move(*value));
        else
            mistakes_.push_back({"?", "bad_encoding", "A query parameter is not valid percent-encoded UTF-8 text."});
    });
    if (n > kMaxParameters) mistakes_.push_back({"?", "too_many", "May have at most 100 parameters."});
}

std::optional<std::string> Query::text(std::string_view name, std::size_t max) {
    known_.emplace_back(name);
    const std::string* found = nullptr;
    for (const auto& [key, value] : given_) {
        if (key != name) continue;
        if (found) mistakes_.push_back({pointer(name), "repeated", "May be given once."});
        if (found) return std::nullopt;
        found = &value;
    }
    if (!found) return std::nullopt;
    if (json::count_code_points(*found) > max) {
        mistakes_.push_back({pointer(name), "too_long", "May have at most " + std::to_string(max) + " characters."});
        return std::nullopt;
    }
    return *found;
}

std::vector<std::string> Query::list(std::string_view name, std::size_t max_items) {
    known_.emplace_back(name);
    std::vector<std::string> items;
    for (const auto& [key, value] : given_) {
        if (key != name) continue;
        for (std::size_t at = 0; at <= value.size();) {
            const auto end = std::min(value.find(',', at), value.size());
            if (end > at) items.push_back(value.substr(at, end - at));
            at = end + 1;
        }
    }
    if (items.size() <= max_items) return items;
    mistakes_.push_back({pointer(name), "too_many", "May have at most " + std::to_string(max_items) + " items."});
    return {};
}

std::int64_t Query::integer(std::string_view name, std::int64_t fallback, std::int64_t min, std::int64_t max) {
    const auto given = text(name);
    if (!given) return fallback;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), value);
    const bool is_number = error == std::errc{} && end == given->data() + given->size() && !given->empty();
    if (is_number && value >= min && value <= max) return value;
    mistakes_.push_back({pointer(name), is_number ? (value < min ? "too_small" : "too_large") : "wrong_type",
                         "Must be a whole number from " + std::to_string(min) + " to " + std::to_string(max) + "."});
    return fallback;
}

std::optional<bool> Query::flag(std::string_view name) {
    const auto given = text(name);
    if (!given) return std::nullopt;
    if (*given == "true" || *given == "false") return *given == "true";
    mistakes_.push_back({pointer(name), "not_allowed", "Must be one of: true, false."});
    return std::nullopt;
}

Result<> Query::finish() const {
    auto mistakes = mistakes_;
    for (const auto& [name, value] : given_)
        if (std::find(known_.begin(), known_.end(), name) == known_.end())
            mistakes.push_back({pointer(name), "unknown", "Is not a parameter of this list."});
    if (mistakes.empty()) return Done{};
    return Error(ErrorKind::malformed, "bad_query", "Some query parameters are not valid.", std::move(mistakes));
}

Response reply_page(const Request& request, std::string items_json, const std::optional<std::string>& next) {
    Response response;
    response.body.reserve(items_json.size() + 64);
    json::Writer out(response.body);
    out.begin_object();
    out.key("items");
    out.raw(items_json);
    out.key("next");
    if (next) out.text(*next);
    else out.null();
    out.end_object();
    if (!next) return response;
    std::string target = encode_path(request.path) + "?";
    each_pair(request.query, [&](std::string_view name, std::string_view value) {
        if (name == "cursor") return;
        const auto is_unsafe = [](char c) { return c <= ' ' || c >= 0x7F || c == '<' || c == '>' || c == '"'; };
        if (std::any_of(name.begin(), name.end(), is_unsafe) || std::any_of(value.begin(), value.end(), is_unsafe)) return;
        target.append(name).append("=").append(value).append("&");
    });
    response.header("link", "<" + target + "cursor=" + encode_component(*next) + ">; rel=\"next\"");
    return response;
}

}  // namespace mainstay::http
