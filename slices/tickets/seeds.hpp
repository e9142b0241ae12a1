#pragma once
// Demo data: 300 tickets in English and Chinese, as they would have come in over 120 days. Bench data: any number of them.
#include "tickets/tickets.hpp"

namespace mainstay::tickets {

struct DemoVendor {
    projects::Project project;
    std::string team_id, mailbox, public_list;  // addresses
    std::vector<accounts::Person> agents;
    accounts::Person lead;
};
struct DemoContact {
    accounts::Person person;
    std::string organisation;
    std::vector<int> vendors;
};
struct DemoCast {
    std::vector<DemoVendor> vendors;  // HarborDB, Tally ERP, Streamlake
    std::vector<DemoContact> contacts;
    std::function<void(Millis)> set_clock;  // moves the clock that the slice and the event log read
    Millis now = 0;                         // the newest ticket is from about here
};
Result<> seed_demo(Tickets& tickets, const DemoCast& cast);

struct ManyTickets {
    std::int64_t tickets = 50'000;
    std::vector<accounts::Person> contacts, agents;
    std::vector<std::string> organisation_names;  // beside contacts
    std::vector<std::string> team_ids;
    std::vector<projects::Project> projects;
    std::function<void(std::int64_t done)> progress;
    Millis now = 0;
};
Result<> seed_many(Tickets& tickets, const ManyTickets& order);

}  // namespace mainstay::tickets
