#pragma once
// The checks every request passes before its handler, one function each. Internal to kit/http.
#include "kit/http/http.hpp"

namespace mainstay::http {

Result<> check_origin(const Request& request, const std::string& base_url);  // only unsafe methods with a cookie
Result<> check_access(const Route& route, std::string_view scope, const Actor& actor);
Result<> check_content_type(const Route& route, const Request& request);
// Takes the quotes off the header; an Error when the key has not 1 to 200 printable characters.
Result<> tidy_idempotency_key(Request& request);
bool is_safe(std::string_view method);
std::string first_noun(std::string_view pattern);  // "tickets" of "/api/v1/tickets/{id}"; empty outside /api/v1
std::string default_scope(const Route& route);
void harden(Response& response, const Request& request);  // security headers and the request id

}  // namespace mainstay::http
