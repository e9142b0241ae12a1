#include "kit/metrics/metrics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

using namespace mainstay;

TEST_CASE("metrics are written as Prometheus reads them") {
    metrics::Registry registry;
    auto& answers = registry.counter("answers_total", "Requests answered.", {"route", "status"});
    answers.with({"GET /a", "200"}).add();
    answers.with({"GET /a", "200"}).add(2);
    answers.with({"say \"hi\"\\\n", "500"}).add();
    registry.gauge("queue", "Waiting.").only().set(2.5);
    registry.sample("sampled", "Read when asked.", [] { return 7.0; });
    auto& took = registry.histogram("took", "Seconds.", {0.1, 1}, {"route"});
    for (const double value : {0.05, 0.1, 0.5, 3.0}) took.with({"r"}).observe(value);
    CHECK(registry.text() ==
          "# HELP answers_total Requests answered.\n# TYPE answers_total counter\n"
          "answers_total{route=\"GET /a\",status=\"200\"} 3\n"
          "answers_total{route=\"say \\\"hi\\\"\\\\\\n\",status=\"500\"} 1\n"
          "# HELP queue Waiting.\n# TYPE queue gauge\nqueue 2.5\n"
          "# HELP sampled Read when asked.\n# TYPE sampled gauge\nsampled 7\n"
          "# HELP took Seconds.\n# TYPE took histogram\n"
          "took_bucket{route=\"r\",le=\"0.1\"} 2\ntook_bucket{route=\"r\",le=\"1\"} 3\ntook_bucket{route=\"r\",le=\"+Inf\"} 4\n"
          "took_sum{route=\"r\"} 3.65\ntook_count{route=\"r\"} 4\n");
}

TEST_CASE("labels are bounded: the rest is counted together") {
    metrics::Registry registry;
    auto& family = registry.counter("c", "c", {"l"});
    for (int i = 0; i < 2000; ++i) family.with({std::to_string(i)}).add();
    std::size_t series = 0;
    family.each([&](const metrics::Labels&, const metrics::Counter&) { ++series; });
    CHECK(series == metrics::kMaxSeries);
    CHECK(family.with({"other"}).value() == static_cast<std::int64_t>(2000 - (metrics::kMaxSeries - 1)));
    CHECK(family.with({"7"}).value() == 1);
}

TEST_CASE("names are checked and new") {
    metrics::Registry registry;
    registry.counter("a", "a");
    CHECK_THROWS_AS(registry.gauge("a", "a"), std::logic_error);
    CHECK_THROWS_AS(registry.gauge("a-b", "a"), std::logic_error);
}

TEST_CASE("no count is lost between threads") {
    metrics::Registry registry;
    auto& family = registry.counter("c", "c", {"l"});
    auto& sum = registry.gauge("g", "g").only();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 5000; ++i) {
                family.with({std::to_string(i % 7)}).add();
                sum.add(1);
            }
        });
    for (auto& thread : threads) thread.join();
    std::int64_t total = 0;
    family.each([&](const metrics::Labels&, const metrics::Counter& counter) { total += counter.value(); });
    CHECK(total == 20'000);
    CHECK(sum.value() == 20'000);
}
