#include "app/metrics_page.hpp"

#include "app/live.hpp"

namespace mainstay::app {
namespace {

using http::Request;
using http::Response;

// Somebody on this machine itself: what a proxy beside us passes on comes from elsewhere.
bool is_from_here(const Request& r) {
    const bool is_loopback = r.peer.starts_with("127.") || r.peer == "::1" || r.peer.empty();
    return is_loopback && r.header("x-forwarded-for").empty() && r.header("forwarded").empty();
}

bool may_read(const House& house, const Request& r) {
    const auto& token = house.config.metrics_token;
    return is_from_here(r) || (!token.empty() && crypto::same(r.header("x-metrics-token"), token));
}

struct Looked {
    metrics::Family<metrics::Gauge>&jobs, &outbox, &unprocessed, &behind, &last_seq;
};

// A state that has gone stays in the page as 0, so that a graph falls instead of ending.
void look(House& house, const Looked& into) {
    static constexpr db::Query kJobs{"operations.count_jobs", "SELECT state, COUNT(*) FROM jobs GROUP BY state"};
    static constexpr db::Query kOutbox{"operations.count_outbox", "SELECT COUNT(*) FROM outbox WHERE state = 'queued'"};
    static constexpr db::Query kUnprocessed{"operations.count_unprocessed", "SELECT COUNT(*) FROM kept_mails WHERE state = 'unprocessed'"};
    static constexpr db::Query kCursors{"operations.list_cursors", "SELECT consumer, seq FROM event_cursors"};
    for (const char* state : {"waiting", "running", "dead"}) into.jobs.with({state}).set(0);
    house.database->run_read([&](db::Tx& tx) {
        tx.each(kJobs, {}, [&](const db::Row& row) { into.jobs.with({row.text(0)}).set(static_cast<double>(row.integer(1))); });
        tx.each(kOutbox, {}, [&](const db::Row& row) { into.outbox.only().set(static_cast<double>(row.integer(0))); });
        tx.each(kUnprocessed, {}, [&](const db::Row& row) { into.unprocessed.only().set(static_cast<double>(row.integer(0))); });
        const auto last = events::last_seq(tx);
        into.last_seq.only().set(static_cast<double>(last));
        tx.each(kCursors, {}, [&](const db::Row& row) { into.behind.with({row.text(0)}).set(static_cast<double>(last - row.integer(1))); });
    });
}

}  // namespace

void bind_metrics(http::Router& router, House& house) {
    auto& registry = house.meters.registry();
    const Looked looked{registry.gauge("mainstay_jobs", "Background work by state.", {"state"}),
                        registry.gauge("mainstay_outbox_queued", "Mails that wait to be sent."),
                        registry.gauge("mainstay_unprocessed_mails", "Mails that could not become part of a ticket."),
                        registry.gauge("mainstay_events_behind", "Events that a reader of the log has not handled yet.", {"consumer"}),
                        registry.gauge("mainstay_events_last_seq", "Number of the last event.")};
    registry.gauge("mainstay_build_info", "1, with what is running.", {"version", "engine"})
        .with({version(), house.database->engine() == db::Engine::sqlite ? "sqlite" : "postgresql"}).set(1);
    registry.sample("mainstay_live_listeners", "Live-update connections.", [&house] { return static_cast<double>(house.live->listeners()); });
    registry.sample("mainstay_database_bytes", "Size of the database.", [&house] { return static_cast<double>(house.database->size_bytes()); });
    registry.sample("mainstay_database_writes_waiting", "Writes that wait for the writer.", [&house] { return static_cast<double>(house.database->waiting_writes()); });
    router.get("/metrics", http::Access::anyone, [&house, looked](const Request& r) -> Result<Response> {
        if (!may_read(house, r)) return Error(ErrorKind::not_found, "no_such_route", "There is nothing here.");
        look(house, looked);
        Response response;
        response.type = std::string(metrics::Registry::kContentType);
        response.body = house.meters.registry().text();
        return response;
    }).hidden();
}

}  // namespace mainstay::app
