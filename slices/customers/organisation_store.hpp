#pragma once
// Organisations in SQL.
#include "customers/customers.hpp"

namespace mainstay::customers::store {

struct Domain {
    std::string domain;
    bool is_verified = false;
};
std::optional<Organisation> find(db::Tx& tx, const std::string& id);
bool insert(db::Tx& tx, const Organisation& organisation);  // false: the name is taken
bool is_name_taken(db::Tx& tx, const std::string& name, const std::string& by_other_than);
bool update(db::Tx& tx, const Organisation& organisation);  // false: changed meanwhile
std::vector<Organisation> list(db::Tx& tx, const std::string& words, const std::string& after_name, int limit);
std::vector<Domain> domains(db::Tx& tx, const std::string& organisation_id);
bool put_domain(db::Tx& tx, const std::string& domain, const std::string& organisation_id, bool is_verified);
bool remove_domain(db::Tx& tx, const std::string& domain, const std::string& organisation_id);
std::optional<std::string> find_by_domain(db::Tx& tx, const std::string& domain);
std::int64_t count_contacts(db::Tx& tx, const std::string& organisation_id);

}  // namespace mainstay::customers::store
