#include <filesystem>
#include <set>

#include "app/doctor.hpp"
#include "kit/blob/blob.hpp"
#include "kit/events/events.hpp"

namespace mainstay::app {
namespace fs = std::filesystem;
namespace {

std::int64_t number(db::Tx& tx, const db::Query& query) {
    return tx.find(query, {}, [](const db::Row& row) { return row.integer(0); }).value_or(0);
}

void examine_integrity(db::Tx& tx, Findings& found) {
    if (tx.engine() != db::Engine::sqlite) return;  // PostgreSQL looks after itself
    static constexpr db::Query kCheck{"doctor.check", "PRAGMA quick_check(10)"};
    static constexpr db::Query kKeys{"doctor.check_references", "PRAGMA foreign_key_check"};
    std::string wrong;
    tx.each(kCheck, {}, [&](const db::Row& row) { wrong += row.view(0) == "ok" ? "" : " " + row.text(0); });
    tx.each(kKeys, {}, [&](const db::Row& row) { wrong += " a row of " + row.text(0) + " names one of " + row.text(2) + " that is not there;"; });
    if (wrong.empty()) return found.good("integrity", "The database file is whole.");
    found.problem("integrity", "The database file is damaged:" + wrong + " Stop the server, keep a copy of the folder, and restore the last backup.");
}

void examine_clock(db::Tx& tx, Millis now, Findings& found) {
    static constexpr db::Query kLast{"doctor.last_event_at", "SELECT COALESCE(MAX(at), 0) FROM (SELECT at FROM events ORDER BY seq DESC LIMIT 1) AS last"};
    static constexpr db::Query kThere{"doctor.database_clock", "SELECT 0", "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"};
    const auto ahead = number(tx, kLast) - now;
    if (ahead > kMinute)
        return found.problem("clock", "The last event is " + std::to_string(ahead / 1000) + " s in the future: the clock of this machine is behind. Is time synchronisation (NTP) on?");
    const auto off = tx.engine() == db::Engine::postgres ? number(tx, kThere) - now : 0;
    if (off > 2 * kSecond || off < -2 * kSecond)
        return found.warn("clock", "The clocks of this machine and of the database differ by " + std::to_string(off / 1000) + " s. Is time synchronisation (NTP) on on both?");
    found.good("clock", "The clock fits the data.");
}

void count(db::Tx& tx, const db::Query& query, const char* check, const char* none, const std::string& some, Findings& found) {
    const auto n = number(tx, query);
    if (n == 0)
        found.good(check, none);
    else
        found.warn(check, std::to_string(n) + " " + some);
}

void examine_work(db::Tx& tx, Findings& found) {
    static constexpr db::Query kDead{"doctor.dead_jobs", "SELECT COUNT(*) FROM jobs WHERE state = 'dead'"};
    static constexpr db::Query kUnprocessed{"doctor.unprocessed", "SELECT COUNT(*) FROM kept_mails WHERE state = 'unprocessed'"};
    static constexpr db::Query kFailed{"doctor.failed", "SELECT COUNT(*) FROM outbox WHERE state IN ('failed', 'held')"};
    static constexpr db::Query kStopped{"doctor.stopped", "SELECT value FROM settings WHERE name = 'mail.stopped' AND value <> ''"};
    static constexpr db::Query kBoxes{"doctor.mailboxes", "SELECT address, imap_state FROM mailboxes WHERE is_active = 1 AND imap_state NOT IN ('', 'ok') ORDER BY address"};
    static constexpr db::Query kAdmins{"doctor.admins", "SELECT COUNT(*) FROM persons WHERE role = 'admin' AND is_active = 1"};
    count(tx, kDead, "jobs", "No background work is dead.", "pieces of background work are dead: see the page Jobs.", found);
    count(tx, kUnprocessed, "mail in", "Every mail was understood.", "mails were kept but not understood: see the page Unprocessed mail.", found);
    count(tx, kFailed, "mail out", "No mail failed.", "mails failed or are held: see the page Outbox.", found);
    const auto stopped = tx.find(kStopped, {}, [](const db::Row& row) { return row.text(0); });
    if (stopped) found.warn("sending", "Sending of all mails is stopped (" + *stopped + "): start it again on the page Outbox.");
    tx.each(kBoxes, {}, [&](const db::Row& row) { found.warn("mailboxes", "Mails of " + row.text(0) + " cannot be fetched: " + row.text(1)); });
    if (number(tx, kAdmins) == 0) found.warn("people", "There is no active administrator: mainstay user add --role admin --email ADDRESS");
}

std::set<std::string> blobs_named(db::Tx& tx) {
    static constexpr db::Query kNamed{"doctor.blobs", "SELECT blob_id FROM attachments UNION SELECT blob_id FROM kept_mails WHERE blob_id IS NOT NULL"};
    std::set<std::string> ids;
    tx.each(kNamed, {}, [&](const db::Row& row) { ids.insert(row.text(0)); });
    ids.erase("");
    return ids;
}

// A young file may belong to a row that is being written now.
std::size_t count_unnamed(const std::string& folder, const std::set<std::string>& named, std::size_t& seen) {
    std::size_t unnamed = 0;
    std::error_code ec;
    const auto young = fs::file_time_type::clock::now() - std::chrono::hours(24);
    for (const auto& group : fs::directory_iterator(folder, ec)) {
        if (group.path().filename() == "uploads" || !group.is_directory()) continue;
        for (const auto& file : fs::directory_iterator(group.path(), ec)) {
            if (named.contains(file.path().filename().string())) ++seen;
            else if (file.last_write_time(ec) < young) ++unnamed;
        }
    }
    return unnamed;
}

void examine_blobs(db::Tx& tx, const std::string& folder, Findings& found) {
    const auto named = blobs_named(tx);
    std::size_t seen = 0;
    const auto unnamed = count_unnamed(folder, named, seen);
    if (seen < named.size())
        found.problem("files", std::to_string(named.size() - seen) + " attachments or mails are not in " + folder + ": bring the folder back from a backup.");
    else
        found.good("files", "Every attachment and mail is there.");
    if (unnamed > 0) found.warn("files", std::to_string(unnamed) + " files in " + folder + " belong to nothing; they do no harm.");
}

void examine_log(db::Tx& tx, const crypto::KeyRing& keys, Findings& found) {
    const auto report = events::verify(tx, keys.key("audit"));
    if (report.mistakes.empty())
        found.good("audit", std::to_string(report.checked) + " events, none was changed; the last is " + std::to_string(report.last_seq) + " " + report.last_hash + ".");
    else
        found.problem("audit", "The event log was changed: " + report.mistakes.front() + ". \"mainstay audit verify\" shows all of it; keep a copy before you restore a backup.");
}

}  // namespace

void examine_data(const Config& config, db::Database& db, const crypto::KeyRing& keys, Millis now, Findings& found) {
    db.run_read([&](db::Tx& tx) {
        examine_integrity(tx, found);
        examine_clock(tx, now, found);
        examine_work(tx, found);
        examine_blobs(tx, config.data + "/blobs", found);
        examine_log(tx, keys, found);
    });
}

}  // namespace mainstay::app
