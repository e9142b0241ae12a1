#pragma once
#include <exception>

#include "app/house.hpp"

namespace mainstay::app {

// Authentication, rate limits, repeated requests and the request log, as the router wants them.
http::Gate make_gate(House& house);

// The database or a file found no room: 507, and 452 in mail.
bool is_out_of_space(const std::exception& failure);

}  // namespace mainstay::app
