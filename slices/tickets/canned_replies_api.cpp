#include "kit/http/http.hpp"
#include "tickets/canned_replies.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {

struct CannedOrder {
    std::string title, shortcut, body_en, body_zh;
};
struct FilledReply {
    std::string language, text;
    bool is_in_their_language = true;
};

}  // namespace mainstay::tickets

namespace mainstay::json {

using namespace mainstay::tickets;

namespace {
constexpr Rule kCannedBody{.max = 20'000, .about = "May name {{customer.name}} and the like.", .is_multiline = true};
}

template <> struct Shape<CannedReply> {
    static constexpr const char* name = "CannedReply";
    static const Fields& fields() {
        using T = CannedReply;
        static const Fields list{required<&T::id>("id"), required<&T::title>("title"), required<&T::shortcut>("shortcut"), required<&T::body_en>("body_en", kCannedBody),
                                 required<&T::body_zh>("body_zh", kCannedBody), required<&T::version>("version")};
        return list;
    }
};
template <> struct Shape<CannedOrder> {
    static constexpr const char* name = "CannedReplyOrder";
    static const Fields& fields() {
        using T = CannedOrder;
        static const Fields list{required<&T::title>("title", {.min = 1, .max = 120}), required<&T::shortcut>("shortcut", {.min = 1, .max = 60, .format = "slug"}),
                                 optional<&T::body_en>("body_en", kCannedBody), optional<&T::body_zh>("body_zh", kCannedBody)};
        return list;
    }
};
template <> struct Shape<FilledReply> {
    static constexpr const char* name = "FilledReply";
    static const Fields& fields() {
        using T = FilledReply;
        static const Fields list{required<&T::language>("language"), required<&T::text>("text", {.max = 200'000}),
                                 required<&T::is_in_their_language>("is_in_their_language")};
        return list;
    }
};

}  // namespace mainstay::json

namespace mainstay::tickets {
namespace {

using http::Access;
using http::Request;
using http::Response;

constexpr int kMostReplies = 500;

CannedReply read(const db::Row& r) {
    return {r.text(0), r.text(1), r.text(2), r.text(3), r.text(4), r.integer(5)};
}

Result<CannedReply> find_reply(db::Tx& tx, const std::string& id) {
    auto reply = tx.find(sql::find_canned_reply, {id}, read);
    if (!reply) return Error(ErrorKind::not_found, "no_such_reply", "There is no such canned reply.");
    return *std::move(reply);
}

Result<CannedOrder> checked(const Request& r) {
    MS_TRY(auto order, json::read<CannedOrder>(r.body));
    std::vector<FieldError> mistakes;
    if (order.body_en.empty() && order.body_zh.empty()) mistakes.push_back({"/body_en", "required", "Write the text in at least one language."});
    for (const auto& name : unknown_variables(order.body_en)) mistakes.push_back({"/body_en", "unknown_variable", "{{" + name + "}} cannot be filled in."});
    for (const auto& name : unknown_variables(order.body_zh)) mistakes.push_back({"/body_zh", "unknown_variable", "{{" + name + "}} cannot be filled in."});
    if (!mistakes.empty()) return Error(ErrorKind::invalid, "invalid_fields", "Some fields are not valid.", std::move(mistakes));
    return order;
}

void tell(db::Tx& tx, const Request& r, const char* kind, const std::string& id) {
    tx.emit(r.actor, {.kind = kind, .subject_type = "canned_reply", .subject_id = id, .scope = "staff"});
}

Result<Response> list(Tickets& tickets, const Request& r) {
    return http::reply(r, http::Page<CannedReply>{tickets.deps().db.read([](db::Tx& tx) { return tx.list(sql::list_canned_replies, {}, read); }), {}});
}
Result<Response> create(Tickets& tickets, const Request& r) {
    MS_TRY(const auto order, checked(r));
    MS_TRY(const auto reply, tickets.deps().db.write([&](db::Tx& tx) -> Result<CannedReply> {
        if (tx.find(sql::count_canned_replies, {}, [](const db::Row& row) { return row.integer(0); }).value_or(0) >= kMostReplies)
            return Error(ErrorKind::conflict, "too_many_replies", "There are 500 canned replies already. Remove one first.");
        const auto id = tickets.deps().next_id();
        if (tx.exec(sql::insert_canned_reply, {id, order.title, order.shortcut, order.body_en, order.body_zh}) == 0)
            return invalid_field("/shortcut", "taken", "There is a canned reply with this shortcut already.");
        tell(tx, r, "tickets.canned_reply_created", id);
        return find_reply(tx, id);
    }));
    return http::reply(201, reply).etag(reply.version);
}
// The shortcut is its name in people's fingers: it stays.
Result<Response> change(Tickets& tickets, const Request& r) {
    MS_TRY(const auto order, checked(r));
    MS_TRY(const auto reply, tickets.deps().db.write([&](db::Tx& tx) -> Result<CannedReply> {
        MS_TRY(const auto before, find_reply(tx, r.param("id")));
        const auto asked = r.if_match().value_or(0);
        if (tx.exec(sql::update_canned_reply, {before.id, asked == 0 ? before.version : asked, order.title, order.body_en, order.body_zh}) == 0)
            return Error(ErrorKind::stale, "changed_meanwhile", "Somebody changed this canned reply since you loaded it. Load it again.");
        tell(tx, r, "tickets.canned_reply_changed", before.id);
        return find_reply(tx, before.id);
    }));
    return http::reply(200, reply).etag(reply.version);
}
Result<Response> remove(Tickets& tickets, const Request& r) {
    MS_CHECK(tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
        MS_TRY(const auto reply, find_reply(tx, r.param("id")));
        tx.exec(sql::remove_canned_reply, {reply.id});
        tell(tx, r, "tickets.canned_reply_removed", reply.id);
        return Done{};
    }));
    return http::no_content();
}

Variables variables_of(Tickets& tickets, db::Tx& tx, const Actor& actor, const Ticket& ticket, const accounts::Person& requester) {
    const auto organisation = tickets.deps().customers.find(tx, ticket.organisation_id);
    const auto project = tickets.deps().projects.find(tx, ticket.project_id);
    return {{"customer.name", requester.name}, {"customer.email", requester.email}, {"organisation.name", organisation ? organisation->name : ""},
            {"ticket.number", std::to_string(ticket.number)}, {"ticket.subject", ticket.subject}, {"project.name", project ? project->name : ""}, {"agent.name", actor.name}};
}

Result<Response> fill(Tickets& tickets, const Request& r) {
    return tickets.deps().db.read([&](db::Tx& tx) -> Result<Response> {
        MS_TRY(const auto ticket, tickets.find_visible(tx, r.actor, r.param("id")));
        MS_TRY(const auto reply, find_reply(tx, r.param("reply_id")));
        const auto requester = tickets.deps().accounts.find(tx, ticket.requester_id);
        const auto& text = body_for(reply, requester->language);
        const bool is_chinese = &text == &reply.body_zh, wants_chinese = requester->language == "zh";
        return http::reply(200, FilledReply{is_chinese ? "zh" : "en", fill_in(text, variables_of(tickets, tx, r.actor, ticket, *requester)), is_chinese == wants_chinese});
    });
}

}  // namespace

void bind_canned_replies_api(http::Router& router, Tickets& tickets) {
    auto with = [&tickets](auto handler) { return [&tickets, handler](const Request& request) { return handler(tickets, request); }; };
    auto scoped = [](http::Route& route) -> http::Route& { return route.needs_scope(route.method == "GET" ? "tickets:read" : "tickets:write"); };
    scoped(router.get("/api/v1/canned-replies", Access::agents, with(list))).about("Texts the desk writes often").gives_list<CannedReply>();
    scoped(router.post("/api/v1/canned-replies", Access::leads, with(create))).about("Add a canned reply").takes<CannedOrder>().gives<CannedReply>(201);
    scoped(router.patch("/api/v1/canned-replies/{id}", Access::leads, with(change))).about("Change a canned reply").takes<CannedOrder>().gives<CannedReply>().if_match_required();
    scoped(router.remove("/api/v1/canned-replies/{id}", Access::leads, with(remove))).about("Remove a canned reply").gives_nothing();
    router.get("/api/v1/tickets/{id}/canned-replies/{reply_id}", Access::agents, with(fill))
        .about("A canned reply filled in for this ticket, in the requester's language").gives<FilledReply>();
}

}  // namespace mainstay::tickets
