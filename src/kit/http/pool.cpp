#include "kit/http/pool.hpp"

#include <chrono>
#include <system_error>
#include <thread>

namespace mainstay::http {
namespace {
constexpr std::chrono::seconds kIdle{20};
}

bool Pool::submit(Work work, bool is_bounded) {
    std::unique_lock lock(mutex_);
    if (is_stopped_ || (is_bounded && queue_.size() >= max_queue_)) return false;
    queue_.push_back(std::move(work));
    const bool has_sleeper = idle_ > 0;
    if (!has_sleeper && threads_ < max_threads_) {
        ++threads_;
        try {
            std::thread([this] { this->work(); }).detach();
        } catch (const std::system_error&) {  // no thread now: the running ones will come to it
            --threads_;
        }
    }
    lock.unlock();
    if (has_sleeper) ready_.notify_one();
    return true;
}

void Pool::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        ++idle_;
        ready_.wait_for(lock, kIdle, [&] { return is_stopped_ || !queue_.empty(); });
        --idle_;
        if (queue_.empty()) break;
        auto work = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        work.run(work.subject.get());
        work.subject.reset();
        lock.lock();
    }
    --threads_;
    ended_.notify_all();
}

void Pool::stop() {
    std::unique_lock lock(mutex_);
    is_stopped_ = true;
    ready_.notify_all();
    ended_.wait(lock, [&] { return threads_ == 0; });
}

std::size_t Pool::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

}  // namespace mainstay::http
