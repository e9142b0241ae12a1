#pragma once
// Stories that demo tickets are told from. A story is plain text with marks at the start of a line:
//   @subject one | another      @customer, @agent, @note: a message follows      @file name: the last message's file follows
//   @done what solved it
// In it {word} is replaced by a fact of the ticket (version, next, host, org, ...), {1:40-300} by a number that {1} repeats,
// and [[a|b|c]] by one of the choices.
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tickets/ticket.hpp"

namespace mainstay::tickets::demo {

struct Story {
    Type type;
    Level impact, urgency;
    const char *component, *tags, *text;
};
std::span<const Story> harbordb_en();
std::span<const Story> harbordb_zh();
std::span<const Story> tally_en();
std::span<const Story> tally_zh();
std::span<const Story> streamlake_en();
std::span<const Story> streamlake_zh();

class Dice {  // repeatable on every machine (splitmix64), unlike the distributions of <random>
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    std::int64_t between(std::int64_t low, std::int64_t high);  // both included
    bool chance(int percent) { return between(1, 100) <= percent; }
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(from.size()) - 1))];
    }

private:
    std::uint64_t state_;
};

struct File {
    std::string name, content;
};
struct Turn {
    std::string who;  // customer, agent, note
    std::string text;
    std::vector<File> files;
};
struct Told {
    std::string subject, done;
    std::vector<Turn> turns;
};
Told tell(const Story& story, std::map<std::string, std::string> facts, Dice& dice);

}  // namespace mainstay::tickets::demo
