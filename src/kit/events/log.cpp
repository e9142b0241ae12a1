#include "kit/crypto/crypto.hpp"
#include "kit/db/event_hash.hpp"
#include "kit/events/events.hpp"

namespace mainstay::events {
namespace {

constexpr db::Query kAfter{"events.list_after",
                           "SELECT seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, payload"
                           " FROM events WHERE seq > $1 ORDER BY seq LIMIT $2"};
constexpr db::Query kLast{"events.last_seq", "SELECT COALESCE(MAX(seq), 0) FROM events"};
constexpr db::Query kHistory{"events.history",
                             "SELECT seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, payload"
                             " FROM events WHERE subject_type = $1 AND subject_id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4"};

Stored read(const db::Row& r) {
    return {.seq = r.integer(0), .at = r.integer(1), .kind = r.text(2), .subject_type = r.text(3), .subject_id = r.text(4),
            .scope = r.text(5), .actor_id = r.text(6), .actor_role = r.text(7), .actor_name = r.text(8), .payload = r.text(9)};
}

bool hears(const Actor& actor, std::string_view tag) {
    if (tag == "public") return true;
    if (!actor.is_signed_in()) return false;
    if (tag == "signed-in") return true;
    if (tag == "staff") return actor.is_staff() && actor.all_teams;
    if (tag == "admin") return actor.is_admin();
    if (tag.starts_with("agent:")) return actor.is_staff() && tag.substr(6) == actor.id;
    if (tag.starts_with("person:")) return tag.substr(7) == actor.id;
    if (tag.starts_with("team:")) return actor.is_staff() && actor.is_in_team(tag.substr(5));
    if (tag.starts_with("org:")) return actor.sees_organisation && tag.substr(4) == actor.organisation_id;
    return false;
}

}  // namespace

std::vector<Stored> list_after(db::Tx& tx, std::int64_t seq, int limit) {
    return tx.list(kAfter, {seq, limit}, read);
}

std::int64_t last_seq(db::Tx& tx) {
    return tx.find(kLast, {}, [](const db::Row& row) { return row.integer(0); }).value_or(0);
}

std::vector<Stored> history(db::Tx& tx, std::string_view subject_type, std::string_view subject_id, std::int64_t before, int limit) {
    return tx.list(kHistory, {subject_type, subject_id, before, limit}, read);
}

bool may_hear(const Actor& actor, std::string_view scope) {
    while (!scope.empty()) {
        const auto end = std::min(scope.find(' '), scope.size());
        if (hears(actor, scope.substr(0, end))) return true;
        scope.remove_prefix(std::min(end + 1, scope.size()));
    }
    return false;
}

AuditReport verify(db::Tx& tx, std::string_view audit_key, std::int64_t from) {
    static constexpr db::Query kAll{
        "events.verify",
        "SELECT seq, at, kind, subject_type, subject_id, actor_id, actor_role, node, payload, salt, payload_hash, prev_hash, hash"
        " FROM events WHERE seq >= $1 ORDER BY seq"};
    AuditReport report;
    std::int64_t expected = from;
    std::string prev;
    auto complain = [&](std::int64_t seq, const std::string& what) {
        if (report.mistakes.size() < 100) report.mistakes.push_back("event " + std::to_string(seq) + ": " + what);
    };
    tx.each(kAll, {from}, [&](const db::Row& r) {
        const auto seq = r.integer(0);
        if (seq != expected) complain(expected, "is missing");
        const bool is_first = report.checked == 0 && from > 1;
        if (!is_first && r.view(11) != prev && seq == expected) complain(seq, "does not follow its predecessor");
        const bool is_erased = r.view(8).empty() && r.view(9).empty();
        if (!is_erased && crypto::hex(crypto::keyed_hash(audit_key, {r.view(9), r.view(8)})) != r.view(10))
            complain(seq, "its content was changed");
        const auto hash = db::hash_event(audit_key, {.seq = seq, .at = r.integer(1), .kind = r.view(2), .subject_type = r.view(3),
                                                     .subject_id = r.view(4), .actor_id = r.view(5), .actor_role = r.view(6),
                                                     .node = r.view(7), .payload_hash = r.view(10), .prev_hash = r.view(11)});
        if (hash != r.view(12)) complain(seq, "its hash does not match");
        prev = r.text(12);
        expected = seq + 1;
        ++report.checked;
        report.last_seq = seq;
        report.last_hash = prev;
    });
    return report;
}

}  // namespace mainstay::events
