#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "corpora/score.hpp"
#include "kit/mail/message.hpp"

namespace mainstay::corpora {
namespace {

constexpr std::ptrdiff_t kSignatureWords = 12;

bool is_right(const std::string& kind, const std::string& got, const std::string& want) {
    if (kind == "text") return got == want;
    if (!got.starts_with(want)) return false;
    const auto rest = fold(got.substr(want.size()));
    return rest.empty() || std::count(rest.begin(), rest.end(), ' ') + 1 <= kSignatureWords;
}

}  // namespace

std::vector<Row> score_replies() {
    std::map<std::string, Tally> sets;
    Tally kept;
    const auto cases = boost::json::parse(read_file(data_path("replies/cases.json")));
    for (const auto& one : cases.as_array()) {
        const auto text = [&](const char* name) { return std::string(one.at(name).as_string()); };
        const auto trimmed = mail::trim_reply(text("input"));
        const auto got = fold(trimmed.reply), want = fold(text("reply"));
        const auto id = text("id");
        sets[id.substr(0, id.find('/'))].count(is_right(text("kind"), got, want),
                                               id + ": [" + got + "]\n        for [" + want + "]");
        const auto parts = trimmed.reply.size() + trimmed.signature.size() + trimmed.quoted.size();
        kept.count(parts == text("input").size(), id + ": bytes lost");
    }
    return {sets["discourse"].row("replies: Discourse, exact", 80),
            sets["crisp"].row("replies: Crisp", 75),
            kept.row("replies: no byte lost", 100)};
}

}  // namespace mainstay::corpora
