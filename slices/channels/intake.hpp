#pragma once
// From a raw mail to a ticket. One transaction; whatever goes wrong, the mail is kept.
#include "channels/channels.hpp"
#include "channels/mail_store.hpp"

namespace mainstay::channels {

// Where a mail belongs, and how far its sender is trusted there.
struct Place {
    std::string ticket_id;  // empty: a new ticket
    std::string person_id;  // who wrote it, when that is certain enough to act for them
    bool is_verified = false;
};

// An unprocessed mail that this agent may look at, try again or put away. The same policy as list_unprocessed.sql.
bool may_handle(db::Tx& tx, const Actor& actor, const KeptMail& mail);

struct Intake {
    Channels& channels;
    db::Tx& tx;
    const Mailbox& mailbox;
    const mail::Message& mail;
    const Arrival& arrival;
    const std::vector<tickets::NewFile>& files;
    const std::string& html;  // sanitised
    bool has_remote_images;
    const std::string& kept_id;

    Result<Received> take();

private:
    Deps& deps() { return channels.deps_; }
    Actor actor_for(const accounts::Person& person);
    Place find_place();
    std::optional<Place> place_by_token();
    std::optional<Place> place_by_references();
    tickets::NewMessage message(const std::string& kind);
    Result<Received> take_bounce();
    Result<Received> take_note(const std::string& ticket_id, const std::string& outcome);
    Result<Received> take_reply(const Place& place);
    Result<Received> take_new();
    void acknowledge(const tickets::Ticket& ticket, const accounts::Person& person);
    void remember(const std::string& ticket_id);
};

}  // namespace mainstay::channels
