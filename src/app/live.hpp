#pragma once
// Live updates by Server-Sent Events: one thread reads the event log and tells everybody what they may hear. Rights are
// asked for anew every few seconds, so that a revoked one ends a stream too.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "kit/db/db.hpp"
#include "kit/events/events.hpp"
#include "kit/http/http.hpp"

namespace mainstay::app {

class Live {
public:
    using Authenticate = std::function<Result<Actor>(const http::Request&)>;
    Live(db::Database& db, Clock now, Authenticate authenticate);
    ~Live();
    void start();
    void stop();
    void subscribe(std::shared_ptr<http::Stream> stream, const http::Request& request, std::int64_t last_seen);
    std::int64_t listeners() const;

private:
    struct Listener {
        std::shared_ptr<http::Stream> stream;
        http::Request request;  // credentials, to ask again
        Millis checked_at = 0;
        std::int64_t sent = 0;  // sequence number of the last event looked at
    };
    void loop();
    void tell(const std::vector<events::Stored>& news);
    bool catch_up(Listener& listener);
    bool still_may(Listener& listener);

    db::Database& db_;
    Clock now_;
    Authenticate authenticate_;
    mutable std::mutex mutex_;
    // Apart from mutex_, and never held over database work: the writer thread takes it when it tells of news.
    std::mutex news_mutex_;
    std::condition_variable wake_;
    bool has_news_ = false;
    std::list<Listener> listeners_;
    std::int64_t last_ = -1;
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;
};

void bind_live(http::Router& router, Live& live);

}  // namespace mainstay::app
