#include "kit/mail/smtp_server.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <cstring>
#include <map>
#include <mutex>
#include <set>

#include "kit/mail/smtp_dialogue.hpp"

namespace mainstay::mail {
namespace asio = boost::asio;
namespace {

using Protocol = asio::generic::stream_protocol;
using Socket = Protocol::socket;
using Acceptor = asio::basic_socket_acceptor<Protocol>;
using Error = boost::system::error_code;

class Session;

// Who is connected. Thread-safe.
class Room {
public:
    bool enter(const std::shared_ptr<Session>& session,
               const std::string& peer,
               const IntakeOptions& options) {
        const std::lock_guard lock(mutex_);
        const bool is_counted = peer != "unix";
        if (sessions_.size() >= options.max_connections ||
            (is_counted && peers_[peer] >= options.max_connections_per_peer))
            return false;
        sessions_.insert(session);
        ++peers_[peer];
        return true;
    }
    void leave(const std::shared_ptr<Session>& session, const std::string& peer) {
        const std::lock_guard lock(mutex_);
        if (sessions_.erase(session) == 0) return;
        if (--peers_[peer] == 0) peers_.erase(peer);
    }
    void clear() {
        const std::lock_guard lock(mutex_);
        sessions_.clear();
        peers_.clear();
    }
    std::vector<std::shared_ptr<Session>> all() const {
        const std::lock_guard lock(mutex_);
        return {sessions_.begin(), sessions_.end()};
    }
    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return sessions_.size();
    }

private:
    mutable std::mutex mutex_;
    std::set<std::shared_ptr<Session>> sessions_;
    std::map<std::string, std::size_t> peers_;
};

struct Shared {  // what sessions need of the server
    IntakeOptions options;
    IntakeCallbacks callbacks;
    asio::thread_pool workers;
    Room room;
    std::unique_ptr<asio::ssl::context> tls;  // when a certificate is configured
    Shared(IntakeOptions o, IntakeCallbacks c)
        : options(std::move(o)),
          callbacks(std::move(c)),
          workers(options.workers) {}
};

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Socket socket, std::shared_ptr<Shared> shared, std::string peer)
        : socket_(std::move(socket)),
          timer_(socket_.get_executor()),
          shared_(std::move(shared)),
          peer_(peer),
          dialogue_(shared_->options, std::move(peer)) {}

    void start() {
        asio::dispatch(socket_.get_executor(), [self = shared_from_this()] {
            self->output_ = self->dialogue_.greeting();
            self->write(Ask::input);
        });
    }
    void turn_away() {
        output_ = "421 4.7.0 Too many connections\r\n";
        write(Ask::close);
    }
    void stop() {
        asio::post(socket_.get_executor(), [self = shared_from_this()] {
            self->is_stopping_ = true;
            if (!self->is_busy_) self->close();
        });
    }

private:
    void arm() {
        timer_.expires_after(std::chrono::seconds(shared_->options.idle_seconds));
        timer_.async_wait([weak = weak_from_this()](Error error) {
            if (const auto self = error ? nullptr : weak.lock()) self->close();
        });
    }

    void read() {
        arm();
        auto then = [self = shared_from_this()](Error error, std::size_t count) {
            if (error) return self->close();
            self->input_.append(self->chunk_.data(), count);
            self->go_on();
        };
        if (tls_)
            tls_->async_read_some(asio::buffer(chunk_), std::move(then));
        else
            socket_.async_read_some(asio::buffer(chunk_), std::move(then));
    }

    void write(Ask then) {
        arm();
        auto done = [self = shared_from_this(), then](Error error, std::size_t) {
            self->output_.clear();
            if (error || then == Ask::close || self->is_stopping_) return self->close();
            then == Ask::start_tls ? self->start_tls() : self->read();
        };
        if (tls_)
            asio::async_write(*tls_, asio::buffer(output_), std::move(done));
        else
            asio::async_write(socket_, asio::buffer(output_), std::move(done));
    }

    void start_tls() {
        arm();
        tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, *shared_->tls);
        tls_->async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](Error error) {
            if (error || self->is_stopping_) return self->close();
            self->dialogue_.encrypted();
            self->read();
        });
    }

    void go_on() {
        const auto ask = dialogue_.advance(input_, output_);
        switch (ask) {
            case Ask::recipient: return work([this] { ask_recipient(); });
            case Ask::deliver: return work([this] { deliver(); });
            case Ask::input:
            case Ask::start_tls:
            case Ask::close: break;
        }
        if (!output_.empty()) return write(ask);
        return ask == Ask::close ? close() : read();
    }

    // Runs on a worker while this session does nothing else, then goes on.
    template <class Work>
    void work(Work task) {
        is_busy_ = true;
        timer_.cancel();
        asio::post(shared_->workers, [self = shared_from_this(), task] {
            task();
            asio::post(self->socket_.get_executor(), [self] {
                self->is_busy_ = false;
                self->go_on();
            });
        });
    }

    void ask_recipient() {
        Reply reply{451, "4.3.0", "Please try again"};
        try {
            reply =
                shared_->callbacks.accept_recipient(dialogue_.envelope().sender, dialogue_.asked_recipient());
        } catch (...) {  // whatever is wrong on our side, the sender keeps the mail
        }
        dialogue_.answer_recipient(reply, output_);
    }

    void deliver() {
        std::vector<Reply> replies;
        try {
            replies = shared_->callbacks.deliver(dialogue_.envelope(), dialogue_.message()->bytes());
        } catch (...) {  // no reply: answered with 451
        }
        dialogue_.answer_delivery(replies, output_);
    }

    void close() {
        timer_.cancel();
        Error ignored;
        socket_.shutdown(Socket::shutdown_both, ignored);
        socket_.close(ignored);
        shared_->room.leave(shared_from_this(), peer_);
    }

    Socket socket_;
    std::unique_ptr<asio::ssl::stream<Socket&>> tls_;
    asio::steady_timer timer_;
    std::shared_ptr<Shared> shared_;
    std::string peer_, input_, output_;
    Dialogue dialogue_;
    std::array<char, 16 * 1024> chunk_;
    bool is_busy_ = false, is_stopping_ = false;
};

std::string peer_name(const Socket& socket) {
    Error error;
    const auto endpoint = socket.remote_endpoint(error);
    const auto family = error ? AF_UNSPEC : endpoint.protocol().family();
    if (family != AF_INET && family != AF_INET6) return "unix";
    asio::ip::tcp::endpoint tcp;
    tcp.resize(endpoint.size());
    std::memcpy(tcp.data(), endpoint.data(), endpoint.size());
    return tcp.address().to_string();
}

std::unique_ptr<asio::ssl::context> open_tls(const IntakeOptions& options) {
    if (options.tls_certificate.empty()) return nullptr;
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                         asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION);
    Error error;
    context->use_certificate_chain_file(options.tls_certificate, error);
    if (error)
        throw std::runtime_error("TLS: cannot use " + options.tls_certificate + ": " + error.message());
    context->use_private_key_file(options.tls_key, asio::ssl::context::pem, error);
    if (error) throw std::runtime_error("TLS: cannot use " + options.tls_key + ": " + error.message());
    return context;
}

Protocol::endpoint endpoint_of(const IntakeOptions& options) {
    if (!options.address.starts_with('/'))
        return asio::ip::tcp::endpoint(asio::ip::make_address(options.address), options.port);
    struct stat info {};
    if (::lstat(options.address.c_str(), &info) == 0 && S_ISSOCK(info.st_mode))
        ::unlink(options.address.c_str());
    return asio::local::stream_protocol::endpoint(options.address);
}

}  // namespace

struct IntakeServer::Core : Shared, std::enable_shared_from_this<IntakeServer::Core> {
    Core(asio::io_context& context, IntakeOptions o, IntakeCallbacks c)
        : Shared(std::move(o), std::move(c)),
          io(context),
          acceptor(asio::make_strand(context)),
          pause(acceptor.get_executor()) {}

    void listen() {
        tls = open_tls(options);
        const auto endpoint = endpoint_of(options);
        acceptor.open(endpoint.protocol());
        if (!options.address.starts_with('/')) acceptor.set_option(Acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        if (options.address.starts_with('/')) ::chmod(options.address.c_str(), options.socket_mode);
        acceptor.listen();
        if (!options.address.starts_with('/')) {
            asio::ip::tcp::endpoint tcp;
            const auto local = acceptor.local_endpoint();
            std::memcpy(tcp.data(), local.data(), local.size());
            bound_port = tcp.port();
        }
        accept();
    }

    void accept() {
        acceptor.async_accept(asio::make_strand(io), [self = shared_from_this()](Error error, auto socket) {
            if (error == asio::error::operation_aborted || !self->acceptor.is_open()) return;
            if (error) return self->accept_later();
            self->welcome(std::move(socket));
            self->accept();
        });
    }

    void accept_later() {  // out of file descriptors, most likely
        pause.expires_after(std::chrono::milliseconds(100));
        pause.async_wait([self = shared_from_this()](Error error) {
            if (!error && self->acceptor.is_open()) self->accept();
        });
    }

    void welcome(Socket socket) {
        Error ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        auto peer = peer_name(socket);
        const auto session = std::make_shared<Session>(std::move(socket), shared_from_this(), peer);
        if (room.enter(session, peer, options))
            session->start();
        else
            session->turn_away();
    }

    asio::io_context& io;
    Acceptor acceptor;
    asio::steady_timer pause;
    std::atomic<std::uint16_t> bound_port{0};
};

IntakeServer::IntakeServer(asio::io_context& io, IntakeOptions options, IntakeCallbacks callbacks)
    : core_(std::make_shared<Core>(io, std::move(options), std::move(callbacks))) {}

IntakeServer::~IntakeServer() {
    stop();
    core_->workers.join();
    core_->room.clear();
}

void IntakeServer::start() {
    core_->listen();
}

void IntakeServer::stop() {
    asio::post(core_->acceptor.get_executor(), [core = core_] {
        Error ignored;
        core->acceptor.close(ignored);
        core->pause.cancel();
    });
    for (const auto& session : core_->room.all()) session->stop();
}

std::uint16_t IntakeServer::port() const {
    return core_->bound_port;
}
std::size_t IntakeServer::sessions() const {
    return core_->room.size();
}

}  // namespace mainstay::mail
