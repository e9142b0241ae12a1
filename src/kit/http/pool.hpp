#pragma once
// Threads that run handlers. They may block (on a durable commit), so there may be many more than cores; they start
// when work waits and end when they have been idle for a while. Internal to kit/http.
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>

namespace mainstay::http {

struct Work {
    std::shared_ptr<void> subject;  // kept alive while the work waits and runs
    void (*run)(void* subject);
};

class Pool {
public:
    Pool(int max_threads, int max_queue) : max_threads_(max_threads), max_queue_(static_cast<std::size_t>(max_queue)) {}
    ~Pool() { stop(); }
    bool submit(Work work, bool is_bounded = true);  // false when the queue is full or the pool has stopped
    void stop();                                     // runs what is queued, then returns
    std::size_t waiting() const;

private:
    void work();
    mutable std::mutex mutex_;
    std::condition_variable ready_, ended_;
    std::deque<Work> queue_;
    const int max_threads_;
    const std::size_t max_queue_;
    int threads_ = 0, idle_ = 0;
    bool is_stopped_ = false;
};

}  // namespace mainstay::http
