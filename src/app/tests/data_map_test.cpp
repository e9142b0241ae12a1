// The data map says of every column what it holds.
#include "app/data_map.hpp"

#include <map>
#include <set>

#include "support/databases.hpp"

using namespace mainstay;

namespace {

using Columns = std::map<std::string, std::set<std::string>>;

Columns of_database(db::Database& db) {
    static constexpr db::Query kAll{
        "test.columns",
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'words_%'",
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'words_%'"};
    Columns found;
    db.run_read([&](db::Tx& tx) { tx.each(kAll, {}, [&](const db::Row& row) { found[row.text(0)].insert(row.text(1)); }); });
    return found;
}

Columns of_map() {
    Columns found;
    for (const auto* tables : {&app::data_map(), &app::derived_tables()})
        for (const auto& table : *tables)
            if (!std::string_view(table.name).starts_with("words_"))
                for (const auto& column : table.columns) found[table.name].insert(column.name);
    return found;
}

}  // namespace

ON_EVERY_DATABASE("app: every column of every table is in the data map") {
    const auto there = of_database(db), mapped = of_map();
    REQUIRE(there.size() > 20);
    for (const auto& [table, columns] : there) {
        const auto found = mapped.find(table);
        REQUIRE_MESSAGE(found != mapped.end(), "say in src/app/data_map.cpp what the table holds: ", table);
        for (const auto& column : columns) CHECK_MESSAGE(found->second.contains(column), "say in src/app/data_map.cpp what the column holds: ", table, ".", column);
        CHECK_MESSAGE(found->second.size() == columns.size(), "the data map has a column too many: ", table);
    }
    CHECK(there.size() == mapped.size());
}
