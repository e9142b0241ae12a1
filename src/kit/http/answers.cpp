// Running the handler, and writing what it answered.
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <limits>

#include "kit/http/connection.hpp"

namespace mainstay::http {
namespace {

constexpr std::int64_t kHeartbeatMillis = 15'000, kSlowestBytesPerSecond = 512;
constexpr std::size_t kSmallBody = 16 << 10;
constexpr std::uint64_t kFilePiece = 1 << 20, kFileTurn = 8 << 20;

class LiveStream final : public Stream {
public:
    explicit LiveStream(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
    ~LiveStream() override { connection_->close(); }  // nobody is left who could send
    bool send(std::string frame) override { return connection_->send_frame(frame); }
    bool is_open() const override { return !connection_->is_closed(); }
    void close() override { connection_->close(); }

private:
    std::shared_ptr<Connection> connection_;
};

}  // namespace

void Connection::run_work(void* subject) {
    auto& self = *static_cast<Connection*>(subject);
    try {
        self.run();
    } catch (const std::exception&) {  // out of memory, or a stream's owner failed: this client pays, no other
        self.close();
    }
}

void Connection::run() {
    bool is_vetting = false;
    {
        const std::lock_guard lock(mutex_);
        if (phase_ == Phase::closed) return release_body();
        is_vetting = phase_ == Phase::vetting;
    }
    if (is_vetting) return vet();
    const Asked asked{minor_, request_->method == "HEAD", std::string(request_->header("range")), std::string(request_->header("if-range"))};
    const auto request_id = request_->request_id;
    const auto body_bytes = is_upload_ ? 0 : request_->body.size();
    auto response = core_.router.handle(std::move(*request_));
    auto on_stream = std::move(response.on_stream);
    {
        const std::lock_guard lock(mutex_);
        core_.body_bytes -= static_cast<std::int64_t>(body_bytes);
        request_.reset();
        release_body();
        if (phase_ == Phase::closed) return;
        if (on_stream) response.on_stream = [](const std::shared_ptr<Stream>&) {};
        answer(std::move(response), asked, request_id);
        advance(true);
    }
    if (on_stream) on_stream(std::make_shared<LiveStream>(shared_from_this()));
}

// Rights first, then the bytes: an upload is read only for those who may send it.
void Connection::vet() {
    auto refusal = core_.router.refusal(*request_);
    const std::lock_guard lock(mutex_);
    if (phase_ == Phase::closed) return;
    if (refusal) {
        const auto request_id = request_->request_id;
        request_.reset();
        keep_alive_ = false;  // the body is still on its way
        answer(std::move(*refusal), {}, request_id);
    } else {
        begin_body();
    }
    advance(true);
}

void Connection::answer(Response response, const Asked& asked, const std::string& request_id) {
    started_ = coarse_now();
    sent_ = 0;
    phase_ = Phase::writing;
    deadline_ = started_ + core_.options.write_timeout_s * 1000;
    if (core_.is_stopping) keep_alive_ = false;
    if (response.on_stream) return out_ += head_of(response, -1, false, asked.minor), begin_stream();
    if (response.file) {
        Request about;
        about.request_id = request_id;
        file_ = open_part(response, asked, about);
    }
    const auto length = file_.fd >= 0 ? file_.size : response.body.size();
    out_ += head_of(response, static_cast<std::int64_t>(length), keep_alive_, asked.minor);
    const bool is_bodiless = asked.is_head || response.status == 204 || response.status == 304;
    if (is_bodiless && file_.fd >= 0) ::close(std::exchange(file_.fd, -1));
    if (is_bodiless || file_.fd >= 0) return;
    if (response.body.size() <= kSmallBody) out_ += response.body;
    else big_ = std::move(response.body);
}

bool Connection::flush() {
    while (out_at_ < out_.size() || big_at_ < big_.size()) {
        iovec pieces[2];
        int n = 0;
        if (out_at_ < out_.size()) pieces[n++] = {out_.data() + out_at_, out_.size() - out_at_};
        if (big_at_ < big_.size()) pieces[n++] = {big_.data() + big_at_, big_.size() - big_at_};
        const auto taken = wire_.write(pieces, n);
        if (taken == Wire::kBlocked) return false;
        if (taken <= 0) return close_locked(), false;
        const auto from_out = std::min(static_cast<std::size_t>(taken), out_.size() - out_at_);
        out_at_ += from_out;
        big_at_ += static_cast<std::size_t>(taken) - from_out;
        wrote(static_cast<std::size_t>(taken));
    }
    std::string().swap(out_);
    std::string().swap(big_);
    out_at_ = big_at_ = 0;
    return file_.fd < 0 || flush_file();
}

bool Connection::flush_file() {
    std::uint64_t turn = 0;
    while (file_.size > 0) {
        if (turn >= kFileTurn) return pump_later(), false;  // others want to use this worker too
        const auto taken = wire_.send_file(file_.fd, file_.at, static_cast<std::size_t>(std::min(file_.size, kFilePiece)));
        if (taken == Wire::kBlocked) return false;
        if (taken <= 0) return close_locked(), false;
        const auto n = static_cast<std::uint64_t>(taken);
        file_.at += n;
        file_.size -= n;
        turn += n;
        wrote(n);
    }
    ::close(std::exchange(file_.fd, -1));
    return true;
}

// Progress earns time, but a reader of one byte now and then does not get for ever.
void Connection::wrote(std::size_t bytes) {
    sent_ += bytes;
    const auto now = coarse_now();
    const auto limit = core_.options.write_timeout_s * 1000;
    if (phase_ == Phase::streaming) deadline_ = now + (out_at_ == out_.size() ? kHeartbeatMillis : limit);
    else deadline_ = std::min(now + limit, started_ + limit + static_cast<std::int64_t>(sent_) * 1000 / kSlowestBytesPerSecond);
}

void Connection::begin_stream() {
    phase_ = Phase::streaming;
    ++core_.streams;
    std::string().swap(input_);
    deadline_ = started_ + kHeartbeatMillis;
}

bool Connection::watch_stream() {
    char ignored[512];
    while (is_readable_) {
        const auto n = wire_.read(ignored, sizeof ignored);
        if (n == Wire::kBlocked) is_readable_ = false;
        else if (n <= 0) return close_locked(), false;
    }
    return true;
}

bool Connection::send_frame(std::string_view frame) {
    const std::lock_guard lock(mutex_);
    if (phase_ != Phase::streaming) return false;
    if (out_.size() - out_at_ + frame.size() > core_.options.stream_queue_bytes) return close_locked(), false;
    if (out_at_ > 0) out_.erase(0, std::exchange(out_at_, 0));
    const bool was_waiting = !out_.empty();
    out_ += frame;
    if (!was_waiting) {
        flush();
        if (phase_ == Phase::streaming && !out_.empty()) deadline_ = coarse_now() + core_.options.write_timeout_s * 1000;
    }
    return phase_ == Phase::streaming;
}

}  // namespace mainstay::http
