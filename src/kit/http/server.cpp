// Why neither Asio nor Beast: refusing what two programs could read in two ways means looking at the raw head anyway,
// and with an edge-triggered descriptor the worker can answer at once, without a hand-over back to the io thread.
#include "kit/http/server.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>

#include "base/id.hpp"
#include "kit/http/core.hpp"
#include "kit/http/loop.hpp"

namespace mainstay::http {
namespace {

void allow_many_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

std::string Core::new_request_id() {
    constexpr char kHex[] = "0123456789abcdef";
    auto id = id_prefix;
    const auto number = next_id++;
    for (int shift = 28; shift >= 0; shift -= 4) id += kHex[(number >> shift) & 15];
    return id;
}

bool Core::is_trusted(const std::string& peer) const {
    return std::find(options.trusted_proxies.begin(), options.trusted_proxies.end(), peer) != options.trusted_proxies.end();
}

struct Server::Impl {
    Core core;
    std::vector<Listener> listeners;
    std::vector<std::unique_ptr<Loop>> loops;
    bool is_running = false;

    Impl(ServerOptions options, const Router& router) : core(std::move(options), router) {
        core.id_prefix = short_hex(4);
        try {
            if (!core.options.tls_certificate.empty()) core.tls = open_tls(core.options.tls_certificate, core.options.tls_key);
            for (const auto& address : core.options.listen) listeners.push_back(open_listener(address));
        } catch (...) {
            release();
            throw;
        }
    }
    ~Impl() { release(); }

    void release() {
        for (const auto& listener : listeners) {
            ::close(listener.fd);
            if (!listener.unix_path.empty()) ::unlink(listener.unix_path.c_str());
        }
        listeners.clear();
        if (core.tls) close_tls(std::exchange(core.tls, nullptr));
    }
};

Server::Server(ServerOptions options, const Router& router) : impl_(std::make_unique<Impl>(std::move(options), router)) {
    std::signal(SIGPIPE, SIG_IGN);  // TLS and sendfile know no MSG_NOSIGNAL
    allow_many_descriptors();
}

Server::~Server() { stop(0); }

void Server::start() {
    for (int i = 0; i < std::max(1, impl_->core.options.io_threads); ++i) impl_->loops.push_back(std::make_unique<Loop>(impl_->core, impl_->listeners));
    for (const auto& loop : impl_->loops) loop->start();
    impl_->is_running = true;
}

void Server::stop(int grace_s) {
    if (!std::exchange(impl_->is_running, false)) return;
    impl_->core.is_stopping = true;
    for (const auto& loop : impl_->loops) loop->stop(grace_s);
    for (const auto& loop : impl_->loops) loop->join();
    impl_->core.pool.stop();
    impl_->loops.clear();
    impl_->release();
}

std::vector<std::uint16_t> Server::ports() const {
    std::vector<std::uint16_t> ports;
    for (const auto& listener : impl_->listeners)
        if (listener.port != 0) ports.push_back(listener.port);
    return ports;
}

ServerStats Server::stats() const {
    const auto& core = impl_->core;
    return {core.connections, core.streams, core.requests, core.refused, static_cast<std::int64_t>(core.pool.waiting())};
}

}  // namespace mainstay::http
