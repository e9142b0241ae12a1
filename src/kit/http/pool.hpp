#pragma once
// Threads that run handlers. They may block (on a durable commit), so there may be many more than cores. Waking a thread
// costs more than a small handler, and more running threads than cores only wait for each other, so no more run than there
// are cores. Whoever blocks says so (base/blocking.hpp) and another takes over; a thread that has been at one piece of work
// for very long is taken to be blocked too (`nudge`). An io thread gathers the work of one round.
// Internal to kit/http.
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <semaphore>
#include <vector>

#include "base/blocking.hpp"

namespace mainstay::http {

struct Work {
    std::shared_ptr<void> subject;  // kept alive while the work waits and runs
    void (*run)(void* subject);
};

class SpinLock {  // for a few dozen instructions; a mutex would put the io thread to sleep
public:
    void lock();
    void unlock() { is_held_.clear(std::memory_order_release); }

private:
    std::atomic_flag is_held_;
};

class Pool {
public:
    Pool(int max_threads, int max_queue);
    ~Pool() { stop(); }
    bool submit(Work work, bool is_bounded = true);  // false when the queue is full or the pool has stopped
    bool nudge();                                    // true while work waits: call again after some milliseconds
    void stop();                                     // runs what is queued, then returns
    std::size_t waiting() const { return waiting_; }

    // While it lives, what this thread submits is kept back and handed over at once at the end.
    class Gathering {
    public:
        explicit Gathering(Pool& pool);
        ~Gathering();
        Gathering(const Gathering&) = delete;
        Gathering& operator=(const Gathering&) = delete;

    private:
        Pool& pool_;
    };

private:
    using Clock = std::chrono::steady_clock;
    struct Thread final : Blocking::Watcher {
        explicit Thread(Pool& owner) : pool(owner) {}
        void blocks() override { pool.block(*this); }
        void resumes() override { pool.resume(*this); }
        Pool& pool;
        std::binary_semaphore called{0};
        Clock::time_point since = Clock::time_point::max();  // when it took its work
        bool is_blocked = false;
    };
    using Called = std::vector<Thread*>;
    void hand_over(std::vector<Work>& batch);
    void work();
    void take(std::unique_lock<SpinLock>& lock, Thread& self);
    bool may_leave(std::unique_lock<SpinLock>& lock, Thread& self);
    void block(Thread& self);
    void resume(Thread& self);
    void mark(Thread& thread, bool is_blocked);
    int running() const { return threads_ - blocked_ - static_cast<int>(idle_.size()); }
    bool call_one(Called& called);  // or starts one; the caller releases the called without the lock

    SpinLock lock_;
    std::deque<Work> queue_;
    std::list<Thread> all_;
    std::vector<Thread*> idle_;  // last in, first out: its stack is still in the cache
    std::atomic<std::size_t> waiting_{0};
    std::atomic<int> alive_{0};
    const int max_threads_, cores_;
    int threads_ = 0, blocked_ = 0;
    Clock::time_point nudged_at_{};
    const std::size_t max_queue_;
    bool is_stopped_ = false;
};

}  // namespace mainstay::http
