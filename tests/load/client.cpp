#include "client.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <deque>
#include <memory>
#include <stdexcept>

namespace mainstay::load {
namespace {

using Instant = std::chrono::steady_clock::time_point;

struct Slot {
    int fd = -1;
    std::string out, in;
    std::size_t sent = 0;
    bool is_head = false, must_close = false, is_waiting = false;
    Instant asked_at{};
    std::deque<Instant> overdue;  // requests whose time came before the answer to the one before
};

struct Answer {
    int status;
    std::size_t size;
    bool must_close;
};

int open_socket(const Options& options) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(options.port);
    if (::inet_pton(AF_INET, options.host.c_str(), &name.sin_addr) != 1) throw std::runtime_error("--url wants an IPv4 address");
    if (::connect(fd, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0) {
        ::close(fd);
        throw std::runtime_error("cannot connect to " + options.host + ":" + std::to_string(options.port));
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

// The whole answer at the start of `in`, when it is there. Bodies have a length here.
bool read_answer(const std::string& in, bool is_head, Answer& answer) {
    const auto end = in.find("\r\n\r\n");
    if (end == std::string::npos || in.size() < 12) return false;
    answer.status = 0;
    std::from_chars(in.data() + 9, in.data() + 12, answer.status);
    const std::string_view head(in.data(), end + 2);
    auto at = head.find("\ncontent-length: ");
    if (at == std::string_view::npos) at = head.find("\nContent-Length: ");
    std::size_t length = 0;
    if (at != std::string_view::npos) std::from_chars(head.data() + at + 17, head.data() + head.size(), length);
    answer.size = end + 4 + (is_head || answer.status == 304 ? 0 : length);
    answer.must_close = head.find("\nconnection: close") != std::string_view::npos || head.find("\nConnection: close") != std::string_view::npos;
    return in.size() >= answer.size;
}

class Client {
public:
    Client(Shared& shared, int connections, std::uint64_t seed)
        : shared_(shared), random_(seed), slots_(static_cast<std::size_t>(connections)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}
    ~Client() {
        for (const auto& slot : slots_)
            if (slot.fd >= 0) ::close(slot.fd);
        ::close(epoll_);
    }

    Tally run() {
        due_ = std::chrono::steady_clock::now();
        for (auto& slot : slots_) {
            connect(slot);
            if (!is_paced()) ask(slot, std::chrono::steady_clock::now());
        }
        std::array<epoll_event, 256> events;
        while (!shared_.is_over) {
            const timespec until_due = ask_what_is_due();
            const int n = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &until_due, nullptr);
            for (int i = 0; i < n; ++i) on_event(*static_cast<Slot*>(events[static_cast<std::size_t>(i)].data.ptr));
        }
        return std::move(tally_);
    }

private:
    bool is_paced() const { return shared_.options.rate > 0; }

    // Asks on one connection after the other whatever is due, and says how long until the next.
    timespec ask_what_is_due() {
        if (!is_paced()) return {0, 50'000'000};
        const std::chrono::nanoseconds step(static_cast<std::int64_t>(1e9 * shared_.options.threads / shared_.options.rate));
        for (; due_ <= std::chrono::steady_clock::now(); due_ += step) {
            auto& slot = slots_[turn_++ % slots_.size()];
            if (slot.is_waiting) slot.overdue.push_back(due_);
            else ask(slot, due_);
        }
        const auto left = std::clamp<std::int64_t>(std::chrono::nanoseconds(due_ - std::chrono::steady_clock::now()).count(), 0, 50'000'000);
        return {0, left};
    }

    void connect(Slot& slot) {
        if (slot.fd >= 0) ::close(slot.fd);
        slot.fd = open_socket(shared_.options);
        slot.in.clear();
        epoll_event event{};
        event.events = EPOLLIN | EPOLLET;
        event.data.ptr = &slot;
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, slot.fd, &event);
    }

    void ask(Slot& slot, Instant due) {
        const auto n = shared_.started++;
        if (shared_.options.count > 0 && n >= shared_.options.count + shared_.options.warm_up) return;
        const auto& request = *shared_.wheel[static_cast<std::size_t>(random_() % shared_.wheel.size())];
        slot.out.clear();
        request.fill(slot.out, random_, n);
        slot.is_head = request.is_head();
        slot.asked_at = due;
        slot.is_waiting = true;
        // Requests are small against the socket buffer, so a blocking send does not wait in practice.
        if (::send(slot.fd, slot.out.data(), slot.out.size(), MSG_NOSIGNAL) < 0) broken(slot);
    }

    void on_event(Slot& slot) {
        char bytes[65536];
        for (;;) {
            const auto n = ::recv(slot.fd, bytes, sizeof bytes, MSG_DONTWAIT);
            if (n < 0 && errno == EAGAIN) return;
            if (n <= 0) return broken(slot);
            slot.in.append(bytes, static_cast<std::size_t>(n));
            Answer answer{};
            if (read_answer(slot.in, slot.is_head, answer)) return answered(slot, answer);
            if (static_cast<std::size_t>(n) < sizeof bytes) return;
        }
    }

    void answered(Slot& slot, const Answer& answer) {
        const auto took = std::chrono::steady_clock::now() - slot.asked_at;
        count(answer.status, std::chrono::duration_cast<std::chrono::microseconds>(took).count(), answer.size);
        slot.in.erase(0, answer.size);
        if (answer.must_close) connect(slot);
        ask_again(slot);
    }

    void ask_again(Slot& slot) {
        slot.is_waiting = false;
        if (shared_.is_over) return;
        if (!is_paced()) return ask(slot, std::chrono::steady_clock::now());
        if (slot.overdue.empty()) return;
        const auto due = slot.overdue.front();
        slot.overdue.pop_front();
        ask(slot, due);
    }

    void count(int status, std::int64_t micros, std::size_t bytes) {
        const auto& options = shared_.options;
        const auto n = ++shared_.answered;
        if (n == options.warm_up) shared_.measured_from = std::chrono::steady_clock::now();
        if (n > options.warm_up) {
            ++tally_.statuses[status];
            tally_.bytes += static_cast<std::int64_t>(bytes);
            tally_.latency.add(micros);
        }
        if (options.count > 0 && n >= options.count + options.warm_up) shared_.is_over = true;
    }

    void broken(Slot& slot) {
        count(0, 0, 0);
        if (shared_.is_over) return;
        if (++breaks_ > 1000) throw std::runtime_error("the server keeps closing connections");
        connect(slot);
        ask_again(slot);
    }

    Shared& shared_;
    std::mt19937_64 random_;
    std::vector<Slot> slots_;
    int epoll_;
    int breaks_ = 0;
    Instant due_{};
    std::size_t turn_ = 0;
    Tally tally_;
};

}  // namespace

Tally run_client(Shared& shared, int connections, std::uint64_t seed) { return Client(shared, connections, seed).run(); }

}  // namespace mainstay::load
