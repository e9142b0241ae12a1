#include "kit/mail/verdict.hpp"

#include <algorithm>

#include "kit/mail/bodies.hpp"
#include "kit/mail/bounce.hpp"
#include "kit/mail/charset.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

using Words = std::initializer_list<std::string_view>;

// clang-format off
const Words kAutoReplySubjects = {
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto:", "auto response", "autoresponse",
    "auto-response", "out of office", "out of the office", "away from", "vacation", "on vacation",
    "abwesend", "abwesenheit", "automatische antwort", "absence", "absent", "r\xC3\xA9ponse automatique",
    "respuesta autom", "fuera de la oficina", "risposta automatica", "fuori sede", "automatisch antwoord",
    "afwezig", "resposta autom", "autosvar", "automatiskt svar", "automatisk svar",
    "automaattinen vastaus", "odpowied\xC5\xBA automatyczna", "автоответ", "автоматический ответ", "自动回复",
    "自動回覆", "自動回復", "自动答复", "外出", "休假", "自動返信", "不在", "자동 회신", "부재중"};
// clang-format on

bool is_any(std::string_view value, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](auto word) { return same(value, word); });
}

std::string first_word(std::string_view value) {
    return lower(value.substr(0, value.find_first_of(" ;(\t")));
}

bool is_daemon(std::string_view address) {
    const auto local = lower(address.substr(0, address.find('@')));
    return is_any(local,
                  {"mailer-daemon",
                   "postmaster",
                   "mailerdaemon",
                   "mail-daemon",
                   "mail.delivery.system",
                   "mdaemon",
                   "mail_delivery_subsystem"});
}

bool is_robot(std::string_view address) {  // nobody reads what is sent there
    const auto local = lower(address.substr(0, address.find('@')));
    for (const std::string_view word :
         {"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "bounce", "notifications@"})
        if (local.find(word) != std::string::npos) return true;
    return is_daemon(address);
}

// Words of automatic answers' subjects; never enough alone.
bool has_auto_reply_subject(std::string_view subject) {
    for (const std::string_view start : kAutoReplySubjects) {
        const auto at =
            std::search(subject.begin(), subject.end(), start.begin(), start.end(), [](char a, char b) {
                return lower(std::string_view(&a, 1)) == std::string_view(&b, 1);
            });
        if (at - subject.begin() <= 12 && at != subject.end()) return true;
    }
    return false;
}

class Judge {
public:
    Judge(const Message& message, const Parts& parts)
        : message_(message),
          parts_(parts.all),
          top_(parts.all.front().headers) {}

    Verdict judge() {
        if (!reported() && !noticed()) answered();
        verdict_.is_list = is_list();
        decide_answer();
        verdict_.original_message_id = verdict_.kind == Kind::ordinary || verdict_.kind == Kind::auto_reply
                                           ? std::string()
                                           : original_id();
        return std::move(verdict_);
    }

private:
    bool settle(Kind kind, std::string why) {
        verdict_.kind = kind;
        verdict_.why = std::move(why);
        return true;
    }

    // Machine-readable reports.
    bool reported() {
        for (const auto& part : parts_) {
            if (part.type.type == "message/feedback-report") return feedback(part);
            if (part.type.type == "message/delivery-status" &&
                delivery_status(part_text(part), "delivery status report"))
                return true;
            if (part.type.type == "message/disposition-notification")
                return settle(Kind::delivery_receipt, "read receipt");
        }
        auto notice = read_provider_notice(message_.text);
        if (notice && is_automatic()) verdict_ = std::move(*notice);
        return verdict_.kind != Kind::ordinary || complained();
    }

    // Complaints and wishes to be left alone that are sent without a feedback report.
    bool complained() {
        const bool is_wish = same(trim(message_.subject), "unsubscribe") &&
                             (top_.has("X-Apple-Unsubscribe") || top_.has("Auto-Submitted"));
        const bool is_complaint =
            begins_with(message_.subject, "complaint about message from ") && has_enclosed();
        if (!is_wish && !is_complaint) return false;
        verdict_.feedback_type = is_wish ? "opt-out" : "abuse";
        return settle(Kind::feedback_report,
                      is_wish ? "sent by a program to unsubscribe" : "complaint with the mail enclosed");
    }

    bool feedback(const Part& part) {
        const auto text = part_text(part);
        const auto fields = read_headers(text);
        verdict_.feedback_type = first_word(fields.value("Feedback-Type"));
        for (const auto& field : fields.headers) {
            if (!same(field.name, "Original-Rcpt-To") && !same(field.name, "Removal-Recipient")) continue;
            for (auto& address : addresses_in(field.value))
                verdict_.failed.push_back({std::move(address), "", 0, "feedback", false, ""});
        }
        return settle(Kind::feedback_report, "feedback report of type " + verdict_.feedback_type);
    }

    bool delivery_status(std::string_view text, const std::string& why) {
        auto report = read_delivery_status(text);
        if (report.recipients.empty()) return false;
        const auto notice = notice_text();
        const auto is_success = [](const std::string& action) {
            return is_any(action, {"delivered", "relayed", "expanded"});
        };
        const bool all_well = std::all_of(report.actions.begin(), report.actions.end(), is_success);
        for (std::size_t i = 0; i < report.recipients.size(); ++i) {
            if (!all_well && is_success(report.actions[i])) continue;
            auto& failed = report.recipients[i];
            if (!all_well)
                explain(failed,
                        failed.diagnostic + "\n" +
                            (report.recipients.size() == 1 ? std::string(notice) : std::string()));
            if (report.actions[i] == "delayed" && failed.reason.empty()) failed.reason = "expired";
            verdict_.failed.push_back(std::move(failed));
        }
        return settle(
            all_well ? Kind::delivery_receipt : Kind::bounce,
            why + ", action " + (report.actions.front().empty() ? "not given" : report.actions.front()));
    }

    // Bounces in words.
    bool noticed() {
        const bool is_report = is_status_report();
        const bool from_daemon =
            has_empty_sender() || has_daemon_sender() || !failed_header().empty() || is_report;
        const auto split = split_notice(message_.text);
        const bool says_so =
            says_undelivered(message_.subject) || says_undelivered(split.notice.substr(0, 3000));
        const bool with_original = has_enclosed() || !split.original.empty();
        if (!says_so || !(from_daemon || (with_original && is_robot_sender()))) return false;
        if (!failed_header().empty() || with_original || has_daemon_sender() || is_report ||
            says_undelivered(message_.subject))
            return free_text(split);
        return false;
    }

    bool is_status_report() const {
        return parts_.front().type.type == "multipart/report" &&
               same(parts_.front().type.param("report-type"), "delivery-status");
    }

    bool free_text(const FreeText& split) {
        if (delivery_status(split.notice, "delivery report in the text")) return true;
        const auto codes = find_codes(split.notice);
        const bool is_empty = codes.reply == 0 && codes.status.empty();
        if (is_empty && says_undelivered(split.original.substr(0, 3000)) &&
            delivery_status(split.original, "delivery report quoted in the text"))
            return true;
        verdict_.failed = read_notice(split.notice, failed_header(), own_addresses());
        const bool says_nothing = verdict_.failed.empty() && is_empty;  // neither whom nor why
        if (says_nothing && !is_status_report() && !has_empty_sender()) return false;
        return settle(Kind::bounce,
                      has_empty_sender() ? "empty sender and the words of a delivery failure"
                                         : "sent by a mail system, with the words of a delivery failure");
    }

    // Automatic answers of people's programs.
    void answered() {
        const auto submitted = first_word(top_.value("Auto-Submitted"));
        if (submitted == "auto-replied")
            settle(Kind::auto_reply, "Auto-Submitted: auto-replied");
        else if (top_.has("X-Autoreply") || top_.has("X-Autorespond") || top_.has("X-Autoresponder"))
            settle(Kind::auto_reply, "X-Autoreply");
        else if (is_any(first_word(top_.value("Precedence")), {"auto_reply", "auto-reply"}))
            settle(Kind::auto_reply, "Precedence: auto_reply");
        else if (is_any(first_word(top_.value("X-Precedence")), {"auto_reply", "auto-reply"}))
            settle(Kind::auto_reply, "X-Precedence: auto_reply");
        else if (has_auto_reply_subject(message_.subject) && is_automatic())
            settle(Kind::auto_reply, "subject of an automatic answer, with automatic headers");
    }

    bool is_automatic() const {
        const auto submitted = first_word(top_.value("Auto-Submitted"));
        return (!submitted.empty() && submitted != "no") || top_.has("X-Auto-Response-Suppress") ||
               top_.has("X-MS-Exchange-Inbox-Rules-Loop") || has_empty_sender() ||
               is_any(first_word(top_.value("Precedence")), {"bulk", "junk", "auto_reply"}) ||
               top_.has("Feedback-ID") || top_.has("X-QQ-Auto-Reply") || is_robot_sender();
    }

    bool is_list() const {
        for (const auto* name : {"List-Id",
                                 "List-Post",
                                 "List-Help",
                                 "Mailing-List",
                                 "X-Mailing-List",
                                 "X-BeenThere",
                                 "X-ML-Name"})
            if (top_.has(name)) return true;
        return same(first_word(top_.value("Precedence")), "list") && top_.has("List-Unsubscribe");
    }

    // First reason not to answer automatically; kept as `why` of an otherwise ordinary mail.
    std::string no_answer_reason() const {
        if (verdict_.kind != Kind::ordinary) return verdict_.why;
        const auto submitted = first_word(top_.value("Auto-Submitted"));
        if (!submitted.empty() && submitted != "no")
            return "Auto-Submitted: " + one_line(repair_utf8(submitted));
        if (has_empty_sender()) return "empty sender";
        if (verdict_.is_list) return "came through a mailing list";
        const auto precedence = first_word(top_.value("Precedence"));
        if (is_any(precedence, {"bulk", "junk", "list"})) return "Precedence: " + precedence;
        const auto suppress = lower(top_.value("X-Auto-Response-Suppress"));
        for (const auto* word : {"all", "autoreply", "oof"})
            if (suppress.find(word) != std::string::npos) return "X-Auto-Response-Suppress";
        if (top_.has("List-Unsubscribe")) return "List-Unsubscribe";
        if (top_.has("X-Loop")) return "X-Loop";
        if (message_.from.empty()) return "no sender";
        return is_robot_sender() ? "sent by a program: " + message_.from.front().address : std::string();
    }

    void decide_answer() {
        const auto reason = no_answer_reason();
        verdict_.may_be_answered = reason.empty();
        if (verdict_.why.empty()) verdict_.why = reason;
    }

    bool has_empty_sender() const {
        if (const auto* path = top_.find("Return-Path"); path != nullptr && trim(*path) == "<>") return true;
        return trim(top_.value("From")).ends_with("<>");
    }
    bool has_daemon_sender() const {
        const auto path = addresses_in(top_.value("Return-Path"));
        if (begins_with(trim(top_.value("Return-Path")), "<MAILER-DAEMON") ||
            (!path.empty() && is_daemon(path.front())))
            return true;
        if (begins_with(top_.value("From"), "mailer-daemon")) return true;
        return std::any_of(message_.from.begin(), message_.from.end(), [](const auto& one) {
            return is_daemon(one.address);
        });
    }
    bool is_robot_sender() const {
        return std::any_of(message_.from.begin(), message_.from.end(), [](const auto& one) {
            return is_robot(one.address);
        });
    }
    std::vector<std::string> failed_header() const { return addresses_in(top_.value("X-Failed-Recipients")); }
    std::vector<std::string> own_addresses() const {
        auto out = message_.recipients;
        for (const auto& one : message_.from) out.push_back(one.address);
        return out;
    }
    bool has_enclosed() const {
        return std::any_of(parts_.begin(), parts_.end(), [](const auto& part) { return is_original(part); });
    }
    static bool is_original(const Part& part) {
        return is_any(part.type.type,
                      {"message/rfc822", "text/rfc822-headers", "text/rfc822-header", "message/partial"});
    }

    std::string_view notice_text() const { return split_notice(message_.text).notice.substr(0, 8000); }

    std::string original_id() const {
        for (const auto& part : parts_)
            if (is_original(part)) {
                const auto decoded = decode_body(part, kMostJudged);
                if (const auto ids = read_ids(read_headers(decoded).value("Message-ID"), 1); !ids.empty())
                    return ids.front();
            }
        const auto original = split_notice(message_.text).original;
        for (const auto line : lines(original))
            if (begins_with(line, "Message-ID:"))
                if (const auto ids = read_ids(line, 1); !ids.empty()) return ids.front();
        return message_.in_reply_to.empty() ? std::string() : message_.in_reply_to.front();
    }

    const Message& message_;
    const std::vector<Part>& parts_;
    const HeaderBlock& top_;
    Verdict verdict_;
};

}  // namespace

std::string_view to_text(Kind kind) {
    switch (kind) {
        case Kind::auto_reply: return "auto_reply";
        case Kind::bounce: return "bounce";
        case Kind::feedback_report: return "feedback_report";
        case Kind::delivery_receipt: return "delivery_receipt";
        case Kind::ordinary: break;
    }
    return "ordinary";
}

Verdict judge(const Message& message, const Parts& parts) {
    return Judge(message, parts).judge();
}

}  // namespace mainstay::mail
