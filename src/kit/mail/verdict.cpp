#include "kit/mail/verdict.hpp"
namespace mainstay::mail {
Verdict judge(const Message&, const Parts&) { return {}; }
Trimmed trim_reply(std::string_view text) { return {std::string(text), "", ""}; }
}
