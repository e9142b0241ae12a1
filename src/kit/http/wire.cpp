#include "kit/http/wire.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <stdexcept>

namespace mainstay::http {
namespace {

ssize_t outcome_of(ssize_t result) {
    if (result >= 0) return result;
    return errno == EAGAIN || errno == EWOULDBLOCK ? Wire::kBlocked : Wire::kBroken;
}

}  // namespace

Wire::Wire(int fd, SSL_CTX* tls) : fd_(fd) {
    if (!tls) return;
    ssl_ = SSL_new(tls);
    if (!ssl_ || SSL_set_fd(ssl_, fd) != 1) {
        SSL_free(ssl_);
        throw std::runtime_error("TLS: no memory for a connection");
    }
    SSL_set_accept_state(ssl_);
}

Wire::~Wire() {
    SSL_free(ssl_);
    ::close(fd_);
}

ssize_t Wire::outcome(int result) {
    const int error = SSL_get_error(ssl_, result);
    ERR_clear_error();
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return kBlocked;
    return error == SSL_ERROR_ZERO_RETURN ? 0 : kBroken;
}

ssize_t Wire::read(char* into, std::size_t size) {
    if (ssl_) {
        const int n = SSL_read(ssl_, into, static_cast<int>(std::min<std::size_t>(size, 1u << 20)));
        return n > 0 ? n : outcome(n);
    }
    ssize_t n = 0;
    do n = ::recv(fd_, into, size, 0);
    while (n < 0 && errno == EINTR);
    return outcome_of(n);
}

ssize_t Wire::write(const iovec* pieces, int count) {
    if (ssl_) {
        const int n = SSL_write(ssl_, pieces[0].iov_base, static_cast<int>(std::min<std::size_t>(pieces[0].iov_len, 1u << 20)));
        if (n > 0) return n;
        const auto result = outcome(n);
        return result == 0 ? kBroken : result;
    }
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces);
    message.msg_iovlen = static_cast<std::size_t>(count);
    ssize_t n = 0;
    do n = ::sendmsg(fd_, &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return outcome_of(n);
}

ssize_t Wire::send_file(int file, std::uint64_t at, std::size_t size) {
    auto offset = static_cast<off_t>(at);
    if (!ssl_) {
        const auto n = outcome_of(::sendfile(fd_, file, &offset, size));
        return n == 0 ? kBroken : n;  // the file has become shorter
    }
    std::array<char, 16384> block;
    const auto n = ::pread(file, block.data(), std::min(size, block.size()), offset);
    if (n <= 0) return kBroken;
    const iovec piece{block.data(), static_cast<std::size_t>(n)};
    return write(&piece, 1);
}

void Wire::shut_write() {
    if (ssl_) SSL_shutdown(ssl_);
    ERR_clear_error();
    ::shutdown(fd_, SHUT_WR);
}

void Wire::shut() { ::shutdown(fd_, SHUT_RDWR); }

SSL_CTX* open_tls(const std::string& certificate, const std::string& key) {
    auto* context = SSL_CTX_new(TLS_server_method());
    if (!context) throw std::runtime_error("TLS: no memory");
    const auto fail = [&](const std::string& what) {
        SSL_CTX_free(context);
        throw std::runtime_error("TLS: cannot use " + what);
    };
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) fail(certificate);
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) fail(key);
    if (SSL_CTX_check_private_key(context) != 1) fail(key + " with " + certificate);
    return context;
}

void close_tls(SSL_CTX* context) { SSL_CTX_free(context); }

}  // namespace mainstay::http
