#pragma once
// What the verbs share: find the visible ticket, change it with history and counters, write a message.
#include "tickets/ticket_store.hpp"
#include "tickets/tickets.hpp"

namespace mainstay::tickets {

struct TicketWork {
    Tickets& tickets;
    db::Tx& tx;
    const Actor& actor;

    Deps& deps() { return tickets.deps_; }
    Result<> agents_only() const;
    // Saves `after` (version checked), moves counters, records one event with what differs.
    Result<Ticket> save(const Ticket& before, Ticket after, const std::string& kind, const std::string& reason = {});
    Result<> may_resolve(const Ticket& before, const Ticket& after);  // required fields are there
    Message write(const Ticket& ticket, const NewMessage& order);
    Result<> attach(Ticket& ticket, Message& message, const NewMessage& order);
    void join(const std::string& ticket_id, const std::string& person_id);  // becomes a participant, who finds what customers may read
    void index(const Ticket& ticket, const Message& message, const std::string& also);
    void emit(const Ticket& ticket, const std::string& kind, const std::string& payload, bool is_internal);
    void move_counters(const Ticket* before, const Ticket* after);
    void move_counters(std::vector<std::string> was, std::vector<std::string> is);
    std::vector<std::string> scopes(const Ticket& ticket);                               // whose search finds it
    void add_scopes(const std::string& ticket_id, const std::vector<std::string>& scopes);  // to all that is indexed already
    void follow(const Ticket& ticket, const std::string& person_id, bool follows);
    const std::vector<std::string>& followers(const Ticket& ticket);

    struct Followers {
        std::string ticket_id;
        std::vector<std::string> ids;
    };
    std::optional<Followers> known_followers = {};  // one change asks several times
    Result<Message> post(Ticket ticket, const NewMessage& order);
};

std::string change_payload(const Ticket& ticket, const std::vector<Change>& changes, const std::string& reason);

// Runs `work` on the ticket the actor may see and, for agents' verbs, may change.
template <class Rule>
Result<Ticket> change_ticket(Tickets& tickets, const Actor& actor, const std::string& id, const std::string& kind, const std::string& reason, Rule&& rule) {
    return tickets.deps().db.write([&](db::Tx& tx) -> Result<Ticket> {
        TicketWork work{tickets, tx, actor};
        MS_TRY(auto before, tickets.find_visible(tx, actor, id));
        MS_TRY(auto after, rule(work, before));
        return work.save(before, std::move(after), kind, reason);
    });
}

}  // namespace mainstay::tickets
