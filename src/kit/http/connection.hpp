#pragma once
// One client: reads requests one after the other, hands each to the pool, writes its answer. Internal to kit/http.
//
// The state is guarded by a mutex because two kinds of threads advance it: the io thread on an event, and the worker
// that has just made an answer (it writes at once, so that no hand-over back is needed). While a request is with a worker
// nothing is read, which bounds what a client can queue. The descriptor is edge-triggered: `is_readable_` remembers.
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "kit/http/chunks.hpp"
#include "kit/http/core.hpp"
#include "kit/http/head.hpp"
#include "kit/http/reply.hpp"
#include "kit/http/wire.hpp"

namespace mainstay::http {

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Core& core, int fd, std::string peer, bool is_local);
    ~Connection();
    void on_event(std::uint32_t events);
    void on_tick(std::int64_t now);  // coarse, about once a second: time limits and heartbeats
    void stop();                     // answers what is running, then closes
    void close();
    bool is_closed() const { return is_closed_.load(std::memory_order_relaxed); }
    int fd() const { return wire_.fd(); }

    bool send_frame(std::string_view frame);  // of a stream

private:
    enum class Phase : std::uint8_t { head, body, upload, vetting, working, writing, streaming, draining, closed };

    // connection.cpp: the state machine. All with the mutex held.
    void note(std::uint32_t events);
    void advance(bool may_block);
    bool take_input();               // false: wait for more
    bool read_some();
    bool feed(std::string_view& bytes);
    bool feed_head(std::string_view& bytes);
    void begin_request(std::string_view head);
    void make_request(Head& head);
    void apply_proxy();
    void dispatch();
    void refuse(const Refusal& refusal, int retry_after_s = 0);
    void drain();
    void after_answer();
    void close_locked();
    void pump_later();
    // uploads.cpp: bodies.
    void begin_body();
    bool feed_body(std::string_view& bytes);
    bool store(std::string_view piece);
    bool store_in_file(std::string_view piece);
    void finish_body();
    void release_body();
    void body_deadline();
    // answers.cpp: handlers and their answers.
    void run();  // on a worker, without the mutex
    void vet();
    void answer(Response response, const Asked& asked, const std::string& request_id);
    bool flush();  // true: all is out
    bool flush_file();
    void wrote(std::size_t bytes);
    void begin_stream();
    bool watch_stream();  // reads only to see the end
    static void run_work(void* self);
    static void run_pump(void* self);

    Core& core_;
    Wire wire_;
    std::mutex mutex_;
    std::atomic<std::int64_t> deadline_;  // ms of coarse_now()
    std::atomic<bool> is_closed_{false};
    Phase phase_ = Phase::head;
    bool is_readable_ = true, has_peer_ended_ = false, is_pumping_ = false;
    bool keep_alive_ = true, is_chunked_ = false, expects_continue_ = false, is_upload_ = false, is_local_;
    std::uint8_t minor_ = 1;
    HeadScan scan_;
    Chunks chunks_;
    std::string peer_;
    std::string input_;  // read, not yet used
    std::unique_ptr<Request> request_;
    std::uint64_t limit_ = 0, left_ = 0, received_ = 0;
    std::int64_t started_ = 0;  // of the body or of the answer
    int upload_fd_ = -1;
    std::string upload_path_;
    std::string out_, big_;  // head and small bodies; a large body
    std::size_t out_at_ = 0, big_at_ = 0;
    FilePart file_;
    std::uint64_t sent_ = 0;
};

}  // namespace mainstay::http
