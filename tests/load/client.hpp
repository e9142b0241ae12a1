#pragma once
// One thread of the load tool: keeps its connections busy, one request at a time each.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <random>
#include <vector>

#include "options.hpp"
#include "report.hpp"
#include "template.hpp"

namespace mainstay::load {

struct Shared {
    const Options& options;
    std::vector<const Template*> wheel;  // each as often as its share
    std::atomic<std::int64_t> started{0}, answered{0};
    std::atomic<bool> is_over{false};
    std::chrono::steady_clock::time_point measured_from;
};

// Runs until time or count is over; answers before the warm-up count are not in the tally.
Tally run_client(Shared& shared, int connections, std::uint64_t seed);

}  // namespace mainstay::load
