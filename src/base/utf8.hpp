#pragma once
// Valid UTF-8: what every text of ours is, whatever bytes came in.
#include <string>
#include <string_view>

namespace mainstay {

bool is_utf8(std::string_view bytes);
std::string repair_utf8(std::string_view bytes);  // what is not UTF-8 becomes U+FFFD

}  // namespace mainstay
