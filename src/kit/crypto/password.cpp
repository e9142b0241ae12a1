#include <sodium.h>

#include <atomic>
#include <semaphore>

#include "base/blocking.hpp"
#include "kit/crypto/crypto.hpp"

namespace mainstay::crypto {
namespace {

// 19 MiB each: two at a time on two cores keep memory and other requests' latency bounded (security.md 5).
constexpr std::ptrdiff_t kPasswordLanes = 2;
constexpr int kMaxWaiting = 64;
constexpr unsigned long long kOps = 2;
constexpr std::size_t kMemory = 19u << 20;

std::counting_semaphore<kPasswordLanes> lanes{kPasswordLanes};
std::atomic<int> waiting{0};

class Lane {
public:
    Lane() : is_open_(++waiting <= kMaxWaiting) {
        if (is_open_) lanes.acquire();
    }
    ~Lane() {
        if (is_open_) lanes.release();
        --waiting;
    }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;
    bool is_open() const { return is_open_; }

private:
    const Blocking long_work_;  // tens of milliseconds: quick requests go on beside it
    bool is_open_;
};

std::string argon2id(std::string_view password) {
    std::string out(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), kOps, kMemory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    out.resize(out.find('\0'));
    return out;
}

// Checked instead of a missing hash, so that "no such account" takes as long as "wrong password".
const std::string& decoy() {
    static const std::string hash = argon2id("nobody has this password");
    return hash;
}

}  // namespace

std::optional<std::string> hash_password(std::string_view password) {
    const Lane lane;
    if (!lane.is_open()) return std::nullopt;
    return argon2id(password);
}

PasswordCheck check_password(std::string_view password, std::string_view stored) {
    const Lane lane;
    if (!lane.is_open()) return PasswordCheck::busy;
    const std::string hash(stored.empty() ? std::string_view(decoy()) : stored);
    const bool matches = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
    return matches && !stored.empty() ? PasswordCheck::right : PasswordCheck::wrong;
}

bool needs_rehash(std::string_view stored) {
    return crypto_pwhash_str_needs_rehash(std::string(stored).c_str(), kOps, kMemory) != 0;
}

}  // namespace mainstay::crypto
