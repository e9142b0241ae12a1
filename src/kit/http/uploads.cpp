// Bodies: in memory for most routes, in a temporary file for those that stream uploads.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/id.hpp"
#include "kit/http/connection.hpp"

namespace mainstay::http {
namespace {
constexpr std::int64_t kMaxBodyMemory = 256 << 20;  // of all requests that are still arriving or being answered
constexpr std::int64_t kSlowestBytesPerSecond = 512;
}

void Connection::begin_body() {
    received_ = 0;
    chunks_ = {};
    started_ = coarse_now();
    phase_ = is_upload_ ? Phase::upload : Phase::body;
    if (is_upload_) {
        upload_path_ = core_.options.upload_folder + "/upload-" + short_hex(12);
        upload_fd_ = ::open(upload_path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (upload_fd_ < 0) return refuse({507, "disk_full", "The file cannot be stored now."});
    }
    if (expects_continue_) {
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
        flush();
    }
    body_deadline();
}

// A body may pause for a while, but not trickle for ever.
void Connection::body_deadline() {
    const auto idle = core_.options.body_idle_timeout_s * 1000;
    const auto slowest = started_ + idle + static_cast<std::int64_t>(received_) * 1000 / kSlowestBytesPerSecond;
    deadline_ = std::min(coarse_now() + idle, slowest);
}

bool Connection::feed_body(std::string_view& bytes) {
    while (!bytes.empty()) {
        std::string_view piece;
        auto step = Chunks::Step::piece;
        if (is_chunked_) {
            step = chunks_.next(bytes, piece);
        } else {
            piece = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
            bytes.remove_prefix(piece.size());
            left_ -= piece.size();
        }
        if (step == Chunks::Step::more) break;
        if (step == Chunks::Step::bad) {
            refuse({400, "bad_request", "The chunked body is not valid."});
            return true;
        }
        if (!store(piece)) return true;
        if (step == Chunks::Step::end || (!is_chunked_ && left_ == 0)) {
            finish_body();
            return true;
        }
    }
    body_deadline();
    return false;
}

bool Connection::store(std::string_view piece) {
    received_ += piece.size();
    if (received_ > limit_) {
        refuse({413, "too_large", "The body is too large."});
        return false;
    }
    if (is_upload_) return store_in_file(piece);
    if ((core_.body_bytes += static_cast<std::int64_t>(piece.size())) > kMaxBodyMemory) {
        core_.body_bytes -= static_cast<std::int64_t>(piece.size());
        refuse({503, "overloaded", "The server is busy. Try again soon."}, 1);
        return false;
    }
    request_->body.append(piece);
    return true;
}

bool Connection::store_in_file(std::string_view piece) {
    while (!piece.empty()) {
        const auto n = ::write(upload_fd_, piece.data(), piece.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            refuse({507, "disk_full", "The file cannot be stored now."});
            return false;
        }
        piece.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

void Connection::finish_body() {
    request_->body_size = received_;
    if (is_upload_) {
        ::close(std::exchange(upload_fd_, -1));
        request_->body_file = upload_path_;
    }
    dispatch();
}

// Forgets what was received. Afterwards the request may not be used any more.
void Connection::release_body() {
    if (request_ && !is_upload_ && received_ > 0) core_.body_bytes -= static_cast<std::int64_t>(request_->body.size());
    if (upload_fd_ >= 0) ::close(std::exchange(upload_fd_, -1));
    if (!upload_path_.empty()) ::unlink(upload_path_.c_str());
    upload_path_.clear();
    received_ = 0;
    is_upload_ = false;
}

}  // namespace mainstay::http
