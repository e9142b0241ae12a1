#pragma once
// Time as a value somebody hands in. Milliseconds since 1970-01-01 UTC everywhere inside.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mainstay {

using Millis = std::int64_t;              // ms UTC
using Clock = std::function<Millis()>;    // injected wherever "now" matters

inline constexpr Millis kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

Clock system_clock();
std::string to_rfc3339(Millis at);                          // "2026-11-21T08:30:00.123Z"
std::optional<Millis> from_rfc3339(std::string_view text);  // accepts any offset; nothing if it is not one
std::string to_rfc5322(Millis at);                          // "Sat, 21 Nov 2026 08:30:00 +0000"

}  // namespace mainstay
