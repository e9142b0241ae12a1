#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "corpora/score.hpp"
#include "kit/mail/message.hpp"

namespace mainstay::corpora {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : std::string();
}

std::string kind_of(const mail::Verdict& verdict) {
    switch (verdict.kind) {
        case mail::Kind::bounce: return "bounce";
        case mail::Kind::feedback_report: return "feedback";
        case mail::Kind::auto_reply: return "vacation";
        case mail::Kind::delivery_receipt: return "delivered";
        default: return "ordinary";
    }
}

bool is_made_up(const std::string& status) {
    return status.empty() || status.substr(1, 4) == ".0.9";
}  // by the source project

struct Reasons {  // right, found and expected, by reason
    std::map<std::string, int> right, found, expected;

    void count(const std::string& got, const std::string& want) {
        if (want == "undefined" || want == "onhold") return;
        ++expected[want], ++found[got];
        if (got == want) ++right[want];
    }
    double macro_f1() const {
        double sum = 0;
        for (const auto& [reason, count] : expected) {
            const auto of = [&](const std::map<std::string, int>& map) {
                return map.contains(reason) ? map.at(reason) : 0;
            };
            sum += 2.0 * of(right) / (of(found) + count);
        }
        return expected.empty() ? 0 : 100 * sum / static_cast<double>(expected.size());
    }
};

bool names(const mail::Verdict& verdict, const std::string& address) {
    return std::any_of(verdict.failed.begin(), verdict.failed.end(), [&](const auto& one) {
        return one.recipient == address;
    });
}

struct Score {
    Tally kind, bounce, recipient, status, reply, hard, reason;
    Reasons reasons;

    void count(const json::value& sample) {
        const auto file = text_of(sample.at("file")), want = text_of(sample.at("kind"));
        const auto verdict = mail::read(read_file(data_path("bounces/mails/" + file))).verdict;
        kind.count(kind_of(verdict) == want,
                   file + ": " + kind_of(verdict) + " for " + want + ", " + verdict.why);
        if (const auto* reported = sample.as_object().if_contains("reported"))
            for (const auto& one : reported->as_array())
                recipient.count(names(verdict, text_of(one.at("address"))),
                                file + ": " + text_of(one.at("address")));
        if (want != "bounce") return;
        bounce.count(verdict.kind == mail::Kind::bounce, file + ": " + verdict.why);
        std::size_t index = 0;
        for (const auto& row : sample.at("rows").as_array()) count_row(file, row, verdict, index++);
    }

    void count_row(const std::string& file,
                   const json::value& row,
                   const mail::Verdict& verdict,
                   std::size_t index) {
        const mail::Verdict::Failed none;
        const auto& got = index < verdict.failed.size() ? verdict.failed[index] : none;
        const auto said = file + " <" + got.recipient + "> " + got.status + " " + std::to_string(got.reply) +
                          " " + got.reason + ": " + got.diagnostic.substr(0, 400);
        const auto want_status = text_of(row.at("status")), want_reason = text_of(row.at("reason")),
                   want_reply = text_of(row.at("reply"));
        if (!is_made_up(want_status)) status.count(got.status == want_status, said + " for " + want_status);
        if (!want_reply.empty())
            reply.count(std::to_string(got.reply) == want_reply, said + " for " + want_reply);
        hard.count(got.is_hard == row.at("hard").as_bool(), said + " for " + want_reason);
        if (want_reason != "undefined" && want_reason != "onhold")
            reason.count(got.reason == want_reason, said + " for " + want_reason);
        reasons.count(got.reason, want_reason);
    }
};

}  // namespace

std::vector<Row> score_bounces() {
    Score score;
    const auto samples = json::parse(read_file(data_path("bounces/expected.json")));
    for (const auto& sample : samples.as_array()) score.count(sample);
    return {score.kind.row("bounces: kind of mail right", 97),
            score.bounce.row("bounces: recognised", 97),
            score.recipient.row("bounces: reported recipients found", 95),
            score.status.row("bounces: status", 80),
            score.reply.row("bounces: SMTP reply code", 85),
            score.hard.row("bounces: hard or soft", 95),
            score.reason.row("bounces: reason", 75),
            Row{"bounces: reason, macro F1", score.reasons.macro_f1(), 65, "over reasons", {}}};
}

}  // namespace mainstay::corpora
