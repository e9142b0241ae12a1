#pragma once
// Reading the event log: consumers with a durable cursor each, the audit check, and who may hear of an event.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/id.hpp"
#include "kit/db/db.hpp"

namespace mainstay::events {

struct Stored {
    std::int64_t seq = 0;
    Millis at = 0;
    std::string kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, payload;
};

std::vector<Stored> list_after(db::Tx& tx, std::int64_t seq, int limit);
std::int64_t last_seq(db::Tx& tx);
std::vector<Stored> history(db::Tx& tx, std::string_view subject_type, std::string_view subject_id, std::int64_t before, int limit);

// A scope is a list of tags separated by spaces. Staff tags: "staff" (everyone who sees all teams), "team:<id>", "agent:<id>".
// Others: "person:<id>", "org:<id>", "public", "signed-in", "admin".
bool may_hear(const Actor& actor, std::string_view scope);

// Handles each event once: its effects and the cursor are one transaction. An Error or exception is retried with
// back-off; after kMaxAttempts the event becomes a dead job ("events.<consumer>") and the consumer goes on.
using Handle = std::function<Result<>(db::Tx&, const Stored&)>;

class Consumers {
public:
    Consumers(db::Database& db, Clock now, NextId next_id);
    ~Consumers();
    // kinds: prefixes such as "tickets."; a new consumer starts with the events after its first run when from_now.
    void add(std::string name, std::vector<std::string> kinds, Handle handle, bool from_now = false);
    void start();
    void stop();
    bool run_once();  // one batch of every consumer; false when nothing was left to do
    // Used by the dead-letter job to try an event again.
    Result<> handle_again(db::Tx& tx, const std::string& consumer, std::int64_t seq);

private:
    struct Consumer {
        std::string name;
        std::vector<std::string> kinds;
        Handle handle;
        bool from_now;
        Millis not_before = 0;
    };
    bool run_batch(Consumer& consumer);
    void note_failure(Consumer& consumer, const Stored& event, const std::string& why);
    void loop();

    db::Database& db_;
    Clock now_;
    NextId next_id_;
    std::vector<Consumer> consumers_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool has_news_ = true;
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;
};

struct AuditReport {
    std::int64_t checked = 0;
    std::int64_t last_seq = 0;
    std::string last_hash;                // compare with a checkpoint kept elsewhere
    std::vector<std::string> mistakes;    // "event 17: hash does not match"
};
AuditReport verify(db::Tx& tx, std::string_view audit_key, std::int64_t from = 1);

}  // namespace mainstay::events
