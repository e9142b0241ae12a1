#pragma once
// Takes mail from other servers: SMTP (RFC 5321) or LMTP (RFC 2033) over TCP or a Unix socket. A mail is
// answered with 250 only after `deliver` has returned, which must not be before it is durable. Nothing else
// is relayed.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kit/blob/bytes.hpp"

namespace boost::asio {
class io_context;
}

namespace mainstay::mail {

struct Reply {
    int code = 250;
    std::string enhanced;  // "2.1.5"; may be empty
    std::string text = "OK";
};

struct Envelope {
    std::string sender;  // empty for bounces: MAIL FROM:<>
    std::vector<std::string> recipients;
    std::string peer;  // address of the other end, "unix" for a Unix socket
    std::string helo;  // what it called itself; proves nothing
    bool is_encrypted = false;
};

enum class IntakeProtocol { smtp, lmtp };

struct IntakeOptions {
    std::string address =
        "127.0.0.1";              // or an absolute path: a Unix socket, replaced when it is there already
    std::uint16_t port = 0;       // 0: any free one, see port()
    unsigned socket_mode = 0660;  // of a Unix socket: who may connect
    IntakeProtocol protocol = IntakeProtocol::lmtp;
    std::string hostname = "localhost";
    std::uint64_t max_message_bytes = 64ull << 20;
    std::size_t max_recipients = 100;
    int idle_seconds = 300;
    std::size_t max_connections = 200, max_connections_per_peer = 50;  // per peer only over TCP
    std::size_t workers = 4;                                           // threads that run the callbacks
    std::size_t spool_above_bytes = 256u << 10;                        // larger mails wait in a file
    std::string spool_folder;                                          // empty: the system's
    std::string tls_certificate, tls_key;  // PEM files; empty: STARTTLS is not offered
    int max_errors = 20;                   // a session that makes more is closed
};

struct IntakeCallbacks {  // all run on the workers, several at a time; what they throw becomes a 451
    std::function<Reply(const std::string& sender, const std::string& recipient)> accept_recipient;
    // One reply for all recipients, or one for each in their order (SMTP tells the first that is not 2xx).
    // `raw` has CRLF line ends, dots unstuffed, and is valid for the call.
    std::function<std::vector<Reply>(const Envelope& envelope, const blob::Bytes& raw)> deliver;
};

// "Return-Path: <...>" and "Received: ..." to put in front of a mail before it is kept: the envelope is not
// in the mail itself, and whether the sender is empty decides if it may be answered. `now` in ms UTC.
std::string trace_headers(const Envelope& envelope, const IntakeOptions& options, std::int64_t now);

class IntakeServer {
public:
    IntakeServer(boost::asio::io_context& io, IntakeOptions options, IntakeCallbacks callbacks);
    ~IntakeServer();  // stops; the io_context must not run handlers at the same time
    IntakeServer(const IntakeServer&) = delete;
    IntakeServer& operator=(const IntakeServer&) = delete;

    void start();  // reads the certificate, binds and listens; throws std::system_error when it cannot
    void stop();   // any thread; no new sessions, running deliveries are finished and answered
    std::uint16_t port() const;
    std::size_t sessions() const;

private:
    struct Core;
    std::shared_ptr<Core> core_;
};

}  // namespace mainstay::mail
