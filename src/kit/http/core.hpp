#pragma once
// What all connections of a server share. Internal to kit/http.
#include <time.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "kit/http/pool.hpp"
#include "kit/http/server.hpp"
#include "kit/http/wire.hpp"

namespace mainstay::http {

struct Core {
    Core(ServerOptions given, const Router& routes) : options(std::move(given)), router(routes), pool(options.workers, options.max_queue) {}

    const ServerOptions options;
    const Router& router;
    Pool pool;
    SSL_CTX* tls = nullptr;
    std::string id_prefix;
    std::atomic<bool> is_stopping{false};
    std::atomic<std::uint64_t> next_id{0};
    std::atomic<std::int64_t> connections{0}, streams{0}, requests{0}, refused{0}, body_bytes{0};

    std::string new_request_id();
    bool is_trusted(const std::string& peer) const;
};

inline std::int64_t coarse_now() {  // ms, monotonic, to about 4 ms
    timespec at{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &at);
    return static_cast<std::int64_t>(at.tv_sec) * 1000 + at.tv_nsec / 1'000'000;
}

}  // namespace mainstay::http
