#include "app/gate.hpp"

#include <cerrno>
#include <mutex>
#include <system_error>
#include <unordered_map>

#include "app/operations.hpp"
#include "base/log.hpp"

namespace mainstay::app {
namespace {

// A token bucket for each person or network. Bounded: forgotten as a whole when there are too many.
class Limiter {
public:
    explicit Limiter(std::int64_t per_minute) : per_minute_(static_cast<double>(per_minute)) {}
    Result<> take(const http::Request& r, Millis now) {
        if (per_minute_ <= 0) return Done{};
        const auto& who = r.actor.is_signed_in() ? r.actor.id : r.actor.ip_prefix;
        const std::lock_guard lock(mutex_);
        if (buckets_.size() > 100'000) buckets_.clear();
        auto [it, is_new] = buckets_.try_emplace(who, Bucket{per_minute_, now});
        auto& bucket = it->second;
        bucket.tokens = std::min(per_minute_, bucket.tokens + static_cast<double>(now - bucket.at) * per_minute_ / kMinute);
        bucket.at = now;
        if (bucket.tokens < 1)
            return Error(ErrorKind::rate_limited, "too_many_requests", "Too many requests. Please wait a little.").retry_after(1 + static_cast<int>(60 / per_minute_));
        bucket.tokens -= 1;
        return Done{};
    }

private:
    struct Bucket {
        double tokens;
        Millis at;
    };
    double per_minute_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;
};

struct Stored {
    std::string body_hash, headers, body;
    std::int64_t status = 0;
};

http::Response replay(const Stored& stored) {
    http::Response response;
    response.status = static_cast<int>(stored.status);
    response.body = stored.body;
    if (!stored.headers.empty()) response.header("etag", stored.headers);
    if (stored.status >= 400) response.type = "application/problem+json";
    response.header("idempotency-replayed", "true");
    return response;
}

std::string bare_key(std::string_view key) {
    if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
    return std::string(key);
}

// The key's row, the work and its answer are one transaction: after a crash either all of it happened or nothing.
http::Response once(House& house, const http::Request& r, const http::Route& route, const std::function<http::Response()>& work) {
    static constexpr db::Query kClaim{"gate.claim_key",
                                      "INSERT INTO idempotency_keys (key_hash, body_hash, status, headers, body, created_at) VALUES ($1, $2, 0, '', '', $3)"
                                      " ON CONFLICT (key_hash) DO NOTHING RETURNING key_hash"};
    static constexpr db::Query kFind{"gate.find_key", "SELECT body_hash, headers, body, status FROM idempotency_keys WHERE key_hash = $1"};
    static constexpr db::Query kStore{"gate.store_answer", "UPDATE idempotency_keys SET status = $2, headers = $3, body = $4 WHERE key_hash = $1"};
    const auto who = r.actor.is_signed_in() ? r.actor.id : r.actor.ip_prefix;
    const auto key = crypto::hex(crypto::keyed_hash(house.keys.key("idempotency"), {who, route.method, r.path, bare_key(r.header("idempotency-key"))}));
    const auto body_hash = crypto::hex(crypto::sha256(r.body));
    std::optional<http::Response> failed;
    auto answer = house.database->write([&](db::Tx& tx) -> Result<http::Response> {
        failed.reset();
        if (tx.exec(kClaim, {key, body_hash, house.now()}) == 0) {
            const auto stored = tx.find(kFind, {key}, [](const db::Row& row) { return Stored{row.text(0), row.text(1), row.text(2), row.integer(3)}; });
            if (!stored) return Error(ErrorKind::conflict, "still_running", "The first request with this key is still running.");
            if (stored->body_hash != body_hash)
                return Error(ErrorKind::invalid, "key_reused", "This Idempotency-Key was used for a different request.");
            return replay(*stored);
        }
        auto response = work();
        if (response.status >= 500) {  // nothing of it may stay, the caller shall try again
            failed = std::move(response);
            return Error(ErrorKind::unavailable, "failed", "");
        }
        std::string etag;
        for (const auto& [name, value] : response.headers)
            if (name == "etag") etag = value;
        tx.exec(kStore, {key, response.status, etag, response.body});
        return response;
    });
    if (failed) return *std::move(failed);
    return answer ? *std::move(answer) : http::problem(answer.error(), r);
}

// What goes by itself or when somebody makes room; a transaction the engine gave up left nothing behind.
std::optional<Error> explain(const std::exception& failure) {
    if (is_out_of_space(failure))
        return Error(
            ErrorKind::out_of_space,
            "disk_full",
            "There is no space left to keep this. Nothing was changed; the administrator must make room.");
    if (dynamic_cast<const db::Busy*>(&failure) || dynamic_cast<const db::Undone*>(&failure))
        return Error(ErrorKind::unavailable, "overloaded", "The server is busy. Try again soon.")
            .retry_after(5);
    return std::nullopt;
}

}  // namespace

bool is_out_of_space(const std::exception& failure) {
    if (dynamic_cast<const db::OutOfSpace*>(&failure)) return true;
    const auto* system = dynamic_cast<const std::system_error*>(&failure);
    return system && (system->code() == std::errc::no_space_on_device || system->code().value() == EDQUOT);
}

http::Gate make_gate(House& house) {
    auto limiter = std::make_shared<Limiter>(house.config.requests_per_minute);
    http::Gate gate;
    gate.authenticate = [&house](const http::Request& r) { return house.accounts->authenticate(r); };
    gate.throttle = [&house, limiter](const http::Request& r) { return limiter->take(r, house.now()); };
    gate.once = [&house](const http::Request& r, const http::Route& route, const std::function<http::Response()>& work) { return once(house, r, route, work); };
    gate.may_change = [&house](const http::Request& r) -> Result<> {
        const bool is_sign_in = r.path == "/api/v1/sessions" || r.path == "/api/v1/sessions/current";
        return is_sign_in ? Result<>(Done{}) : house.writable.check();
    };
    gate.explain = explain;
    gate.observe = [&house](const http::Request& r, const http::Route* route, const http::Response& response, std::int64_t micros) {
        house.meters.count_request(route, response.status, micros);
        if (response.status < 500) return;
        log::error("request_failed", {{"request_id", r.request_id}, {"method", r.method}, {"route", route ? route->pattern : r.path},
                                      {"status", std::to_string(response.status)}});
    };
    gate.on_exception = [](const http::Request& r, const std::string& what) {
        log::error("exception", {{"request_id", r.request_id}, {"method", r.method}, {"path", r.path}, {"what", what}});
    };
    gate.base_url = house.config.base_url;
    return gate;
}

}  // namespace mainstay::app
