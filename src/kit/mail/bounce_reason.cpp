#include <algorithm>
#include <array>
#include <initializer_list>

#include "kit/mail/bounce.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

struct Rule {
    std::string_view reason;
    std::initializer_list<std::string_view> words;
};

// clang-format off
// In the words of mail systems, the special before the general. The first rule one of whose words is there decides.
const std::initializer_list<Rule> kRules = {
    {"hasmoved", {
        "has moved", "no longer on server", "has been replaced by", "changed address"}},
    {"requireptr", {
        "reverse dns", "ptr record", "no ptr", "reverse lookup", "mismatches client ip", "rdns",
        "reverse hostname", "ptr resource record", "without a ptr"}},
    {"authfailure", {
        "dmarc", "spf check", "spf fail", "by spf", "spf record", "spf policy", "dkim",
        "unauthenticated email", "not authenticated", "not pass authentication", "authentication checks"}},
    {"notcompliantrfc", {
        "rfc 5322", "rfc5322", "rfc 2822", "rfc2822", "rfc 822 ", "rfc 5321", "multiple addresses in from",
        "not rfc", "duplicate header", "missing from header", "invalid header"}},
    {"speeding", {
        "too many recipients this hour", "sent to too many recipients", "too many messages", "too fast",
        "rate limit", "throttl", "sending limit", "hourly limit", "message rate", "daily limit"}},
    {"toomanyconn", {
        "too many connections", "too many recipients", "too many sessions", "connection limit",
        "concurrent connection", "simultaneous connection"}},
    {"mesgtoobig", {
        "message too big", "message is too big", "message size exceeds", "message too large",
        "message is too large", "too large message", "size limit", "exceeds fixed maximum",
        "exceeds the maximum size", "maximum message size", "exceeds size limit", "message length exceeds",
        "message file too big"}},
    {"mailboxfull", {
        "mailbox full", "mailbox is full", "mailbox has exceeded", "mailbox exceeded", "over quota",
        "overquota", "over the quota", "quota exceeded", "exceeded the quota", "exceeded his quota",
        "exceeds quota", "exceeded quota", "exceeded storage", "storage quota", "exceeded the local limit",
        "disk quota", "user is over", "not enough storage space", "insufficient disk space in mailbox",
        "mailbox size", "メールボックスが一杯", "邮箱已满", "郵箱已滿", "超出配额"}},
    {"hasmoved", {
        "user has moved"}},
    {"userunknown", {
        "recipient address rejected: access denied", "resolver.adr.recip", "does not have an account",
        "doesn't have a yahoo"}},
    {"rejected", {
        "unroutable sender", "unrouteable sender", "purported responsible address",
        "to/from an address that has been blacklisted", "sender address rejected", "sender rejected",
        "sender denied", "sender verify failed", "sender domain", "envelope sender", "domain of sender",
        "all recipient addresses rejected", "bad sender", "sender not allowed",
        "unexpected volume or user complaints", "not permitted to send", "groups.google.com/support",
        "you may not have permission to post"}},
    {"suspend", {
        "account that you tried to reach is disabled", "mailbox is frozen", "account is disabled",
        "account disabled", "mailbox disabled", "user disabled", "is suspended", "been suspended",
        "account suspended", "account is locked", "deactivated", "inactive user", "inactive account",
        "account inactive", "account is inactive", "not active", "user is inactive", "temporarily locked",
        "mailbox is inactive", "账户已停用"}},
    {"spamdetected", {
        "spam message", "as spam", "considered spam", "identified as spam", "is spam", "looks like spam",
        "spam detected", "spam content", "spam score", "probable spam", "unsolicited", "ofr_506",
        "ofr_106", "ofr506", "spamming", "bulk mail is", "junk mail"}},
    {"virusdetected", {
        "virus", "malware", "infected"}},
    {"policyviolation", {
        "policy violation", "denied by policy", "local policy", "policy reasons", "security policy",
        "because its content presents", "prohibited attachment", "attachment type", "against policy",
        "policy restriction", "policy reject"}},
    {"blocked", {
        "blacklist", "black list", "block list", "blocklist", "blocked using", "ip address is blocked",
        "has been blocked", "spamhaus", "spamcop", "barracuda", "rbl", "dnsbl", "poor reputation",
        "bad reputation", "ip reputation", "banned", "service refuse", "not allowed to connect",
        "connection refused by", "access from your ip", "ip not allowed", "client host rejected",
        "invalid domain, see", "bad helo", "invalid helo"}},
    {"networkerror", {
        "hop count", "mail loop", "too many hops", "routing loop", "loops back to",
        "malformed or unexpected name server", "name server reply", "no route to host",
        "network is unreachable", "network error", "maximum hop"}},
    {"notaccept", {
        "null mx", "nullmx", "does not accept mail", "does not accept email", "doesn't receive email",
        "doesn't accept mail", "smtp connection refused by", "couldn't find a mail exchanger",
        "couldn't find any mail exchanger"}},
    {"hostunknown", {
        "host not found", "host unknown", "unknown host", "domain not found", "no such domain",
        "name or service not known", "illegal host/domain", "dns lookup failure", "couldn't find any host",
        "domain does not exist", "domain name not found", "nxdomain", "non-existent domain",
        "non existent domain", "nonexistent domain", "unrouteable mail domain", "unroutable mail domain",
        "unrouteable address", "unknown domain", "no such host", "invalid domain name",
        "domain is unknown", "domain name lookup failed", "unresolvable", "couldn't resolve host"}},
    {"mailererror", {
        "pipe to |", "mailer error", "exit code", "exit status", "exited with", "command died",
        "command failed", "x-unix"}},
    {"expired", {
        "connection timed out", "delivery time expired", "in the queue too long", "in queue too long",
        "retry timeout", "retry time", "has been delayed", "message expired", "delivery expired",
        "aborted after", "did not accept our requests to connect", "too long in queue",
        "warning message only", "retry limit", "could not be delivered for", "still trying",
        "not been delivered within", "lost connection", "conversation with", "timeout", "timed out",
        "gave up"}},
    {"systemerror", {
        "internal system error", "system error", "queue file write error", "service currently unavailable",
        "local error", "configuration error", "server error", "no space left", "insufficient system",
        "local configuration", "i/o error", "out of memory", "resources temporarily unavailable",
        "system not accepting", "temporary local problem"}},
    {"contenterror", {
        "improper use of 8-bit", "mime error", "malformed", "illegal attachment",
        "message content rejected", "message contents rejected", "8-bit data", "could not be parsed"}},
    {"filtered", {
        "header error", "user reject", "rejected by user", "blocked by the recipient"}},
    {"userunknown", {
        "user unknown", "unknown user", "no such user", "user not found",
        "not found by smtp address lookup", "recipient not found", "does not exist", "doesn't exist",
        "do not exist", "doesn't have a", "no mailbox", "mailbox not found", "no such mailbox",
        "no such recipient", "no such person", "no such account", "mailbox unavailable",
        "invalid recipient", "invalid mailbox", "invalid user", "invalid address", "unknown recipient",
        "unknown or illegal", "not listed in", "invalid final delivery userid", "address unknown",
        "unknown address", "unknown account", "unknown local", "recipient unknown", "not a known user",
        "not a valid", "no account", "bad destination mailbox", "recipient is invalid", "is not a valid",
        "address wasn't found", "address not found", "address was not found", "wasn\xE2\x80\x99t found",
        "not our customer", "recipient rejected", "address rejected", "addressee unknown",
        "no valid recipients", "unable to find recipient", "nobody here", "introuvable",
        "destinataire invalide", "リストにありません", "用户不存在", "收件人不存在", "用戶不存在", "不存在的用户"}},
    {"spamdetected", {
        "spam"}},
    {"blocked", {
        "blocked", "refused to talk to me", "access denied", "connection refused", "reputation"}},
    {"policyviolation", {
        "policy"}},
    {"rejected", {
        "rejected", "relaying denied", "relay access denied"}},
};
// clang-format on

bool is_relay_refusal(std::string_view text) {
    return holds(text, "relaying denied") || holds(text, "relay access denied") ||
           holds(text, "unable to relay") || holds(text, "relay not permitted") ||
           holds(text, "not permitted to relay");
}

std::string by_words(std::string_view text) {
    if (is_relay_refusal(text)) return "norelaying";
    for (const auto& rule : kRules)
        for (const auto word : rule.words)
            if (holds(text, word)) return std::string(rule.reason);
    return {};
}

// RFC 3463 subjects and details that say enough by themselves.
std::string by_status(std::string_view status) {
    if (status.size() < 5) return {};
    const auto detail = status.substr(2);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 26> kDetails{
        {{"1.1", "userunknown"},  {"1.3", "userunknown"},  {"1.10", "userunknown"}, {"1.2", "hostunknown"},
         {"1.6", "hasmoved"},     {"1.7", "rejected"},     {"1.8", "rejected"},     {"2.1", "suspend"},
         {"2.2", "mailboxfull"},  {"2.3", "mesgtoobig"},   {"3.4", "mesgtoobig"},   {"3.0", "systemerror"},
         {"3.1", "systemerror"},  {"3.2", "systemerror"},  {"3.5", "systemerror"},  {"4.1", "expired"},
         {"4.2", "networkerror"}, {"4.4", "hostunknown"},  {"4.6", "networkerror"}, {"4.7", "expired"},
         {"5.3", "toomanyconn"},  {"6.0", "contenterror"}, {"6.1", "contenterror"}, {"6.9", "contenterror"},
         {"7.26", "authfailure"}, {"7.25", "requireptr"}}};
    const auto* found = std::find_if(
        kDetails.begin(), kDetails.end(), [&](const auto& pair) { return pair.first == detail; });
    return found == kDetails.end() ? std::string() : std::string(found->second);
}

// A mailbox that is there but refuses is reported with the words of an unknown user by several systems.
bool is_refusing_mailbox(std::string_view reason, std::string_view status) {
    return reason == "userunknown" && (status == "5.2.0" || status == "5.2.1" || status == "5.7.1");
}

// "7.1.1 with a 550" is permanent, "5.x.x with a 421" is not: the class of the reply and of the status must
// agree.
void agree(Verdict::Failed& failed) {
    if (failed.status.empty() || failed.reply == 0) return;
    const char reply_class = static_cast<char>('0' + failed.reply / 100);
    if (failed.status[0] != reply_class) failed.status[0] = reply_class;
}

}  // namespace

std::string reason_of(std::string_view text, std::string_view status, int reply) {
    auto reason = by_words(text);
    if (is_refusing_mailbox(reason, status) && holds(text, "user unknown")) return "filtered";
    if ((status == "5.1.7" || status == "5.1.8") && reason != "spamdetected") return "rejected";
    const bool is_vague = reason.empty() || reason == "rejected" || reason == "blocked" ||
                          reason == "policyviolation" || reason == "spamdetected";
    if (is_vague && reason.empty()) reason = by_status(status);
    if (reason.empty() && reply == 552) reason = "mailboxfull";
    return reason;
}

bool is_hard_reason(std::string_view reason, std::string_view status, int reply) {
    const bool is_temporary = reply / 100 == 4 || (reply == 0 && status.starts_with('4'));
    if (is_temporary) return false;
    return reason == "userunknown" || reason == "hostunknown" || reason == "hasmoved" ||
           reason == "notaccept";
}

void explain(Verdict::Failed& failed, std::string_view context) {
    context = context.substr(0, 8000);
    const auto codes = find_codes(failed.diagnostic), wider = find_codes(context);
    failed.reply = codes.reply != 0 ? codes.reply : wider.reply;
    if (!codes.status.empty()) failed.status = codes.status;
    if (failed.status.empty()) failed.status = wider.status;
    agree(failed);
    failed.reason = reason_of(failed.diagnostic, failed.status, failed.reply);
    if (failed.reason.empty()) failed.reason = reason_of(one_line(context), failed.status, failed.reply);
    failed.is_hard = is_hard_reason(failed.reason, failed.status, failed.reply);
}

}  // namespace mainstay::mail
