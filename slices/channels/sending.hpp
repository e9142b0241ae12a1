#pragma once
// Putting mails into the outbox (in the transaction of what they tell), and getting them out.
#include "channels/channels.hpp"
#include "channels/mail_store.hpp"

namespace mainstay::channels {

struct Sending {
    Channels& channels;
    db::Tx& tx;

    void queue_reply(const Actor& actor, const tickets::Ticket& ticket, const tickets::Message& message);
    void queue_acknowledgement(const Mailbox& mailbox, const tickets::Ticket& ticket, const accounts::Person& person, const std::string& in_reply_to);
    void queue_account_mail(const accounts::MailOrder& order);

private:
    Deps& deps() { return channels.deps(); }
    std::optional<Mailbox> mailbox_of(const tickets::Ticket& ticket);
    std::string token_for(const std::string& ticket_id, const std::string& person_id);
    void put(OutMail mail);
};

// Sends one mail of the outbox. Called by the job "channels.send"; an Error means: try again later.
Result<> send_one(Channels& channels, const std::string& outbox_id);

}  // namespace mainstay::channels
