#include "app/operations.hpp"


namespace mainstay::app {

struct JobReply {
    std::string id, kind, state;
    std::int64_t attempts = 0;
    std::string last_error;
    Millis run_at = 0, created_at = 0;
};
struct AuditEntry {
    std::int64_t seq = 0;
    Millis at = 0;
    std::string kind, subject_type, subject_id, actor_id, actor_role, actor_name;
};
struct Health {
    std::string status, version;
};
struct Service {
    std::string mode;
};

}  // namespace mainstay::app

namespace mainstay::json {

using namespace mainstay::app;
template <> struct Shape<JobReply> {
    static constexpr const char* name = "Job";
    static const Fields& fields() {
        using T = JobReply;
        static const Fields list{required<&T::id>("id"), required<&T::kind>("kind"), required<&T::state>("state"), required<&T::attempts>("attempts"),
                                 required<&T::last_error>("last_error"), required_time<&T::run_at>("run_at"), required_time<&T::created_at>("created_at")};
        return list;
    }
};
template <> struct Shape<AuditEntry> {
    static constexpr const char* name = "AuditEntry";
    static const Fields& fields() {
        using T = AuditEntry;
        static const Fields list{required<&T::seq>("seq"), required_time<&T::at>("at"), required<&T::kind>("kind"), required<&T::subject_type>("subject_type"),
                                 required<&T::subject_id>("subject_id"), required<&T::actor_id>("actor_id"), required<&T::actor_role>("actor_role"),
                                 required<&T::actor_name>("actor_name")};
        return list;
    }
};
template <> struct Shape<Health> {
    static constexpr const char* name = "Health";
    static const Fields& fields() {
        static const Fields list{required<&Health::status>("status"), required<&Health::version>("version")};
        return list;
    }
};
template <> struct Shape<Service> {
    static constexpr const char* name = "Service";
    static const Fields& fields() {
        static const Fields list{required<&Service::mode>("mode")};
        return list;
    }
};

}  // namespace mainstay::json

namespace mainstay::app {
namespace {

using http::Access;
using http::Request;
using http::Response;

Result<Response> list_jobs(House& house, const Request& r) {
    http::Query q(r);
    const auto state = q.text("state").value_or("dead"), cursor = q.text("cursor").value_or("");
    const auto limit = q.limit();
    MS_CHECK(q.finish());
    std::string before;
    if (!cursor.empty()) {
        MS_TRY(const auto position, house.cursors.open("jobs", cursor));
        before = position.at(0);
    }
    auto jobs = house.jobs.list(state, before, static_cast<int>(limit) + 1);
    http::Page<JobReply> page;
    if (jobs.size() > static_cast<std::size_t>(limit)) {
        jobs.pop_back();
        page.next = house.cursors.seal("jobs", {jobs.back().id});
    }
    for (const auto& j : jobs) page.items.push_back({j.id, j.kind, j.state, j.attempts, j.last_error, j.run_at, j.created_at});
    return http::reply(r, page);
}

Result<Response> list_audit(House& house, const Request& r) {
    http::Query q(r);
    const auto subject = q.text("subject").value_or(""), actor = q.text("actor").value_or(""), cursor = q.text("cursor").value_or("");
    const auto limit = q.limit();
    MS_CHECK(q.finish());
    std::int64_t before = INT64_MAX;
    if (!cursor.empty()) {
        MS_TRY(const auto position, house.cursors.open("audit", cursor));
        before = std::stoll(position.at(0));
    }
    db::Select select("SELECT seq, at, kind, subject_type, subject_id, actor_id, actor_role, actor_name FROM events");
    select.where("seq < ?", {before});
    if (!subject.empty()) select.where("subject_id = ?", {subject});
    if (!actor.empty()) select.where("actor_id = ?", {actor});
    select.then("ORDER BY seq DESC LIMIT ?", {limit + 1});
    http::Page<AuditEntry> page;
    house.database->run_read([&](db::Tx& tx) {
        select.run(tx, "operations.list_audit", [&](const db::Row& row) {
            page.items.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)});
        });
    });
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.pop_back();
        page.next = house.cursors.seal("audit", {std::to_string(page.items.back().seq)});
    }
    return http::reply(r, page);
}

}  // namespace

Result<> remove_old_rows(db::Database& db, Millis now) {
    return db.write([&](db::Tx& tx) -> Result<> {
        static constexpr db::Query kKeys{"operations.remove_old_keys", "DELETE FROM idempotency_keys WHERE created_at < $1"};
        static constexpr db::Query kSessions{"operations.remove_old_sessions", "DELETE FROM sessions WHERE expires_at < $1"};
        static constexpr db::Query kTokens{"operations.remove_old_tokens", "DELETE FROM one_time_tokens WHERE expires_at < $1"};
        tx.exec(kKeys, {now - kDay});
        tx.exec(kSessions, {now});
        tx.exec(kTokens, {now});
        return Done{};
    });
}

void check_key_fingerprint(db::Database& db, const crypto::KeyRing& keys) {
    static constexpr db::Query kFind{"operations.find_fingerprint", "SELECT value FROM settings WHERE name = 'key_fingerprint'"};
    static constexpr db::Query kPut{"operations.put_fingerprint", "INSERT INTO settings (name, value) VALUES ('key_fingerprint', $1) ON CONFLICT DO NOTHING"};
    const auto known = db.read([](db::Tx& tx) { return tx.find(kFind, {}, [](const db::Row& row) { return row.text(0); }); });
    if (known && *known != keys.fingerprint())
        throw std::runtime_error("the key file does not belong to this database, or is missing; restore the key file from your backup");
    if (!known)
        (void)db.write([&](db::Tx& tx) -> Result<> {
            tx.exec(kPut, {keys.fingerprint()});
            return Done{};
        });
}

void bind_operations(http::Router& router, House& house) {
    auto with = [&house](auto handler) { return [&house, handler](const Request& request) { return handler(house, request); }; };
    router.get("/healthz", Access::anyone, [](const Request&) -> Result<Response> { return http::reply(200, Health{"ok", version()}); }).hidden();
    router.get("/readyz", Access::anyone, [&house](const Request&) -> Result<Response> {
        house.database->run_write([](db::Tx&) { return false; });  // the writer lives and the disk answers
        return http::reply(200, Health{"ready", version()});
    }).hidden();
    router.get("/api/v1/service", Access::signed_in, [&house](const Request&) -> Result<Response> { return http::reply(200, Service{to_text(house.writable.mode())}); })
        .about("Whether anything can be changed now: open, full (the disk) or read_only").needs_scope("me:read").gives<Service>();
    router.get("/api/v1/jobs", Access::admins, with(list_jobs)).about("Background work").gives_list<JobReply>().filters({{"state", "waiting, running or dead"}});
    router.post("/api/v1/jobs/{id}/retry", Access::admins, [&house](const Request& r) -> Result<Response> {
        MS_CHECK(house.jobs.retry(r.actor, r.param("id")));
        return http::no_content();
    }).about("Try a dead one again").gives_nothing();
    router.get("/api/v1/audit/events", Access::admins, with(list_audit)).about("Who did what").gives_list<AuditEntry>().filters({{"subject", "id"}, {"actor", "id"}});
}

}  // namespace mainstay::app
