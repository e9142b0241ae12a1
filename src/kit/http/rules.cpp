#include "kit/http/rules.hpp"

#include <algorithm>

namespace mainstay::http {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

// scheme://host[:port] of a URL, in lower case.
std::string origin_of(std::string_view url) {
    const auto host = url.find("://");
    if (host == std::string_view::npos) return {};
    return lower(url.substr(0, url.find('/', host + 3)));
}

std::string own_origin(const Request& request, const std::string& base_url) {
    if (!base_url.empty()) return origin_of(base_url);
    return lower(std::string(request.is_secure ? "https://" : "http://") + std::string(request.header("host")));
}

bool may_call(Access access, const Actor& actor) {
    switch (access) {
        case Access::anyone: return true;
        case Access::signed_in: return actor.is_signed_in();
        case Access::agents: return actor.is_staff() || actor.role == Role::security;
        case Access::leads: return actor.is_lead();
        case Access::admins: return actor.is_admin();
    }
    return false;
}

bool is_json(std::string_view type) {
    const auto text = lower(type.substr(0, type.find(';')));
    const auto end = text.find_last_not_of(" \t");
    const auto essence = std::string_view(text).substr(0, end == std::string::npos ? 0 : end + 1);
    if (essence != "application/json" && !(essence.starts_with("application/") && essence.ends_with("+json"))) return false;
    const auto parameters = lower(type.substr(std::min(type.size(), type.find(';'))));
    const auto charset = parameters.find("charset=");
    return charset == std::string::npos || parameters.find("utf-8", charset) != std::string::npos;
}

bool has_header(const Response& response, std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(), [&](const auto& header) { return header.first == name; });
}

constexpr std::string_view kPolicy =
    "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

Result<> check_origin(const Request& request, const std::string& base_url) {
    if (is_safe(request.method) || request.header("cookie").empty() || !request.header("authorization").empty()) return Done{};
    const auto site = request.header("sec-fetch-site");
    if (site == "same-origin" || site == "none") return Done{};
    const auto origin = request.header("origin");
    if (!origin.empty() && lower(origin) == own_origin(request, base_url)) return Done{};
    return Error(ErrorKind::forbidden, "cross_site", "This request comes from another site and was refused.");
}

Result<> check_access(const Route& route, std::string_view scope, const Actor& actor) {
    const bool is_public_read = route.access == Access::anyone && is_safe(route.method);
    if (route.access != Access::anyone && !actor.is_signed_in())
        return Error(ErrorKind::unauthenticated, "unauthenticated", "Please sign in.");
    if (!may_call(route.access, actor))
        return Error(ErrorKind::forbidden, "forbidden", "Your role does not allow this.");
    if (!is_public_read && !scope.empty() && !actor.has_scope(scope))
        return Error(ErrorKind::forbidden, "missing_scope", "The token lacks the scope " + std::string(scope) + ".");
    return Done{};
}

Result<> check_content_type(const Route& route, const Request& request) {
    if (route.is_raw || is_safe(request.method) || request.body.empty() || is_json(request.header("content-type"))) return Done{};
    return Error(ErrorKind::unsupported, "unsupported_media_type", "Send the body as application/json in UTF-8.");
}

Result<> tidy_idempotency_key(Request& request) {
    for (auto& [name, value] : request.headers) {
        if (name != "idempotency-key") continue;
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        const bool is_printable = std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '"'; });
        if (value.empty() || value.size() > 200 || !is_printable)
            return Error(ErrorKind::malformed, "bad_idempotency_key", "Idempotency-Key must have 1 to 200 printable characters.");
    }
    return Done{};
}

std::string first_noun(std::string_view pattern) {
    constexpr std::string_view kApi = "/api/v1/";
    if (!pattern.starts_with(kApi)) return {};
    pattern.remove_prefix(kApi.size());
    return std::string(pattern.substr(0, pattern.find('/')));
}

std::string default_scope(const Route& route) {
    const auto noun = first_noun(route.pattern);
    if (noun.empty()) return {};
    return noun + (is_safe(route.method) ? ":read" : ":write");
}

void harden(Response& response, const Request& request) {
    response.headers.reserve(response.headers.size() + 9);
    if (!has_header(response, "content-security-policy")) response.header("content-security-policy", std::string(kPolicy));
    if (!has_header(response, "cache-control")) response.header("cache-control", "no-store");
    if (!has_header(response, "referrer-policy")) response.header("referrer-policy", "no-referrer");
    if (!has_header(response, "cross-origin-resource-policy")) response.header("cross-origin-resource-policy", "same-origin");
    response.header("x-content-type-options", "nosniff");
    response.header("cross-origin-opener-policy", "same-origin");
    response.header("x-request-id", request.request_id);
    if (request.is_secure) response.header("strict-transport-security", "max-age=31536000");
}

}  // namespace mainstay::http
