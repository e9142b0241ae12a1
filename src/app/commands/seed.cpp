#include <iostream>

#include "app/commands/commands.hpp"
#include "app/house.hpp"

namespace mainstay::app {

int seed(const Words& words) {
    auto line = read_line(words, {"--tickets"});
    if (!line) return complain(line.error().detail());
    if (line->words.empty()) return complain("seed demo or seed large?");
    auto house = open_house(line->config, true);
    return complain("no such seed: " + line->words[0]);
}

}  // namespace mainstay::app
