#include <map>

#include "app/seeding.hpp"
#include "kit/events/events.hpp"
#include "support/scenario.hpp"
#include "tickets/ticket.hpp"

using namespace mainstay;

namespace {

std::map<std::string, std::int64_t> counted(App& app, const db::Query& query) {
    std::map<std::string, std::int64_t> found;
    app.house().database->run_read([&](db::Tx& tx) { tx.each(query, {}, [&](const db::Row& r) { found[r.text(0)] += r.integer(1); }); });
    std::erase_if(found, [](const auto& one) { return one.second == 0; });
    return found;
}
std::int64_t number(App& app, const db::Query& query) {
    std::int64_t n = 0;
    app.house().database->run_read([&](db::Tx& tx) { tx.each(query, {}, [&](const db::Row& r) { n = r.integer(0); }); });
    return n;
}

// Every view key with the number of tickets in it, from the rows alone; each once more per team.
constexpr db::Query kRecount{
    "test.recount",
    "WITH k AS (SELECT 'view:all' AS name, team_id FROM tickets"
    " UNION ALL SELECT 'view:status:' || status, team_id FROM tickets"
    " UNION ALL SELECT 'view:open', team_id FROM tickets WHERE is_open = 1"
    " UNION ALL SELECT CASE WHEN assignee_id IS NULL THEN 'view:unassigned' ELSE 'view:mine:' || assignee_id END, team_id FROM tickets WHERE is_open = 1"
    " UNION ALL SELECT 'view:org:' || organisation_id, team_id FROM tickets WHERE is_open = 1 AND organisation_id IS NOT NULL"
    " UNION ALL SELECT 'view:waiting_for_us', team_id FROM tickets WHERE waits_for_us = 1)"
    " SELECT name, count(*) FROM k GROUP BY name UNION ALL SELECT name || '@' || team_id, count(*) FROM k WHERE team_id IS NOT NULL GROUP BY 1"};
constexpr db::Query kCounters{"test.counters", "SELECT name, n FROM counters WHERE name LIKE 'view:%'"};

void check_consistent(App& app) {
    CHECK(counted(app, kCounters) == counted(app, kRecount));
    static constexpr db::Query kLost{"test.lost", "SELECT count(*) FROM tickets t WHERE message_count <> (SELECT count(*) FROM messages m WHERE m.ticket_id = t.id)"};
    CHECK(number(app, kLost) == 0);
    static constexpr db::Query kUnseen{"test.unseen", "SELECT count(*) FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM ticket_participants p WHERE p.ticket_id = t.id AND p.person_id = t.requester_id)"};
    CHECK(number(app, kUnseen) == 0);
    const auto report = app.house().database->read([](db::Tx& tx) { return events::verify(tx, std::string(32, 'a')); });
    CHECK(report.mistakes.empty());
    CHECK(report.checked > 0);
}

Result<> seed(App& app) {
    return app::seed_demo(app.house(), [&app](Millis at) { app.now() = at; });
}

}  // namespace

ON_EVERY_APP("seeds: demo data is complete, consistent and made once") {
    const auto now = app.now();
    REQUIRE(seed(app));
    CHECK(app.now() == now);
    static constexpr db::Query kTickets{"test.tickets", "SELECT count(*) FROM tickets"}, kSubjects{"test.subjects", "SELECT count(DISTINCT subject) FROM tickets"},
        kStatuses{"test.statuses", "SELECT status, count(*) FROM tickets GROUP BY status"}, kTypes{"test.types", "SELECT type, count(*) FROM tickets GROUP BY type"},
        kLanguages{"test.languages", "SELECT p.language, count(*) FROM tickets t JOIN persons p ON p.id = t.requester_id GROUP BY p.language"},
        kLater{"test.later", "SELECT count(*) FROM tickets WHERE updated_at < created_at"}, kOut{"test.out", "SELECT count(*) FROM outbox"};
    CHECK(number(app, kTickets) == 300);
    CHECK(number(app, kSubjects) == 300);
    CHECK(counted(app, kStatuses).size() == tickets::kStatuses.size());
    CHECK(counted(app, kTypes).size() == tickets::kTypes.size());
    CHECK(counted(app, kLanguages)["zh"] > 100);
    CHECK(counted(app, kLanguages)["en"] > 100);
    CHECK(number(app, kLater) == 0);
    CHECK(number(app, kOut) == 0);
    check_consistent(app);
    const auto again = seed(app);
    REQUIRE(!again);
    CHECK(again.error().code() == "has_data");
    CHECK(number(app, kTickets) == 300);
}

ON_EVERY_APP("seeds: demo people can sign in, and see what is theirs") {
    REQUIRE(seed(app));
    for (const char* who : {"mei@mainstay.demo", "jonas@mainstay.demo", "ada@mainstay.demo", "li.wei@blueriver.example"})
        CHECK(app.ask("POST", "/api/v1/sessions", std::string(R"({"email":")") + who + R"(","password":"demo-password"})").status / 100 == 2);
    const auto mine = app.ask("GET", "/api/v1/tickets", "", "li.wei@blueriver.example");
    CHECK(mine.status == 200);
    CHECK(App::at(mine, "/items/2/number") != "");
}

ON_EVERY_APP("seeds: bench data is consistent") {
    REQUIRE(app::seed_large(app.house(), 500, {}));
    static constexpr db::Query kTickets{"test.tickets", "SELECT count(*) FROM tickets"}, kMessages{"test.messages", "SELECT count(*) FROM messages"}, kDocs{"test.docs", "SELECT count(*) FROM search_docs"};
    CHECK(number(app, kTickets) == 500);
    CHECK(number(app, kMessages) == 1'500);
    CHECK(number(app, kDocs) == 1'500);
    check_consistent(app);
}
