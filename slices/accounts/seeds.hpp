#pragma once
// Demo data: the people who answer, and their teams.
#include "accounts/accounts.hpp"

namespace mainstay::accounts {

struct DemoTeam {
    Team team;
    std::vector<Person> agents;
};
struct DemoStaff {
    Person lead, administrator;
    std::vector<DemoTeam> teams;  // HarborDB, Tally ERP, Streamlake
};
inline constexpr const char* kDemoPassword = "demo-password";

Result<DemoStaff> seed_demo(Accounts& accounts);

struct ManyStaff {
    std::vector<Person> agents;
    std::vector<std::string> team_ids;
};
Result<ManyStaff> seed_many(Accounts& accounts, int teams, int agents);  // bench data; the first agent may sign in

}  // namespace mainstay::accounts
