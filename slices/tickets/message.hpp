#pragma once
// One message of a ticket, and the files that hang on it.
#include <string>
#include <vector>

#include "tickets/ticket.hpp"

namespace mainstay::tickets {

struct Attachment {
    std::string id, message_id, ticket_id, uploader_id, name, type;
    std::int64_t size = 0;
    std::string sha256, blob_id;
    bool is_inline = false;
    std::string content_id;
    Millis created_at = 0;
};

struct Message {
    std::int64_t seq = 0;
    std::string id, ticket_id;
    std::string kind = "reply";  // reply, note, forward, phone, customer, system
    Visibility visibility = Visibility::customer;
    std::string author_id, author_role, from_text, to_text, cc_text, channel = "web";
    bool is_unverified = false;
    std::string mail_id;
    Millis created_at = 0;
    bool has_html = false, has_remote_images = false;
    std::string text, signature, quoted, html;
    std::string author_name, author_email;  // filled when read
};

}  // namespace mainstay::tickets
