// The verbs that move a ticket: status, resolution, closure, hold, assignment.
#include "tickets/ticket_work.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {

Result<Ticket> Tickets::set_status(const Actor& actor, const std::string& id, Status status, const std::string& reason) {
    return change_ticket(*this, actor, id, "tickets.ticket_changed", reason, [&](TicketWork& work, Ticket t) -> Result<Ticket> {
        MS_CHECK(work.agents_only());
        return tickets::set_status(std::move(t), status, deps_.now());
    });
}

Result<Ticket> Tickets::resolve(const Actor& actor, const std::string& id, const std::string& summary, const std::string& message) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Ticket> {
        TicketWork work{*this, tx, actor};
        MS_TRY(auto before, find_visible(tx, actor, id));
        MS_CHECK(work.agents_only());
        if (!message.empty()) {
            NewMessage reply;
            reply.body = message;
            MS_CHECK(work.post(before, reply));
            before = *store::find(tx, before.id);
        }
        MS_TRY(auto after, tickets::set_status(before, Status::resolved, deps_.now()));
        after.resolution = summary;
        return work.save(before, std::move(after), "tickets.ticket_resolved");
    });
}

Result<Ticket> Tickets::close(const Actor& actor, const std::string& id, const std::string& reason) {
    return change_ticket(*this, actor, id, "tickets.ticket_closed", reason,
                         [&](TicketWork&, Ticket t) { return tickets::set_status(std::move(t), Status::closed, deps_.now()); });
}

Result<Ticket> Tickets::reopen(const Actor& actor, const std::string& id, const std::string& reason) {
    return change_ticket(*this, actor, id, "tickets.ticket_reopened", reason, [&](TicketWork&, Ticket t) -> Result<Ticket> {
        if (t.is_open()) return Error(ErrorKind::conflict, "not_done", "Only a resolved or closed ticket can be reopened.");
        return tickets::set_status(std::move(t), Status::open, deps_.now());
    });
}

Result<Ticket> Tickets::hold(const Actor& actor, const std::string& id, std::optional<Millis> until, const std::string& reason) {
    return change_ticket(*this, actor, id, "tickets.ticket_held", reason, [&](TicketWork& work, Ticket t) -> Result<Ticket> {
        MS_CHECK(work.agents_only());
        if (until && *until <= deps_.now()) return invalid_field("/until", "in_the_past", "Choose a time in the future.");
        MS_TRY(auto held, tickets::set_status(std::move(t), Status::on_hold, deps_.now()));
        held.hold_until = until;
        return held;
    });
}

Result<Ticket> Tickets::release(const Actor& actor, const std::string& id) {
    return change_ticket(*this, actor, id, "tickets.ticket_released", "", [&](TicketWork& work, Ticket t) -> Result<Ticket> {
        MS_CHECK(work.agents_only());
        if (t.status != Status::on_hold) return Error(ErrorKind::conflict, "not_on_hold", "This ticket is not on hold.");
        return tickets::set_status(std::move(t), Status::open, deps_.now());
    });
}

Result<> Tickets::release_due() {
    const auto due = deps_.db.read([&](db::Tx& tx) { return tx.list(sql::list_held, {deps_.now()}, [](const db::Row& r) { return r.text(0); }); });
    for (const auto& id : due) (void)release(for_system("hold-timer"), id);
    return Done{};
}

Result<Ticket> Tickets::assign(const Actor& actor, const std::string& id, const std::optional<std::optional<std::string>>& assignee_id,
                               const std::optional<std::optional<std::string>>& team_id) {
    return change_ticket(*this, actor, id, "tickets.ticket_assigned", "", [&](TicketWork& work, Ticket t) -> Result<Ticket> {
        MS_CHECK(work.agents_only());
        const Ticket before = t;
        if (team_id) {
            t.team_id = team_id->value_or("");
            if (!t.team_id.empty() && !deps_.accounts.find_team(work.tx, t.team_id)) return invalid_field("/team_id", "no_such_team", "There is no such team.");
        }
        if (assignee_id) {
            t.assignee_id = assignee_id->value_or("");
            const auto person = deps_.accounts.find(work.tx, t.assignee_id);
            const bool is_agent = person && person->is_active && deps_.accounts.actor_of(work.tx, *person).is_staff();
            if (!t.assignee_id.empty() && !is_agent) return invalid_field("/assignee_id", "not_an_agent", "Tickets are assigned to agents.");
            if (is_agent && t.status == Status::fresh) t.status = Status::open;
        }
        // Whoever hands a ticket to a team that is not theirs goes on seeing it, as whoever opens one there does.
        if (!may_see(actor, t, false)) work.follow(before, actor.id, true);
        return t;
    });
}

}  // namespace mainstay::tickets
