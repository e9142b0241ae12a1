#pragma once
// Slows password guessing down: per (account, network), per network, never locking an account out for everybody.
#include <cmath>
#include <mutex>
#include <string>
#include <unordered_map>

#include "accounts/accounts.hpp"

namespace mainstay::accounts {

struct Accounts::Throttle {
    struct Bucket {
        int failures = 0;
        Millis last = 0;
    };
    std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;

    // Seconds to wait before the next try is looked at; 0: go on.
    int wait(const std::string& email, const std::string& network, Millis now) {
        const std::lock_guard lock(mutex);
        return std::max(wait_of("a:" + email + "|" + network, 5, now), wait_of("n:" + network, 50, now));
    }
    void failed(const std::string& email, const std::string& network, Millis now) {
        const std::lock_guard lock(mutex);
        if (buckets.size() > 100'000) buckets.clear();  // bounded memory beats perfect memory
        for (const auto& key : {"a:" + email + "|" + network, "n:" + network}) {
            auto& bucket = buckets[key];
            if (now - bucket.last > kHour) bucket.failures = 0;
            ++bucket.failures;
            bucket.last = now;
        }
    }
    void succeeded(const std::string& email, const std::string& network) {
        const std::lock_guard lock(mutex);
        buckets.erase("a:" + email + "|" + network);
    }

private:
    int wait_of(const std::string& key, int free, Millis now) const {
        const auto found = buckets.find(key);
        if (found == buckets.end() || found->second.failures < free) return 0;
        const auto delay = std::min<Millis>(kMinute, kSecond << std::min(found->second.failures - free, 6));
        const auto left = found->second.last + delay - now;
        return left > 0 ? static_cast<int>((left + 999) / 1000) : 0;
    }
};

}  // namespace mainstay::accounts
