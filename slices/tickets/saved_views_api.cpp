#include "kit/http/http.hpp"
#include "tickets/saved_views.hpp"
#include "tickets/ticket_list.hpp"

namespace mainstay::tickets {

struct PreviewOrder {
    Condition conditions;
};
struct PreviewReply {
    std::int64_t count = 0;
    bool has_more = false;
    std::vector<TicketRow> items;
};

}  // namespace mainstay::tickets

namespace mainstay::json {

using namespace mainstay::tickets;

template <>
struct Shape<SavedView> {
    static constexpr const char* name = "SavedView";
    static const Fields& fields() {
        using T = SavedView;
        static const Fields list{required<&T::id>("id"),
                                 required<&T::owner_id>("owner_id"),
                                 required<&T::owner_name>("owner_name"),
                                 required<&T::name>("name"),
                                 required<&T::is_shared>("is_shared"),
                                 required<&T::conditions>("conditions"),
                                 required<&T::sort>("sort"),
                                 required<&T::order>("order"),
                                 required<&T::columns>("columns"),
                                 required<&T::version>("version"),
                                 required<&T::may_change>("may_change")};
        return list;
    }
};
template <>
struct Shape<ViewOrder> {
    static constexpr const char* name = "SaveView";
    static const Fields& fields() {
        using T = ViewOrder;
        static const Fields list{
            required<&T::name>("name", {.min = 1, .max = 80}),
            optional<&T::is_shared>("is_shared"),
            required<&T::conditions>("conditions"),
            optional<&T::sort>("sort", {.about = "updated, created, priority or number"}),
            optional<&T::order>("order", {.about = "desc or asc"}),
            optional<&T::columns>("columns",
                                  {.max = 40,
                                   .max_items = 10,
                                   .about = "requester, organisation, assignee, team, project, priority, "
                                            "type, tags, created, updated"})};
        return list;
    }
};
template <>
struct Shape<ViewCount> {
    static constexpr const char* name = "ViewCount";
    static const Fields& fields() {
        using T = ViewCount;
        static const Fields list{
            required<&T::count>("count"),
            required<&T::has_more>("has_more", {.about = "There are more than were counted."})};
        return list;
    }
};
template <>
struct Shape<PreviewOrder> {
    static constexpr const char* name = "PreviewView";
    static const Fields& fields() {
        static const Fields list{required<&PreviewOrder::conditions>("conditions")};
        return list;
    }
};
template <>
struct Shape<PreviewReply> {
    static constexpr const char* name = "ViewPreview";
    static const Fields& fields() {
        using T = PreviewReply;
        static const Fields list{
            required<&T::count>("count"), required<&T::has_more>("has_more"), required<&T::items>("items")};
        return list;
    }
};

}  // namespace mainstay::json

namespace mainstay::tickets {
namespace {

using http::Access;
using http::Request;
using http::Response;

constexpr int kMostPreviewed = 200;
constexpr int kMostCounted = 1'000;
constexpr int kFirstRows = 5;

Result<Response> list(Tickets& tickets, const Request& r) {
    return http::reply(
        r,
        http::Page<SavedView>{
            tickets.deps().db.read([&](db::Tx& tx) { return list_saved_views(tx, r.actor); }), {}});
}
Result<Response> show(Tickets& tickets, const Request& r) {
    return tickets.deps().db.read([&](db::Tx& tx) -> Result<Response> {
        MS_TRY(const auto view, find_saved_view(tx, r.actor, r.param("id")));
        return http::reply(200, view).etag(view.version);
    });
}
Result<Response> create(Tickets& tickets, const Request& r) {
    MS_TRY(const auto order, json::read<ViewOrder>(r.body));
    MS_TRY(const auto view, create_view(tickets, r.actor, order));
    return http::reply(201, view).etag(view.version);
}
Result<Response> change(Tickets& tickets, const Request& r) {
    MS_TRY(const auto order, json::read<ViewOrder>(r.body));
    MS_TRY(const auto view, change_view(tickets, r.actor, r.param("id"), r.if_match().value_or(0), order));
    return http::reply(200, view).etag(view.version);
}
Result<Response> remove(Tickets& tickets, const Request& r) {
    MS_CHECK(remove_view(tickets, r.actor, r.param("id")));
    return http::no_content();
}
Result<Response> count(Tickets& tickets, const Request& r) {
    MS_TRY(const auto view,
           tickets.deps().db.read([&](db::Tx& tx) { return find_saved_view(tx, r.actor, r.param("id")); }));
    return http::reply(200, count_tickets(tickets, r.actor, view.conditions, kMostCounted));
}
Result<Response> preview(Tickets& tickets, const Request& r) {
    MS_TRY(const auto order, json::read<PreviewOrder>(r.body));
    MS_CHECK(check(order.conditions, "/conditions"));
    const auto counted = count_tickets(tickets, r.actor, order.conditions, kMostPreviewed);
    ListOrder first;
    first.conditions = order.conditions;
    first.limit = kFirstRows;
    MS_TRY(auto page, list_tickets(tickets, r.actor, first));
    return http::reply(200, PreviewReply{counted.count, counted.has_more, std::move(page.items)});
}

}  // namespace

void bind_saved_views_api(http::Router& router, Tickets& tickets) {
    auto with = [&tickets](auto handler) {
        return [&tickets, handler](const Request& request) { return handler(tickets, request); };
    };
    auto scoped = [](http::Route& route) -> http::Route& {
        return route.needs_scope(route.method == "GET" ? "tickets:read" : "tickets:write");
    };
    scoped(router.get("/api/v1/saved-views", Access::agents, with(list)))
        .about("My views and those shared with the desk")
        .gives_list<SavedView>();
    scoped(router.post("/api/v1/saved-views", Access::agents, with(create)))
        .about("Save a view")
        .takes<ViewOrder>()
        .gives<SavedView>(201);
    scoped(router.get("/api/v1/saved-views/{id}", Access::agents, with(show)))
        .about("One saved view")
        .gives<SavedView>();
    scoped(router.patch("/api/v1/saved-views/{id}", Access::agents, with(change)))
        .about("Change a saved view")
        .takes<ViewOrder>()
        .gives<SavedView>()
        .if_match_required();
    scoped(router.remove("/api/v1/saved-views/{id}", Access::agents, with(remove)))
        .about("Remove a saved view")
        .gives_nothing();
    scoped(router.get("/api/v1/saved-views/{id}/count", Access::agents, with(count)))
        .about("How many tickets are in it, up to 1,000")
        .gives<ViewCount>();
    router.post("/api/v1/view-previews", Access::agents, with(preview))
        .about("How many tickets conditions would show, up to 200, and the first five")
        .takes<PreviewOrder>()
        .gives<PreviewReply>()
        .not_repeatable()
        .needs_scope("tickets:read");
}

}  // namespace mainstay::tickets
