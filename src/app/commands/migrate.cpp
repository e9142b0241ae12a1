#include <algorithm>
#include <filesystem>
#include <iostream>
#include <regex>
#include <set>

#include "app/commands/commands.hpp"
#include "app/data_map.hpp"
#include "app/house.hpp"
#include "kit/db/migrate.hpp"
#include "mainstay_migrations.hpp"

namespace mainstay::app {
namespace {

// Slow on purpose: what a small machine with a plain disk does with rows that are indexed.
constexpr std::int64_t kRowsPerSecond = 50'000;

std::set<std::string> tables_of(db::Tx& tx) {
    static constexpr db::Query kTables{"migrate.list_tables", "SELECT name FROM sqlite_master WHERE type = 'table'",
                                       "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"};
    const auto names = tx.list(kTables, {}, [](const db::Row& row) { return row.text(0); });
    return {names.begin(), names.end()};
}

// The rows that a migration may read or write: those of all tables that it names. (The indexes of words have one for each of search_docs.)
std::int64_t rows_touched(db::Tx& tx, const std::string& name) {
    const auto found = std::find_if(std::begin(all_migrations), std::end(all_migrations), [&](const auto& m) { return name == m.name; });
    const std::string sql = tx.engine() == db::Engine::postgres && found->pg_sql ? found->pg_sql : found->sql;
    const auto there = tables_of(tx);
    std::int64_t rows = 0;
    for (const auto* tables : {&data_map(), &derived_tables()})
        for (const auto& table : *tables)
            if (!std::string_view(table.name).starts_with("words_") && there.contains(table.name) && std::regex_search(sql, std::regex("\\b" + std::string(table.name) + "\\b"))) rows += db::count_rows(tx, table);
    return rows;
}

int foretell(const Config& config) {
    crypto::start();
    db::Options options;
    options.url = config.database_url();
    options.audit_key = std::string(32, '\0');
    options.max_readers = 1;
    if (options.url.starts_with("sqlite:") && !std::filesystem::exists(options.url.substr(7)))
        return complain("there is no database " + options.url.substr(7) + "; \"mainstay serve\" makes it");
    const auto database = db::open(options);
    const auto report = db::migrate(*database, all_migrations, 0, true);
    if (!report) return complain(report.error().detail());
    if (report->pending.empty()) {
        std::cout << "nothing to do\n";
        return 0;
    }
    std::int64_t seconds = 0;
    database->run_read([&](db::Tx& tx) {
        for (const auto& name : report->pending) {
            const auto rows = rows_touched(tx, name);
            seconds += 1 + rows / kRowsPerSecond;
            std::cout << "would apply " << name << " (tables of " << rows << " rows)\n";
        }
    });
    const auto megabytes = (database->size_bytes() >> 20) + 1;
    std::cout << "At most about " << seconds << " s, in which the server does not answer, and " << megabytes << " MB of space beside the database; a backup before it needs about as much again.\n";
    return 0;
}

}  // namespace

int migrate(const Words& words) {
    auto line = read_line(words, {}, {"--dry-run"});
    if (!line) return complain(line.error().detail());
    if (!flag(*line, "--dry-run").empty()) return foretell(line->config);
    open_house(line->config, true);
    std::cout << "The database is up to date.\n";
    return 0;
}

}  // namespace mainstay::app
