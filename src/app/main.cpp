#include <malloc.h>

#include <algorithm>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/house.hpp"
#include "app/pages.hpp"
#include "app/ui_files.hpp"

namespace {

using namespace mainstay::app;

int help() {
    std::cout << "mainstay: the support desk of an open-source project\n\n";
    for (const auto& command : commands()) std::cout << "  mainstay " << command.usage << "\n      " << command.about << "\n";
    std::cout << "\nSettings (file: --config FILE, environment: MAINSTAY_SERVER_LISTEN and so on, flags):\n";
    for (const auto& key : config_keys()) std::cout << "  " << key.name << (key.flag[0] ? std::string(" (") + key.flag + ")" : "") << ": " << key.about << "\n";
    return 0;
}

// Answers of some ten kilobytes come and go: by default every one of them gives its pages back and faults them in again.
void keep_memory() {
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

}  // namespace

int main(int argc, char** argv) {
    keep_memory();
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty() || words[0] == "help" || words[0] == "--help") return help();
    if (words[0] == "--version") {
        std::cout << "mainstay " << version() << "\n";
        return 0;
    }
    set_ui_files(mainstay::ui_files());
    const auto found = std::find_if(commands().begin(), commands().end(), [&](const Command& c) { return words[0] == c.name; });
    if (found == commands().end()) return complain("there is no command \"" + words[0] + "\"; see mainstay help");
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    if (!found->has_own_help && std::find(rest.begin(), rest.end(), "--help") != rest.end()) {
        std::cout << "mainstay " << found->usage << "\n    " << found->about << "\n";
        return 0;
    }
    try {
        return found->run(rest);
    } catch (const std::exception& failure) {
        std::cerr << "mainstay: " << failure.what() << "\n";
        return 1;
    }
}
