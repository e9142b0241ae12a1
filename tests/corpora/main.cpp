// corpora_score [--misses] [--json FILE]: prints the scores; exits with 1 when a goal is missed.
#include <boost/json.hpp>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "corpora/score.hpp"

namespace {

void print(const std::vector<mainstay::corpora::Row>& rows, bool with_misses) {
    std::printf("%-44s %8s %8s  %-4s %s\n", "measure", "score", "goal", "", "");
    for (const auto& row : rows) {
        std::printf("%-44s %7.2f%% %7.1f%%  %-4s %s\n",
                    row.name.c_str(),
                    row.value,
                    row.goal,
                    row.ok() ? "ok" : "MISS",
                    row.note.c_str());
        if (with_misses)
            for (const auto& miss : row.misses) std::printf("      - %s\n", miss.c_str());
    }
}

void write(const std::vector<mainstay::corpora::Row>& rows, const char* path) {
    boost::json::array out;
    for (const auto& row : rows)
        out.push_back({{"suite", "corpora"},
                       {"name", row.name},
                       {"value", row.value},
                       {"unit", "%"},
                       {"goal", row.goal},
                       {"better", "more"},
                       {"ok", row.ok()},
                       {"note", row.note}});
    std::ofstream(path) << boost::json::serialize(out) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    const char* json = nullptr;
    bool with_misses = false;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--misses") == 0) with_misses = true;
        if (std::strcmp(argv[i], "--json") == 0 && i + 1 < argc) json = argv[++i];
    }
    const auto rows = mainstay::corpora::score_all();
    print(rows, with_misses);
    if (json != nullptr) write(rows, json);
    for (const auto& row : rows)
        if (!row.ok()) return 1;
    return 0;
}
