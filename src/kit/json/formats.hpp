#pragma once
// The named formats of Rule::format.
#include <string_view>

namespace mainstay::json {

// Whether the text (not empty, valid UTF-8) is in the format. An unknown format name is an assertion.
bool is_in_format(std::string_view text, std::string_view format);

}  // namespace mainstay::json
