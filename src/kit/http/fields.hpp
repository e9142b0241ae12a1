#pragma once
// ?fields=a,b: only these members of a reply (of each item in a list). It picks from what the actor may see anyway.
#include <string>
#include <vector>

#include "kit/http/http.hpp"

namespace mainstay::http {

// Takes "fields" out of the request's query; empty when it was not there.
std::vector<std::string> take_fields(Request& request);
Result<> check_fields(const std::vector<std::string>& names, const json::ShapeRef& shape);  // malformed "bad_query": an unknown name
std::string pick_fields(const std::string& body, const std::vector<std::string>& names, bool is_list);

}  // namespace mainstay::http
