#include <algorithm>
#include <cassert>
#include <charconv>

#include "kit/http/http.hpp"

namespace mainstay::http {
namespace {

std::string_view trim(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

std::string_view Request::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers)
        if (name == lower_case_name) return value;
    return {};
}

const std::string& Request::param(std::string_view name) const {
    static const std::string kNone;
    const auto found = std::find_if(params.begin(), params.end(), [&](const auto& p) { return p.first == name; });
    assert(found != params.end() && "the route has no such {name}");
    return found == params.end() ? kNone : found->second;
}

std::optional<std::string> Request::cookie(std::string_view name) const {
    auto rest = header("cookie");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        const auto pair = trim(rest.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) return std::string(pair.substr(equals + 1));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return std::nullopt;
}

std::optional<std::int64_t> Request::if_match() const {
    const auto text = trim(header("if-match"));
    if (text.empty()) return std::nullopt;
    if (text == "*") return 0;
    if (text.size() < 4 || !text.starts_with("\"v") || text.back() != '"') return -1;
    std::int64_t version = 0;
    const auto* last = text.data() + text.size() - 1;
    const auto [end, error] = std::from_chars(text.data() + 2, last, version);
    return error == std::errc{} && end == last && version > 0 ? version : -1;
}

Response& Response::etag(std::int64_t version) { return header("etag", "\"v" + std::to_string(version) + "\""); }

Response no_content() {
    Response response;
    response.status = 204;
    response.type.clear();
    return response;
}

}  // namespace mainstay::http
