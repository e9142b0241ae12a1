#pragma once
// Health, metrics, jobs, audit: what an administrator looks at.
#include "app/house.hpp"

namespace mainstay::app {

void bind_operations(http::Router& router, House& house);
Result<> remove_old_rows(db::Database& db, Millis now);
// A wrong key file would make every token and sealed secret useless: notice before anything is written with it.
void check_key_fingerprint(db::Database& db, const crypto::KeyRing& keys);

}  // namespace mainstay::app
