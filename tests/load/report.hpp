#pragma once
// What was measured.
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mainstay::load {

// Latencies in microseconds: exact below 64, then 32 steps a power of two (3 % wide).
class Histogram {
public:
    void add(std::int64_t micros);
    void merge(const Histogram& other);
    std::int64_t percentile(double share) const;  // share: 0.99
    std::int64_t count() const { return count_; }
    std::int64_t highest() const { return highest_; }

private:
    static std::size_t slot_of(std::int64_t micros);
    static std::int64_t value_of(std::size_t slot);
    std::array<std::int64_t, 64 + 32 * 40> slots_{};
    std::int64_t count_ = 0, highest_ = 0;
};

struct Tally {
    Histogram latency;
    std::map<int, std::int64_t> statuses;  // 0: the connection broke
    std::int64_t bytes = 0;
    void merge(const Tally& other);
};

struct Report {
    Tally tally;
    double seconds = 0;
    int connections = 0;
    std::vector<std::pair<int, double>> cpu_seconds;  // of each --pid, while measuring
    double own_cpu_seconds = 0;
};

double cpu_seconds_of(int pid);  // user and system so far; 0 when there is no such process
std::string as_text(const Report& report);
std::string as_json(const Report& report);

}  // namespace mainstay::load
