#include "support/databases.hpp"

#include <cstdlib>
#include <filesystem>

#include "base/id.hpp"
#include "kit/crypto/crypto.hpp"
#include "mainstay_migrations.hpp"

using namespace mainstay;

namespace {

const char* pg_server() {
    return std::getenv("MAINSTAY_TEST_PG");  // "postgres://user@/%DB%?host=/socket/folder"
}

std::string pg_url(const std::string& database) {
    std::string url = pg_server();
    const auto at = url.find("%DB%");
    if (at == std::string::npos) throw std::runtime_error("MAINSTAY_TEST_PG must contain %DB%");
    return url.replace(at, 4, database);
}

void run_on_server(const std::string& sql) {
    db::Options options;
    options.url = pg_url("postgres");
    options.audit_key = std::string(32, 'a');
    auto server = db::open_postgres(options);
    server->run_read([&](db::Tx& tx) {
        tx.run_script("COMMIT");  // CREATE DATABASE runs outside a transaction
        tx.run_script(sql);
        tx.run_script("BEGIN");
    });
}

void migrate_all(db::Database& db) {
    auto report = db::migrate(db, all_migrations, 0);
    if (!report) throw std::runtime_error(report.error().detail());
}

db::Options options_for(db::Engine engine, const std::string& name, Clock now) {
    db::Options options;
    options.url = engine == db::Engine::sqlite ? "sqlite:" + name : pg_url(name);
    options.now = std::move(now);
    options.audit_key = std::string(32, 'a');
    options.is_durable = false;
    return options;
}

// Migrated once a process; every test gets a copy.
const std::string& sqlite_template() {
    static const std::string path = [] {
        auto file = std::filesystem::temp_directory_path() / ("mainstay-template-" + short_hex(6) + ".db");
        auto db = db::open(options_for(db::Engine::sqlite, file.string(), system_clock()));
        migrate_all(*db);
        db->run_write([](db::Tx&) { return true; });
        db.reset();
        std::atexit([] { std::filesystem::remove(sqlite_template()); });
        return file.string();
    }();
    return path;
}

const std::string& postgres_template() {
    static const std::string name = [] {
        const auto database = "mainstay_template_" + short_hex(6);
        run_on_server("CREATE DATABASE " + database);
        auto db = db::open(options_for(db::Engine::postgres, database, system_clock()));
        migrate_all(*db);
        return database;
    }();
    return name;
}

}  // namespace

TestDatabase::TestDatabase(db::Engine engine, Clock now) {
    crypto::start();
    if (engine == db::Engine::sqlite) {
        name_ = (std::filesystem::temp_directory_path() / ("mainstay-test-" + short_hex(8) + ".db")).string();
        std::filesystem::copy_file(sqlite_template(), name_);
    } else {
        name_ = "mainstay_test_" + short_hex(8);
        run_on_server("CREATE DATABASE " + name_ + " TEMPLATE " + postgres_template());
    }
    options_ = options_for(engine, name_, std::move(now));
    db_ = db::open(options_);
}

TestDatabase::~TestDatabase() {
    db_.reset();
    if (options_.url.starts_with("sqlite:")) {
        for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(name_ + end);
    } else {
        run_on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    }
}

std::unique_ptr<db::Database> TestDatabase::open_another() const {
    auto options = options_;
    options.node = "second";
    return db::open(options);
}

bool postgres_is_there() {
    return pg_server() != nullptr;
}

void on_every_engine(const std::function<void(db::Engine)>& body) {
    SUBCASE("sqlite") {
        body(db::Engine::sqlite);
    }
    if (postgres_is_there()) {
        SUBCASE("postgres") {
            body(db::Engine::postgres);
        }
    }
}
