#include "kit/db/writer.hpp"

#include <chrono>
#include <map>

#include "base/blocking.hpp"
#include "kit/crypto/crypto.hpp"
#include "kit/db/event_hash.hpp"

namespace mainstay::db {
namespace {

thread_local Tx* current_tx = nullptr;

constexpr Query kLastEvent{"db.last_event", "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"};
constexpr Query kInsertEvent{"db.insert_event",
                             "INSERT INTO events (seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name,"
                             " ip_prefix, node, payload, salt, payload_hash, prev_hash, hash) VALUES"
                             " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"};
constexpr Query kAddCount{"db.add_count",
                          "INSERT INTO counters (name, n) VALUES ($1, $2)"
                          " ON CONFLICT (name) DO UPDATE SET n = counters.n + excluded.n"};

}  // namespace

Writer::Writer(const Options& options, std::unique_ptr<WriteConnection> connection, std::function<void()> on_events)
    : options_(options), connection_(std::move(connection)), on_events_(std::move(on_events)), thread_([this] { loop(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Writer::on_commit(std::function<void(std::size_t, std::int64_t)> listener) {
    const std::lock_guard lock(mutex_);
    on_commit_ = std::move(listener);
}

std::size_t Writer::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

Tx* Writer::current() const {
    return current_tx;
}

void Writer::run(const std::function<bool(Tx&)>& work) {
    Job job{&work, nullptr};
    {
        const std::lock_guard lock(mutex_);
        if (is_stopping_) throw Failure("the database is closing");
        if (queue_.size() >= options_.max_waiting) throw Busy("too many writes are waiting");
        queue_.push_back(&job);
    }
    wake_.notify_one();
    {
        const Blocking waiting;
        job.done.acquire();
    }
    if (job.failure) std::rethrow_exception(job.failure);
}

void Writer::loop() {
    for (;;) {
        std::vector<Job*> batch;
        std::function<void(std::size_t, std::int64_t)> count;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            while (!queue_.empty() && batch.size() < options_.max_batch) {
                batch.push_back(queue_.front());
                queue_.pop_front();
            }
            count = on_commit_;
        }
        const auto begin = std::chrono::steady_clock::now();
        run_batch(batch);
        if (count) count(batch.size(), std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count());
        for (auto* job : batch) job->done.release();  // the job is gone after this
    }
}

void Writer::run_batch(std::vector<Job*>& batch) {
    std::exception_ptr failure;
    for (int attempt = 0; attempt < 5; ++attempt) {
        failure = nullptr;
        if (try_batch(batch, failure)) return;
        if (!connection_->may_retry(failure)) break;
    }
    for (auto* job : batch)
        if (!job->failure) job->failure = failure;
}

bool Writer::try_batch(std::vector<Job*>& batch, std::exception_ptr& failure) {
    std::vector<std::function<void()>> acts;
    bool has_events = false;
    try {
        Tx& tx = connection_->begin();
        tx.notes() = {};
        for (auto* job : batch) run_job(tx, *job);
        const auto late = std::move(tx.notes().late);
        for (const auto& act : late) act(tx);
        has_events = !tx.notes().events.empty();
        flush_notes(tx);
        connection_->commit();
        acts = std::move(tx.notes().acts);
    } catch (...) {
        failure = std::current_exception();
        connection_->rollback();
        return false;
    }
    for (const auto& act : acts) act();
    if (has_events && on_events_) on_events_();
    return true;
}

void Writer::run_job(Tx& tx, Job& job) {
    static constexpr Query kSave{"db.savepoint", "SAVEPOINT job"};
    static constexpr Query kBack{"db.rollback_to", "ROLLBACK TO SAVEPOINT job"};
    static constexpr Query kRelease{"db.release", "RELEASE SAVEPOINT job"};
    const auto events = tx.notes().events.size(), counts = tx.notes().counts.size(), acts = tx.notes().acts.size(), late = tx.notes().late.size();
    job.failure = nullptr;
    tx.exec(kSave, {});
    bool keep = false;
    current_tx = &tx;
    try {
        keep = (*job.work)(tx);
    } catch (...) {
        job.failure = std::current_exception();
    }
    current_tx = nullptr;
    if (job.failure && connection_->may_retry(job.failure)) std::rethrow_exception(job.failure);
    if (!keep) {
        tx.exec(kBack, {});
        tx.notes().events.resize(events);
        tx.notes().counts.resize(counts);
        tx.notes().acts.resize(acts);
        tx.notes().late.resize(late);
    }
    tx.exec(kRelease, {});
}

void Writer::flush_notes(Tx& tx) {
    if (tx.notes().events.empty() && tx.notes().counts.empty()) return;
    connection_->lock_events();
    std::map<std::string, std::int64_t> sums;  // sorted, so that two nodes never lock counters in opposite order
    for (const auto& [name, delta] : tx.notes().counts) sums[name] += delta;
    for (const auto& [name, delta] : sums)
        if (delta != 0) tx.exec(kAddCount, {name, delta});
    if (tx.notes().events.empty()) return;
    append_events(tx);
    connection_->announce_events();
}

void Writer::append_events(Tx& tx) {
    std::int64_t seq = 0;
    std::string prev;
    tx.each(kLastEvent, {}, [&](const Row& row) {
        seq = row.integer(0);
        prev = row.text(1);
    });
    const auto at = options_.now();
    for (const auto& [actor, event] : tx.notes().events) {
        ++seq;
        const auto salt = crypto::hex(crypto::random_bytes(16));
        const auto payload_hash = crypto::hex(crypto::keyed_hash(options_.audit_key, {salt, event.payload}));
        const auto role = to_text(actor.role);
        const auto hash = hash_event(options_.audit_key, {.seq = seq, .at = at, .kind = event.kind, .subject_type = event.subject_type,
                                                          .subject_id = event.subject_id, .actor_id = actor.id, .actor_role = role,
                                                          .node = options_.node, .payload_hash = payload_hash, .prev_hash = prev});
        tx.exec(kInsertEvent, {seq, at, event.kind, event.subject_type, event.subject_id, event.scope, actor.id, role, actor.name,
                               actor.ip_prefix, options_.node, event.payload, salt, payload_hash, prev, hash});
        prev = hash;
    }
}

// Made storable here and not at the insert: the chain holds hashes of what is stored.
void Tx::emit(const Actor& actor, Event event) {
    for (auto* text : {&event.kind, &event.subject_type, &event.subject_id, &event.payload, &event.scope})
        if (!is_storable(*text)) *text = storable(*text);
    notes_.events.push_back({actor, std::move(event)});
}
void Tx::count(std::string_view counter, std::int64_t delta) {
    notes_.counts.emplace_back(std::string(counter), delta);
}
void Tx::before_commit(std::function<void(Tx&)> act) {
    notes_.late.push_back(std::move(act));
}
void Tx::after_commit(std::function<void()> act) {
    notes_.acts.push_back(std::move(act));
}

}  // namespace mainstay::db
