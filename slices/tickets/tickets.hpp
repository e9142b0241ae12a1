#pragma once
// The tickets slice, as the rest of Mainstay sees it. Other slices include this header and no other of ours.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.hpp"
#include "base/id.hpp"
#include "customers/customers.hpp"
#include "kit/blob/blob.hpp"
#include "kit/db/db.hpp"
#include "kit/http/http.hpp"
#include "projects/projects.hpp"
#include "tickets/message.hpp"
#include "tickets/ticket.hpp"

namespace mainstay::http {
class Router;
class Cursors;
}

namespace mainstay::tickets {

struct Delivery {  // what became of one outgoing mail
    std::string message_id, recipient, state, detail;
    Millis at = 0;
};

struct Deps {
    db::Database& db;
    Clock now;
    NextId next_id;
    const http::Cursors& cursors;
    blob::Store& blobs;
    accounts::Accounts& accounts;
    customers::Customers& customers;
    projects::Projects& projects;
    // Ports filled by the application: outgoing mail belongs to the channels slice.
    std::function<void(db::Tx&, const Actor&, const Ticket&, const Message&)> send_out;  // queues mails in this transaction
    std::function<std::vector<Delivery>(db::Tx&, const std::string& ticket_id)> deliveries;
    std::function<std::optional<http::Response>(db::Tx&, const std::string& mail_id)> raw_mail;
};

// A file that came with a message and is in the blob store already.
struct NewFile {
    std::string id, name, type, blob_id, sha256, content_id;  // id may be chosen before (inline images name it)
    std::int64_t size = 0;
    bool is_inline = false;
};

struct NewMessage {
    std::string kind = "reply";
    std::string body, format = "text";   // text, markdown, html (html is sanitised here)
    std::string signature, quoted;       // mail only: folded parts
    std::string html;                    // mail only: already sanitised
    bool has_remote_images = false;
    std::vector<std::string> attachments;  // ids of the author's uploads
    std::vector<NewFile> files;            // mail only
    std::optional<Status> status;          // send and set
    std::string after;                     // the last message its author had read: a reply is refused when others have answered since
    std::string channel = "web", from_text, to_text, cc_text, mail_id;
    bool is_unverified = false;            // the sender could not be matched: internal until an agent says otherwise
    std::optional<Millis> at;              // import only
    bool is_quiet = false;                 // import and seeds: send nothing out
};

struct NewTicket {
    std::string subject;
    NewMessage first;
    Type type = Type::question;
    Level impact = Level::medium, urgency = Level::medium;
    std::string requester_id, organisation_id, team_id, assignee_id, project_id, version_id, component_id, channel = "web";
    std::vector<std::string> tags, cc;  // cc: addresses
    std::string fields = "{}";
};

struct TicketChange {
    std::optional<std::string> subject, type, impact, urgency;
    std::optional<std::optional<std::string>> project_id, version_id, component_id, organisation_id;
    std::optional<std::string> requester_id;
    std::optional<std::vector<std::string>> tags;
    std::optional<std::string> fields;  // JSON object, checked against the custom fields
};

struct Opened {
    Ticket ticket;
    Message message;
};

class Tickets {
public:
    explicit Tickets(Deps deps) : deps_(std::move(deps)) {}

    // Verbs. Each checks what the actor may see (404) and do (403), in one transaction.
    Result<Opened> open(const Actor& actor, const NewTicket& order);
    // For other slices (mail intake): `author` writes, the order's team, project and requester are trusted.
    Result<Opened> open_for(const Actor& author, const NewTicket& order);
    Result<Message> add_message(const Actor& actor, const std::string& id, const NewMessage& order);
    Result<Ticket> change(const Actor& actor, const std::string& id, std::optional<std::int64_t> version, const TicketChange& order);
    Result<Ticket> set_status(const Actor& actor, const std::string& id, Status status, const std::string& reason);
    Result<Ticket> resolve(const Actor& actor, const std::string& id, const std::string& summary, const std::string& message);
    Result<Ticket> close(const Actor& actor, const std::string& id, const std::string& reason);
    Result<Ticket> reopen(const Actor& actor, const std::string& id, const std::string& reason);
    Result<Ticket> hold(const Actor& actor, const std::string& id, std::optional<Millis> until, const std::string& reason);
    Result<Ticket> release(const Actor& actor, const std::string& id);
    Result<Ticket> assign(const Actor& actor, const std::string& id, const std::optional<std::optional<std::string>>& assignee_id,
                          const std::optional<std::optional<std::string>>& team_id);
    Result<Ticket> merge(const Actor& actor, const std::string& id, const std::string& into);
    Result<Ticket> split(const Actor& actor, const std::string& id, const std::string& message_id, const std::string& subject);
    Result<Ticket> link(const Actor& actor, const std::string& id, const std::string& other, const std::string& kind);
    Result<Ticket> unlink(const Actor& actor, const std::string& id, const std::string& link_id);
    Result<Ticket> set_follower(const Actor& actor, const std::string& id, const std::string& person_id, bool follows);
    Result<Ticket> add_participant(const Actor& actor, const std::string& id, const std::string& email, const std::string& name);
    Result<Ticket> remove_participant(const Actor& actor, const std::string& id, const std::string& person_id);

    // For other slices, inside their transaction. No visibility is decided here.
    std::optional<Ticket> find(db::Tx& tx, const std::string& id);
    bool may_write(db::Tx& tx, const Ticket& ticket, const accounts::Person& person);  // by mail: requester or participant
    void join(db::Tx& tx, const std::string& ticket_id, const std::string& person_id);  // becomes a participant
    std::vector<accounts::PersonRef> participants(db::Tx& tx, const std::string& ticket_id);
    std::vector<Attachment> attachments_of(db::Tx& tx, const Message& message);
    std::optional<Message> find_message(db::Tx& tx, const std::string& message_id);  // wherever merging or splitting took it
    void note_delivery(db::Tx& tx, const Actor& actor, const Ticket& ticket, const std::string& what, const std::string& detail);
    std::int64_t open_tickets_of(db::Tx& tx, const std::string& organisation_id);
    // The ticket the actor may see, by id or number; not_found otherwise.
    Result<Ticket> find_visible(db::Tx& tx, const Actor& actor, const std::string& id);
    Result<> release_due();                 // tickets whose hold is over
    Result<> remove_stale_uploads();

    Deps& deps() { return deps_; }

private:
    friend struct TicketWork;
    Result<Opened> open_checked(const Actor& author, const NewTicket& order, bool is_trusted);
    Deps deps_;
};

void bind_tickets_api(http::Router& router, Tickets& tickets);
void bind_messages_api(http::Router& router, Tickets& tickets);
void bind_bulk_api(http::Router& router, Tickets& tickets);

}  // namespace mainstay::tickets
