#pragma once
// The network side: accepts connections, parses HTTP/1.1 strictly, runs the router on a bounded worker pool.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kit/http/http.hpp"

namespace mainstay::http {

struct ServerOptions {
    std::vector<std::string> listen{"127.0.0.1:8080"};  // host:port, [v6]:port or unix:/path
    int io_threads = 1;
    int workers = 64;                 // they block on durable commits, so more than cores
    int max_queue = 1024;             // requests waiting for a worker; above it: 503 with Retry-After
    int max_connections = 20'000;
    std::uint64_t max_header_bytes = 32 << 10;
    int header_timeout_s = 10, body_idle_timeout_s = 20, keep_alive_s = 75, write_timeout_s = 30;
    std::string upload_folder;        // temporary files of streamed bodies
    std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-For / -Proto count
    std::string tls_certificate, tls_key;      // PEM files; empty: plain HTTP
    std::size_t stream_queue_bytes = 256 << 10;
};

struct ServerStats {
    std::int64_t connections = 0, streams = 0, requests = 0, refused = 0, queue = 0;
};

class Server {
public:
    Server(ServerOptions options, const Router& router);  // binds at once; throws std::runtime_error naming the address
    ~Server();
    void start();
    void stop(int grace_s);  // stops accepting, finishes running requests, closes streams
    std::vector<std::uint16_t> ports() const;  // of the TCP listeners, for ":0"
    ServerStats stats() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mainstay::http
