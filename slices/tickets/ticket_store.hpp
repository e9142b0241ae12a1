#pragma once
// Tickets, messages and attachments in SQL. One function a query; no rules here.
#include <optional>

#include "kit/db/db.hpp"
#include "tickets/message.hpp"
#include "tickets/ticket.hpp"

namespace mainstay::tickets::store {

std::int64_t insert(db::Tx& tx, const Ticket& ticket);  // its number
std::optional<Ticket> find(db::Tx& tx, const std::string& id);
std::optional<Ticket> find_by_number(db::Tx& tx, std::int64_t number);
bool update(db::Tx& tx, const Ticket& ticket);  // false: changed meanwhile
bool is_follower(db::Tx& tx, const std::string& ticket_id, const std::string& person_id);
std::vector<std::string> follower_ids(db::Tx& tx, const std::string& ticket_id);
bool is_participant(db::Tx& tx, const std::string& ticket_id, const std::string& person_id);
void put_tags(db::Tx& tx, const Ticket& ticket);

std::int64_t insert(db::Tx& tx, const Message& message);  // its seq
std::optional<Message> find_message(db::Tx& tx, const std::string& id, const std::string& ticket_id);
std::vector<Message> list_messages(db::Tx& tx, const std::string& ticket_id, bool with_internal, std::int64_t before_seq, int limit);  // oldest first

void insert(db::Tx& tx, const Attachment& attachment);
std::optional<Attachment> find_attachment(db::Tx& tx, const std::string& id);
std::vector<Attachment> list_attachments(db::Tx& tx, const std::string& ticket_id);
bool claim_attachment(db::Tx& tx, const std::string& id, const Message& message, const std::string& uploader_id);

std::int64_t counter(db::Tx& tx, const std::string& name);

}  // namespace mainstay::tickets::store
