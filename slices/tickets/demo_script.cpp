#include "tickets/demo_script.hpp"

namespace mainstay::tickets::demo {
namespace {

std::string trim(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    const auto start = text.find_first_not_of("\n ");
    return start == std::string::npos ? "" : text.substr(start);
}

std::vector<std::string> choices(std::string_view text) {
    std::vector<std::string> parts;
    for (std::size_t end = 0; end != std::string_view::npos; text.remove_prefix(end == std::string_view::npos ? 0 : end + 1)) {
        end = text.find('|');
        parts.emplace_back(text.substr(0, end));
    }
    return parts;
}

std::string choose(std::string text, Dice& dice) {
    for (auto at = text.find("[["); at != std::string::npos; at = text.find("[[", at)) {
        const auto end = text.find("]]", at);
        text.replace(at, end + 2 - at, dice.pick(choices(std::string_view(text).substr(at + 2, end - at - 2))));
    }
    return text;
}

// The fact a pair of braces names; "{1:40-300}" makes one. Nothing for braces that mean themselves (JSON, code).
const std::string* fact(const std::string& name, std::map<std::string, std::string>& facts, Dice& dice) {
    const auto colon = name.find(':'), dash = name.find('-');
    const bool is_range = colon == 1 && dash != std::string::npos && name.find_first_not_of("0123456789:-") == std::string::npos;
    if (is_range) facts.try_emplace(name.substr(0, 1), std::to_string(dice.between(std::stoll(name.substr(2, dash)), std::stoll(name.substr(dash + 1)))));
    const auto found = facts.find(is_range ? name.substr(0, 1) : name);
    return found == facts.end() ? nullptr : &found->second;
}

std::string fill(const std::string& text, std::map<std::string, std::string>& facts, Dice& dice) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto end = text[i] == '{' ? text.find('}', i) : std::string::npos;
        const auto* word = end != std::string::npos && end - i < 24 ? fact(text.substr(i + 1, end - i - 1), facts, dice) : nullptr;
        if (word) {
            out += *word;
            i = end + 1;
        } else {
            out += text[i++];
        }
    }
    return out;
}

}  // namespace

std::uint64_t Dice::next() {
    auto z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

std::int64_t Dice::between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
}

Told tell(const Story& story, std::map<std::string, std::string> facts, Dice& dice) {
    Told told;
    std::string* into = nullptr;
    std::string_view rest(story.text);
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const std::string line(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        const auto space = line.find(' ');
        const auto mark = line.substr(0, space), after = space == std::string::npos ? "" : line.substr(space + 1);
        if (mark == "@subject") {
            told.subject = trim(dice.pick(choices(after)));
        } else if (mark == "@done") {
            told.done = after;
        } else if (mark == "@customer" || mark == "@agent" || mark == "@note") {
            told.turns.push_back({mark.substr(1), {}, {}});
            into = &told.turns.back().text;
        } else if (mark == "@file") {
            told.turns.back().files.push_back({after, {}});
            into = &told.turns.back().files.back().content;
        } else if (into) {
            *into += line + "\n";
        }
    }
    auto finish = [&](std::string& text) { text = fill(choose(trim(text), dice), facts, dice); };
    finish(told.subject);
    finish(told.done);
    for (auto& turn : told.turns) {
        finish(turn.text);
        for (auto& file : turn.files) {
            finish(file.name);
            finish(file.content);
            file.content += "\n";
        }
    }
    return told;
}

}  // namespace mainstay::tickets::demo
