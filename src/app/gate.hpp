#pragma once
#include "app/house.hpp"

namespace mainstay::app {

// Authentication, rate limits, repeated requests and the request log, as the router wants them.
http::Gate make_gate(House& house);

}  // namespace mainstay::app
