#pragma once
// Percent encoding and paths. One decode, in one place, so that the router and the rules see the same path.
#include <optional>
#include <string>
#include <string_view>

namespace mainstay::http {

// Nothing when a % is not followed by two hex digits, or the result is not UTF-8 or has NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
std::string encode_path(std::string_view path);        // keeps "/"
std::string encode_component(std::string_view text);   // only unreserved characters stay

// The decoded, normalised form of a request target's path: "//" collapsed, "." and ".." resolved. Nothing when it has
// control characters, an encoded slash or backslash, or climbs above the root.
std::optional<std::string> normal_path(std::string_view raw);

}  // namespace mainstay::http
