#include <atomic>
#include <charconv>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/seeding.hpp"

namespace mainstay::app {
namespace {

std::optional<std::int64_t> wanted_tickets(const Line& line) {
    std::int64_t count = 50'000;
    for (const auto& [flag, value] : line.own) {
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
        if (error != std::errc{} || end != value.data() + value.size() || count < 1 || count > 10'000'000) return std::nullopt;
    }
    return count;
}

Result<> run_seed(const Line& line, std::int64_t tickets, const std::shared_ptr<std::atomic<Millis>>& at) {
    auto config = line.config;
    config.is_durable = false;
    const auto house = open_house(config, true, [at] { return at->load(); });
    if (line.words[0] == "demo") return seed_demo(*house, [at](Millis now) { *at = now; });
    const auto started = system_clock()();
    return seed_large(*house, tickets, [&](std::int64_t done) {
        const auto rate = done * 1000 / std::max<Millis>(1, system_clock()() - started);
        std::cerr << "\r" << done << " of " << tickets << " tickets  " << rate << "/s  " << (done == tickets ? "\n" : "") << std::flush;
    });
}

}  // namespace

int seed(const Words& words) {
    auto line = read_line(words, {"--tickets"});
    if (!line) return complain(line.error().detail());
    if (line->words.size() != 1 || (line->words[0] != "demo" && line->words[0] != "large")) return complain("seed demo or seed large?");
    const auto tickets = wanted_tickets(*line);
    if (!tickets) return complain("--tickets takes a number from 1 to 10000000");
    const auto done = run_seed(*line, *tickets, std::make_shared<std::atomic<Millis>>(system_clock()()));
    if (!done) return complain(done.error().detail());
    sync_disk(line->config.data);  // seeds are committed without a sync each; this makes up for it before we say "done"
    return 0;
}

}  // namespace mainstay::app
