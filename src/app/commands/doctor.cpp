#include "app/doctor.hpp"

#include <sys/stat.h>

#include <iostream>

#include "app/commands/commands.hpp"
#include "kit/json/shape.hpp"

namespace mainstay::app {
namespace {

const char* word(Condition condition) {
    return condition == Condition::good ? "ok" : condition == Condition::warning ? "warning" : "problem";
}

std::string to_json(const Findings& found) {
    std::string text;
    json::Writer out(text);
    out.begin_object();
    out.key("status");
    out.text(word(found.worst()));
    out.key("checks");
    out.begin_array();
    for (const auto& one : found.all()) {
        out.begin_object();
        out.key("check");
        out.text(one.check);
        out.key("status");
        out.text(word(one.condition));
        out.key("text");
        out.text(one.text);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return text;
}

}  // namespace

int doctor(const Words& words) {
    auto line = read_line(words, {}, {"--json"});
    if (!line) return complain(line.error().detail());
    crypto::start();
    ::umask(077);
    const auto found = examine(line->config, system_clock()());
    if (!flag(*line, "--json").empty()) {
        std::cout << to_json(found) << "\n";
    } else {
        for (const auto& one : found.all()) std::cout << word(one.condition) << "\t" << one.check << ": " << one.text << "\n";
    }
    return static_cast<int>(found.worst());
}

}  // namespace mainstay::app
