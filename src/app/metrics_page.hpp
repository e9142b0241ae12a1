#pragma once
// /metrics: what was counted, and what is looked up when it is asked for.
#include "app/house.hpp"

namespace mainstay::app {

void bind_metrics(http::Router& router, House& house);

}  // namespace mainstay::app
