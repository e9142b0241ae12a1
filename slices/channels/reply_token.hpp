#pragma once
// Our own signed, per-recipient reply token: what joins an answer to its ticket. 128 bits of a keyed hash over ticket and
// person, in base32 lower case; the database keeps only its hash.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/crypto/crypto.hpp"
#include "kit/mail/message.hpp"

namespace mainstay::channels {

std::string reply_token(const crypto::KeyRing& keys, const std::string& ticket_id, const std::string& person_id);
std::string reply_address(const std::string& mailbox_address, const std::string& token);  // support+t-<token>@example.org
std::string message_id_for(const std::string& unique, const std::string& token, const std::string& domain);

// The tokens a mail may carry: in its recipients first, then in In-Reply-To and References. Not checked yet.
std::vector<std::string> tokens_in(const mail::Message& mail, const std::string& envelope_recipient);
std::string without_detail(const std::string& address);  // support+x@example.org -> support@example.org

}  // namespace mainstay::channels
