#include "customers/organisation_store.hpp"

#include "customers/customers_sql.hpp"

namespace mainstay::customers::store {
namespace {

Organisation read(const db::Row& r) {
    return {.id = r.text(0), .name = r.text(1), .notes = r.text(2), .shares_tickets = r.flag(3), .language = r.text(4), .time_zone = r.text(5),
            .created_at = r.integer(6), .version = r.integer(7)};
}

}  // namespace

std::optional<Organisation> find(db::Tx& tx, const std::string& id) {
    return tx.find(sql::find_organisation, {id}, read);
}
bool insert(db::Tx& tx, const Organisation& o) {
    return tx.exec(sql::insert_organisation, {o.id, o.name, o.notes, o.shares_tickets, o.language, o.time_zone, o.created_at}) > 0;
}
bool is_name_taken(db::Tx& tx, const std::string& name, const std::string& by_other_than) {
    return tx.find(sql::is_organisation_name_taken, {name, by_other_than}, [](const db::Row&) { return true; }).value_or(false);
}
bool update(db::Tx& tx, const Organisation& o) {
    return tx.exec(sql::update_organisation, {o.id, o.version, o.name, o.notes, o.shares_tickets, o.language, o.time_zone}) > 0;
}
std::vector<Organisation> list(db::Tx& tx, const std::string& words, const std::string& after_name, int limit) {
    db::Select select("SELECT o.id, o.name, o.notes, o.shares_tickets, o.language, o.time_zone, o.created_at, o.version FROM organisations o");
    std::string pattern = "%";
    for (const char c : words) pattern += (c == '%' || c == '_' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    pattern += "%";
    if (!words.empty())
        select.where("(LOWER(o.name) LIKE LOWER(?) ESCAPE '\\' OR o.id IN (SELECT organisation_id FROM organisation_domains WHERE domain LIKE LOWER(?) ESCAPE '\\'))",
                     {pattern, pattern});
    if (!after_name.empty()) select.where("o.name > ?", {after_name});
    select.then("ORDER BY o.name LIMIT ?", {limit});
    std::vector<Organisation> found;
    select.run(tx, "customers.list_organisations", [&](const db::Row& row) { found.push_back(read(row)); });
    return found;
}
std::vector<Domain> domains(db::Tx& tx, const std::string& organisation_id) {
    return tx.list(sql::list_domains, {organisation_id}, [](const db::Row& r) { return Domain{r.text(0), r.flag(1)}; });
}
bool put_domain(db::Tx& tx, const std::string& domain, const std::string& organisation_id, bool is_verified) {
    return tx.exec(sql::put_domain, {domain, organisation_id, is_verified}) > 0;
}
bool remove_domain(db::Tx& tx, const std::string& domain, const std::string& organisation_id) {
    return tx.exec(sql::remove_domain, {domain, organisation_id}) > 0;
}
std::optional<std::string> find_by_domain(db::Tx& tx, const std::string& domain) {
    return tx.find(sql::find_organisation_by_domain, {domain}, [](const db::Row& r) { return r.text(0); });
}
std::int64_t count_contacts(db::Tx& tx, const std::string& organisation_id) {
    return tx.find(sql::count_contacts, {organisation_id}, [](const db::Row& r) { return r.integer(0); }).value_or(0);
}

}  // namespace mainstay::customers::store
