#include <algorithm>

#include "base/utf8.hpp"
#include "kit/db/db.hpp"

namespace mainstay::db {

bool is_storable(std::string_view text) {
    return text.find('\0') == std::string_view::npos && is_utf8(text);
}

std::string storable(std::string_view text) {
    if (is_storable(text)) return std::string(text);
    auto out = repair_utf8(text);
    out.erase(std::remove(out.begin(), out.end(), '\0'), out.end());
    return out;
}

}  // namespace mainstay::db
