#pragma once
// A client that sends exactly the bytes it is told, and waits at most a few seconds for the answer.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace mainstay::http::testing {

class RawClient {
public:
    explicit RawClient(std::uint16_t port, int receive_buffer = 0) {
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_port = htons(port);
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        is_connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0;
    }
    explicit RawClient(const std::string& unix_path) {
        fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        std::memcpy(name.sun_path, unix_path.c_str(), unix_path.size() + 1);
        is_connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0;
    }
    ~RawClient() { ::close(fd_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool is_connected() const { return is_connected_; }
    bool send(std::string_view bytes) { return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()); }
    void end() { ::shutdown(fd_, SHUT_WR); }

    // Status and body of the next answer; status 0 when the server closed or nothing came.
    struct Answer {
        int status = 0;
        std::string head, body;
        bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
    };
    Answer receive(bool has_body = true, int timeout_ms = 3000) {
        Answer answer;
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!fill(timeout_ms)) return answer;
        answer.head = buffer_.substr(0, end + 2);
        buffer_.erase(0, end + 4);
        answer.status = std::stoi(answer.head.substr(9, 3));
        const auto at = answer.head.find("content-length: ");
        const std::size_t length = has_body && at != std::string::npos ? std::stoul(answer.head.substr(at + 16)) : 0;
        while (buffer_.size() < length)
            if (!fill(timeout_ms)) break;
        answer.body = buffer_.substr(0, length);
        buffer_.erase(0, length);
        return answer;
    }
    bool wait_for(std::string_view text, int timeout_ms = 3000) {
        while (buffer_.find(text) == std::string::npos)
            if (!fill(timeout_ms)) return false;
        return true;
    }
    bool is_closed(int timeout_ms = 3000) {  // by the server, after whatever it still sent
        while (fill(timeout_ms)) continue;
        return has_ended_;
    }
    const std::string& buffer() const { return buffer_; }

private:
    bool fill(int timeout_ms) {
        pollfd waiting{fd_, POLLIN, 0};
        if (::poll(&waiting, 1, timeout_ms) <= 0) return false;
        char bytes[16384];
        const auto n = ::recv(fd_, bytes, sizeof bytes, 0);
        if (n <= 0) has_ended_ = true;
        if (n > 0) buffer_.append(bytes, static_cast<std::size_t>(n));
        return n > 0;
    }
    int fd_ = -1;
    bool is_connected_ = false, has_ended_ = false;
    std::string buffer_;
};

}  // namespace mainstay::http::testing
