#pragma once
// From the parts of a mail to its text, HTML and attachments.
#include <string>
#include <string_view>

#include "kit/mail/message.hpp"
#include "kit/mail/parts.hpp"

namespace mainstay::mail {

void fill_bodies(Message& message, const Parts& parts, const ReadOptions& options);

std::string part_text(const Part& part,
                      std::size_t most_encoded = kMostJudged);  // decoded to UTF-8, line ends as LF
bool is_text_body(const Part& part);  // shown as text: not named, not marked as an attachment
std::string unflow(std::string_view text, bool delete_space);  // RFC 3676 paragraphs back to one line each

}  // namespace mainstay::mail
