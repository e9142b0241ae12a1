#pragma once
// Demo and bench data, made through the slices. Both refuse (conflict "has_data") when somebody is there already.
#include "app/house.hpp"

namespace mainstay::app {

// `set_clock` moves the clock of the house (and of its database), so that history gets the times it tells of.
Result<> seed_demo(House& house, const std::function<void(Millis)>& set_clock);
Result<> seed_large(House& house, std::int64_t tickets, const std::function<void(std::int64_t)>& progress);

}  // namespace mainstay::app
