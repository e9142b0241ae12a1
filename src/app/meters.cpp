#include "app/meters.hpp"

#include <algorithm>

namespace mainstay::app {

Meters::Meters()
    : requests_(registry_.counter("mainstay_http_requests_total", "Requests answered.", {"method", "route", "status"})),
      request_seconds_(registry_.histogram("mainstay_http_request_seconds", "Time from a complete request to its answer.", metrics::kSeconds, {"method", "route"})),
      mails_(registry_.counter("mainstay_mails_total", "Mails that came in and went out.", {"direction", "outcome"})),
      writes_(registry_.counter("mainstay_database_writes_total", "Write transactions kept or undone.").only()),
      commit_writes_(registry_.histogram("mainstay_database_commit_writes", "Writes that share a commit.", {1, 2, 4, 8, 16, 32, 64, 128, 256}).only()),
      commit_seconds_(registry_.histogram("mainstay_database_commit_seconds", "Time of a group of writes with its durable commit.", metrics::kSeconds).only()) {}

void Meters::know_routes(const http::Router& router) {
    auto add = [&](const http::Route* route, metrics::Labels labels) {
        auto& series = series_[route];
        series.took = &request_seconds_.with(labels);
        series.labels = std::move(labels);
    };
    add(nullptr, {"any", "none"});
    for (const auto& route : router.routes()) add(route.get(), {route->method, route->pattern});
}

void Meters::count_request(const http::Route* route, int status, std::int64_t micros) {
    const auto found = series_.find(route);
    if (found == series_.end()) return;
    auto& series = found->second;
    const auto place = static_cast<std::size_t>(std::clamp(status / 100, 1, 5));
    auto* counter = series.status[place - 1].load(std::memory_order_acquire);
    if (!counter) {  // two at once get the same one
        counter = &requests_.with({series.labels[0], series.labels[1], std::to_string(place) + "xx"});
        series.status[place - 1].store(counter, std::memory_order_release);
    }
    counter->add();
    series.took->observe(static_cast<double>(micros) / 1e6);
}

void Meters::count_commit(std::size_t writes, std::int64_t micros) {
    writes_.add(static_cast<std::int64_t>(writes));
    commit_writes_.observe(static_cast<double>(writes));
    commit_seconds_.observe(static_cast<double>(micros) / 1e6);
}

void Meters::count_mail(const std::string& direction, const std::string& outcome) {
    mails_.with({direction, outcome}).add();
}

}  // namespace mainstay::app
