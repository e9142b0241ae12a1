#pragma once
namespace mainstay::db {

// A named statement, generated from <slice>/sql/<name>.sql. Parameters are $1..$n on both engines; pg_sql only
// where the engines differ. The texts must outlive the database (they are literals).
struct Query {
    const char* name;
    const char* sql;
    const char* pg_sql = nullptr;
};

}  // namespace mainstay::db
