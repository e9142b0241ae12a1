#pragma once
// One accepted socket, plain or TLS, never blocking. Internal to kit/http.
#include <sys/types.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <string>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace mainstay::http {

class Wire {
public:
    static constexpr ssize_t kBlocked = -1, kBroken = -2;
    Wire(int fd, SSL_CTX* tls);  // takes the descriptor
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    int fd() const { return fd_; }
    bool is_tls() const { return ssl_ != nullptr; }
    ssize_t read(char* into, std::size_t size);                      // 0: the peer has ended
    ssize_t write(const iovec* pieces, int count);                   // bytes taken
    ssize_t send_file(int file, std::uint64_t at, std::size_t size);  // bytes taken
    void shut_write();
    void shut();

private:
    ssize_t outcome(int result);
    int fd_;
    SSL* ssl_ = nullptr;
};

// A TLS server context (1.2 and later) for PEM files; throws std::runtime_error naming the file.
SSL_CTX* open_tls(const std::string& certificate, const std::string& key);
void close_tls(SSL_CTX* context);

}  // namespace mainstay::http
