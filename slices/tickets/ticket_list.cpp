#include "tickets/ticket_list.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "kit/search/tokens.hpp"
#include "tickets/search_scope.hpp"
#include "tickets/ticket_store.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

constexpr char kRow[] =
    "SELECT t.id, t.number, t.subject, t.status, t.type, t.priority, t.impact, t.urgency, t.requester_id, r.name, r.email, t.organisation_id,"
    " o.name, t.assignee_id, a.name, a.email, t.team_id, m.name, t.project_id, p.name, t.tags, t.message_count, t.created_at, t.updated_at,"
    " t.last_customer_message_at, COALESCE(x.read_at, 0)"
    " FROM tickets t JOIN persons r ON r.id = t.requester_id LEFT JOIN organisations o ON o.id = t.organisation_id"
    " LEFT JOIN persons a ON a.id = t.assignee_id LEFT JOIN teams m ON m.id = t.team_id LEFT JOIN projects p ON p.id = t.project_id"
    " LEFT JOIN ticket_reads x ON x.ticket_id = t.id AND x.person_id = ?";

TicketRow read(const db::Row& r, const Actor& actor) {
    TicketRow row;
    row.id = r.text(0);
    row.number = r.integer(1);
    row.subject = r.text(2);
    row.status = r.text(3);
    row.type = r.text(4);
    row.priority = std::string(to_text(static_cast<Priority>(r.integer(5))));
    row.impact = r.text(6);
    row.urgency = r.text(7);
    row.requester = {r.text(8), r.text(9), r.text(10)};
    row.organisation_id = r.maybe_text(11);
    row.organisation_name = r.maybe_text(12);
    if (!r.is_null(13)) row.assignee = Person{r.text(13), r.text(14), r.text(15)};
    row.team_id = r.maybe_text(16);
    row.team_name = r.maybe_text(17);
    row.project_id = r.maybe_text(18);
    row.project_name = r.maybe_text(19);
    row.tags = split(r.view(20), ' ');
    row.message_count = r.integer(21);
    row.created_at = r.integer(22);
    row.updated_at = r.integer(23);
    row.last_customer_message_at = r.maybe_integer(24);
    row.is_unread = actor.is_staff() && row.last_customer_message_at && *row.last_customer_message_at > r.integer(25);
    if (!actor.is_staff()) row.tags.clear();  // the team's own sorting words
    return row;
}

// The same policy as may_see(actor, ticket), in SQL.
void restrict_to_visible(db::Select& select, const Actor& actor) {
    if (actor.is_staff()) {
        if (actor.all_teams) return;
        select.where("(t.assignee_id = ? OR t.team_id IN (SELECT team_id FROM team_members WHERE person_id = ?)"
                     " OR t.id IN (SELECT ticket_id FROM ticket_followers WHERE person_id = ?))",
                     {actor.id, actor.id, actor.id});
    } else if (actor.sees_organisation && !actor.organisation_id.empty()) {
        select.where("t.id IN (SELECT ticket_id FROM ticket_participants WHERE person_id = ? UNION SELECT id FROM tickets WHERE requester_id = ?"
                     " UNION SELECT id FROM tickets WHERE organisation_id = ? AND type <> 'security')",
                     {actor.id, actor.id, actor.organisation_id});
    } else {
        select.where("t.id IN (SELECT ticket_id FROM ticket_participants WHERE person_id = ? UNION SELECT id FROM tickets WHERE requester_id = ?)",
                     {actor.id, actor.id});
    }
}

Result<> apply_view(db::Select& select, const std::string& view, const Actor& actor) {
    if (view.empty() || view == "all") return Done{};
    if (view == "mine")
        select.where("t.assignee_id = ? AND t.is_open = 1", {actor.id});
    else if (view == "unassigned")
        select.where("t.assignee_id IS NULL AND t.is_open = 1");
    else if (view == "open")
        select.where("t.is_open = 1");
    else if (view == "waiting_for_us")
        select.where("t.waits_for_us = 1");
    else if (view.starts_with("team:"))
        select.where("t.team_id = ? AND t.is_open = 1", {view.substr(5)});
    else if (status_from(view))
        select.where("t.status = ?", {view});
    else
        return Error(ErrorKind::not_found, "no_such_view", "There is no such view.");
    return Done{};
}

Result<> apply_saved_view(Tickets& tickets, db::Select& select, const std::string& id, const Actor& actor) {
    if (!actor.is_staff()) return Error(ErrorKind::not_found, "no_such_view", "There is no such view.");
    MS_TRY(const auto view, tickets.deps().db.read([&](db::Tx& tx) { return find_saved_view(tx, actor, id); }));
    add_condition(select, view.conditions, actor, tickets.deps().now(), tickets.deps().db.engine());
    return Done{};
}

Result<> apply_filters(db::Select& select, const ListOrder& order, const Actor& actor) {
    for (const auto& word : order.status)
        if (!status_from(word)) return invalid_field("?status", "unknown_word", "\"" + word + "\" is not a status.");
    for (const auto& word : order.type)
        if (!type_from(word)) return invalid_field("?type", "unknown_word", "\"" + word + "\" is not a type.");
    if (!order.status.empty()) select.where_in("t.status", order.status);
    if (!order.type.empty()) select.where_in("t.type", order.type);
    std::vector<std::int64_t> priorities;
    for (const auto& word : order.priority) {
        const auto priority = priority_from(word);
        if (!priority) return invalid_field("?priority", "unknown_word", "\"" + word + "\" is not a priority.");
        priorities.push_back(static_cast<std::int64_t>(*priority));
    }
    while (!priorities.empty() && priorities.size() < 4) priorities.push_back(priorities.back());
    if (!priorities.empty()) select.where("t.priority IN (?, ?, ?, ?)", {priorities[0], priorities[1], priorities[2], priorities[3]});
    if (order.assignee == "none")
        select.where("t.assignee_id IS NULL");
    else if (!order.assignee.empty())
        select.where("t.assignee_id = ?", {order.assignee == "me" ? actor.id : order.assignee});
    if (!order.team.empty()) select.where("t.team_id = ?", {order.team});
    if (!order.requester.empty()) select.where("t.requester_id = ?", {order.requester == "me" ? actor.id : order.requester});
    if (!order.organisation.empty()) select.where("t.organisation_id = ?", {order.organisation});
    if (!order.project.empty()) select.where("t.project_id = ?", {order.project});
    if (!order.tag.empty() && actor.is_staff()) select.where("t.id IN (SELECT ticket_id FROM ticket_tags WHERE tag = ?)", {order.tag});
    return Done{};
}

std::int64_t number_in(const std::string& text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Sorting goes by (column, number); the cursor is that pair of the last row.
Result<> apply_order(db::Select& select, const ListOrder& order, const http::Cursors& cursors) {
    std::int64_t at = 0, number = 0;
    const bool has_cursor = !order.cursor.empty();
    if (has_cursor) {
        MS_TRY(const auto position, cursors.open("tickets:" + order.sort + (order.is_ascending ? "+" : "-"), order.cursor));
        if (position.size() != 2) return Error(ErrorKind::malformed, "bad_cursor", "This cursor is not one of ours.");
        at = number_in(position[0]);
        number = number_in(position[1]);
    }
    const bool up = order.is_ascending;
    auto after = [&](auto& less, auto& more) {
        if (has_cursor) up ? select.where(more, {at, at, number}) : select.where(less, {at, at, number});
    };
    if (order.sort == "updated") {
        after("(t.updated_at < ? OR (t.updated_at = ? AND t.number < ?))", "(t.updated_at > ? OR (t.updated_at = ? AND t.number > ?))");
        up ? select.then("ORDER BY t.updated_at, t.number LIMIT ?", {order.limit + 1}) : select.then("ORDER BY t.updated_at DESC, t.number DESC LIMIT ?", {order.limit + 1});
    } else if (order.sort == "created") {
        after("(t.created_at < ? OR (t.created_at = ? AND t.number < ?))", "(t.created_at > ? OR (t.created_at = ? AND t.number > ?))");
        up ? select.then("ORDER BY t.created_at, t.number LIMIT ?", {order.limit + 1}) : select.then("ORDER BY t.created_at DESC, t.number DESC LIMIT ?", {order.limit + 1});
    } else if (order.sort == "priority") {
        after("(t.priority < ? OR (t.priority = ? AND t.number < ?))", "(t.priority > ? OR (t.priority = ? AND t.number > ?))");
        up ? select.then("ORDER BY t.priority, t.number LIMIT ?", {order.limit + 1}) : select.then("ORDER BY t.priority DESC, t.number DESC LIMIT ?", {order.limit + 1});
    } else if (order.sort == "number") {
        after("(t.number < ? OR (t.number = ? AND t.number < ?))", "(t.number > ? OR (t.number = ? AND t.number > ?))");
        up ? select.then("ORDER BY t.number LIMIT ?", {order.limit + 1}) : select.then("ORDER BY t.number DESC LIMIT ?", {order.limit + 1});
    } else {
        return invalid_field("?sort", "unknown_word", "Sort by updated, created, priority or number.");
    }
    return Done{};
}

std::string sort_value(const TicketRow& row, const std::string& sort) {
    if (sort == "created") return std::to_string(row.created_at);
    if (sort == "priority") return std::to_string(static_cast<int>(priority_from(row.priority).value_or(Priority::normal)));
    if (sort == "number") return std::to_string(row.number);
    return std::to_string(row.updated_at);
}

}  // namespace

Result<http::Page<TicketRow>> list_tickets(Tickets& tickets, const Actor& actor, const ListOrder& order) {
    if (!order.words.empty()) return search_tickets(tickets, actor, order.words, order.cursor, order.limit);
    db::Select select(kRow, {actor.id});
    restrict_to_visible(select, actor);
    if (order.view.starts_with("saved:"))
        MS_CHECK(apply_saved_view(tickets, select, order.view.substr(6), actor));
    else
        MS_CHECK(apply_view(select, order.view, actor));
    MS_CHECK(apply_filters(select, order, actor));
    http::Page<TicketRow> page;
    if (order.conditions) add_condition(select, *order.conditions, actor, tickets.deps().now(), tickets.deps().db.engine());
    MS_CHECK(apply_order(select, order, tickets.deps().cursors));
    tickets.deps().db.run_read([&](db::Tx& tx) { select.run(tx, "tickets.list_tickets", [&](const db::Row& r) { page.items.push_back(read(r, actor)); }); });
    if (page.items.size() > static_cast<std::size_t>(order.limit)) {
        page.items.pop_back();
        const auto& last = page.items.back();
        page.next = tickets.deps().cursors.seal("tickets:" + order.sort + (order.is_ascending ? "+" : "-"),
                                                {sort_value(last, order.sort), std::to_string(last.number)});
    }
    return page;
}

ViewCount count_tickets(Tickets& tickets, const Actor& actor, const Condition& conditions, int most) {
    db::Select select("SELECT COUNT(*) FROM (SELECT 1 AS one FROM tickets t");
    restrict_to_visible(select, actor);
    select.where("t.number > (SELECT COALESCE(MAX(number), 0) - 200000 FROM tickets)");
    add_condition(select, conditions, actor, tickets.deps().now(), tickets.deps().db.engine());
    select.then("LIMIT ?) AS few", {most + 1});
    ViewCount counted;
    tickets.deps().db.run_read([&](db::Tx& tx) { select.run(tx, "tickets.count_view", [&](const db::Row& r) { counted.count = r.integer(0); }); });
    counted.has_more = counted.count > most;
    counted.count = std::min<std::int64_t>(counted.count, most);
    return counted;
}

std::optional<TicketRow> find_row(db::Tx& tx, const Actor& actor, const std::string& ticket_id) {
    db::Select select(kRow, {actor.id});
    restrict_to_visible(select, actor);
    select.where("t.id = ?", {ticket_id});
    std::optional<TicketRow> found;
    select.run(tx, "tickets.find_row", [&](const db::Row& r) { found = read(r, actor); });
    return found;
}

namespace {

struct Hit {
    std::int64_t doc = 0;
    std::string ticket_id;
    std::int64_t message_seq = 0;
};

std::vector<Hit> find_docs(db::Tx& tx, const Actor& actor, const search::Words& words, std::int64_t before, int limit) {
    const auto scopes = actor.is_staff() ? std::vector<std::string>{} : scopes_of(actor);
    const auto text = tx.engine() == db::Engine::sqlite ? words.fts5(scopes) : words.tsquery(scopes);
    auto read_hit = [](const db::Row& r) { return Hit{r.integer(0), r.text(1), r.integer(2)}; };
    if (!actor.is_staff()) return tx.list(sql::find_docs_own, {text, before, limit}, read_hit);
    auto hits = tx.list(sql::find_docs_customer, {text, before, limit}, read_hit);
    auto more = tx.list(sql::find_docs_internal, {text, before, limit}, read_hit);
    hits.insert(hits.end(), more.begin(), more.end());
    std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.doc > b.doc; });
    if (hits.size() > static_cast<std::size_t>(limit)) hits.resize(static_cast<std::size_t>(limit));
    return hits;
}

std::string snippet_of(db::Tx& tx, const Hit& hit, const std::string& subject, const search::Words& words) {
    auto text = tx.find(sql::find_message_text, {hit.message_seq}, [](const db::Row& r) { return r.text(0); }).value_or("");
    return search::snippet(text.empty() ? subject : text, words);
}

// What the actor has by person in teams that are not theirs, by view: own:<person>:<team>:<view>.
std::map<std::string, std::int64_t> own_outside_teams(db::Tx& tx, const Actor& actor) {
    const auto head = "own:" + actor.id + ":";
    std::map<std::string, std::int64_t> counts;
    tx.each(sql::list_own_counters, {head, "own:" + actor.id + ";"}, [&](const db::Row& r) {
        const auto rest = r.view(0).substr(head.size());
        const auto end = rest.find(':');
        if (!actor.is_in_team(rest.substr(0, end))) counts[std::string(rest.substr(end + 1))] += r.integer(1);
    });
    return counts;
}

// "#123" or "123" names a ticket.
std::optional<std::int64_t> ticket_number(std::string_view words) {
    if (words.starts_with('#')) words.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), number);
    return error == std::errc{} && end == words.data() + words.size() && number > 0 ? std::optional(number) : std::nullopt;
}

}  // namespace

// Newest hits first. Each round takes a bounded number of hits; the cursor is where the last one stood.
Result<http::Page<TicketRow>> search_tickets(Tickets& tickets, const Actor& actor, const std::string& text, const std::string& cursor, std::int64_t limit) {
    constexpr int kMostRounds = 20;
    const int round_size = static_cast<int>(limit) * 2;
    const auto words = search::words(text);
    std::int64_t before = INT64_MAX;
    if (!cursor.empty()) {
        MS_TRY(const auto position, tickets.deps().cursors.open("search", cursor));
        before = number_in(position.at(0));
    }
    http::Page<TicketRow> page;
    std::map<std::string, bool> seen;
    tickets.deps().db.run_read([&](db::Tx& tx) {
        if (const auto number = ticket_number(text); number && cursor.empty()) {
            const auto exact = store::find_by_number(tx, *number);
            auto row = exact ? find_row(tx, actor, exact->id) : std::nullopt;
            if (row) {
                row->snippet = row->subject;
                seen[row->id] = true;
                page.items.push_back(*std::move(row));
            }
        }
        if (words.is_empty()) return;
        for (int round = 0; round < kMostRounds; ++round) {
            const auto hits = find_docs(tx, actor, words, before, round_size);
            for (const auto& hit : hits) {
                before = hit.doc;
                if (!seen.emplace(hit.ticket_id, true).second) continue;
                auto row = find_row(tx, actor, hit.ticket_id);
                if (!row) continue;
                row->snippet = snippet_of(tx, hit, row->subject, words);
                page.items.push_back(*std::move(row));
                if (page.items.size() == static_cast<std::size_t>(limit)) {
                    page.next = tickets.deps().cursors.seal("search", {std::to_string(before)});
                    return;
                }
            }
            if (hits.size() < static_cast<std::size_t>(round_size)) return;
        }
        page.next = tickets.deps().cursors.seal("search", {std::to_string(before)});
    });
    return page;
}

std::vector<ViewReply> list_views(Tickets& tickets, const Actor& actor) {
    static constexpr std::pair<const char*, const char*> kViews[] = {
        {"mine", "mine"}, {"unassigned", "all"}, {"new", "all"}, {"waiting_for_us", "all"}, {"open", "all"}, {"waiting_for_customer", "all"},
        {"waiting_for_upstream", "all"}, {"on_hold", "all"}, {"resolved", "all"}, {"closed", "all"}, {"all", "all"}};
    auto counter_of = [&](const std::string& key) {
        if (key == "mine") return "mine:" + actor.id;
        const bool is_wider_than_status = key == "open" || key == "waiting_for_us";
        return status_from(key) && !is_wider_than_status ? "status:" + key : key;
    };
    return tickets.deps().db.read([&](db::Tx& tx) {
        const auto own = actor.all_teams ? std::map<std::string, std::int64_t>{} : own_outside_teams(tx, actor);
        auto count = [&](const std::string& name) {
            if (actor.all_teams || name.starts_with("mine:")) return store::counter(tx, "view:" + name);
            const auto found = own.find(name);
            auto sum = found == own.end() ? 0 : found->second;
            for (const auto& team : actor.team_ids) sum += store::counter(tx, "view:" + name + "@" + team);
            return sum;
        };
        std::vector<ViewReply> views;
        for (const auto& [key, group] : kViews) views.push_back({key, key, group, count(counter_of(key))});
        static constexpr db::Query kTeams{"tickets.list_view_teams", "SELECT id, name FROM teams ORDER BY name LIMIT 200"};
        for (const auto& [id, name] : tx.list(kTeams, {}, [](const db::Row& r) { return std::pair(r.text(0), r.text(1)); }))
            if (actor.is_in_team(id)) views.push_back({"team:" + id, name, "team", store::counter(tx, "view:open@" + id)});
        for (const auto& view : list_saved_views(tx, actor))
            views.push_back({"saved:" + view.id, view.name, view.is_shared ? "shared" : "own", {}, view.sort, view.order, view.columns});
        return views;
    });
}

}  // namespace mainstay::tickets
