#pragma once
// Runs one test body against every engine: always SQLite, and PostgreSQL when MAINSTAY_TEST_PG names a server
// (bin/test starts one of its own). Each run gets a fresh, migrated database.
#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>

#include "kit/db/db.hpp"

// A fresh database that disappears with this object.
class TestDatabase {
public:
    explicit TestDatabase(mainstay::db::Engine engine, mainstay::Clock now = mainstay::system_clock());
    ~TestDatabase();
    mainstay::db::Database& get() { return *db_; }
    const mainstay::db::Options& options() const { return options_; }
    std::unique_ptr<mainstay::db::Database> open_another() const;  // a second node on the same data

private:
    std::string name_;
    mainstay::db::Options options_;
    std::unique_ptr<mainstay::db::Database> db_;
};

bool postgres_is_there();
void on_every_engine(const std::function<void(mainstay::db::Engine)>& body);

#define ON_EVERY_DATABASE_IMPL(name, function)                              \
    static void function(mainstay::db::Database& db);                      \
    TEST_CASE(name) {                                                       \
        on_every_engine([](mainstay::db::Engine engine) {                   \
            TestDatabase database(engine);                                  \
            function(database.get());                                       \
        });                                                                 \
    }                                                                       \
    static void function([[maybe_unused]] mainstay::db::Database& db)
#define ON_EVERY_DATABASE(name) ON_EVERY_DATABASE_IMPL(name, DOCTEST_ANONYMOUS(ms_db_test_))
