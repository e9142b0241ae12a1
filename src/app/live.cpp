#include "app/live.hpp"

#include <charconv>

#include "kit/json/shape.hpp"

namespace mainstay::app {
namespace {

constexpr int kMostCatchUp = 1'000;
constexpr Millis kRecheck = 4 * kSecond;

// Names and numbers only, never content: whoever hears it asks the API, which decides anew.
std::string frame(const events::Stored& e) {
    std::string data;
    json::Writer out(data);
    out.begin_object();
    out.key("seq"), out.integer(e.seq);
    out.key("kind"), out.text(e.kind);
    out.key("subject_type"), out.text(e.subject_type);
    out.key("subject_id"), out.text(e.subject_id);
    if (const auto payload = json::Document::parse(e.payload.empty() ? "{}" : e.payload))
        if (const auto number = payload->root().find("number"); number && number->kind() == json::Node::Kind::integer) out.key("number"), out.integer(number->integer());
    out.key("actor_id"), out.text(e.actor_id);
    out.key("at"), out.text(to_rfc3339(e.at));
    out.end_object();
    return "id: " + std::to_string(e.seq) + "\nevent: " + e.kind + "\ndata: " + data + "\n\n";
}

}  // namespace

Live::Live(db::Database& db, Clock now, Authenticate authenticate) : db_(db), now_(std::move(now)), authenticate_(std::move(authenticate)) {}
Live::~Live() {
    stop();
}

void Live::start() {
    last_ = db_.read([](db::Tx& tx) { return events::last_seq(tx); });
    db_.on_events([this] {
        const std::lock_guard lock(news_mutex_);
        has_news_ = true;
        wake_.notify_one();
    });
    thread_ = std::thread([this] { loop(); });
}

void Live::stop() {
    is_stopping_ = true;
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    const std::lock_guard lock(mutex_);
    for (auto& listener : listeners_) listener.stream->close();
    listeners_.clear();
}

std::int64_t Live::listeners() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::int64_t>(listeners_.size());
}

void Live::subscribe(std::shared_ptr<http::Stream> stream, const http::Request& request, std::int64_t last_seen) {
    Listener listener{std::move(stream), {}, now_(), last_seen};
    listener.request.headers = request.headers;
    listener.request.peer = request.peer;
    listener.request.actor = request.actor;
    const std::lock_guard lock(mutex_);
    if (last_seen < 0) listener.sent = last_;
    // The first frame names the place in the log, so that a client that has heard nothing can resume too.
    listener.stream->send("retry: 2000\nid: " + std::to_string(listener.sent) + "\nevent: hello\ndata: {}\n\n");
    if (!catch_up(listener)) return;
    listeners_.push_back(std::move(listener));
}

// Called with the lock held: nothing is missed between catching up and listening.
bool Live::catch_up(Listener& listener) {
    if (listener.sent >= last_) return listener.stream->is_open();
    const auto missed = db_.read([&](db::Tx& tx) { return events::list_after(tx, listener.sent, kMostCatchUp + 1); });
    if (missed.size() > kMostCatchUp) {
        listener.sent = last_;
        return listener.stream->send("id: " + std::to_string(last_) + "\nevent: reset\ndata: {}\n\n");
    }
    for (const auto& event : missed) {
        if (event.seq > last_) break;
        listener.sent = event.seq;
        if (events::may_hear(listener.request.actor, event.scope) && !listener.stream->send(frame(event))) return false;
    }
    return true;
}

bool Live::still_may(Listener& listener) {
    if (now_() - listener.checked_at < kRecheck) return true;
    listener.checked_at = now_();
    Result<Actor> actor = Actor{};
    try {
        actor = authenticate_(listener.request);
    } catch (const std::exception&) {
        return false;  // the client comes back and catches up
    }
    if (!actor || !actor->is_signed_in() || actor->id != listener.request.actor.id) return false;
    listener.request.actor = *std::move(actor);
    return true;
}

void Live::tell(const std::vector<events::Stored>& news) {
    const std::lock_guard lock(mutex_);
    if (!news.empty()) last_ = news.back().seq;
    for (auto it = listeners_.begin(); it != listeners_.end();) {
        bool keep = it->stream->is_open() && still_may(*it);
        for (const auto& event : news) {
            if (!keep || event.seq <= it->sent) continue;
            it->sent = event.seq;
            if (events::may_hear(it->request.actor, event.scope)) keep = it->stream->send(frame(event));
        }
        if (keep) {
            ++it;
        } else {
            it->stream->close();
            it = listeners_.erase(it);
        }
    }
}

void Live::loop() {
    while (!is_stopping_) {
        try {
            const auto from = last_;
            auto news = db_.read([&](db::Tx& tx) { return events::list_after(tx, from, 500); });
            const bool more = news.size() == 500;
            tell(news);
            if (more) continue;
        } catch (const std::exception&) {
            // The database is away; listeners stay and catch up later.
        }
        std::unique_lock lock(news_mutex_);
        wake_.wait_for(lock, std::chrono::milliseconds(500), [this] { return has_news_ || is_stopping_.load(); });
        has_news_ = false;
    }
}

void bind_live(http::Router& router, Live& live) {
    router.get("/api/v1/events/stream", http::Access::signed_in, [&live](const http::Request& r) -> Result<http::Response> {
        std::int64_t last_seen = -1;
        const auto header = r.header("last-event-id");
        std::from_chars(header.data(), header.data() + header.size(), last_seen);
        http::Response response;
        response.type = "text/event-stream";
        response.on_stream = [&live, r, last_seen](std::shared_ptr<http::Stream> stream) { live.subscribe(std::move(stream), r, last_seen); };
        return response;
    }).about("Live updates (Server-Sent Events); resume with Last-Event-ID").gives_type("text/event-stream");
}

}  // namespace mainstay::app
