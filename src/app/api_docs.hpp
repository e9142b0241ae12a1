#pragma once
#include <string>

#include "kit/http/http.hpp"

namespace mainstay::app {

std::string api_docs(const http::Router& router);  // one HTML page, readable without script

}  // namespace mainstay::app
