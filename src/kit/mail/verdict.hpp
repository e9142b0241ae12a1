#pragma once
// Ordinary mail, automatic answer, bounce, feedback report or receipt? Rules only, no state.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/mail/message.hpp"
#include "kit/mail/parts.hpp"

namespace mainstay::mail {

// `message` must have its headers and text already.
Verdict judge(const Message& message, const Parts& parts);

}  // namespace mainstay::mail
