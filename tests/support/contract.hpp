#pragma once
#include <string>

#include "kit/http/http.hpp"

// What is wrong with an answer against the OpenAPI description of its route; "" when nothing is.
std::string contract_mistake(const mainstay::http::Router& router, const std::string& method, const std::string& path,
                             const mainstay::http::Response& response);
