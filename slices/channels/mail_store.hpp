#pragma once
// Mailboxes, kept mails, threads and the outbox in SQL.
#include "channels/mailbox.hpp"
#include "kit/db/db.hpp"
#include "tickets/tickets.hpp"

namespace mainstay::channels::store {

std::optional<Mailbox> find_mailbox(db::Tx& tx, const std::string& id);
std::optional<Mailbox> find_mailbox_by_address(db::Tx& tx, const std::string& address);
std::vector<Mailbox> list_mailboxes(db::Tx& tx);
bool insert(db::Tx& tx, const Mailbox& mailbox);
bool update(db::Tx& tx, const Mailbox& mailbox);

bool insert(db::Tx& tx, const KeptMail& mail);  // false: it is there already
std::optional<KeptMail> find_kept(db::Tx& tx, const std::string& id);
std::optional<KeptMail> find_kept_by_key(db::Tx& tx, const std::string& source_key);
std::vector<KeptMail> list_unprocessed(db::Tx& tx, const Actor& actor, const std::string& before_id, int limit);
void update(db::Tx& tx, const KeptMail& mail);

// `recipient` is empty for mails that came in: only they may be named to everybody, ours hold the token of one person.
void insert_thread(db::Tx& tx, const std::string& message_id, const std::string& ticket_id, Millis at, const std::string& recipient);
struct Thread {
    std::string last_in, references;  // what a mail to this recipient answers; oldest first, parted by spaces
};
Thread thread_for(db::Tx& tx, const std::string& ticket_id, const std::string& recipient);
std::vector<std::string> find_threads(db::Tx& tx, const std::string& message_id);
struct ReplyToken {
    std::string ticket_id, person_id;
};
std::optional<ReplyToken> find_reply_token(db::Tx& tx, const std::string& token_hash);

void insert(db::Tx& tx, const OutMail& mail);
std::optional<OutMail> find_out(db::Tx& tx, const std::string& id);
std::optional<OutMail> find_out_by_message_id(db::Tx& tx, const std::string& message_id);
std::vector<OutMail> list_out(db::Tx& tx, const Actor& actor, const std::string& state, const std::string& before_id, int limit);
void update(db::Tx& tx, const OutMail& mail);
std::vector<tickets::Delivery> deliveries(db::Tx& tx, const std::string& ticket_id);

std::string setting(db::Tx& tx, const std::string& name);
void put_setting(db::Tx& tx, const std::string& name, const std::string& value);

}  // namespace mainstay::channels::store
