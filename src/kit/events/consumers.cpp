#include "kit/events/events.hpp"

#include <algorithm>

namespace mainstay::events {
namespace {

constexpr int kBatch = 100;
constexpr std::int64_t kMaxAttempts = 5;

constexpr db::Query kCursor{"events.find_cursor", "SELECT seq, attempts FROM event_cursors WHERE consumer = $1",
                            "SELECT seq, attempts FROM event_cursors WHERE consumer = $1 FOR UPDATE SKIP LOCKED"};
constexpr db::Query kCreate{"events.insert_cursor",
                            "INSERT INTO event_cursors (consumer, seq) VALUES ($1, $2) ON CONFLICT (consumer) DO NOTHING"};
constexpr db::Query kMove{"events.move_cursor",
                          "UPDATE event_cursors SET seq = $2, attempts = 0, last_error = NULL WHERE consumer = $1 AND seq = $3"};
constexpr db::Query kFailed{"events.note_failure",
                            "UPDATE event_cursors SET attempts = attempts + 1, last_error = $2 WHERE consumer = $1 AND seq = $3 RETURNING attempts"};
constexpr db::Query kDead{"events.insert_dead_job",
                          "INSERT INTO jobs (id, kind, payload, state, run_at, attempts, max_attempts, last_error, created_at)"
                          " VALUES ($1, $2, $3, 'dead', $4, $5, $5, $6, $4)"};
constexpr db::Query kOne{"events.find_event",
                         "SELECT seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, payload FROM events WHERE seq = $1"};

bool wants(const std::vector<std::string>& kinds, const std::string& kind) {
    return std::any_of(kinds.begin(), kinds.end(), [&](const auto& prefix) { return kind.starts_with(prefix); });
}

}  // namespace

Consumers::Consumers(db::Database& db, Clock now, NextId next_id) : db_(db), now_(std::move(now)), next_id_(std::move(next_id)) {}
Consumers::~Consumers() {
    stop();
}

void Consumers::add(std::string name, std::vector<std::string> kinds, Handle handle, bool from_now) {
    consumers_.push_back({std::move(name), std::move(kinds), std::move(handle), from_now});
}

void Consumers::start() {
    db_.on_events([this] {
        const std::lock_guard lock(mutex_);
        has_news_ = true;
        wake_.notify_all();
    });
    thread_ = std::thread([this] { loop(); });
}

void Consumers::stop() {
    is_stopping_ = true;
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Consumers::loop() {
    while (!is_stopping_) {
        bool more = false;
        try {
            more = run_once();
        } catch (const std::exception&) {
            // The database is away; the next round finds it again.
        }
        std::unique_lock lock(mutex_);
        if (!more) wake_.wait_for(lock, std::chrono::milliseconds(500), [this] { return has_news_ || is_stopping_.load(); });
        has_news_ = false;
    }
}

bool Consumers::run_once() {
    bool more = false;
    for (auto& consumer : consumers_)
        if (!is_stopping_ && consumer.not_before <= now_()) more = run_batch(consumer) || more;
    return more;
}

bool Consumers::run_batch(Consumer& consumer) {
    std::optional<Stored> failed;
    std::string why;
    // Look before taking the writer's time: most rounds find nothing.
    const bool has_work = db_.read([&](db::Tx& tx) {
        static constexpr db::Query kPeek{"events.peek_cursor", "SELECT seq FROM event_cursors WHERE consumer = $1"};
        const auto at = tx.find(kPeek, {consumer.name}, [](const db::Row& row) { return row.integer(0); });
        return !at || *at < last_seq(tx);
    });
    if (!has_work) return false;
    const auto moved = db_.write([&](db::Tx& tx) -> Result<bool> {
        failed.reset();
        tx.exec(kCreate, {consumer.name, consumer.from_now ? last_seq(tx) : 0});
        const auto at = tx.find(kCursor, {consumer.name}, [](const db::Row& row) { return row.integer(0); });
        if (!at) return false;  // another node is at it
        auto last = *at;
        for (const auto& event : list_after(tx, *at, kBatch)) {
            if (wants(consumer.kinds, event.kind)) {
                const auto done = db_.write([&](db::Tx& inner) -> Result<> {
                    try {
                        return consumer.handle(inner, event);
                    } catch (const std::exception& failure) {
                        return Error(ErrorKind::unavailable, "failed", failure.what());
                    }
                });
                if (!done) {
                    failed = event;
                    why = done.error().code() + ": " + done.error().detail();
                    break;
                }
            }
            last = event.seq;
        }
        if (last != *at) tx.exec(kMove, {consumer.name, last, *at});
        return last != *at;
    });
    if (failed) note_failure(consumer, *failed, why);
    return moved && *moved && !failed;
}

void Consumers::note_failure(Consumer& consumer, const Stored& event, const std::string& why) {
    (void)db_.write([&](db::Tx& tx) -> Result<> {
        const auto attempts = tx.find(kFailed, {consumer.name, why, event.seq - 1}, [](const db::Row& row) { return row.integer(0); });
        // The cursor may stand before skipped events: bring it up to this one, so that attempts count for it.
        if (!attempts) {
            static constexpr db::Query kUpTo{"events.skip_to", "UPDATE event_cursors SET seq = $2, attempts = 1, last_error = $3 WHERE consumer = $1 AND seq < $2"};
            tx.exec(kUpTo, {consumer.name, event.seq - 1, why});
            return Done{};
        }
        if (*attempts < kMaxAttempts) return Done{};
        tx.exec(kDead, {next_id_(), "events." + consumer.name, "{\"seq\":" + std::to_string(event.seq) + "}", now_(), *attempts, why});
        tx.exec(kMove, {consumer.name, event.seq, event.seq - 1});
        return Done{};
    });
    consumer.not_before = now_() + 2 * kSecond;
}

Result<> Consumers::handle_again(db::Tx& tx, const std::string& consumer, std::int64_t seq) {
    const auto found = std::find_if(consumers_.begin(), consumers_.end(), [&](const auto& c) { return c.name == consumer; });
    if (found == consumers_.end()) return Error(ErrorKind::not_found, "no_such_consumer", "No consumer is called " + consumer + ".");
    const auto event = tx.find(kOne, {seq}, [](const db::Row& r) {
        return Stored{.seq = r.integer(0), .at = r.integer(1), .kind = r.text(2), .subject_type = r.text(3), .subject_id = r.text(4),
                      .scope = r.text(5), .actor_id = r.text(6), .actor_role = r.text(7), .actor_name = r.text(8), .payload = r.text(9)};
    });
    if (!event) return Error(ErrorKind::not_found, "no_such_event", "This event does not exist.");
    return found->handle(tx, *event);
}

}  // namespace mainstay::events
