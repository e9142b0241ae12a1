// The verbs that tie tickets and people together: merge, split, links, followers, participants. Every object named is
// checked, source and target.
#include <algorithm>

#include "tickets/ticket_work.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

// message_count and last_customer_message_at as the messages say, after they moved.
void recount(db::Tx& tx, Ticket& ticket) {
    tx.each(sql::count_messages, {ticket.id}, [&](const db::Row& r) {
        ticket.message_count = r.integer(0);
        ticket.last_customer_message_at = r.maybe_integer(1);
    });
}

}  // namespace

Result<Ticket> Tickets::merge(const Actor& actor, const std::string& id, const std::string& into) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Ticket> {
        TicketWork work{*this, tx, actor};
        MS_TRY(auto source, find_visible(tx, actor, id));
        MS_CHECK(work.agents_only());
        auto target = find_visible(tx, actor, into);
        if (!target) return invalid_field("/into", "no_such_ticket", "There is no such ticket.");
        if (target->id == source.id) return invalid_field("/into", "same_ticket", "A ticket cannot be merged into itself.");
        if (!source.merged_into.empty() || !target->merged_into.empty())
            return Error(ErrorKind::conflict, "was_merged", "One of them was merged into another ticket already.");
        // Merging customers' words into another organisation's ticket would show them to strangers.
        if (source.organisation_id != target->organisation_id && source.requester_id != target->requester_id)
            return Error(ErrorKind::conflict, "other_organisation", "These tickets belong to different organisations. Link them instead.");
        if ((source.type == Type::security) != (target->type == Type::security))
            return Error(ErrorKind::conflict, "security_only", "A security ticket is merged only with another one. Link them instead.");
        const auto people = participants(tx, source.id);
        tx.exec(sql::move_messages, {source.id, target->id});
        tx.exec(sql::move_attachments, {source.id, target->id});
        tx.exec(sql::move_search_docs, {source.id, target->id});
        for (const auto& person : people) tx.exec(sql::insert_participant, {target->id, person.id});
        work.add_scopes(target->id, work.scopes(*target));  // what moved is theirs too, and the other way round
        Ticket merged = *target;
        recount(tx, merged);
        MS_TRY(auto saved, work.save(*target, merged, "tickets.ticket_merged", "#" + std::to_string(source.number)));
        Ticket emptied = source;
        emptied.merged_into = target->id;
        emptied.message_count = 0;
        emptied.status = Status::closed;
        emptied.closed_at = deps_.now();
        if (!emptied.resolved_at) emptied.resolved_at = deps_.now();
        MS_CHECK(work.save(source, emptied, "tickets.ticket_merged_away", "#" + std::to_string(target->number)));
        return saved;
    });
}

Result<Ticket> Tickets::split(const Actor& actor, const std::string& id, const std::string& message_id, const std::string& subject) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Ticket> {
        TicketWork work{*this, tx, actor};
        MS_TRY(auto source, find_visible(tx, actor, id));
        MS_CHECK(work.agents_only());
        const auto message = store::find_message(tx, message_id, source.id);
        if (!message || !tickets::may_see(actor, message->visibility)) return Error(ErrorKind::not_found, "no_such_message", "This ticket has no such message.");
        if (source.message_count < 2) return Error(ErrorKind::conflict, "only_message", "A ticket's only message cannot leave it.");
        const bool by_customer = message->kind == "customer" && (message->author_role == "customer" || message->author_role == "community");
        Ticket made = source;
        made.id = deps_.next_id();
        made.subject = subject;
        made.status = Status::open;
        made.requester_id = by_customer ? message->author_id : source.requester_id;
        made.version = 1;
        made.message_count = 1;
        made.created_at = made.updated_at = deps_.now();
        made.resolved_at.reset(), made.closed_at.reset(), made.hold_until.reset();
        made.resolution.clear();
        made.number = store::insert(tx, made);
        if (!made.tags.empty()) store::put_tags(tx, made);
        tx.exec(sql::insert_participant, {made.id, made.requester_id});
        tx.exec(sql::move_message, {message->id, made.id});
        tx.exec(sql::move_message_attachments, {message->id, made.id});
        tx.exec(sql::move_message_docs, {message->seq, made.id});
        work.add_scopes(made.id, work.scopes(made));
        work.move_counters(nullptr, &made);
        Message subject_only{.ticket_id = made.id};
        subject_only.visibility = Visibility::customer;
        work.index(made, subject_only, made.subject);
        work.emit(made, "tickets.ticket_opened", change_payload(made, {}, "#" + std::to_string(source.number)), false);
        tx.exec(sql::insert_link, {deps_.next_id(), made.id, source.id, "relates_to"});
        Ticket rest = source;
        recount(tx, rest);
        MS_CHECK(work.save(source, rest, "tickets.message_split", "#" + std::to_string(made.number)));
        recount(tx, made);
        store::update(tx, made);
        return *store::find(tx, made.id);
    });
}

Result<Ticket> Tickets::link(const Actor& actor, const std::string& id, const std::string& other, const std::string& kind) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Ticket> {
        TicketWork work{*this, tx, actor};
        MS_TRY(auto from, find_visible(tx, actor, id));
        MS_CHECK(work.agents_only());
        if (std::find(kLinkKinds.begin(), kLinkKinds.end(), kind) == kLinkKinds.end())
            return invalid_field("/kind", "unknown_word", "A link is relates_to, duplicates, blocks or caused_by.");
        auto to = find_visible(tx, actor, other);
        if (!to) return invalid_field("/ticket", "no_such_ticket", "There is no such ticket.");
        if (to->id == from.id) return invalid_field("/ticket", "same_ticket", "A ticket cannot be linked to itself.");
        if (tx.exec(sql::insert_link, {deps_.next_id(), from.id, to->id, kind}) > 0)
            work.emit(from, "tickets.ticket_linked", change_payload(from, {{kind, "", "#" + std::to_string(to->number)}}, ""), true);
        return from;
    });
}

Result<Ticket> Tickets::unlink(const Actor& actor, const std::string& id, const std::string& link_id) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Ticket> {
        TicketWork work{*this, tx, actor};
        MS_TRY(auto ticket, find_visible(tx, actor, id));
        MS_CHECK(work.agents_only());
        if (tx.exec(sql::remove_link, {link_id, ticket.id}) == 0) return Error(ErrorKind::not_found, "no_such_link", "This ticket has no such link.");
        work.emit(ticket, "tickets.ticket_unlinked", change_payload(ticket, {}, ""), true);
        return ticket;
    });
}

Result<Ticket> Tickets::set_follower(const Actor& actor, const std::string& id, const std::string& person_id, bool follows) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Ticket> {
        TicketWork work{*this, tx, actor};
        MS_TRY(auto ticket, find_visible(tx, actor, id));
        MS_CHECK(work.agents_only());
        const auto person = deps_.accounts.find(tx, person_id);
        const auto follower = person ? deps_.accounts.actor_of(tx, *person) : Actor{};
        if (!person || !follower.is_staff()) return Error(ErrorKind::not_found, "no_such_person", "Only colleagues follow a ticket.");
        work.follow(ticket, person_id, follows);
        work.emit(ticket, follows ? "tickets.follower_added" : "tickets.follower_removed", change_payload(ticket, {{"follower", "", person->name}}, ""), true);
        return ticket;
    });
}

Result<Ticket> Tickets::add_participant(const Actor& actor, const std::string& id, const std::string& email, const std::string& name) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Ticket> {
        TicketWork work{*this, tx, actor};
        MS_TRY(auto ticket, find_visible(tx, actor, id));
        MS_CHECK(work.agents_only());
        if (!accounts::is_email(email)) return invalid_field("/email", "not_an_address", "This is not a mail address.");
        const auto person = deps_.accounts.find_or_create(tx, actor, email, name, actor.language);
        work.join(ticket.id, person.id);
        work.emit(ticket, "tickets.participant_added", change_payload(ticket, {{"participant", "", person.name}}, ""), true);
        return ticket;
    });
}

Result<Ticket> Tickets::remove_participant(const Actor& actor, const std::string& id, const std::string& person_id) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Ticket> {
        TicketWork work{*this, tx, actor};
        MS_TRY(auto ticket, find_visible(tx, actor, id));
        MS_CHECK(work.agents_only());
        if (person_id == ticket.requester_id) return Error(ErrorKind::conflict, "is_requester", "The requester stays with the ticket. Change the requester first.");
        if (tx.exec(sql::remove_participant, {ticket.id, person_id}) == 0)
            return Error(ErrorKind::not_found, "no_such_person", "This person does not take part.");
        work.emit(ticket, "tickets.participant_removed", change_payload(ticket, {{"participant", person_id, ""}}, ""), true);
        return ticket;
    });
}

}  // namespace mainstay::tickets
