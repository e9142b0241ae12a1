#pragma once
// One io thread: waits for all its sockets at once and advances the connections that have something to do. Time limits
// are looked at once a second for all connections, instead of a timer each. Internal to kit/http.
#include <atomic>
#include <memory>
#include <thread>
#include <unordered_map>
#include <vector>

#include "kit/http/connection.hpp"
#include "kit/http/listeners.hpp"

namespace mainstay::http {

class Loop {
public:
    Loop(Core& core, const std::vector<Listener>& listeners);
    ~Loop();
    void start();
    void stop(int grace_s);  // asks; returns at once
    void join();

private:
    void run();
    void handle(std::uint64_t tag, std::uint32_t events);
    void accept_all(const Listener& listener);
    void turn_away(int fd);
    void make_room();
    void adopt(int fd, std::string peer, bool is_local);
    void tick(std::int64_t now);
    void begin_stop();

    Core& core_;
    const std::vector<Listener>& listeners_;
    int epoll_ = -1, wake_ = -1, spare_ = -1;
    std::thread thread_;
    std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
    std::vector<std::shared_ptr<Connection>> gone_;  // until no event of the batch can name them
    std::atomic<std::int64_t> stop_at_{0};
    bool is_stopping_ = false;
};

}  // namespace mainstay::http
