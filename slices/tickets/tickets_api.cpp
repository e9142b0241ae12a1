#include <algorithm>

#include "kit/http/http.hpp"
#include "tickets/canned_replies.hpp"
#include "tickets/saved_views.hpp"
#include "tickets/ticket_list.hpp"
#include "tickets/ticket_page.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

using http::Access;
using http::Request;
using http::Response;

template <class T>
Result<T> read_or_default(const Request& r) {
    if (r.body.empty()) return T{};
    return json::read<T>(r.body);
}

template <class E, class Parse>
Result<E> word(const std::string& text, const char* pointer, Parse parse) {
    const auto value = parse(text);
    if (!value) return invalid_field(pointer, "unknown_word", "\"" + text + "\" is not one of the known words.");
    return *value;
}

// Every verb answers with the ticket as its page shows it.
Result<Response> page_reply(Tickets& tickets, const Request& r, const std::string& id, int status = 200) {
    MS_TRY(const auto page, ticket_page(tickets, r.actor, id));
    return http::reply(status, page).etag(page.version);
}
Result<Response> after(Tickets& tickets, const Request& r, const Result<Ticket>& done) {
    MS_CHECK(done);
    return page_reply(tickets, r, done->id);
}

Result<ListOrder> list_order(const Request& r) {
    http::Query q(r);
    ListOrder order;
    order.view = q.text("view").value_or("");
    order.status = q.list("status");
    order.type = q.list("type");
    order.priority = q.list("priority");
    order.assignee = q.text("assignee").value_or("");
    order.team = q.text("team").value_or("");
    order.requester = q.text("requester").value_or("");
    order.organisation = q.text("organisation").value_or("");
    order.project = q.text("project").value_or("");
    order.tag = q.text("tag").value_or("");
    order.words = q.text("q").value_or("");
    order.sort = q.text("sort").value_or("updated");
    order.is_ascending = q.text("order").value_or("desc") == "asc";
    order.cursor = q.text("cursor", 2000).value_or("");
    order.limit = q.limit();
    MS_CHECK(q.finish());
    return order;
}

Result<Response> list(Tickets& tickets, const Request& r) {
    MS_TRY(const auto order, list_order(r));
    MS_TRY(const auto page, list_tickets(tickets, r.actor, order));
    return http::reply(r, page);
}

Result<Response> search(Tickets& tickets, const Request& r) {
    http::Query q(r);
    const auto words = q.text("q").value_or(""), cursor = q.text("cursor", 2000).value_or("");
    const auto limit = q.limit();
    MS_CHECK(q.finish());
    MS_TRY(const auto page, search_tickets(tickets, r.actor, words, cursor, limit));
    return http::reply(r, page);
}

Result<NewTicket> new_ticket(Tickets& tickets, const Request& r, const OpenOrder& in) {
    NewTicket order;
    order.subject = in.subject;
    MS_TRY(order.type, word<Type>(in.type, "/type", type_from));
    MS_TRY(order.impact, word<Level>(in.impact, "/impact", level_from));
    MS_TRY(order.urgency, word<Level>(in.urgency, "/urgency", level_from));
    order.requester_id = in.requester_id.value_or(r.actor.id);
    order.organisation_id = in.organisation_id.value_or("");
    order.team_id = in.team_id.value_or("");
    order.assignee_id = in.assignee_id.value_or("");
    order.project_id = in.project_id.value_or("");
    order.version_id = in.version_id.value_or("");
    order.component_id = in.component_id.value_or("");
    order.tags = in.tags;
    order.cc = in.cc;
    order.fields = in.fields.text;
    const bool by_staff = r.actor.is_staff();
    order.channel = by_staff && in.channel == "phone" ? "phone" : r.header("authorization").empty() ? "web" : "api";
    order.first.body = in.body;
    order.first.format = in.format;
    order.first.attachments = in.attachments;
    order.first.channel = order.channel;
    // What an agent writes down for somebody is the customer's word, unless it is for the agent's own ticket.
    order.first.kind = "customer";
    if (by_staff && in.requester_email) {
        MS_TRY(order.requester_id, tickets.deps().db.write([&](db::Tx& tx) -> Result<std::string> {
            return tickets.deps().accounts.find_or_create(tx, r.actor, *in.requester_email, in.requester_name.value_or(""), r.actor.language).id;
        }));
    }
    return order;
}

Result<Response> open(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<OpenOrder>(r.body));
    MS_TRY(const auto order, new_ticket(tickets, r, in));
    MS_TRY(const auto opened, tickets.open(r.actor, order));
    return page_reply(tickets, r, opened.ticket.id, 201);
}

Result<Response> show(Tickets& tickets, const Request& r) {
    return page_reply(tickets, r, r.param("id"));
}

Result<Response> change(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<ChangeOrder>(r.body));
    TicketChange order{.subject = in.subject, .type = in.type, .impact = in.impact, .urgency = in.urgency, .project_id = in.project_id,
                       .version_id = in.version_id, .component_id = in.component_id, .organisation_id = in.organisation_id,
                       .requester_id = in.requester_id, .tags = in.tags, .fields = {}};
    if (in.fields) order.fields = in.fields->text;
    return after(tickets, r, tickets.change(r.actor, r.param("id"), r.if_match(), order));
}

Result<Response> assign(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<AssignOrder>(r.body));
    return after(tickets, r, tickets.assign(r.actor, r.param("id"), in.assignee_id, in.team_id));
}
Result<Response> put_status(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<StatusOrder>(r.body));
    MS_TRY(const auto status, word<Status>(in.status, "/status", status_from));
    return after(tickets, r, tickets.set_status(r.actor, r.param("id"), status, in.reason.value_or("")));
}
Result<Response> create_resolution(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, read_or_default<ResolutionOrder>(r));
    return after(tickets, r, tickets.resolve(r.actor, r.param("id"), in.summary, in.message));
}
Result<Response> create_closure(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, read_or_default<ReasonOrder>(r));
    return after(tickets, r, tickets.close(r.actor, r.param("id"), in.reason));
}
Result<Response> create_reopening(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, read_or_default<ReasonOrder>(r));
    return after(tickets, r, tickets.reopen(r.actor, r.param("id"), in.reason));
}
Result<Response> put_hold(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, read_or_default<HoldOrder>(r));
    return after(tickets, r, tickets.hold(r.actor, r.param("id"), in.until, in.reason));
}
Result<Response> remove_hold(Tickets& tickets, const Request& r) {
    return after(tickets, r, tickets.release(r.actor, r.param("id")));
}
Result<Response> create_merger(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<MergeOrder>(r.body));
    return after(tickets, r, tickets.merge(r.actor, r.param("id"), in.into));
}
Result<Response> create_link(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<LinkOrder>(r.body));
    return after(tickets, r, tickets.link(r.actor, r.param("id"), in.ticket, in.kind));
}
Result<Response> remove_link(Tickets& tickets, const Request& r) {
    return after(tickets, r, tickets.unlink(r.actor, r.param("id"), r.param("link_id")));
}
Result<Response> put_follower(Tickets& tickets, const Request& r) {
    return after(tickets, r, tickets.set_follower(r.actor, r.param("id"), r.param("person_id"), true));
}
Result<Response> remove_follower(Tickets& tickets, const Request& r) {
    return after(tickets, r, tickets.set_follower(r.actor, r.param("id"), r.param("person_id"), false));
}
Result<Response> add_participant(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<ParticipantOrder>(r.body));
    return after(tickets, r, tickets.add_participant(r.actor, r.param("id"), in.email, in.name));
}
Result<Response> remove_participant(Tickets& tickets, const Request& r) {
    return after(tickets, r, tickets.remove_participant(r.actor, r.param("id"), r.param("person_id")));
}

Result<Response> history(Tickets& tickets, const Request& r) {
    http::Query q(r);
    const auto before = q.integer("before", INT64_MAX, 1, INT64_MAX);
    const auto limit = q.integer("limit", 100, 1, 200);
    MS_CHECK(q.finish());
    return tickets.deps().db.read([&](db::Tx& tx) -> Result<Response> {
        MS_TRY(const auto ticket, tickets.find_visible(tx, r.actor, r.param("id")));
        return http::reply(r, http::Page<HistoryReply>{ticket_history(tx, r.actor, ticket.id, before, static_cast<int>(limit)), {}});
    });
}

Result<Response> put_read(Tickets& tickets, const Request& r) {
    MS_CHECK(tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
        MS_TRY(const auto ticket, tickets.find_visible(tx, r.actor, r.param("id")));
        tx.exec(sql::put_read, {r.actor.id, ticket.id, tickets.deps().now()});
        return Done{};
    }));
    return http::no_content();
}

Result<Response> views(Tickets& tickets, const Request& r) {
    return http::reply(r, http::Page<ViewReply>{list_views(tickets, r.actor), {}});
}

Result<Response> tags(Tickets& tickets, const Request&) {
    return http::reply(200, tickets.deps().db.read([](db::Tx& tx) { return tx.list(sql::list_tags, {}, [](const db::Row& r) { return r.text(0); }); }));
}

Result<Response> fields(Tickets& tickets, const Request& r) {
    return http::reply(r, http::Page<CustomField>{tickets.deps().db.read([](db::Tx& tx) { return list_fields(tx); }), {}});
}
Result<CustomField> field_from(const FieldOrder& in, const std::string& id) {
    static constexpr std::string_view kKinds[] = {"text", "integer", "boolean", "date", "select"};
    if (std::find(std::begin(kKinds), std::end(kKinds), in.type) == std::end(kKinds))
        return invalid_field("/type", "unknown_word", "A field is text, integer, boolean, date or select.");
    if (in.type == "select" && in.options.empty()) return invalid_field("/options", "required", "A select needs choices.");
    return CustomField{id, in.key, in.name_en, in.name_zh, in.type, in.options, in.is_required};
}
void tell_of_field(db::Tx& tx, const Request& r, const char* kind, const std::string& id) {
    tx.emit(r.actor, {.kind = kind, .subject_type = "ticket_field", .subject_id = id, .scope = "staff"});
}
Result<Response> create_field(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<FieldOrder>(r.body));
    MS_TRY(const auto field, field_from(in, tickets.deps().next_id()));
    MS_CHECK(tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
        if (!insert_field(tx, field)) return invalid_field("/key", "taken", "There is a field with this key already.");
        tell_of_field(tx, r, "tickets.field_created", field.id);
        return Done{};
    }));
    return http::reply(201, field);
}
Result<Response> change_field(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<FieldOrder>(r.body));
    MS_TRY(const auto field, field_from(in, r.param("id")));
    MS_CHECK(tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
        if (!update_field(tx, field)) return Error(ErrorKind::not_found, "no_such_field", "There is no such field.");
        tell_of_field(tx, r, "tickets.field_changed", field.id);
        return Done{};
    }));
    return http::reply(200, field);
}
Result<Response> delete_field(Tickets& tickets, const Request& r) {
    MS_CHECK(tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
        if (!remove_field(tx, r.param("id"))) return Error(ErrorKind::not_found, "no_such_field", "There is no such field.");
        tell_of_field(tx, r, "tickets.field_removed", r.param("id"));
        return Done{};
    }));
    return http::no_content();
}

void speak_chinese() {
    for (const auto& [code, zh] : {std::pair{"fields_missing", "解决之前请先填写必填字段。"}, {"answered_meanwhile", "您开始撰写之后已有人回复，请先阅读再发送。"},
                                   {"unknown_variable", "此变量无法填入。"}, {"empty_group", "此条件组没有条件。"}, {"too_deep", "条件组嵌套超过 4 层。"},
                                   {"not_one_thing", "每一部分只能是一个条件、“all”或“any”。"}, {"no_such_view", "没有这个视图。"},
                                   {"not_your_view", "只有视图的所有者、主管或管理员可以更改它。"}, {"too_many_views", "您已有 100 个视图，请先删除一个。"},
                                   {"no_such_reply", "没有这条常用回复。"}, {"too_many_replies", "常用回复已有 500 条，请先移除一条。"}})
        http::register_translation(code, zh);
}

}  // namespace

void bind_tickets_api(http::Router& router, Tickets& tickets) {
    speak_chinese();
    const std::vector<std::string> kInRow{"requester", "organisation", "assignee", "team", "project"};
    const std::vector<std::string> kInPage{"requester", "organisation", "assignee", "team", "project", "version", "component", "participants", "followers", "links", "messages"};
    auto with = [&tickets](auto handler) { return [&tickets, handler](const Request& request) { return handler(tickets, request); }; };
    router.get("/api/v1/tickets", Access::signed_in, with(list)).about("Tickets by view and filters").gives_list<TicketRow>().filters(
        {{"view", "a view's key"}, {"status", "comma separated"}, {"type", "comma separated"}, {"priority", "comma separated"},
         {"assignee", "id, me or none"}, {"team", "id"}, {"requester", "id or me"}, {"organisation", "id"}, {"project", "id"}, {"tag", "one tag"},
         {"q", "words, as in /search"}, {"sort", "updated, created, priority or number"}, {"order", "desc or asc"}}).expands(kInRow);
    router.post("/api/v1/tickets", Access::signed_in, with(open)).about("Open a ticket").takes<OpenOrder>().gives<TicketPage>(201);
    router.get("/api/v1/tickets/{id}", Access::signed_in, with(show)).about("One ticket with its conversation; by id or number").gives<TicketPage>().expands(kInPage);
    router.patch("/api/v1/tickets/{id}", Access::agents, with(change)).about("Change a ticket's properties").takes<ChangeOrder>().gives<TicketPage>().if_match_required();
    router.put("/api/v1/tickets/{id}/assignment", Access::agents, with(assign)).about("Assign to an agent or a team").takes<AssignOrder>().gives<TicketPage>();
    router.put("/api/v1/tickets/{id}/status", Access::agents, with(put_status)).about("Set the status").takes<StatusOrder>().gives<TicketPage>();
    router.post("/api/v1/tickets/{id}/resolution", Access::agents, with(create_resolution)).about("Resolve, with a last word to the customer").takes<ResolutionOrder>().gives<TicketPage>();
    router.post("/api/v1/tickets/{id}/closure", Access::signed_in, with(create_closure)).about("Close").takes<ReasonOrder>().gives<TicketPage>();
    router.remove("/api/v1/tickets/{id}/closure", Access::signed_in, with(create_reopening)).about("Reopen").gives<TicketPage>();
    router.post("/api/v1/tickets/{id}/reopening", Access::signed_in, with(create_reopening)).about("Reopen").takes<ReasonOrder>().gives<TicketPage>();
    router.put("/api/v1/tickets/{id}/hold", Access::agents, with(put_hold)).about("Put on hold, until a time if given").takes<HoldOrder>().gives<TicketPage>();
    router.remove("/api/v1/tickets/{id}/hold", Access::agents, with(remove_hold)).about("End the hold").gives<TicketPage>();
    router.post("/api/v1/tickets/{id}/merger", Access::agents, with(create_merger)).about("Merge into another ticket, which is the answer").takes<MergeOrder>().gives<TicketPage>();
    router.post("/api/v1/tickets/{id}/links", Access::agents, with(create_link)).about("Link to another ticket").takes<LinkOrder>().gives<TicketPage>();
    router.remove("/api/v1/tickets/{id}/links/{link_id}", Access::agents, with(remove_link)).about("Remove a link").gives<TicketPage>();
    router.put("/api/v1/tickets/{id}/followers/{person_id}", Access::agents, with(put_follower)).about("Follow").gives<TicketPage>();
    router.remove("/api/v1/tickets/{id}/followers/{person_id}", Access::agents, with(remove_follower)).about("Stop following").gives<TicketPage>();
    router.post("/api/v1/tickets/{id}/participants", Access::agents, with(add_participant)).about("Add a person to the conversation (Cc)").takes<ParticipantOrder>().gives<TicketPage>();
    router.remove("/api/v1/tickets/{id}/participants/{person_id}", Access::agents, with(remove_participant)).about("Take a person out of the conversation").gives<TicketPage>();
    router.get("/api/v1/tickets/{id}/history", Access::signed_in, with(history)).about("Who did what when, newest first").gives_list<HistoryReply>()
        .filters({{"before", "entries before this sequence number", "integer"}});
    router.put("/api/v1/tickets/{id}/read", Access::signed_in, with(put_read)).about("Mark as read by me").gives_nothing();
    router.get("/api/v1/views", Access::agents, with(views)).about("Views with exact counters; saved views without").gives_list<ViewReply>();
    router.get("/api/v1/search", Access::signed_in, with(search)).about("Find tickets by words (English and Chinese), number or person").gives_list<TicketRow>().filters({{"q", "what to find"}});
    router.get("/api/v1/tags", Access::agents, with(tags)).about("All tags in use");
    router.get("/api/v1/ticket-fields", Access::signed_in, with(fields)).about("Custom fields of tickets").gives_list<CustomField>();
    router.post("/api/v1/ticket-fields", Access::admins, with(create_field)).about("Add a custom field").takes<FieldOrder>().gives<CustomField>(201);
    router.patch("/api/v1/ticket-fields/{id}", Access::admins, with(change_field)).about("Change a custom field").takes<FieldOrder>().gives<CustomField>();
    router.remove("/api/v1/ticket-fields/{id}", Access::admins, with(delete_field)).about("Remove a custom field").gives_nothing();
    bind_messages_api(router, tickets);
    bind_bulk_api(router, tickets);
    bind_saved_views_api(router, tickets);
    bind_canned_replies_api(router, tickets);
}

}  // namespace mainstay::tickets
