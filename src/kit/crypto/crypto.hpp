#pragma once
// Secrets in one place: random tokens, keyed hashes, passwords, sealed values, the key ring.
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace mainstay::crypto {

void start();  // once per process, before anything else here; throws when libsodium cannot start

std::string random_bytes(std::size_t n);
std::string random_token();                       // 256 bit, base32 lower case, 52 characters
std::string base32(std::string_view bytes);       // RFC 4648 lower case, no padding
std::string base64url(std::string_view bytes);    // no padding
std::optional<std::string> from_base64url(std::string_view text);
std::string hex(std::string_view bytes);
std::string sha256(std::string_view bytes);       // 32 raw bytes
class Sha256 {  // of bytes that come in pieces
public:
    Sha256();
    void add(std::string_view bytes);
    std::string hex();  // once, at the end

private:
    std::array<std::uint64_t, 16> state_{};  // the library's, which stays behind this header
};
std::string token_hash(std::string_view token);   // what the database keeps of a random token: hex SHA-256
bool same(std::string_view a, std::string_view b);  // constant time for equal lengths

// Keyed BLAKE2b-256 over length-prefixed parts, so that ("ab","c") and ("a","bc") differ.
std::string keyed_hash(std::string_view key, std::initializer_list<std::string_view> parts);

// Argon2id (t=2, m=19 MiB), at most `kPasswordLanes` at a time in the process.
// false / nothing when the queue in front of it is too long: answer 503.
std::optional<std::string> hash_password(std::string_view password);
enum class PasswordCheck { right, wrong, busy };
PasswordCheck check_password(std::string_view password, std::string_view stored);  // stored may be empty: same time, wrong
bool needs_rehash(std::string_view stored);

// XChaCha20-Poly1305. `context` (table|column|row) is authenticated, not stored.
std::string seal(std::string_view key, std::string_view context, std::string_view plain);
std::optional<std::string> open(std::string_view key, std::string_view context, std::string_view sealed);

// The process's keys: 32 bytes per purpose, derived from one key file (0600, beside the data). Refuses a missing file
// beside existing data, a file others may read, and a file of the wrong size.
class KeyRing {
public:
    static KeyRing from_file(const std::string& path, bool may_create);  // throws std::runtime_error that says what to do
    static KeyRing for_tests();
    std::string key(std::string_view purpose) const;  // "audit", "cursors", "reply-addresses", "secrets", "jwt"
    std::string fingerprint() const;                  // to notice a wrong key before it does harm

private:
    explicit KeyRing(std::string master) : master_(std::move(master)) {}
    std::string master_;
};

// JWT with HMAC-SHA-256 and nothing else. Claims are JSON text.
std::string sign_jwt(std::string_view key, std::string_view claims_json);
std::optional<std::string> verify_jwt(std::string_view key, std::string_view token);  // claims JSON; times are the caller's to check

}  // namespace mainstay::crypto
