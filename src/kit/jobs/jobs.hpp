#pragma once
// Durable work: queued in the transaction that wants it, run at least once, retried with back-off and jitter, dead
// letters kept and shown. Nodes on one database share the queue by leases; each says every 3 seconds that it lives, and who was
// not heard of for 15 has no leases any more. What it finishes after that does not count.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/id.hpp"
#include "kit/db/db.hpp"

namespace mainstay::jobs {

struct Job {
    std::string id, kind, payload, state, last_error;
    Millis run_at = 0, created_at = 0;
    std::int64_t attempts = 0, max_attempts = 0;
};

using Work = std::function<Result<>(const Job&)>;

struct Kind {
    Work work;
    std::int64_t max_attempts = 10;
    Millis first_delay = 10 * kSecond;  // doubles each time, at most an hour, +-20 % jitter
    Millis lease = 5 * kMinute;         // another node takes over after this
};

class Jobs {
public:
    Jobs(db::Database& db, Clock now, NextId next_id, std::string node);
    ~Jobs();
    void add_kind(std::string kind, Kind how);
    // Runs `work` about every `period` on one of the nodes.
    void every(const std::string& name, Millis period, std::function<Result<>()> work);
    // In a write transaction. A fixed id makes it happen once however often it is asked for.
    void enqueue(db::Tx& tx, std::string_view kind, std::string_view payload, Millis run_at = 0, const std::string& id = {});
    Result<> retry(const Actor& actor, const std::string& id);  // a dead one, now
    std::vector<Job> list(std::string_view state, std::string_view before_id, int limit);
    void start(int threads);
    void stop();
    bool run_one();  // false when nothing is due
    void wake();
    const std::string& node() const { return node_; }
    void beat();
    bool is_alive(db::Tx& tx, const std::string& node) const;
    void forget_nodes();  // no other process works here: all their leases are void

private:
    std::optional<Job> claim();
    void settle(const Job& job, const Result<>& outcome);
    void finish(const Job& job, const Result<>& outcome);
    Millis delay_after(const Kind& kind, std::int64_t attempts) const;
    void ensure_periodic();
    void loop();
    void beat_loop();
    Millis beat_time(db::Tx& tx) const;

    db::Database& db_;
    Clock now_;
    NextId next_id_;
    std::string node_;
    std::map<std::string, Kind> kinds_;
    std::map<std::string, Millis> periods_;
    std::mutex mutex_;
    std::condition_variable wake_, stopping_;
    bool has_news_ = false;
    std::atomic<bool> is_stopping_{false};
    std::vector<std::thread> threads_;
};

}  // namespace mainstay::jobs
