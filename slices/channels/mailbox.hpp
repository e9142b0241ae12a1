#pragma once
// A mail address of ours, a mail we keep, and one that waits to leave. Values only.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/actor.hpp"
#include "base/clock.hpp"

namespace mainstay::channels {

struct Mailbox {
    std::string id, address, name;
    std::string kind = "private";  // private: strict threading; public_list: anyone joins by References
    std::string project_id, team_id, language = "en";
    bool is_active = true;
    std::string imap, smtp;  // sealed settings (JSON); empty: none
    bool sends_acknowledgement = true;
    std::int64_t most_per_minute = 60;
    std::int64_t imap_uid_validity = 0, imap_last_uid = 0;
    std::string imap_state;  // last failure, empty when fine
    std::optional<Millis> imap_checked_at;
    std::int64_t version = 1;
};

struct KeptMail {
    std::string id, mailbox_id, source, source_key;  // source_key: what makes a second delivery of the same mail the same
    Millis received_at = 0;
    std::string envelope_from, recipient;
    std::int64_t size = 0;
    std::string state = "processed", ticket_id, message_id, error;
    std::int64_t attempts = 1;
    std::string blob_id, raw;  // raw: deflated, base64; large ones are blobs
};

struct OutMail {
    std::string id, ticket_id, message_id, mailbox_id, recipient, recipient_name, reply_to, subject;
    std::string message_id_header, in_reply_to, thread;  // thread: earlier Message-IDs, separated by spaces
    bool is_automatic = false;
    std::string state = "queued";
    std::int64_t attempts = 0;
    Millis next_try_at = 0;
    std::string last_error;
    Millis created_at = 0;
    std::optional<Millis> sent_at;
    std::string text, html;
    std::string sending_by;  // the node that holds it while it is being sent
    std::int64_t ticket_number = 0;
};

// Mail that belongs to no ticket is the business of its mailbox's team, and of agents who see every team.
bool may_see_mail_of(const Actor& actor, const std::optional<Mailbox>& mailbox);
// "support@example.org" -> ("support", "example.org")
std::pair<std::string, std::string> split_address(const std::string& address);
std::string deflate_base64(std::string_view bytes);
std::string inflate_base64(std::string_view text);  // throws std::runtime_error on damage

}  // namespace mainstay::channels
