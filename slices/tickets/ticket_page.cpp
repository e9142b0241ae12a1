#include "tickets/ticket_page.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "kit/events/events.hpp"
#include "tickets/ticket_list.hpp"
#include "tickets/ticket_store.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

constexpr int kMostMessages = 200;

std::optional<std::string> maybe(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::vector<Person> people(db::Tx& tx, const db::Query& query, const std::string& ticket_id) {
    return tx.list(query, {ticket_id}, [](const db::Row& r) { return Person{r.text(0), r.text(1), r.text(2)}; });
}

std::string named(db::Tx& tx, const db::Query& query, const std::string& id, const std::string& project_id) {
    return tx.find(query, {id, project_id}, [](const db::Row& r) { return r.text(1); }).value_or("");
}

void add_versions(db::Tx& tx, TicketPage& page, const Ticket& t) {
    static constexpr db::Query kVersion{"tickets.find_version_name", "SELECT id, name FROM project_versions WHERE id = $1 AND project_id = $2"};
    static constexpr db::Query kComponent{"tickets.find_component_name", "SELECT id, name FROM project_components WHERE id = $1 AND project_id = $2"};
    page.version_id = maybe(t.version_id);
    page.component_id = maybe(t.component_id);
    if (page.version_id) page.version_name = named(tx, kVersion, t.version_id, t.project_id);
    if (page.component_id) page.component_name = named(tx, kComponent, t.component_id, t.project_id);
}

void add_staff_parts(db::Tx& tx, TicketPage& page, Tickets& tickets, const Actor& actor, const Ticket& t) {
    page.followers = people(tx, sql::list_followers, t.id);
    page.fields.text = t.fields;
    page.links = tx.list(sql::list_links, {t.id}, [](const db::Row& r) {
        static constexpr std::pair<std::string_view, std::string_view> kReverse[] = {{"duplicates", "duplicated_by"}, {"blocks", "blocked_by"}, {"caused_by", "causes"}};
        std::string kind = r.text(1);
        if (r.flag(6))
            for (const auto& [forth, back] : kReverse)
                if (kind == forth) {
                    kind = back;
                    break;
                }
        return LinkReply{r.text(0), kind, r.text(2), r.integer(3), r.text(4), r.text(5)};
    });
    std::erase_if(page.links, [&](const LinkReply& link) { return !tickets.find_visible(tx, actor, link.ticket_id).has_value(); });
    for (const auto next : next_statuses(t.status)) page.allowed_statuses.emplace_back(to_text(next));
}

}  // namespace

MessageReply message_reply(const Message& m, const std::vector<Attachment>& attachments, const std::vector<Delivery>& deliveries, const Actor& actor) {
    MessageReply reply;
    reply.id = m.id;
    reply.kind = m.kind;
    reply.visibility = std::string(to_text(m.visibility));
    if (!m.author_id.empty()) reply.author = Person{m.author_id, m.author_name, m.author_email};
    reply.author_role = m.author_role;
    reply.from_text = m.from_text;
    reply.text = m.text;
    reply.quoted = m.quoted;
    reply.signature = m.signature;
    reply.has_html = m.has_html;
    reply.has_remote_images = m.has_remote_images;
    for (const auto& a : attachments)
        if (a.message_id == m.id) reply.attachments.push_back({a.id, a.name, a.type, a.size, a.is_inline, "/api/v1/attachments/" + a.id});
    reply.channel = m.channel;
    reply.created_at = m.created_at;
    for (const auto& d : deliveries)
        if (d.message_id == m.id && actor.is_staff()) reply.delivery.push_back({d.recipient, d.state, d.detail, d.at});
    reply.is_unverified = m.is_unverified;
    reply.to = split(m.to_text, '\n');
    reply.cc = split(m.cc_text, '\n');
    return reply;
}

Result<TicketPage> ticket_page(Tickets& tickets, const Actor& actor, const std::string& id) {
    return tickets.deps().db.read([&](db::Tx& tx) -> Result<TicketPage> {
        MS_TRY(const auto t, tickets.find_visible(tx, actor, id));
        auto row = find_row(tx, actor, t.id);
        if (!row) return Error(ErrorKind::not_found, "no_such_ticket", "There is no such ticket.");
        TicketPage page;
        static_cast<TicketRow&>(page) = *std::move(row);
        page.channel = t.channel;
        page.merged_into = maybe(t.merged_into);
        page.resolution = maybe(t.resolution);
        page.resolved_at = t.resolved_at;
        page.closed_at = t.closed_at;
        page.hold_until = t.hold_until;
        page.version = t.version;
        page.fields.text = "{}";
        add_versions(tx, page, t);
        page.participants = people(tx, sql::list_participants, t.id);
        if (actor.is_staff()) add_staff_parts(tx, page, tickets, actor, t);
        const auto messages = store::list_messages(tx, t.id, actor.is_staff(), INT64_MAX, kMostMessages);
        const auto attachments = store::list_attachments(tx, t.id);
        const auto deliveries = actor.is_staff() && tickets.deps().deliveries ? tickets.deps().deliveries(tx, t.id) : std::vector<Delivery>{};
        for (const auto& message : messages)
            if (may_see(actor, message.visibility)) page.messages.push_back(message_reply(message, attachments, deliveries, actor));
        if (messages.size() == kMostMessages) page.older_messages = std::max<std::int64_t>(0, t.message_count - kMostMessages);
        if (!actor.is_staff()) page.message_count = static_cast<std::int64_t>(page.messages.size());
        page.drafts = tx.list(sql::list_drafts, {t.id, actor.id}, [&](const db::Row& r) {
            return DraftReply{r.text(0), r.text(1), r.text(2), r.integer(3), {actor.id, actor.name, ""}};
        });
        return page;
    });
}

std::vector<HistoryReply> ticket_history(db::Tx& tx, const Actor& actor, const std::string& ticket_id, std::int64_t before, int limit) {
    std::vector<HistoryReply> entries;
    for (const auto& event : events::history(tx, "ticket", ticket_id, before, limit)) {
        if (!actor.is_staff() && !events::may_hear(actor, event.scope)) continue;
        HistoryReply entry{.seq = event.seq, .at = event.at, .actor = {}, .kind = event.kind, .reason = {}, .changes = {}};
        if (event.actor_role != "system") entry.actor = Person{event.actor_id, event.actor_name, ""};
        if (const auto payload = json::Document::parse(event.payload.empty() ? "{}" : event.payload)) {
            const bool is_customers_word = event.actor_role == "customer" || event.actor_role == "community";
            const auto reason = payload->root().find("reason");
            if (reason && (actor.is_staff() || is_customers_word)) entry.reason = reason->text();  // why we did it is said among us
            const auto changes = payload->root().find("changes");
            for (std::size_t i = 0; changes && i < changes->size(); ++i) {
                const auto one = changes->at(i);
                HistoryChange change{std::string(one.find("field")->text()), std::string(one.find("from")->text()), std::string(one.find("to")->text())};
                const bool is_ours = change.field == "tags" || change.field == "fields" || change.field == "team_id";
                if (actor.is_staff() || !is_ours) entry.changes.push_back(std::move(change));
            }
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace mainstay::tickets
