#include "tickets/tickets.hpp"

#include <charconv>

#include "tickets/custom_fields.hpp"
#include "tickets/ticket_work.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

Error no_such_ticket() {
    return Error(ErrorKind::not_found, "no_such_ticket", "There is no such ticket.");
}

std::optional<std::int64_t> number_of(const std::string& id) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    return error == std::errc{} && end == id.data() + id.size() && number > 0 ? std::optional(number) : std::nullopt;
}

bool takes_part(db::Tx& tx, const Actor& actor, const Ticket& ticket) {
    if (!actor.is_signed_in()) return false;
    return actor.is_staff() ? store::is_follower(tx, ticket.id, actor.id) : store::is_participant(tx, ticket.id, actor.id);
}

// A customer opens for themselves; an agent for anybody.
Result<> check_order(TicketWork& work, NewTicket& order, bool is_trusted) {
    const auto& actor = work.actor;
    if (!is_trusted) {
        order.requester_id = actor.id;
        order.organisation_id = actor.organisation_id;
        order.team_id.clear();
        order.assignee_id.clear();
        order.tags.clear();
    }
    // What an agent of one team opens is their team's work when they name no other.
    if (actor.is_staff() && !actor.all_teams && order.team_id.empty() && actor.team_ids.size() == 1) order.team_id = actor.team_ids.front();
    const auto requester = work.deps().accounts.find(work.tx, order.requester_id);
    if (!requester) return invalid_field("/requester_id", "no_such_person", "There is no such person.");
    if (order.organisation_id.empty()) order.organisation_id = requester->organisation_id;
    if (!order.organisation_id.empty() && !work.deps().customers.find(work.tx, order.organisation_id))
        return invalid_field("/organisation_id", "no_such_organisation", "There is no such organisation.");
    if (!order.team_id.empty() && !work.deps().accounts.find_team(work.tx, order.team_id))
        return invalid_field("/team_id", "no_such_team", "There is no such team.");
    if (!order.assignee_id.empty()) {
        const auto assignee = work.deps().accounts.find(work.tx, order.assignee_id);
        if (!assignee || !assignee->is_active || assignee->role == Role::customer || assignee->role == Role::community)
            return invalid_field("/assignee_id", "not_an_agent", "Tickets are assigned to agents.");
    }
    MS_CHECK(work.deps().projects.check(work.tx, order.project_id, order.version_id, order.component_id));
    MS_TRY(order.fields, check_fields(work.tx, order.fields));
    MS_TRY(order.tags, clean_tags(order.tags));
    return Done{};
}

Result<> add_people(TicketWork& work, const Ticket& ticket, const NewTicket& order) {
    work.tx.exec(sql::insert_participant, {ticket.id, ticket.requester_id});
    // Whoever opens a ticket for a team that is not theirs goes on seeing it.
    if (work.actor.is_staff() && !may_see(work.actor, ticket, false)) work.tx.exec(sql::insert_follower, {ticket.id, work.actor.id});
    // Cc of a stranger's mail makes nobody a participant; only agents and the form of a signed-in contact do.
    for (const auto& address : order.cc) {
        if (!accounts::is_email(address)) return invalid_field("/cc", "not_an_address", "\"" + address + "\" is not a mail address.");
        const auto person = work.deps().accounts.find_or_create(work.tx, work.actor, address, "", "en");
        work.tx.exec(sql::insert_participant, {ticket.id, person.id});
    }
    return Done{};
}

// Never answer twice: what others wrote to the customer, or the customer to us, since `after`. Two at the same time meet at the ticket's version.
Result<> nobody_answered(TicketWork& work, const Ticket& ticket, const std::string& after) {
    const auto read = store::find_message(work.tx, after, ticket.id);
    if (!read) return invalid_field("/after", "no_such_message", "This ticket has no such message.");
    const auto count = work.tx.find(sql::count_answers_since, {ticket.id, read->seq, work.actor.id}, [](const db::Row& r) { return r.integer(0); }).value_or(0);
    if (count > 0) return Error(ErrorKind::conflict, "answered_meanwhile", "Somebody has written on this ticket since you began. Read it before you send.");
    return Done{};
}

}  // namespace

Result<Ticket> Tickets::find_visible(db::Tx& tx, const Actor& actor, const std::string& id) {
    const auto number = number_of(id);
    auto ticket = number ? store::find_by_number(tx, *number) : store::find(tx, id);
    if (!ticket) return no_such_ticket();
    if (!may_see(actor, *ticket, false) && !may_see(actor, *ticket, takes_part(tx, actor, *ticket))) return no_such_ticket();
    return *std::move(ticket);
}

std::optional<Ticket> Tickets::find(db::Tx& tx, const std::string& id) {
    return store::find(tx, id);
}

Result<Opened> Tickets::open(const Actor& actor, const NewTicket& order) {
    return open_checked(actor, order, actor.is_staff());
}

Result<Opened> Tickets::open_for(const Actor& author, const NewTicket& order) {
    return open_checked(author, order, true);
}

void Tickets::join(db::Tx& tx, const std::string& ticket_id, const std::string& person_id) {
    TicketWork{*this, tx, for_system("tickets")}.join(ticket_id, person_id);
}

Result<Opened> Tickets::open_checked(const Actor& actor, const NewTicket& given, bool is_trusted) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Opened> {
        TicketWork work{*this, tx, actor};
        NewTicket order = given;
        MS_CHECK(check_order(work, order, is_trusted));
        const auto at = order.first.at.value_or(deps_.now());
        Ticket ticket{.id = deps_.next_id(), .subject = order.subject, .type = order.type, .impact = order.impact, .urgency = order.urgency,
                      .requester_id = order.requester_id, .organisation_id = order.organisation_id, .assignee_id = order.assignee_id,
                      .team_id = order.team_id, .project_id = order.project_id, .version_id = order.version_id,
                      .component_id = order.component_id, .channel = order.channel, .tags = order.tags, .fields = order.fields,
                      .message_count = 1, .created_at = at, .updated_at = at};
        if (order.first.kind == "customer") ticket.last_customer_message_at = at;
        ticket.number = store::insert(tx, ticket);
        if (!ticket.tags.empty()) store::put_tags(tx, ticket);
        MS_CHECK(add_people(work, ticket, order));
        auto message = work.write(ticket, order.first);
        message.seq = store::insert(tx, message);
        MS_CHECK(work.attach(ticket, message, order.first));
        const auto requester = deps_.accounts.find(tx, ticket.requester_id);
        const auto organisation = ticket.organisation_id.empty() ? std::nullopt : deps_.customers.find(tx, ticket.organisation_id);
        // A subject typed under an internal first note is internal too: it goes where the note goes.
        work.index(ticket, message, ticket.subject + "\n" + requester->name + " " + requester->email + " " + (organisation ? organisation->name : ""));
        work.move_counters(nullptr, &ticket);
        work.emit(ticket, "tickets.ticket_opened", "{\"number\":" + std::to_string(ticket.number) + ",\"message_id\":\"" + message.id + "\"}", false);
        if (actor.is_staff() && order.first.kind == "reply" && !order.first.is_quiet && deps_.send_out) deps_.send_out(tx, actor, ticket, message);
        return Opened{ticket, message};
    });
}

Result<Message> Tickets::add_message(const Actor& actor, const std::string& id, const NewMessage& order) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Message> {
        TicketWork work{*this, tx, actor};
        MS_TRY(auto ticket, find_visible(tx, actor, id));
        if (!ticket.merged_into.empty())
            return Error(ErrorKind::conflict, "was_merged", "This ticket was merged into another one. Write there.");
        NewMessage checked = order;
        if (!actor.is_staff()) {
            if (checked.kind != "reply" && checked.kind != "customer") return Error(ErrorKind::forbidden, "agents_only", "Only agents may do this.");
            checked.kind = "customer";
            checked.status.reset();
        }
        if (checked.kind == "reply" && !checked.after.empty()) MS_CHECK(nobody_answered(work, ticket, checked.after));
        return work.post(std::move(ticket), checked);
    });
}

Result<Ticket> Tickets::change(const Actor& actor, const std::string& id, std::optional<std::int64_t> version, const TicketChange& order) {
    return change_ticket(*this, actor, id, "tickets.ticket_changed", "", [&](TicketWork& work, Ticket t) -> Result<Ticket> {
        MS_CHECK(work.agents_only());
        if (version && *version != 0 && *version != t.version)
            return Error(ErrorKind::stale, "changed_meanwhile", "Somebody changed this ticket since you loaded it. Load it again.");
        auto word = [](const auto& text, const char* pointer, auto parse, auto& into) -> Result<> {
            if (!text) return Done{};
            const auto value = parse(*text);
            if (!value) return invalid_field(pointer, "unknown_word", "\"" + *text + "\" is not one of the known words.");
            into = *value;
            return Done{};
        };
        MS_CHECK(word(order.type, "/type", type_from, t.type));
        MS_CHECK(word(order.impact, "/impact", level_from, t.impact));
        MS_CHECK(word(order.urgency, "/urgency", level_from, t.urgency));
        if (order.subject) t.subject = *order.subject;
        if (order.project_id) {
            t.project_id = order.project_id->value_or("");
            t.version_id.clear();
            t.component_id.clear();
        }
        if (order.version_id) t.version_id = order.version_id->value_or("");
        if (order.component_id) t.component_id = order.component_id->value_or("");
        MS_CHECK(work.deps().projects.check(work.tx, t.project_id, t.version_id, t.component_id));
        if (order.organisation_id) {
            t.organisation_id = order.organisation_id->value_or("");
            if (!t.organisation_id.empty() && !work.deps().customers.find(work.tx, t.organisation_id))
                return invalid_field("/organisation_id", "no_such_organisation", "There is no such organisation.");
        }
        if (order.requester_id) {
            if (!work.deps().accounts.find(work.tx, *order.requester_id)) return invalid_field("/requester_id", "no_such_person", "There is no such person.");
            t.requester_id = *order.requester_id;
            work.join(t.id, t.requester_id);
        }
        if (order.tags) {
            MS_TRY(t.tags, clean_tags(*order.tags));
        }
        if (order.fields) {
            MS_TRY(t.fields, check_fields(work.tx, *order.fields));
        }
        if (order.subject) {
            Message subject_only{.ticket_id = t.id};
            subject_only.visibility = Visibility::customer;
            work.index(t, subject_only, t.subject);
        }
        return t;
    });
}

std::int64_t Tickets::open_tickets_of(db::Tx& tx, const std::string& organisation_id) {
    return store::counter(tx, "view:org:" + organisation_id);
}

bool Tickets::may_write(db::Tx& tx, const Ticket& ticket, const accounts::Person& person) {
    return person.is_active && (ticket.requester_id == person.id || store::is_participant(tx, ticket.id, person.id));
}

std::vector<accounts::PersonRef> Tickets::participants(db::Tx& tx, const std::string& ticket_id) {
    return tx.list(sql::list_participants, {ticket_id}, [](const db::Row& r) { return accounts::PersonRef{r.text(0), r.text(1), r.text(2)}; });
}

std::vector<Attachment> Tickets::attachments_of(db::Tx& tx, const Message& message) {
    auto all = store::list_attachments(tx, message.ticket_id);
    std::erase_if(all, [&](const Attachment& a) { return a.message_id != message.id; });
    return all;
}

std::optional<Message> Tickets::find_message(db::Tx& tx, const std::string& message_id) {
    const auto ticket_id = tx.find(sql::find_message_ticket, {message_id}, [](const db::Row& r) { return r.text(0); });
    return ticket_id ? store::find_message(tx, message_id, *ticket_id) : std::nullopt;
}

void Tickets::note_delivery(db::Tx& tx, const Actor& actor, const Ticket& ticket, const std::string& what, const std::string& detail) {
    TicketWork work{*this, tx, actor};
    work.emit(ticket, what, change_payload(ticket, {}, detail), true);
}

Result<> Tickets::remove_stale_uploads() {
    struct Stale {
        std::string id, blob_id;
    };
    std::vector<Stale> stale;
    MS_CHECK(deps_.db.write([&](db::Tx& tx) -> Result<> {
        stale = tx.list(sql::list_stale_uploads, {deps_.now() - kDay}, [](const db::Row& r) { return Stale{r.text(0), r.text(1)}; });
        for (const auto& one : stale) tx.exec(sql::remove_attachment, {one.id});
        return Done{};
    }));
    for (const auto& one : stale) deps_.blobs.remove(one.blob_id);  // after the commit: never a row without its bytes
    return Done{};
}

}  // namespace mainstay::tickets
