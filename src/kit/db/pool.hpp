#pragma once
// A few connections shared by many threads; a thread waits when all are lent.
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "kit/db/db.hpp"

namespace mainstay::db {

template <class T>
class Pool {
public:
    Pool(std::size_t most, std::function<std::unique_ptr<T>()> make) : most_(most), make_(std::move(make)) {}

    class Loan {
    public:
        Loan(Pool& pool, std::unique_ptr<T> one) : pool_(pool), one_(std::move(one)) {}
        ~Loan() { pool_.give_back(std::move(one_)); }
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        T* operator->() const { return one_.get(); }
        T& operator*() const { return *one_; }
        void drop() { one_.reset(); }  // broken: the pool makes a new one

    private:
        Pool& pool_;
        std::unique_ptr<T> one_;
    };

    Loan borrow() {
        std::unique_lock lock(mutex_);
        free_.wait(lock, [this] { return !idle_.empty() || made_ < most_; });
        if (!idle_.empty()) {
            auto one = std::move(idle_.back());
            idle_.pop_back();
            return Loan(*this, std::move(one));
        }
        ++made_;
        lock.unlock();
        try {
            return Loan(*this, make_());
        } catch (...) {
            give_back(nullptr);
            throw;
        }
    }

private:
    void give_back(std::unique_ptr<T> one) {
        {
            const std::lock_guard lock(mutex_);
            if (one)
                idle_.push_back(std::move(one));
            else
                --made_;
        }
        free_.notify_one();
    }
    std::size_t most_;
    std::function<std::unique_ptr<T>()> make_;
    std::mutex mutex_;
    std::condition_variable free_;
    std::vector<std::unique_ptr<T>> idle_;
    std::size_t made_ = 0;
};

// A write inside a write: its own savepoint in the same transaction, so that its Error undoes only its own part.
void join(Tx& tx, const std::function<bool(Tx&)>& work);

}  // namespace mainstay::db
