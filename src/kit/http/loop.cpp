#include "kit/http/loop.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace mainstay::http {
namespace {

constexpr std::uint64_t kWakeTag = 1;  // connections are tagged by their address, which is even

std::uint64_t tag_of_listener(std::size_t index) { return index * 2 + 3; }

int opened(int fd) {
    if (fd < 0) throw std::runtime_error("cannot create an epoll descriptor");
    return fd;
}

void watch(int epoll, int fd, std::uint32_t events, std::uint64_t tag) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = tag;
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) throw std::runtime_error("cannot watch a socket");
}

}  // namespace

Loop::Loop(Core& core, const std::vector<Listener>& listeners) : core_(core), listeners_(listeners) {
    epoll_ = opened(::epoll_create1(EPOLL_CLOEXEC));
    wake_ = opened(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    watch(epoll_, wake_, EPOLLIN, kWakeTag);
    for (std::size_t i = 0; i < listeners_.size(); ++i) watch(epoll_, listeners_[i].fd, EPOLLIN | EPOLLEXCLUSIVE, tag_of_listener(i));
}

Loop::~Loop() {
    join();
    for (const int fd : {epoll_, wake_, spare_})
        if (fd >= 0) ::close(fd);
}

void Loop::start() { thread_ = std::thread([this] { run(); }); }

void Loop::stop(int grace_s) {
    stop_at_ = coarse_now() + grace_s * 1000;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = ::write(wake_, &one, sizeof one);
}

void Loop::join() {
    if (thread_.joinable()) thread_.join();
}

void Loop::run() {
    std::array<epoll_event, 64> events;
    auto next_tick = coarse_now() + 1000;
    for (;;) {
        const int tick_ms = is_stopping_ ? 20 : connections_.empty() ? -1 : 500;
        const int n = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), core_.pool.nudge() ? 5 : tick_ms);
        {
            const Pool::Gathering round(core_.pool);
            for (int i = 0; i < n; ++i) handle(events[static_cast<std::size_t>(i)].data.u64, events[static_cast<std::size_t>(i)].events);
        }
        gone_.clear();
        if (stop_at_ != 0 && !is_stopping_) begin_stop();
        const auto now = coarse_now();
        if (is_stopping_ && (connections_.empty() || now >= stop_at_)) break;
        if (now < next_tick && !is_stopping_) continue;
        tick(now);
        next_tick = now + 1000;
    }
    for (const auto& [key, connection] : connections_) connection->close();
    connections_.clear();
}

void Loop::handle(std::uint64_t tag, std::uint32_t events) {
    if (tag == kWakeTag) {
        std::uint64_t ignored = 0;
        [[maybe_unused]] const auto n = ::read(wake_, &ignored, sizeof ignored);
        return;
    }
    if (tag & 1) {
        if (!is_stopping_) accept_all(listeners_[(tag - 3) / 2]);
        return;
    }
    auto* connection = reinterpret_cast<Connection*>(tag);
    if (!connections_.contains(connection)) return;
    connection->on_event(events);
    if (!connection->is_closed()) return;
    auto node = connections_.extract(connection);
    gone_.push_back(std::move(node.mapped()));
}

void Loop::accept_all(const Listener& listener) {
    for (int i = 0; i < 64; ++i) {  // then others' turn
        std::string peer;
        const int fd = accept_client(listener, peer);
        if (fd < 0 && (errno == EMFILE || errno == ENFILE)) return make_room();
        if (fd < 0) return;
        if (core_.connections >= core_.options.max_connections) turn_away(fd);
        else adopt(fd, std::move(peer), !listener.unix_path.empty());
    }
}

void Loop::turn_away(int fd) {
    ++core_.refused;
    static constexpr std::string_view kAnswer =
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\ncontent-security-policy: default-src 'none'\r\n"
        "x-content-type-options: nosniff\r\ncache-control: no-store\r\nconnection: close\r\n\r\n";
    if (!core_.tls) [[maybe_unused]] const auto n = ::write(fd, kAnswer.data(), kAnswer.size());
    ::close(fd);
}

// Out of descriptors: take one client with the spare one and hang up, else the listener would stay ready for ever.
void Loop::make_room() {
    ++core_.refused;
    ::close(spare_);
    std::string peer;
    for (const auto& listener : listeners_)
        if (const int fd = accept_client(listener, peer); fd >= 0) ::close(fd);
    spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void Loop::adopt(int fd, std::string peer, bool is_local) {
    std::shared_ptr<Connection> connection;
    try {
        connection = std::make_shared<Connection>(core_, fd, std::move(peer), is_local);
    } catch (const std::exception&) {
        ::close(fd);
        return;
    }
    auto* key = connection.get();
    connections_.emplace(key, std::move(connection));
    try {
        watch(epoll_, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, reinterpret_cast<std::uint64_t>(key));
    } catch (const std::exception&) {
        key->close();
        connections_.erase(key);
    }
}

void Loop::tick(std::int64_t now) {
    for (auto at = connections_.begin(); at != connections_.end();) {
        if (!at->second->is_closed()) at->second->on_tick(now);
        at = at->second->is_closed() ? connections_.erase(at) : std::next(at);
    }
}

void Loop::begin_stop() {
    is_stopping_ = true;
    for (const auto& listener : listeners_) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, listener.fd, nullptr);
    for (const auto& [key, connection] : connections_) connection->stop();
}

}  // namespace mainstay::http
