#include "corpora/score.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace mainstay::corpora {

void Tally::count(bool is_right, const std::string& miss) {
    ++all;
    right += is_right;
    if (!is_right) misses.push_back(miss);
}

Row Tally::row(std::string name, double goal) const {
    return {std::move(name),
            all == 0 ? 0.0 : 100.0 * right / all,
            goal,
            std::to_string(right) + " of " + std::to_string(all),
            misses};
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

std::string data_path(std::string_view below) {
    return std::string(MAINSTAY_SHARED_DATA "/").append(below);
}

std::string fold(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_nbsp = text.substr(i, 2) == "\xC2\xA0";
        const bool blank = is_nbsp || text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r');
        i += is_nbsp;
        if (!blank)
            out += text[i];
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::vector<Row> score_all() {
    std::vector<Row> all;
    for (const auto score : {score_mail, score_bounces, score_replies, score_html})
        for (auto& row : score()) all.push_back(std::move(row));
    return all;
}

}  // namespace mainstay::corpora
