#include "kit/metrics/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <stdexcept>

namespace mainstay::metrics {

const Buckets kSeconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
const Buckets kBytes{1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864};

void Gauge::add(double change) {
    auto now = value_.load(std::memory_order_relaxed);
    while (!value_.compare_exchange_weak(now, now + change, std::memory_order_relaxed)) continue;
}

void Histogram::observe(double value) {
    const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
    counts_[static_cast<std::size_t>(at)].fetch_add(1, std::memory_order_relaxed);
    sum_.add(value);
}

std::int64_t Histogram::count_up_to(std::size_t bucket) const {
    std::int64_t n = 0;
    for (std::size_t i = 0; i <= bucket; ++i) n += counts_[i].load(std::memory_order_relaxed);
    return n;
}

template <class Metric>
Metric& Family<Metric>::with(const Labels& values) {
    assert(values.size() == names_.size());
    {
        const std::shared_lock lock(mutex_);
        if (const auto found = series_.find(values); found != series_.end()) return *found->second;
    }
    const std::unique_lock lock(mutex_);
    const bool has_room = series_.size() + 1 < kMaxSeries || series_.contains(values);
    auto& metric = series_[has_room ? values : Labels(names_.size(), "other")];
    if (!metric) metric = make_();
    return *metric;
}

template <class Metric>
void Family<Metric>::each(const std::function<void(const Labels&, const Metric&)>& visit) const {
    const std::shared_lock lock(mutex_);
    for (const auto& [values, metric] : series_) visit(values, *metric);
}

template class Family<Counter>;
template class Family<Gauge>;
template class Family<Histogram>;

struct Registry::Entry {
    std::string help;
    const char* type;
    std::unique_ptr<Family<Counter>> counters;
    std::unique_ptr<Family<Gauge>> gauges;
    std::unique_ptr<Family<Histogram>> histograms;
    std::function<double()> read;
};

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') out += "\\n";
        else if (c == '"' || c == '\\') out.append(1, '\\').append(1, c);
        else out += c;
    }
    return out;
}

std::string labels_of(const std::vector<std::string>& names, const Labels& values, const std::string& last = "") {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", names[i], escaped(values[i]));
    if (!last.empty()) out += (out.empty() ? "" : ",") + last;
    return out.empty() ? "" : "{" + out + "}";
}

std::string number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf"; }

void write(std::string& out, const std::string& name, const Family<Counter>& family) {
    family.each([&](const Labels& values, const Counter& counter) {
        out += fmt::format("{}{} {}\n", name, labels_of(family.names(), values), counter.value());
    });
}

void write(std::string& out, const std::string& name, const Family<Gauge>& family) {
    family.each([&](const Labels& values, const Gauge& gauge) {
        out += fmt::format("{}{} {}\n", name, labels_of(family.names(), values), number(gauge.value()));
    });
}

void write(std::string& out, const std::string& name, const Family<Histogram>& family) {
    family.each([&](const Labels& values, const Histogram& histogram) {
        const auto& bounds = histogram.bounds();
        for (std::size_t i = 0; i <= bounds.size(); ++i) {
            const auto bound = i < bounds.size() ? number(bounds[i]) : "+Inf";
            out += fmt::format("{}_bucket{} {}\n", name, labels_of(family.names(), values, "le=\"" + bound + "\""), histogram.count_up_to(i));
        }
        out += fmt::format("{}_sum{} {}\n", name, labels_of(family.names(), values), number(histogram.sum()));
        out += fmt::format("{}_count{} {}\n", name, labels_of(family.names(), values), histogram.count_up_to(bounds.size()));
    });
}

}  // namespace

Registry::Registry() = default;
Registry::~Registry() = default;

Registry::Entry& Registry::add(std::string name, std::string help, const char* type) {
    const bool is_good = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    const std::lock_guard lock(mutex_);
    if (!is_good || entries_.contains(name)) throw std::logic_error("metric name not valid or not new: " + name);
    auto& entry = entries_[std::move(name)] = std::make_unique<Entry>();
    entry->help = std::move(help);
    entry->type = type;
    return *entry;
}

Family<Counter>& Registry::counter(std::string name, std::string help, std::vector<std::string> labels) {
    auto& entry = add(std::move(name), std::move(help), "counter");
    entry.counters = std::make_unique<Family<Counter>>(std::move(labels), [] { return std::make_unique<Counter>(); });
    return *entry.counters;
}

Family<Gauge>& Registry::gauge(std::string name, std::string help, std::vector<std::string> labels) {
    auto& entry = add(std::move(name), std::move(help), "gauge");
    entry.gauges = std::make_unique<Family<Gauge>>(std::move(labels), [] { return std::make_unique<Gauge>(); });
    return *entry.gauges;
}

Family<Histogram>& Registry::histogram(std::string name, std::string help, Buckets bounds, std::vector<std::string> labels) {
    auto& entry = add(std::move(name), std::move(help), "histogram");
    auto make = [bounds = std::move(bounds)] { return std::make_unique<Histogram>(bounds); };
    entry.histograms = std::make_unique<Family<Histogram>>(std::move(labels), std::move(make));
    return *entry.histograms;
}

void Registry::sample(std::string name, std::string help, std::function<double()> read) {
    add(std::move(name), std::move(help), "gauge").read = std::move(read);
}

std::string Registry::text() const {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& [name, entry] : entries_) {
        out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(entry->help), name, entry->type);
        if (entry->counters) write(out, name, *entry->counters);
        if (entry->gauges) write(out, name, *entry->gauges);
        if (entry->histograms) write(out, name, *entry->histograms);
        if (entry->read) out += fmt::format("{} {}\n", name, number(entry->read()));
    }
    return out;
}

}  // namespace mainstay::metrics
