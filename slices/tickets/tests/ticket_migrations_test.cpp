// What migrations fill in for the tickets of before is what the program itself would have written.
#include <set>

#include "mainstay_migrations.hpp"
#include "support/scenario.hpp"
#include "tickets/search_scope.hpp"

using namespace mainstay;

namespace {

void run(App& app, const std::string& script) {
    REQUIRE(app.house().database->write([&](db::Tx& tx) -> Result<> {
        tx.run_script(script);
        return Done{};
    }));
}

void migrate_again(App& app, const std::string& name) {
    for (const auto& migration : all_migrations) {
        if (migration.name != name) continue;
        const bool is_pg = app.house().database->engine() == db::Engine::postgres;
        return run(app, is_pg && migration.pg_sql ? migration.pg_sql : migration.sql);
    }
    FAIL("no migration is called ", name);
}

std::set<std::string> own_counters(App& app) {
    static constexpr db::Query kOwn{"test.own", "SELECT name, n FROM counters WHERE name LIKE 'own:%' AND n <> 0"};
    std::set<std::string> found;
    app.house().database->run_read([&](db::Tx& tx) { tx.each(kOwn, {}, [&](const db::Row& r) { found.insert(r.text(0) + " " + std::to_string(r.integer(1))); }); });
    return found;
}

std::set<std::int64_t> docs(App& app, const std::string& scope) {
    static constexpr db::Query kDocs{"test.docs", "SELECT rowid FROM words_customer WHERE words_customer MATCH $1", "SELECT doc FROM words_customer WHERE words @@ CAST($1 AS tsquery)"};
    std::set<std::int64_t> found;
    app.house().database->run_read([&](db::Tx& tx) { tx.each(kDocs, {scope}, [&](const db::Row& r) { found.insert(r.integer(0)); }); });
    return found;
}

}  // namespace

ON_EVERY_APP("tickets: migrations count and index the tickets of before as the program does") {
    const auto mei = app.add_person("mei@desk.example", "agent");
    const auto organisation = app.add_organisation("Blue River", true);
    const auto li = app.add_person("li@a.example", "customer", organisation), ann = app.add_person("ann@c.example", "customer");
    for (int n = 0; n < 3; ++n) {
        const auto path = "/api/v1/tickets/" + app.open_ticket(n < 2 ? "li@a.example" : "ann@c.example", "delta");
        app.ask("POST", path + "/messages", R"({"kind":"note","body":"internal"})", "mei@desk.example");
        if (n == 0) app.ask("PUT", path + "/assignment", R"({"assignee_id":")" + mei + R"("})", "mei@desk.example");
        if (n == 1) app.ask("PUT", path + "/followers/" + mei, "", "mei@desk.example");
        if (n == 1) app.ask("POST", path + "/participants", R"({"email":"ann@c.example"})", "mei@desk.example");
        if (n == 2) app.ask("POST", path + "/closure", "{}", "mei@desk.example");
    }
    const auto counters = own_counters(app);
    const std::vector<std::string> scopes{tickets::person_scope(li), tickets::person_scope(ann), tickets::organisation_scope(organisation)};
    std::vector<std::set<std::int64_t>> before;
    for (const auto& scope : scopes) before.push_back(docs(app, scope));
    CHECK(counters.size() == 6);
    CHECK(before[0].size() == 2);
    CHECK(before[1].size() == 2);

    run(app, "DELETE FROM counters WHERE name LIKE 'own:%'; DROP INDEX ticket_followers_by_person; DROP INDEX search_docs_by_ticket;");
    if (app.house().database->engine() == db::Engine::sqlite) {
        run(app, "INSERT INTO words_customer (words_customer) VALUES ('delete-all')");
    } else {
        run(app, "DROP INDEX counters_by_bytes; UPDATE words_customer SET words = ''::tsvector");
    }
    CHECK(own_counters(app).empty());
    CHECK(docs(app, scopes[0]).empty());
    migrate_again(app, "0041_own_tickets");
    migrate_again(app, "0042_search_scopes");
    CHECK(own_counters(app) == counters);
    for (std::size_t i = 0; i < scopes.size(); ++i) CHECK(docs(app, scopes[i]) == before[i]);
}
