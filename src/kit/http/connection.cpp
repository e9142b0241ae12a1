#include "kit/http/connection.hpp"

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <limits>

#include "kit/http/rules.hpp"

namespace mainstay::http {
namespace {

constexpr std::size_t kReadSize = 64 << 10;
constexpr std::uint64_t kUnroutedBody = 64 << 10, kMaxDrain = 4 << 20;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max(), kDrainMillis = 2000;

char* scratch() {
    static thread_local const auto buffer = std::make_unique<char[]>(kReadSize);
    return buffer.get();
}

std::string_view trim(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_address(const std::string& text) {
    unsigned char bytes[sizeof(in6_addr)];
    return inet_pton(AF_INET, text.c_str(), bytes) == 1 || inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

}  // namespace

Connection::Connection(Core& core, int fd, std::string peer, bool is_local)
    : core_(core), wire_(fd, core.tls), deadline_(coarse_now() + core.options.header_timeout_s * 1000), is_local_(is_local), peer_(std::move(peer)) {
    ++core_.connections;
}

Connection::~Connection() {
    if (upload_fd_ >= 0) ::close(upload_fd_);
    if (file_.fd >= 0) ::close(file_.fd);
}

void Connection::on_event(std::uint32_t events) {
    const std::lock_guard lock(mutex_);
    try {
        note(events);
        advance(false);
    } catch (const std::exception&) {  // out of memory
        close_locked();
    }
}

void Connection::note(std::uint32_t events) {
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) has_peer_ended_ = true;
    if ((events & EPOLLIN) || has_peer_ended_ || wire_.is_tls()) is_readable_ = true;
}

void Connection::on_tick(std::int64_t now) {
    if (now < deadline_.load(std::memory_order_relaxed)) return;
    const std::lock_guard lock(mutex_);
    if (now < deadline_.load(std::memory_order_relaxed)) return;
    if (phase_ == Phase::streaming && out_at_ == out_.size()) {
        out_ += ":\n\n";  // keeps proxies from giving up, and finds the dead
        deadline_ = now + core_.options.write_timeout_s * 1000;
        return advance(false);
    }
    const bool is_half_way = (phase_ == Phase::head && !input_.empty()) || phase_ == Phase::body || phase_ == Phase::upload;
    if (!is_half_way) return close_locked();
    refuse({408, "request_timeout", "The request did not arrive in time."});
    advance(false);
}

void Connection::stop() {
    const std::lock_guard lock(mutex_);
    keep_alive_ = false;
    if (phase_ == Phase::streaming || (phase_ == Phase::head && input_.empty())) close_locked();
}

void Connection::close() {
    const std::lock_guard lock(mutex_);
    close_locked();
}

void Connection::close_locked() {
    if (phase_ == Phase::closed) return;
    if (phase_ == Phase::streaming) --core_.streams;
    if (phase_ != Phase::working && phase_ != Phase::vetting) release_body();  // else the worker does, when it is done
    phase_ = Phase::closed;
    --core_.connections;
    is_closed_ = true;
    wire_.shut();  // the io thread hears of it and lets go
}

void Connection::advance(bool may_block) {
    for (;;) {
        switch (phase_) {
            case Phase::upload:
                if (!may_block) return pump_later();
                [[fallthrough]];
            case Phase::head:
            case Phase::body:
                if (!take_input()) return;
                break;
            case Phase::writing:
                if (file_.fd >= 0 && !may_block) return pump_later();
                if (!flush()) return;
                after_answer();
                break;
            case Phase::streaming:
                if (watch_stream()) flush();
                return;
            case Phase::draining: return drain();
            case Phase::vetting:
            case Phase::working:
            case Phase::closed: return;
        }
    }
}

// File work may wait for the disk, so it is done by a worker, and only while the socket is ready.
void Connection::pump_later() {
    if (is_pumping_) return;
    is_pumping_ = core_.pool.submit({shared_from_this(), run_pump}, false);
    if (!is_pumping_) close_locked();
}

void Connection::run_pump(void* subject) {
    auto& self = *static_cast<Connection*>(subject);
    const std::lock_guard lock(self.mutex_);
    self.is_pumping_ = false;
    try {
        self.advance(true);
    } catch (const std::exception&) {
        self.close_locked();
    }
}

bool Connection::take_input() {
    if (!input_.empty()) {
        std::string_view rest = input_;
        const bool has_changed = feed(rest);
        input_.erase(0, input_.size() - rest.size());
        if (has_changed) return true;
    }
    return read_some();
}

bool Connection::read_some() {
    if (!is_readable_) return false;
    const auto n = wire_.read(scratch(), kReadSize);
    if (n == Wire::kBlocked) {
        is_readable_ = false;
        return false;
    }
    if (n <= 0) {
        close_locked();
        return false;
    }
    const auto size = static_cast<std::size_t>(n);
    if (size < kReadSize && !wire_.is_tls() && !has_peer_ended_) is_readable_ = false;
    if (phase_ == Phase::head && input_.empty()) deadline_ = coarse_now() + core_.options.header_timeout_s * 1000;
    input_.append(scratch(), size);
    return true;
}

bool Connection::feed(std::string_view& bytes) { return phase_ == Phase::head ? feed_head(bytes) : feed_body(bytes); }

bool Connection::feed_head(std::string_view& bytes) {
    if (scan_.end() == 0 && bytes.starts_with("\r\n")) {  // some clients end a body with one too many
        bytes.remove_prefix(2);
        return true;
    }
    const auto found = scan_.scan(bytes);
    const auto size = scan_.end();
    if (found == HeadScan::Found::bad) {
        refuse({400, "bad_request", "Lines must end with CR LF."});
    } else if (size > core_.options.max_header_bytes) {
        refuse({431, "headers_too_large", "The headers are too large."});
    } else if (found == HeadScan::Found::more) {
        return false;
    } else {
        begin_request(bytes.substr(0, size - 2));
    }
    bytes.remove_prefix(size);
    scan_.restart();
    return true;
}

void Connection::begin_request(std::string_view text) {
    ++core_.requests;
    Head head;
    if (const auto refusal = read_head(text, head)) return refuse(*refusal);
    keep_alive_ = head.keep_alive && !core_.is_stopping;
    minor_ = static_cast<std::uint8_t>(head.minor);
    make_request(head);
    if (!head.has_body()) return dispatch();
    const auto* route = core_.router.match(request_->method, request_->path);
    limit_ = route ? route->max_body : kUnroutedBody;
    is_upload_ = route && route->is_upload;
    is_chunked_ = head.is_chunked;
    expects_continue_ = head.expects_continue;
    left_ = head.length;
    if (left_ > limit_) return refuse({413, "too_large", "The body is too large."});
    if (!is_upload_) return begin_body();
    phase_ = Phase::vetting;  // nobody fills the disk before the gate has seen who it is
    deadline_ = kNever;
    if (!core_.pool.submit({shared_from_this(), run_work})) refuse({503, "overloaded", "The server is busy. Try again soon."}, 1);
}

void Connection::make_request(Head& head) {
    request_ = std::make_unique<Request>();
    request_->method = std::move(head.method);
    request_->path = std::move(head.path);
    request_->query = std::move(head.query);
    request_->headers = std::move(head.headers);
    request_->peer = peer_;
    request_->is_secure = wire_.is_tls();
    request_->request_id = core_.new_request_id();
    if (!core_.options.trusted_proxies.empty() && core_.is_trusted(is_local_ ? "unix" : peer_)) apply_proxy();
}

// The last address that no proxy of ours wrote about itself is the client.
void Connection::apply_proxy() {
    auto rest = request_->header("x-forwarded-for");
    while (!rest.empty()) {
        const auto comma = rest.rfind(',');
        const std::string address(trim(rest.substr(comma == std::string_view::npos ? 0 : comma + 1)));
        if (!is_address(address)) break;
        request_->peer = address;
        if (!core_.is_trusted(address) || comma == std::string_view::npos) break;
        rest = rest.substr(0, comma);
    }
    if (request_->header("x-forwarded-proto") == "https") request_->is_secure = true;
}

void Connection::dispatch() {
    phase_ = Phase::working;
    deadline_ = kNever;
    if (!core_.pool.submit({shared_from_this(), run_work})) refuse({503, "overloaded", "The server is busy. Try again soon."}, 1);
}

void Connection::refuse(const Refusal& refusal, int retry_after_s) {
    ++core_.refused;
    release_body();
    Request about;
    if (request_) about.path = request_->path;
    about.request_id = request_ ? request_->request_id : core_.new_request_id();
    request_.reset();
    const auto error = Error(ErrorKind::malformed, refusal.code, refusal.detail).retry_after(retry_after_s);
    auto response = problem(refusal.status, error, about);
    harden(response, about);
    keep_alive_ = false;
    answer(std::move(response), {}, about.request_id);
}

void Connection::after_answer() {
    if (!keep_alive_ || core_.is_stopping) {
        wire_.shut_write();
        phase_ = Phase::draining;  // closing with unread input would reset the connection and lose the answer
        deadline_ = coarse_now() + kDrainMillis;
        received_ = 0;
        std::string().swap(input_);
        return;
    }
    phase_ = Phase::head;
    const auto& limits = core_.options;
    deadline_ = coarse_now() + 1000 * (input_.empty() ? limits.keep_alive_s : limits.header_timeout_s);
    if (input_.empty()) std::string().swap(input_);
}

void Connection::drain() {
    while (is_readable_) {
        const auto n = wire_.read(scratch(), kReadSize);
        if (n == Wire::kBlocked) {
            is_readable_ = false;
            return;
        }
        received_ += n > 0 ? static_cast<std::uint64_t>(n) : 0;
        if (n <= 0 || received_ > kMaxDrain) return close_locked();
    }
}

}  // namespace mainstay::http
