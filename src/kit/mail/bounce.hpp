#pragma once
// What mail systems write when they could not deliver: machine-readable reports (RFC 3464, RFC 5965),
// provider notices, and free text. Pure functions over text; nothing in here is believed beyond "this mail
// says so".
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/mail/message.hpp"
#include "kit/mail/parts.hpp"

namespace mainstay::mail {

struct Report {  // one machine-readable report
    std::vector<Verdict::Failed> recipients;
    std::vector<std::string> actions;  // "failed", "delayed", ... one a recipient, lower case
};

// The blocks of a message/delivery-status part, or of a text that quotes them.
Report read_delivery_status(std::string_view text);

// Amazon SES notices, sent as JSON in a plain text mail: kind and recipients, or nothing.
std::optional<Verdict> read_provider_notice(std::string_view text);

struct FreeText {
    std::string_view notice;    // what the mail system says
    std::string_view original;  // the quoted original, from its separator on; may be empty
};
FreeText split_notice(std::string_view text);
bool says_undelivered(std::string_view subject_or_text);  // in the words mail systems use
std::vector<Verdict::Failed> read_notice(std::string_view notice,
                                         const std::vector<std::string>& known,
                                         const std::vector<std::string>& ours);

struct Codes {
    int reply = 0;       // 550
    std::string status;  // "5.1.1"
};
Codes find_codes(std::string_view diagnostic);

// Fills reply, status, reason and is_hard from the diagnostic (and `context`, the words around it).
void explain(Verdict::Failed& failed, std::string_view context);
std::string reason_of(std::string_view text, std::string_view status, int reply);
bool is_hard_reason(std::string_view reason, std::string_view status, int reply);

std::vector<std::string> addresses_in(std::string_view text);  // in order, each once, at most 200

}  // namespace mainstay::mail
