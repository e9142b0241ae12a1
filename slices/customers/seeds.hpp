#pragma once
// Demo data: organisations and the people there who ask. Bench data: many of both.
#include "accounts/accounts.hpp"
#include "customers/customers.hpp"

namespace mainstay::customers {

struct DemoContact {
    accounts::Person person;
    std::string organisation;  // its name, empty for somebody who asks for themselves
    std::vector<int> vendors;  // what they use: 0 HarborDB, 1 Tally ERP, 2 Streamlake
};

Result<std::vector<DemoContact>> seed_demo(Customers& customers, accounts::Accounts& accounts, const std::string& password);

struct ManyContacts {
    std::vector<accounts::Person> persons;  // organisation_id is set
    std::vector<std::string> organisation_names;  // beside persons
};
Result<ManyContacts> seed_many(Customers& customers, accounts::Accounts& accounts, int organisations, int contacts);

}  // namespace mainstay::customers
