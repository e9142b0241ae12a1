#include "report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <fstream>
#include <sstream>

#include "kit/json/shape.hpp"

namespace mainstay::load {

std::size_t Histogram::slot_of(std::int64_t micros) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0));
    if (value < 64) return static_cast<std::size_t>(value);
    const auto power = static_cast<std::size_t>(std::bit_width(value)) - 7;  // 0 for 64..127
    return std::min<std::size_t>(64 + power * 32 + ((value >> (power + 1)) & 31), 64 + 32 * 40 - 1);
}

std::int64_t Histogram::value_of(std::size_t slot) {
    if (slot < 64) return static_cast<std::int64_t>(slot);
    const auto power = (slot - 64) / 32, step = (slot - 64) % 32;
    return static_cast<std::int64_t>((32 + step) << (power + 1));
}

void Histogram::add(std::int64_t micros) {
    ++slots_[slot_of(micros)];
    ++count_;
    highest_ = std::max(highest_, micros);
}

void Histogram::merge(const Histogram& other) {
    for (std::size_t i = 0; i < slots_.size(); ++i) slots_[i] += other.slots_[i];
    count_ += other.count_;
    highest_ = std::max(highest_, other.highest_);
}

std::int64_t Histogram::percentile(double share) const {
    auto left = static_cast<std::int64_t>(share * static_cast<double>(count_));
    for (std::size_t i = 0; i < slots_.size(); ++i)
        if ((left -= slots_[i]) < 0) return value_of(i);
    return highest_;
}

void Tally::merge(const Tally& other) {
    latency.merge(other.latency);
    bytes += other.bytes;
    for (const auto& [status, n] : other.statuses) statuses[status] += n;
}

double cpu_seconds_of(int pid) {
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string text;
    std::getline(file, text);
    const auto end = text.rfind(')');  // the name before it may hold anything
    if (end == std::string::npos) return 0;
    std::istringstream fields(text.substr(end + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

namespace {

double rate(const Report& report) { return static_cast<double>(report.tally.latency.count()) / std::max(report.seconds, 1e-9); }

double micros_each(const Report& report, double cpu) {
    return cpu * 1e6 / static_cast<double>(std::max<std::int64_t>(report.tally.latency.count(), 1));
}

}  // namespace

std::string as_text(const Report& report) {
    const auto& latency = report.tally.latency;
    auto text = fmt::format("{} requests in {:.2f} s over {} connections: {:.0f}/s, {:.1f} MB/s\n", latency.count(), report.seconds, report.connections,
                            rate(report), static_cast<double>(report.tally.bytes) / 1e6 / std::max(report.seconds, 1e-9));
    text += fmt::format("latency us: p50 {}  p90 {}  p99 {}  p99.9 {}  max {}\n", latency.percentile(0.5), latency.percentile(0.9),
                        latency.percentile(0.99), latency.percentile(0.999), latency.highest());
    for (const auto& [status, n] : report.tally.statuses) text += fmt::format("{}: {}\n", status == 0 ? "broken" : std::to_string(status), n);
    for (const auto& [pid, cpu] : report.cpu_seconds) text += fmt::format("cpu of {}: {:.2f} s, {:.1f} us a request\n", pid, cpu, micros_each(report, cpu));
    return text + fmt::format("cpu of this tool: {:.1f} us a request\n", micros_each(report, report.own_cpu_seconds));
}

std::string as_json(const Report& report) {
    const auto& latency = report.tally.latency;
    std::string text;
    json::Writer out(text);
    const auto number = [&](const char* name, double value) {
        out.key(name);
        out.real(value);
    };
    out.begin_object();
    number("requests", static_cast<double>(latency.count()));
    number("seconds", report.seconds);
    number("connections", report.connections);
    number("per_second", rate(report));
    for (const auto& [name, share] : {std::pair{"p50_us", 0.5}, {"p90_us", 0.9}, {"p99_us", 0.99}, {"p999_us", 0.999}})
        number(name, static_cast<double>(latency.percentile(share)));
    number("max_us", static_cast<double>(latency.highest()));
    out.key("statuses");
    out.begin_object();
    for (const auto& [status, n] : report.tally.statuses) number(std::to_string(status).c_str(), static_cast<double>(n));
    out.end_object();
    double cpu = 0;
    for (const auto& [pid, seconds] : report.cpu_seconds) cpu += seconds;
    number("cpu_us_per_request", micros_each(report, cpu));
    number("tool_cpu_us_per_request", micros_each(report, report.own_cpu_seconds));
    out.end_object();
    return text + "\n";
}

}  // namespace mainstay::load
