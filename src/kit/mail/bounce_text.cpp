#include <algorithm>
#include <array>

#include "kit/mail/bounce.hpp"
#include "kit/mail/charset.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

using Words = std::initializer_list<std::string_view>;

// clang-format off
const Words kOriginalBegins = {
    "copy of the message", "copy of the original", "copy of your message", "original message follows",
    "message headers follow", "message header follows", "Unsent message below", "Original message headers",
    "Original mail headers", "headers of the original", "Returned Message", "Message header:",
    "text of your message", "Below the message headers", "is a copy of the",
    "Received: header of message follows", "message text follows", "the first 50 lines of the message",
    "original message header", "Undelivered message follows", "Contents of original"};

const Words kRuledOriginal = {
    "original message", "message header", "returned message", "unsent message", "original mail",
    "your message", "message follows", "this is a copy", "header", "the body of the message"};

const Words kUndelivered = {
    "undeliver", "not be delivered", "not delivered", "could not deliver", "couldn't deliver",
    "unable to deliver", "was not able to deliver", "delivery fail", "delivery has failed",
    "delivery failed", "failure notice", "failure delivery", "delivery status", "returned mail",
    "returned to sender", "mail error", "delivery notification", "message could not be sent",
    "delivery problem", "trouble delivering", "error sending your mail", "cannot be delivered",
    "message delivery has failed", "failed permanently", "has been delayed", "was aborted after",
    "mail delivery failed", "error delivering", "invalid final delivery", "failure reasons",
    "returned message", "non-deliver", "nondeliver", "mail system error", "mail failure",
    "rejected by the recipient", "was rejected", "could not send your message",
    "transcript of session follows", "non remis", "unzustellbar", "nicht zugestellt",
    "no se ha podido entregar", "no entregado", "non consegnat", "impossible de remettre",
    "echec de la remise", "\xC3\xA9" "chec de la remise", "退信", "无法投递", "無法傳送", "投递失败", "系统退信", "配信不能",
    "送信できませんでした", "メールエラー", "не доставлено", "недоставлен"};
// clang-format on

bool holds_any(std::string_view text, Words words) {
    return std::any_of(words.begin(), words.end(), [&](auto word) { return holds(text, word); });
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_address_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos ||
           (static_cast<unsigned char>(c) & 0x80) != 0;
}
bool is_domain_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '.' || c == '-';
}

// A line after which only the mail that bounced is quoted.
bool begins_original(std::string_view line) {
    const auto bare = trim(line);
    if (bare.size() > 160 || bare.size() < 8) return false;
    if (holds_any(bare, kOriginalBegins)) return true;
    const bool is_ruled =
        bare.starts_with("--") || bare.starts_with("==") || bare.starts_with("__") || bare.starts_with("**");
    return is_ruled && holds_any(bare, kRuledOriginal);
}

// Fields of a quoted header block without any separator before it.
bool looks_like_headers(std::string_view line) {
    return begins_with(line, "Received: ") || begins_with(line, "Return-Path: ") ||
           begins_with(line, "X-Mailer: ") || begins_with(line, "MIME-Version: ") ||
           begins_with(line, "DKIM-Signature: ") || begins_with(line, "Message-ID: <");
}

bool is_code_end(std::string_view text, std::size_t at) {
    return at >= text.size() || std::string_view(" -#:;,.)]'\"\t\n").find(text[at]) != std::string_view::npos;
}

std::string status_at(std::string_view text, std::size_t at) {
    if (at + 5 > text.size() || (text[at] != '4' && text[at] != '5') || text[at + 1] != '.' ||
        !is_digit(text[at + 2]))
        return {};
    if (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '-')) return {};
    std::size_t i = at + 2, dots = 1, digits = 0;
    for (; i < text.size(); ++i) {
        if (is_digit(text[i]))
            ++digits;
        else if (text[i] == '.' && dots == 1 && digits > 0 && digits <= 3)
            ++dots, digits = 0;
        else
            break;
    }
    if (dots != 2 || digits == 0 || digits > 3) return {};
    if (i < text.size() && (text[i] == '.' && i + 1 < text.size() && is_digit(text[i + 1])))
        return {};  // an IP address
    return std::string(text.substr(at, i - at));
}

int reply_at(std::string_view text, std::size_t at) {
    if (at + 3 > text.size() || (text[at] != '4' && text[at] != '5') || text[at + 1] > '5' ||
        !is_digit(text[at + 1]) || !is_digit(text[at + 2]))
        return 0;
    if (at > 0 &&
        (is_digit(text[at - 1]) || std::string_view(".-_/=+").find(text[at - 1]) != std::string_view::npos ||
         (text[at - 1] >= 'a' && text[at - 1] <= 'z')))
        return 0;
    if (!is_code_end(text, at + 3) ||
        (at + 3 < text.size() && text[at + 3] == '.' && at + 4 < text.size() && is_digit(text[at + 4])))
        return 0;
    return (text[at] - '0') * 100 + (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
}

std::size_t notice_end(std::string_view text) {
    std::size_t at = 0;
    bool saw_text = false;
    for (const auto line : lines(text)) {
        const auto start = static_cast<std::size_t>(line.data() - text.data());
        if (saw_text && (begins_original(line) || looks_like_headers(line))) return start;
        saw_text |= !trim(line).empty();
        at = start + line.size();
    }
    return std::max(at, text.size());
}

}  // namespace

std::vector<std::string> addresses_in(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; (at = text.find('@', at)) != std::string_view::npos && out.size() < 200; ++at) {
        std::size_t start = at, end = at + 1;
        while (start > 0 && is_address_character(text[start - 1])) --start;
        while (end < text.size() && is_domain_character(text[end])) ++end;
        while (end > at && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
        while (start < at &&
               (text[start] == '\'' || text[start] == '`' || text[start] == '*' || text[start] == '='))
            ++start;
        if (start == at || end - at < 3) continue;
        auto one = repair_utf8(text.substr(start, end - start));
        if (std::none_of(out.begin(), out.end(), [&](const auto& seen) { return same(seen, one); }))
            out.push_back(std::move(one));
        at = end - 1;
    }
    return out;
}

FreeText split_notice(std::string_view text) {
    const auto end = std::min(notice_end(text), text.size());
    return {text.substr(0, end), text.substr(end)};
}

bool says_undelivered(std::string_view text) {
    return holds_any(text, kUndelivered);
}

Codes find_codes(std::string_view text) {
    Codes out;
    for (std::size_t at = 0; at < text.size() && (out.reply == 0 || out.status.empty()); ++at) {
        if (text[at] != '4' && text[at] != '5') continue;
        if (out.status.empty()) out.status = status_at(text, at);
        if (out.reply == 0) out.reply = reply_at(text, at);
    }
    return out;
}

namespace {

// What is said about one recipient: from where it is named to where the next one is.
std::string_view said_about(std::string_view notice,
                            const std::string& recipient,
                            const std::vector<std::string>& all) {
    const auto find = [&](const std::string& address) {
        const auto found =
            std::search(notice.begin(), notice.end(), address.begin(), address.end(), [](char a, char b) {
                return (a | 0x20) == (b | 0x20);
            });
        return static_cast<std::size_t>(found - notice.begin());
    };
    const auto entry =
        [&](const std::string& address) {  // with the code before it: "550 <a@b>... User unknown"
            const auto at = find(address);
            const auto line = at < notice.size() ? notice.rfind('\n', at) : std::string_view::npos;
            return line != std::string_view::npos && reply_at(notice, line + 1) != 0 ? line + 1 : at;
        };
    const auto start = entry(recipient);
    auto end = notice.size();
    for (const auto& other : all)
        if (const auto at = entry(other); at > start && at < end) end = at;
    return notice.substr(std::min(start, notice.size()), end - std::min(start, end));
}

// The sentence with the code, else all that was said.
std::string diagnostic_in(std::string_view said) {
    for (std::size_t at = 0; at < said.size(); ++at) {
        if (said[at] != '4' && said[at] != '5') continue;
        if (reply_at(said, at) == 0 && status_at(said, at).empty()) continue;
        const auto blank = std::min(said.find("\n\n", at), said.find("\n\r\n", at));
        return one_line(repair_utf8(said.substr(
            at, std::min<std::size_t>(blank == std::string_view::npos ? said.size() : blank - at, 1000))));
    }
    return one_line(repair_utf8(said.substr(0, 1000)));
}

std::vector<std::string> recipients_in(std::string_view notice,
                                       const std::vector<std::string>& known,
                                       const std::vector<std::string>& ours) {
    if (!known.empty()) return known;
    std::vector<std::string> out;
    for (auto& address : addresses_in(notice)) {
        const bool is_ours =
            std::any_of(ours.begin(), ours.end(), [&](const auto& own) { return same(own, address); });
        const bool is_service = begins_with(address, "postmaster@") ||
                                begins_with(address, "mailer-daemon@") || begins_with(address, "support@") ||
                                begins_with(address, "abuse@");
        if (!is_ours && !is_service) out.push_back(std::move(address));
    }
    if (out.empty() && !addresses_in(notice).empty()) out.push_back(addresses_in(notice).front());
    return out;
}

bool has_line_start(std::string_view notice, const std::string& address) {  // named as an entry of its own
    for (const auto line : lines(notice)) {
        auto bare = trim(line);
        if (bare.size() > 4 && reply_at(bare, 0) != 0) bare.remove_prefix(4);  // "550 <a@b>... User unknown"
        while (!bare.empty() && std::string_view("<*-\"' \t").find(bare.front()) != std::string_view::npos)
            bare.remove_prefix(1);
        if (begins_with(bare, "Recipient address: ")) bare.remove_prefix(19);
        if (begins_with(bare, address)) return true;
    }
    return false;
}

}  // namespace

std::vector<Verdict::Failed> read_notice(std::string_view notice,
                                         const std::vector<std::string>& known,
                                         const std::vector<std::string>& ours) {
    auto recipients = recipients_in(notice, known, ours);
    if (known.empty() &&
        recipients.size() > 1) {  // of many named addresses, those that stand as entries are the recipients
        auto entries = recipients;
        std::erase_if(entries, [&](const auto& one) { return !has_line_start(notice, one); });
        if (entries.empty())
            recipients.resize(1);
        else
            recipients = std::move(entries);
    }
    std::vector<Verdict::Failed> out;
    for (const auto& recipient : recipients) {
        Verdict::Failed failed;
        failed.recipient = recipient;
        const auto said = said_about(notice, recipient, recipients);
        const auto codes = find_codes(said);
        const bool is_bare = recipients.size() == 1 && codes.reply == 0 && codes.status.empty();
        failed.diagnostic = diagnostic_in(is_bare ? notice : said);
        explain(failed, is_bare || recipients.size() == 1 ? notice : said);
        out.push_back(std::move(failed));
    }
    return out;
}

}  // namespace mainstay::mail
