#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <set>
#include <sstream>

#include "corpora/score.hpp"
#include "kit/webpage/sanitise.hpp"

namespace mainstay::corpora {
namespace {

std::multiset<std::string> words(const std::string& html) {
    std::istringstream text(webpage::html_to_text(html));
    std::multiset<std::string> out;
    for (std::string word; text >> word;)
        if (word[0] != '<') out.insert(word);
    return out;
}

bool holds_words(const std::string& ours, const boost::json::value& expected) {
    const auto have = words(ours);
    const auto& all = expected.as_array();
    return all.empty() || std::any_of(all.begin(), all.end(), [&](const auto& one) {
               const auto want = words(std::string(one.as_string()));
               return std::includes(have.begin(), have.end(), want.begin(), want.end());
           });
}

// Words that no reader may meet in the output outside of text.
bool is_clean(const std::string& html) {
    for (const auto* word : {"<script",
                             "<iframe",
                             "<object",
                             "<embed",
                             "<svg",
                             "<math",
                             "<form",
                             "<style",
                             "<base",
                             "<meta",
                             "<link",
                             "javascript:",
                             " on"}) {
        for (auto at = html.find(word); at != std::string::npos; at = html.find(word, at + 1)) {
            const auto open = html.rfind('<', at), close = html.rfind('>', at);
            if (word[0] == '<' ||
                (open != std::string::npos && (close == std::string::npos || open > close) &&
                 html.find('=', at) < html.find('>', at) && word[0] == 'j'))
                return false;
        }
    }
    return true;
}

}  // namespace

std::vector<Row> score_html() {
    Tally stable, useful, clean, quick;
    const auto cases = boost::json::parse(read_file(data_path("html/cases.json")));
    for (const auto& one : cases.as_array()) {
        const std::string id(one.at("id").as_string()), payload(one.at("payload").as_string());
        const auto start = std::chrono::steady_clock::now();
        const auto once = webpage::sanitise(payload).html;
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        stable.count(webpage::sanitise(once).html == once, id + ": " + once);
        clean.count(is_clean(once), id + ": " + once);
        useful.count(holds_words(once, one.at("expected")),
                     id + ": " + payload.substr(0, 300) + "\n        -> " + once.substr(0, 300) +
                         "\n        for " + boost::json::serialize(one.at("expected")).substr(0, 300));
        quick.count(took.count() < 50, id);
    }
    return {stable.row("html: stable when sanitised again", 100),
            clean.row("html: no active element or address", 100),
            useful.row("html: words kept", 95),
            quick.row("html: within 50 ms", 100)};
}

}  // namespace mainstay::corpora
