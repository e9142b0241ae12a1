#include "customers/organisation_store.hpp"
#include "kit/http/http.hpp"

namespace mainstay::customers {

struct OrganisationReply {
    std::string id, name, notes, language, time_zone;
    bool shares_tickets = false;
    std::vector<store::Domain> domains;
    std::int64_t contact_count = 0, open_tickets = 0;
    Millis created_at = 0;
    std::int64_t version = 1;
};
struct OrganisationOrder {
    std::string name, notes, language = "en", time_zone = "UTC";
    bool shares_tickets = false;
};
struct OrganisationChange {
    std::optional<std::string> name, notes, language, time_zone;
    std::optional<bool> shares_tickets;
};
struct DomainOrder {
    bool is_verified = false;
};

}  // namespace mainstay::customers

namespace mainstay::json {

using namespace mainstay::customers;
template <> struct Shape<store::Domain> {
    static constexpr const char* name = "OrganisationDomain";
    static const Fields& fields() {
        static const Fields list{required<&store::Domain::domain>("domain"), required<&store::Domain::is_verified>("is_verified")};
        return list;
    }
};
template <> struct Shape<OrganisationReply> {
    static constexpr const char* name = "Organisation";
    static const Fields& fields() {
        using T = OrganisationReply;
        static const Fields list{required<&T::id>("id"), required<&T::name>("name"), required<&T::domains>("domains"), required<&T::notes>("notes"),
                                 required<&T::shares_tickets>("shares_tickets"), required<&T::language>("language"), required<&T::time_zone>("time_zone"),
                                 required<&T::contact_count>("contact_count"), required<&T::open_tickets>("open_tickets"),
                                 required_time<&T::created_at>("created_at"), required<&T::version>("version")};
        return list;
    }
};
template <> struct Shape<OrganisationOrder> {
    static constexpr const char* name = "CreateOrganisation";
    static const Fields& fields() {
        using T = OrganisationOrder;
        static const Fields list{required<&T::name>("name", {.min = 1, .max = 200}), optional<&T::notes>("notes", {.max = 20'000, .is_multiline = true}),
                                 optional<&T::shares_tickets>("shares_tickets"), optional<&T::language>("language", {.format = "language"}),
                                 optional<&T::time_zone>("time_zone", {.format = "time-zone"})};
        return list;
    }
};
template <> struct Shape<OrganisationChange> {
    static constexpr const char* name = "ChangeOrganisation";
    static const Fields& fields() {
        using T = OrganisationChange;
        static const Fields list{optional<&T::name>("name", {.min = 1, .max = 200}), optional<&T::notes>("notes", {.max = 20'000, .is_multiline = true}),
                                 optional<&T::shares_tickets>("shares_tickets"), optional<&T::language>("language", {.format = "language"}),
                                 optional<&T::time_zone>("time_zone", {.format = "time-zone"})};
        return list;
    }
};
template <> struct Shape<DomainOrder> {
    static constexpr const char* name = "PutDomain";
    static const Fields& fields() {
        static const Fields list{optional<&DomainOrder::is_verified>("is_verified")};
        return list;
    }
};

}  // namespace mainstay::json

namespace mainstay::customers {
namespace {

using http::Access;
using http::Request;
using http::Response;

Error no_such_organisation() {
    return Error(ErrorKind::not_found, "no_such_organisation", "There is no such organisation.");
}

OrganisationReply reply_of(Customers& customers, db::Tx& tx, const Organisation& o) {
    return {.id = o.id, .name = o.name, .notes = o.notes, .language = o.language, .time_zone = o.time_zone, .shares_tickets = o.shares_tickets,
            .domains = store::domains(tx, o.id), .contact_count = store::count_contacts(tx, o.id),
            .open_tickets = customers.deps().open_tickets ? customers.deps().open_tickets(tx, o.id) : 0, .created_at = o.created_at,
            .version = o.version};
}

Result<Response> list(Customers& customers, const Request& r) {
    http::Query query(r);
    const auto words = query.text("q").value_or(""), cursor = query.text("cursor").value_or("");
    const auto limit = query.limit();
    MS_CHECK(query.finish());
    std::string after;
    if (!cursor.empty()) {
        MS_TRY(const auto position, customers.deps().cursors.open("organisations", cursor));
        after = position.at(0);
    }
    return http::reply(r, customers.deps().db.read([&](db::Tx& tx) {
        auto rows = store::list(tx, words, after, static_cast<int>(limit) + 1);
        http::Page<OrganisationReply> page;
        const bool has_more = rows.size() > static_cast<std::size_t>(limit);
        if (has_more) rows.pop_back();
        for (const auto& row : rows) page.items.push_back(reply_of(customers, tx, row));
        if (has_more) page.next = customers.deps().cursors.seal("organisations", {rows.back().name});
        return page;
    }));
}

Result<Response> show(Customers& customers, const Request& r) {
    return customers.deps().db.read([&](db::Tx& tx) -> Result<Response> {
        const auto found = store::find(tx, r.param("id"));
        if (!found) return no_such_organisation();
        return http::reply(200, reply_of(customers, tx, *found)).etag(found->version);
    });
}

Result<Response> create(Customers& customers, const Request& r) {
    MS_TRY(auto order, json::read<OrganisationOrder>(r.body));
    MS_TRY(auto made, customers.create(r.actor, {order.name, order.notes, order.language, order.time_zone, order.shares_tickets}));
    return http::reply(201, customers.deps().db.read([&](db::Tx& tx) { return reply_of(customers, tx, made); })).etag(made.version);
}

Result<Response> change(Customers& customers, const Request& r) {
    MS_TRY(auto order, json::read<OrganisationChange>(r.body));
    return customers.deps().db.write([&](db::Tx& tx) -> Result<Response> {
        auto found = store::find(tx, r.param("id"));
        if (!found) return no_such_organisation();
        const auto wanted = r.if_match();
        if (wanted && *wanted != 0 && *wanted != found->version)
            return Error(ErrorKind::stale, "changed_meanwhile", "Somebody changed this just now. Load it again.");
        if (order.name && store::is_name_taken(tx, *order.name, found->id)) return invalid_field("/name", "taken", "There is an organisation with this name already.");
        if (order.name) found->name = *order.name;
        if (order.notes) found->notes = *order.notes;
        if (order.shares_tickets) found->shares_tickets = *order.shares_tickets;
        if (order.language) found->language = *order.language;
        if (order.time_zone) found->time_zone = *order.time_zone;
        if (!store::update(tx, *found)) return Error(ErrorKind::conflict, "changed_meanwhile", "Somebody changed this just now. Load it again.");
        ++found->version;
        tx.emit(r.actor, {.kind = "customers.organisation_changed", .subject_type = "organisation", .subject_id = found->id, .scope = "staff"});
        return http::reply(200, reply_of(customers, tx, *found)).etag(found->version);
    });
}

Result<Response> put_domain(Customers& customers, const Request& r) {
    DomainOrder order;
    if (!r.body.empty()) {
        MS_TRY(order, json::read<DomainOrder>(r.body));
    }
    MS_CHECK(customers.put_domain(r.actor, r.param("id"), r.param("domain"), order.is_verified));
    return show(customers, r);
}

Result<Response> remove_domain(Customers& customers, const Request& r) {
    MS_CHECK(customers.deps().db.write([&](db::Tx& tx) -> Result<> {
        if (!store::remove_domain(tx, r.param("domain"), r.param("id"))) return Error(ErrorKind::not_found, "no_such_domain", "This organisation has no such domain.");
        tx.emit(r.actor, {.kind = "customers.organisation_changed", .subject_type = "organisation", .subject_id = r.param("id"), .scope = "staff"});
        return Done{};
    }));
    return show(customers, r);
}

}  // namespace

void bind_customers_api(http::Router& router, Customers& customers) {
    auto with = [&customers](auto handler) { return [&customers, handler](const Request& request) { return handler(customers, request); }; };
    router.get("/api/v1/organisations", Access::agents, with(list)).about("Organisations by name or domain").gives_list<OrganisationReply>()
        .filters({{"q", "part of a name or a domain"}});
    router.post("/api/v1/organisations", Access::agents, with(create)).about("Add an organisation").takes<OrganisationOrder>().gives<OrganisationReply>(201);
    router.get("/api/v1/organisations/{id}", Access::agents, with(show)).about("One organisation").gives<OrganisationReply>();
    router.patch("/api/v1/organisations/{id}", Access::agents, with(change)).about("Change an organisation").takes<OrganisationChange>().gives<OrganisationReply>();
    router.put("/api/v1/organisations/{id}/domains/{domain}", Access::agents, with(put_domain))
        .about("A mail domain of the organisation; contacts of a verified one belong to it").takes<DomainOrder>().gives<OrganisationReply>();
    router.remove("/api/v1/organisations/{id}/domains/{domain}", Access::agents, with(remove_domain)).about("Take a mail domain away").gives<OrganisationReply>();
}

}  // namespace mainstay::customers
