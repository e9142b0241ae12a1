#pragma once
// Lists of tickets: saved views, filters, sorting, search. What the actor may not see is filtered in SQL.
#include "kit/http/http.hpp"
#include "tickets/saved_views.hpp"
#include "tickets/ticket_shapes.hpp"

namespace mainstay::tickets {

struct ListOrder {
    std::string view, assignee, team, requester, organisation, project, tag, words, cursor;
    std::vector<std::string> status, type, priority;
    std::string sort = "updated";
    bool is_ascending = false;
    std::int64_t limit = 50;
    std::optional<Condition> conditions;  // checked before
};

Result<http::Page<TicketRow>> list_tickets(Tickets& tickets, const Actor& actor, const ListOrder& order);
Result<http::Page<TicketRow>> search_tickets(Tickets& tickets, const Actor& actor, const std::string& words, const std::string& cursor, std::int64_t limit);
// Counts at most `most`, among the newest 200,000 tickets: its work has a bound.
ViewCount count_tickets(Tickets& tickets, const Actor& actor, const Condition& conditions, int most);
std::vector<ViewReply> list_views(Tickets& tickets, const Actor& actor);
std::optional<TicketRow> find_row(db::Tx& tx, const Actor& actor, const std::string& ticket_id);

}  // namespace mainstay::tickets
