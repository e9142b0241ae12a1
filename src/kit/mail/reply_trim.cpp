#include "kit/mail/message.hpp"
namespace mainstay::mail {
Trimmed trim_reply(std::string_view text) { return {std::string(text), "", ""}; }
}
