#pragma once
// Brings a database to the schema this binary knows. Every migration runs once, in order, in its own transaction.
#include <span>
#include <string>
#include <vector>

#include "kit/db/db.hpp"

namespace mainstay::db {

struct Migration {
    const char* name;  // "0007_tickets"
    const char* sql;   // ${SERIAL_KEY}: the engine's automatic integer primary key
    const char* pg_sql;
};

struct MigrationReport {
    std::vector<std::string> applied;
    std::vector<std::string> pending;  // with dry_run
};

// Errors: unavailable "schema_too_new" when the database has a migration this binary does not know.
Result<MigrationReport> migrate(Database& db, std::span<const Migration> migrations, Millis now, bool dry_run = false);

}  // namespace mainstay::db
