#pragma once
// ?fields=a,b: only these members of a reply (of each item in a list). It picks from what the actor may see anyway.
// ?expand=a,b: references to spell out. Ours are spelled out always, so a known name is accepted and changes nothing.
#include <string>
#include <vector>

#include "kit/http/http.hpp"

namespace mainstay::http {

// Takes "fields" or "expand" out of the request's query; empty when it was not there.
std::vector<std::string> take_names(Request& request, std::string_view parameter);
Result<> check_fields(const std::vector<std::string>& names, const json::ShapeRef& shape);  // malformed "bad_query": an unknown name
Result<> check_expand(const std::vector<std::string>& names, const Route& route);  // invalid "bad_query": an unknown name
std::string pick_fields(const std::string& body, const std::vector<std::string>& names, bool is_list);

}  // namespace mainstay::http
