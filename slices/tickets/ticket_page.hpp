#pragma once
// A ticket with everything its page shows, put together with a fixed number of queries.
#include "tickets/ticket_shapes.hpp"

namespace mainstay::tickets {

Result<TicketPage> ticket_page(Tickets& tickets, const Actor& actor, const std::string& id);
MessageReply message_reply(const Message& message, const std::vector<Attachment>& attachments, const std::vector<Delivery>& deliveries, const Actor& actor);
std::vector<HistoryReply> ticket_history(db::Tx& tx, const Actor& actor, const std::string& ticket_id, std::int64_t before, int limit);

}  // namespace mainstay::tickets
