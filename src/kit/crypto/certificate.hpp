#pragma once
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace mainstay::crypto {

// When the first certificate of a PEM file ends; nothing when there is none.
std::optional<Millis> certificate_ends(const std::string& file);

}  // namespace mainstay::crypto
