#include "kit/http/pool.hpp"

#include <algorithm>
#include <system_error>
#include <thread>
#include <utility>

namespace mainstay::http {
namespace {

constexpr std::chrono::seconds kIdle{20};
constexpr std::chrono::milliseconds kStuck{20}, kNudge{4};
constexpr int kSpins = 100;

thread_local std::vector<Work>* gathered = nullptr;

void release(const auto& called) {
    for (auto* thread : called) thread->called.release();
}

}  // namespace

void SpinLock::lock() {
    for (int n = 0; is_held_.test_and_set(std::memory_order_acquire); ++n) {
        if (n > kSpins) std::this_thread::yield();
    }
}

Pool::Gathering::Gathering(Pool& pool) : pool_(pool) {
    static thread_local std::vector<Work> batch;
    gathered = &batch;
}

Pool::Gathering::~Gathering() {
    auto* batch = std::exchange(gathered, nullptr);
    if (!batch->empty()) pool_.hand_over(*batch);
}

Pool::Pool(int max_threads, int max_queue)
    : max_threads_(std::max(1, max_threads)),
      cores_(std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, max_threads_)),
      max_queue_(static_cast<std::size_t>(max_queue)) {}

bool Pool::submit(Work work, bool is_bounded) {
    if (gathered) {
        if (is_bounded && waiting_ + gathered->size() >= max_queue_) return false;
        gathered->push_back(std::move(work));
        return true;
    }
    Called called;
    {
        const std::lock_guard lock(lock_);
        if (is_stopped_ || (is_bounded && queue_.size() >= max_queue_)) return false;
        queue_.push_back(std::move(work));
        waiting_ = queue_.size();
        if (running() < cores_) call_one(called);
    }
    release(called);
    return true;
}

void Pool::hand_over(std::vector<Work>& batch) {
    Called called;
    {
        const std::lock_guard lock(lock_);
        for (auto& work : batch) queue_.push_back(std::move(work));
        waiting_ = queue_.size();
        for (auto n = batch.size(); n > 0 && running() < cores_ && call_one(called); --n) continue;
    }
    batch.clear();
    release(called);
}

void Pool::block(Thread& self) {
    Called called;
    {
        const std::lock_guard lock(lock_);
        mark(self, true);
        if (!queue_.empty() && running() < cores_) call_one(called);
    }
    release(called);
}

void Pool::resume(Thread& self) {
    const std::lock_guard lock(lock_);
    mark(self, false);
}

void Pool::mark(Thread& thread, bool is_blocked) {
    if (thread.is_blocked != is_blocked) blocked_ += is_blocked ? 1 : -1;
    thread.is_blocked = is_blocked;
}

bool Pool::nudge() {
    if (waiting_ == 0) return false;
    Called called;
    {
        const std::lock_guard lock(lock_);
        const auto now = Clock::now();
        if (queue_.empty() || now - nudged_at_ < kNudge) return !queue_.empty();
        nudged_at_ = now;
        for (auto& thread : all_)
            if (thread.since < now - kStuck) mark(thread, true);
        for (auto n = std::min<std::size_t>(queue_.size(), static_cast<std::size_t>(std::max(0, cores_ - running()))); n > 0 && call_one(called); --n) continue;
    }
    release(called);
    return true;
}

bool Pool::call_one(Called& called) {
    if (!idle_.empty()) {
        called.push_back(idle_.back());
        idle_.pop_back();
        return true;
    }
    if (threads_ >= max_threads_) return false;
    ++alive_;
    try {
        std::thread([this] { work(); }).detach();
    } catch (const std::system_error&) {  // no thread now: the running ones will come to it
        --alive_;
        return false;
    }
    ++threads_;
    return true;
}

void Pool::take(std::unique_lock<SpinLock>& lock, Thread& self) {
    auto work = std::move(queue_.front());
    queue_.pop_front();
    waiting_ = queue_.size();
    self.since = Clock::now();
    lock.unlock();
    work.run(work.subject.get());
    work.subject.reset();
    lock.lock();
    mark(self, false);
}

// Waits to be called. True when nobody has called for long, or the pool stops.
bool Pool::may_leave(std::unique_lock<SpinLock>& lock, Thread& self) {
    if (is_stopped_) return true;
    self.since = Clock::time_point::max();
    idle_.push_back(&self);
    lock.unlock();
    bool is_called = self.called.try_acquire_for(kIdle);
    lock.lock();
    const auto still_idle = std::find(idle_.begin(), idle_.end(), &self);
    if (!is_called && still_idle == idle_.end()) {  // called at the last moment
        lock.unlock();
        self.called.acquire();
        is_called = true;
        lock.lock();
    }
    if (!is_called) idle_.erase(still_idle);
    return !is_called;
}

void Pool::work() {
    std::unique_lock lock(lock_);
    const auto self = all_.emplace(all_.end(), *this);
    Blocking::watch_this_thread(&*self);
    do {
        while (!queue_.empty() && running() <= cores_) take(lock, *self);
    } while (!may_leave(lock, *self));
    all_.erase(self);
    --threads_;
    lock.unlock();
    alive_.fetch_sub(1);
    alive_.notify_all();
}

void Pool::stop() {
    Called called;
    {
        const std::lock_guard lock(lock_);
        is_stopped_ = true;
        called.swap(idle_);
    }
    release(called);
    for (int n = alive_; n != 0; n = alive_) alive_.wait(n);
}

}  // namespace mainstay::http
