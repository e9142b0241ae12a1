#include "kit/jobs/jobs.hpp"

#include <algorithm>
#include <random>

namespace mainstay::jobs {
namespace {

constexpr db::Query kInsert{"jobs.insert",
                            "INSERT INTO jobs (id, kind, payload, state, run_at, max_attempts, created_at)"
                            " VALUES ($1, $2, $3, 'waiting', $4, $5, $6) ON CONFLICT (id) DO NOTHING"};
constexpr db::Query kClaim{
    "jobs.claim",
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, locked_by = $2, locked_until = $3 WHERE id ="
    " (SELECT id FROM jobs WHERE state = 'waiting' AND run_at <= $1 ORDER BY run_at LIMIT 1)"
    " RETURNING id, kind, payload, state, COALESCE(last_error, ''), run_at, created_at, attempts, max_attempts",
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, locked_by = $2, locked_until = $3 WHERE id ="
    " (SELECT id FROM jobs WHERE state = 'waiting' AND run_at <= $1 ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " RETURNING id, kind, payload, state, COALESCE(last_error, ''), run_at, created_at, attempts, max_attempts"};
// A lease is void when its time is over, or when its node ($2 is ours) has not been heard of since $3.
constexpr db::Query kIsDue{"jobs.is_due",
                           "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE state = 'waiting' AND run_at <= $1 LIMIT 1) AS due)"
                           " + (SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE state = 'running' AND (locked_until < $1 OR (locked_by <> $2"
                           " AND NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.id = jobs.locked_by AND nodes.beat_at > $3))) LIMIT 1) AS lost)"};
constexpr db::Query kReclaim{"jobs.reclaim",
                             "UPDATE jobs SET state = 'waiting' WHERE state = 'running' AND (locked_until < $1 OR (locked_by <> $2"
                             " AND NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.id = jobs.locked_by AND nodes.beat_at > $3)))"};
constexpr db::Query kBeat{"jobs.beat", "INSERT INTO nodes (id, beat_at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at"};
constexpr db::Query kIsAlive{"jobs.is_alive", "SELECT 1 FROM nodes WHERE id = $1 AND beat_at > $2"};
constexpr db::Query kForgetOld{"jobs.forget_old_nodes", "DELETE FROM nodes WHERE beat_at < $1"};
constexpr db::Query kForgetNode{"jobs.forget_node", "DELETE FROM nodes WHERE id = $1"};
constexpr db::Query kForgetAll{"jobs.forget_nodes", "DELETE FROM nodes"};
constexpr db::Query kDatabaseTime{"jobs.database_time", "SELECT 0", "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"};
constexpr Millis kSilence = 15 * kSecond;  // after that a node counts as gone
constexpr db::Query kFinish{"jobs.finish",
                            "UPDATE jobs SET state = $2, run_at = $3, last_error = $4, done_at = $5, locked_until = 0, attempts = $6 WHERE id = $1 AND state = 'running' AND locked_by = $7 AND attempts = $8"};
constexpr db::Query kRemove{"jobs.remove", "DELETE FROM jobs WHERE id = $1 AND state = 'running' AND locked_by = $2 AND attempts = $3"};
constexpr db::Query kRetry{"jobs.retry", "UPDATE jobs SET state = 'waiting', run_at = $2, attempts = 0 WHERE id = $1 AND state = 'dead' RETURNING kind"};
constexpr db::Query kList{"jobs.list",
                          "SELECT id, kind, payload, state, COALESCE(last_error, ''), run_at, created_at, attempts, max_attempts FROM jobs"
                          " WHERE state = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3",
                          "SELECT id, kind, payload, state, COALESCE(last_error, ''), run_at, created_at, attempts, max_attempts FROM jobs"
                          " WHERE state = $1 AND ($2::text = '' OR id < $2) ORDER BY id DESC LIMIT $3"};

Job read(const db::Row& r) {
    return {.id = r.text(0), .kind = r.text(1), .payload = r.text(2), .state = r.text(3), .last_error = r.text(4), .run_at = r.integer(5),
            .created_at = r.integer(6), .attempts = r.integer(7), .max_attempts = r.integer(8)};
}

}  // namespace

Jobs::Jobs(db::Database& db, Clock now, NextId next_id, std::string node)
    : db_(db), now_(std::move(now)), next_id_(std::move(next_id)), node_(std::move(node)) {
}
Jobs::~Jobs() {
    stop();
}

void Jobs::add_kind(std::string kind, Kind how) {
    kinds_[std::move(kind)] = std::move(how);
}

void Jobs::every(const std::string& name, Millis period, std::function<Result<>()> work) {
    periods_["every." + name] = period;
    add_kind("every." + name, {.work = [work = std::move(work)](const Job&) { return work(); }, .max_attempts = INT64_MAX});
}

void Jobs::enqueue(db::Tx& tx, std::string_view kind, std::string_view payload, Millis run_at, const std::string& id) {
    const auto known = kinds_.find(std::string(kind));
    const auto most = known == kinds_.end() ? 10 : known->second.max_attempts;
    tx.exec(kInsert, {id.empty() ? next_id_() : id, kind, payload, run_at, most, now_()});
    tx.after_commit([this] { wake(); });
}

void Jobs::wake() {
    const std::lock_guard lock(mutex_);
    has_news_ = true;
    wake_.notify_one();
}

Result<> Jobs::retry(const Actor& actor, const std::string& id) {
    return db_.write([&](db::Tx& tx) -> Result<> {
        const auto kind = tx.find(kRetry, {id, now_()}, [](const db::Row& row) { return row.text(0); });
        if (!kind) return Error(ErrorKind::not_found, "no_such_job", "No dead job has this id.");
        tx.emit(actor, {.kind = "jobs.job_retried", .subject_type = "job", .subject_id = id, .scope = "admin"});
        tx.after_commit([this] { wake(); });
        return Done{};
    });
}

std::vector<Job> Jobs::list(std::string_view state, std::string_view before_id, int limit) {
    return db_.read([&](db::Tx& tx) { return tx.list(kList, {state, before_id, limit}, read); });
}

std::optional<Job> Jobs::claim() {
    const auto now = now_();
    const bool is_due = db_.read([&](db::Tx& tx) {
        return tx.find(kIsDue, {now, node_, beat_time(tx) - kSilence}, [](const db::Row& row) { return row.integer(0) > 0; }).value_or(false);
    });
    if (!is_due) return std::nullopt;
    auto job = db_.write([&](db::Tx& tx) -> Result<std::optional<Job>> {
        tx.exec(kReclaim, {now, node_, beat_time(tx) - kSilence});
        return tx.find(kClaim, {now, node_, now + 5 * kMinute}, read);
    });
    return job ? *std::move(job) : std::nullopt;
}

bool Jobs::run_one() {
    auto job = claim();
    if (!job) return false;
    const auto kind = kinds_.find(job->kind);
    Result<> outcome = Error(ErrorKind::not_found, "unknown_kind", "Nothing here knows how to do " + job->kind + ".");
    if (kind != kinds_.end()) {
        try {
            outcome = kind->second.work(*job);
        } catch (const std::exception& failure) {
            outcome = Error(ErrorKind::unavailable, "failed", failure.what());
        }
    }
    settle(*job, outcome);
    return true;
}

// A disk that was full for a moment must not hold the job until its lease is over.
void Jobs::settle(const Job& job, const Result<>& outcome) {
    for (int pauses = 0;; ++pauses) {
        try {
            return finish(job, outcome);
        } catch (const std::exception&) {
            std::unique_lock lock(mutex_);
            if (pauses == 40 || stopping_.wait_for(lock, std::chrono::milliseconds(50 * pauses), [this] {
                    return is_stopping_.load();
                }))
                throw;
        }
    }
}

void Jobs::finish(const Job& job, const Result<>& outcome) {
    const auto now = now_();
    const auto why = outcome ? std::string() : outcome.error().code() + ": " + outcome.error().detail();
    const auto period = periods_.find(job.kind);
    (void)db_.write([&](db::Tx& tx) -> Result<> {
        if (period != periods_.end()) {
            tx.exec(kFinish, {job.id, "waiting", now + period->second, db::or_null(why), now, outcome ? 0 : job.attempts, node_, job.attempts});
        } else if (outcome) {
            tx.exec(kRemove, {job.id, node_, job.attempts});
        } else if (job.attempts >= job.max_attempts || outcome.error().kind() == ErrorKind::invalid) {
            tx.exec(kFinish, {job.id, "dead", now, why, now, job.attempts, node_, job.attempts});
            tx.emit(for_system("jobs"), {.kind = "jobs.job_died", .subject_type = "job", .subject_id = job.id, .scope = "admin"});
        } else {
            const auto kind = kinds_.find(job.kind);
            const auto delay = delay_after(kind == kinds_.end() ? Kind{} : kind->second, job.attempts);
            tx.exec(kFinish, {job.id, "waiting", now + delay, why, nullptr, job.attempts, node_, job.attempts});
        }
        return Done{};
    });
}

Millis Jobs::delay_after(const Kind& kind, std::int64_t attempts) const {
    Millis delay = kind.first_delay;
    for (std::int64_t i = 1; i < attempts && delay < kHour; ++i) delay *= 2;
    static thread_local std::minstd_rand random{std::random_device{}()};
    const double jitter = std::uniform_real_distribution<>(0.8, 1.2)(random);
    return static_cast<Millis>(static_cast<double>(std::min(delay, kHour)) * jitter);
}

void Jobs::ensure_periodic() {
    if (periods_.empty()) return;
    (void)db_.write([&](db::Tx& tx) -> Result<> {
        for (const auto& [kind, period] : periods_) tx.exec(kInsert, {kind, kind, "{}", now_(), INT64_MAX, now_()});
        return Done{};
    });
}

// Beats are compared by the clock of the database where nodes share one: their own may differ.
Millis Jobs::beat_time(db::Tx& tx) const {
    if (tx.engine() == db::Engine::sqlite) return now_();
    return tx.find(kDatabaseTime, {}, [](const db::Row& row) { return row.integer(0); }).value_or(0);
}

void Jobs::beat() {
    (void)db_.write([&](db::Tx& tx) -> Result<> {
        tx.exec(kBeat, {node_, beat_time(tx)});
        tx.exec(kForgetOld, {beat_time(tx) - kHour});
        return Done{};
    });
}

bool Jobs::is_alive(db::Tx& tx, const std::string& node) const {
    return node == node_ || tx.find(kIsAlive, {node, beat_time(tx) - kSilence}, [](const db::Row&) { return true; }).value_or(false);
}

void Jobs::forget_nodes() {
    (void)db_.write([](db::Tx& tx) -> Result<> {
        tx.exec(kForgetAll, {});
        return Done{};
    });
}

void Jobs::start(int threads) {
    ensure_periodic();
    beat();
    threads_.emplace_back([this] { beat_loop(); });
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

void Jobs::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_all();
    stopping_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
    if (threads_.empty()) return;
    threads_.clear();
    try {
        (void)db_.write([&](db::Tx& tx) -> Result<> {
            tx.exec(kForgetNode, {node_});
            return Done{};
        });
    } catch (const std::exception&) {
        // The database is away; the beat grows old by itself.
    }
}

void Jobs::beat_loop() {
    std::unique_lock lock(mutex_);
    while (!stopping_.wait_for(lock, std::chrono::seconds(3), [this] { return is_stopping_.load(); })) {
        lock.unlock();
        try {
            beat();
        } catch (const std::exception&) {
            // The database is away: others take over, and nothing that was theirs by then is settled here.
        }
        lock.lock();
    }
}

void Jobs::loop() {
    while (!is_stopping_) {
        bool worked = false;
        try {
            worked = run_one();
        } catch (const std::exception&) {
            // The database is away; the lease brings the job back.
        }
        if (worked) continue;
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, std::chrono::milliseconds(500), [this] { return has_news_ || is_stopping_.load(); });
        has_news_ = false;
    }
}

}  // namespace mainstay::jobs
