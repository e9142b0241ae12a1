// The same change to many tickets, with a result for each: one that cannot be changed does not stop the others.
#include "kit/http/http.hpp"
#include "tickets/ticket_shapes.hpp"

namespace mainstay::tickets {

struct BulkOrder {
    std::vector<std::string> tickets;
    std::optional<std::string> status, reason;
    std::optional<std::optional<std::string>> assignee_id, team_id;
};
struct BulkResult {
    std::string ticket;
    std::int64_t status = 200;
    std::optional<std::string> code, detail;
};

}  // namespace mainstay::tickets

namespace mainstay::json {

template <> struct Shape<tickets::BulkOrder> {
    static constexpr const char* name = "BulkChange";
    static const Fields& fields() {
        using T = tickets::BulkOrder;
        static const Fields list{required<&T::tickets>("tickets", {.min = 1, .max = 40, .max_items = 200, .about = "Ids or numbers."}), optional<&T::status>("status"),
                                 optional<&T::reason>("reason", {.max = 2'000, .is_multiline = true}), optional<&T::assignee_id>("assignee_id"),
                                 optional<&T::team_id>("team_id")};
        return list;
    }
};
template <> struct Shape<tickets::BulkResult> {
    static constexpr const char* name = "BulkResult";
    static const Fields& fields() {
        using T = tickets::BulkResult;
        static const Fields list{required<&T::ticket>("ticket"), required<&T::status>("status"), required<&T::code>("code"), required<&T::detail>("detail")};
        return list;
    }
};

}  // namespace mainstay::json

namespace mainstay::tickets {
namespace {

Result<Ticket> change_one(Tickets& tickets, const Actor& actor, const std::string& id, const BulkOrder& order, std::optional<Status> status) {
    return tickets.deps().db.write([&](db::Tx&) -> Result<Ticket> {  // both changes or neither
        Result<Ticket> done = Error(ErrorKind::invalid, "nothing_to_do", "Say what to change: status, assignee_id or team_id.");
        if (order.assignee_id || order.team_id) {
            done = tickets.assign(actor, id, order.assignee_id, order.team_id);
            MS_CHECK(done);
        }
        if (status) done = tickets.set_status(actor, id, *status, order.reason.value_or(""));
        return done;
    });
}

Result<http::Response> create(Tickets& tickets, const http::Request& r) {
    MS_TRY(const auto order, json::read<BulkOrder>(r.body));
    std::optional<Status> status;
    if (order.status) {
        status = status_from(*order.status);
        if (!status) return invalid_field("/status", "unknown_word", "\"" + *order.status + "\" is not a status.");
    }
    http::Page<BulkResult> page;
    for (const auto& id : order.tickets) {
        const auto done = change_one(tickets, r.actor, id, order, status);
        BulkResult result{.ticket = id, .status = 200, .code = {}, .detail = {}};
        if (!done) {
            result.status = http::status_of(done.error().kind());
            result.code = done.error().code();
            result.detail = done.error().detail();
        }
        page.items.push_back(std::move(result));
    }
    return http::reply(r, page);
}

}  // namespace

void bind_bulk_api(http::Router& router, Tickets& tickets) {
    router.post("/api/v1/bulk-changes", http::Access::agents, [&tickets](const http::Request& r) { return create(tickets, r); })
        .about("Change many tickets, with a result for each").takes<BulkOrder>().gives_list<BulkResult>().needs_scope("tickets:write");
}

}  // namespace mainstay::tickets
