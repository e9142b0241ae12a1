#include "kit/http/listeners.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace mainstay::http {
namespace {

constexpr int kBacklog = 4096;

[[noreturn]] void fail(const std::string& address, const std::string& why) {
    throw std::runtime_error("cannot listen on " + address + ": " + why);
}

int bound(int family, const sockaddr* name, socklen_t size, const std::string& address) {
    const int fd = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) fail(address, std::strerror(errno));
    const int on = 1;
    if (family != AF_UNIX) ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(fd, name, size) == 0 && ::listen(fd, kBacklog) == 0) return fd;
    const std::string why = std::strerror(errno);
    ::close(fd);
    fail(address, why);
}

Listener open_unix(const std::string& address, const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof name.sun_path) fail(address, "the path is empty or too long");
    std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) ::unlink(path.c_str());
    Listener listener;
    listener.fd = bound(AF_UNIX, reinterpret_cast<const sockaddr*>(&name), sizeof name, address);
    listener.unix_path = path;
    ::chmod(path.c_str(), 0660);
    return listener;
}

Listener open_tcp(const std::string& address) {
    const auto colon = address.rfind(':');
    if (colon == std::string::npos) fail(address, "write host:port");
    std::uint16_t port = 0;  // getaddrinfo would take 70000 for 4464
    const auto* end = address.data() + address.size();
    const auto read = std::from_chars(address.data() + colon + 1, end, port);
    if (read.ec != std::errc{} || read.ptr != end) fail(address, "the port is a number from 0 to 65535");
    auto host = address.substr(0, colon);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(host.empty() ? nullptr : host.c_str(), address.c_str() + colon + 1, &hints, &found);
    if (error != 0) fail(address, ::gai_strerror(error));
    Listener listener;
    try {
        listener.fd = bound(found->ai_family, found->ai_addr, found->ai_addrlen, address);
    } catch (...) {
        ::freeaddrinfo(found);
        throw;
    }
    ::freeaddrinfo(found);
    sockaddr_in6 name{};
    socklen_t size = sizeof name;
    ::getsockname(listener.fd, reinterpret_cast<sockaddr*>(&name), &size);
    listener.port = ntohs(name.sin6_port);  // at the same place for both families
    return listener;
}

std::string text_of(const sockaddr_storage& name) {
    char text[INET6_ADDRSTRLEN] = "";
    if (name.ss_family == AF_INET) {
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(name).sin_addr, text, sizeof text);
    } else if (name.ss_family == AF_INET6) {
        const auto& address = reinterpret_cast<const sockaddr_in6&>(name).sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(&address)) ::inet_ntop(AF_INET, address.s6_addr + 12, text, sizeof text);
        else ::inet_ntop(AF_INET6, &address, text, sizeof text);
    } else {
        return "127.0.0.1";
    }
    return text;
}

}  // namespace

Listener open_listener(const std::string& address) {
    return address.starts_with("unix:") ? open_unix(address, address.substr(5)) : open_tcp(address);
}

int accept_client(const Listener& listener, std::string& peer) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    const int fd = ::accept4(listener.fd, reinterpret_cast<sockaddr*>(&name), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return -1;
    peer = text_of(name);
    const int on = 1;
    if (listener.unix_path.empty()) ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

}  // namespace mainstay::http
