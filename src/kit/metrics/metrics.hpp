#pragma once
// Numbers about the running program, in the text format of Prometheus (0.0.4).
//
//   metrics::Registry registry;
//   auto& answers = registry.counter("mainstay_http_requests_total", "Requests answered.", {"route", "status"});
//   answers.with({"GET /api/v1/tickets", "200"}).add();
//   auto& took = registry.histogram("mainstay_http_seconds", "Time to answer.", metrics::kSeconds, {"route"});
//   took.with({"GET /api/v1/tickets"}).observe(0.0031);
//   registry.sample("mainstay_queue_length", "Waiting requests.", [&] { return double(server.stats().queue); });
//   std::string page = registry.text();
//
// Everything is thread-safe; a hot path keeps the reference that `with` gives. A family has at most kMaxSeries label
// sets: what comes later is counted together under the label value "other", so that labels never grow with the data. Never
// label with what a user wrote, or with anything that names a person.
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace mainstay::metrics {

inline constexpr std::size_t kMaxSeries = 500;

class Counter {
public:
    void add(std::int64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }  // never negative
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

class Gauge {
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    void add(double change);
    double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

using Buckets = std::vector<double>;  // upper bounds, ascending; +Inf is added
extern const Buckets kSeconds;        // 0.5 ms to 30 s
extern const Buckets kBytes;          // 1 KiB to 64 MiB

class Histogram {
public:
    explicit Histogram(const Buckets& bounds) : bounds_(bounds), counts_(bounds.size() + 1) {}
    void observe(double value);
    std::int64_t count_up_to(std::size_t bucket) const;  // cumulative; bounds().size() is +Inf
    double sum() const { return sum_.value(); }
    const Buckets& bounds() const { return bounds_; }

private:
    const Buckets bounds_;
    std::vector<std::atomic<std::int64_t>> counts_;
    Gauge sum_;
};

using Labels = std::vector<std::string>;  // values, in the order of the family's names

template <class Metric>
class Family {
public:
    Family(std::vector<std::string> names, std::function<std::unique_ptr<Metric>()> make) : names_(std::move(names)), make_(std::move(make)) {}

    // The series of these label values (asserts that there is one a name). The reference stays valid.
    Metric& with(const Labels& values);
    Metric& only() { return with({}); }  // of a family without labels
    void each(const std::function<void(const Labels&, const Metric&)>& visit) const;
    const std::vector<std::string>& names() const { return names_; }

private:
    const std::vector<std::string> names_;
    const std::function<std::unique_ptr<Metric>()> make_;
    mutable std::shared_mutex mutex_;
    std::map<Labels, std::unique_ptr<Metric>> series_;
};

class Registry {
public:
    Registry();
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    // Names must be new and match [a-z_]+; throws std::logic_error otherwise.
    Family<Counter>& counter(std::string name, std::string help, std::vector<std::string> labels = {});
    Family<Gauge>& gauge(std::string name, std::string help, std::vector<std::string> labels = {});
    Family<Histogram>& histogram(std::string name, std::string help, Buckets bounds, std::vector<std::string> labels = {});
    void sample(std::string name, std::string help, std::function<double()> read);  // a gauge, read when asked for

    std::string text() const;
    static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

private:
    struct Entry;
    Entry& add(std::string name, std::string help, const char* type);
    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Entry>> entries_;
};

}  // namespace mainstay::metrics
