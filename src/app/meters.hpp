#pragma once
// What the program counts about itself while it works. Everything hot goes through references kept since the start: no lock a request.
#include <array>
#include <atomic>
#include <unordered_map>

#include "kit/db/db.hpp"
#include "kit/http/http.hpp"
#include "kit/metrics/metrics.hpp"

namespace mainstay::app {

class Meters {
public:
    Meters();
    void know_routes(const http::Router& router);  // once, when all routes are there
    void count_request(const http::Route* route, int status, std::int64_t micros);
    void count_commit(std::size_t writes, std::int64_t micros);
    void count_mail(const std::string& direction, const std::string& outcome);
    metrics::Registry& registry() { return registry_; }

private:
    struct Series {
        metrics::Labels labels;                                // of the route, without the status
        metrics::Histogram* took = nullptr;
        std::array<std::atomic<metrics::Counter*>, 5> status;  // 1xx to 5xx; made when first needed
    };
    metrics::Registry registry_;
    metrics::Family<metrics::Counter>& requests_;
    metrics::Family<metrics::Histogram>& request_seconds_;
    metrics::Family<metrics::Counter>& mails_;
    metrics::Counter& writes_;
    metrics::Histogram& commit_writes_;
    metrics::Histogram& commit_seconds_;
    std::unordered_map<const http::Route*, Series> series_;  // nullptr: no such route
};

}  // namespace mainstay::app
