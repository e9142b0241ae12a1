#pragma once
// Identifiers: UUIDv7 (sortable by creation time). Good names, bad secrets: tokens come from kit/crypto.
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace mainstay {

using NextId = std::function<std::string()>;  // injected, so that tests are repeatable

NextId uuid7(Clock now);  // thread-safe; ids of one process never go back, even when the clock does
bool is_uuid(std::string_view text);
std::string short_hex(std::size_t bytes);  // random lower-case hex, for request ids and file names

}  // namespace mainstay
