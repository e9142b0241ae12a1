#pragma once
// Group commit, the same for both engines: one thread, many writes a commit, each in a savepoint, events chained and
// counters added at the end.
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <semaphore>
#include <thread>

#include "kit/db/db.hpp"

namespace mainstay::db {

// A connection that can write. Only the writer thread uses it.
class WriteConnection {
public:
    virtual ~WriteConnection() = default;
    virtual Tx& begin() = 0;   // opens the transaction
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    virtual void lock_events() = 0;       // held to the commit, so that the chain has one order over all nodes
    virtual void announce_events() = 0;   // NOTIFY where other nodes listen
    virtual bool may_retry(const std::exception_ptr&) = 0;  // deadlock or serialisation failure
};

class Writer {
public:
    Writer(const Options& options, std::unique_ptr<WriteConnection> connection, std::function<void()> on_events);
    ~Writer();
    void run(const std::function<bool(Tx&)>& work);
    void on_commit(std::function<void(std::size_t writes, std::int64_t micros)> listener);
    std::size_t waiting() const;
    Tx* current() const;  // the transaction of this thread, when it is inside a write

private:
    struct Job {
        const std::function<bool(Tx&)>* work;
        std::exception_ptr failure;
        std::binary_semaphore done{0};
    };
    void loop();
    void run_batch(std::vector<Job*>& batch);
    bool try_batch(std::vector<Job*>& batch, std::exception_ptr& failure);
    void run_job(Tx& tx, Job& job);
    void flush_notes(Tx& tx);
    void append_events(Tx& tx);

    Options options_;
    std::unique_ptr<WriteConnection> connection_;
    std::function<void()> on_events_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job*> queue_;
    std::function<void(std::size_t, std::int64_t)> on_commit_;  // guarded by mutex_
    bool is_stopping_ = false;
    std::thread thread_;
};

}  // namespace mainstay::db
