#pragma once
// Listening sockets: host:port, [v6]:port or unix:/path. Internal to kit/http.
#include <cstdint>
#include <string>

namespace mainstay::http {

struct Listener {
    int fd = -1;
    std::uint16_t port = 0;  // 0 for unix sockets
    std::string unix_path;   // removed when the server ends
};

Listener open_listener(const std::string& address);  // throws std::runtime_error naming the address
// The next waiting client, not blocking; -1 when there is none. `peer` is its IP address, v4 where mapped.
int accept_client(const Listener& listener, std::string& peer);

}  // namespace mainstay::http
