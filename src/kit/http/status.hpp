#pragma once
#include <string_view>

namespace mainstay::http {

std::string_view reason_of(int status);  // "Not Found"; a general word for the unknown

}  // namespace mainstay::http
