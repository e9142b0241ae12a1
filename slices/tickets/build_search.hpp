#pragma once
#include <functional>

#include "kit/db/db.hpp"

namespace mainstay::tickets {

// Fills the empty search tables from the messages that are there: after all rows came from elsewhere.
Result<> build_search(db::Database& db, const std::function<void(std::int64_t messages)>& progress);

}  // namespace mainstay::tickets
