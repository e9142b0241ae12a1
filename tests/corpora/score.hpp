#pragma once
// Scores of the mail and web page kits against the shared corpora, one row a measure.
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace mainstay::corpora {

struct Row {
    std::string name;
    double value = 0;                 // percent
    double goal = 0;                  // percent; 0: for information
    std::string note;                 // "247 of 250"
    std::vector<std::string> misses;  // what was wrong, for people
    bool ok() const { return value >= goal; }
};

struct Tally {
    int right = 0, all = 0;
    std::vector<std::string> misses;
    void count(bool is_right, const std::string& miss = {});
    Row row(std::string name, double goal) const;
};

std::vector<Row> score_mail();
std::vector<Row> score_bounces();
std::vector<Row> score_replies();
std::vector<Row> score_html();
std::vector<Row> score_all();

std::string read_file(const std::string& path);  // throws when it cannot be read
std::string data_path(std::string_view below);   // of the shared data folder
std::string fold(std::string_view text);         // white space folded to single spaces, trimmed

}  // namespace mainstay::corpora
