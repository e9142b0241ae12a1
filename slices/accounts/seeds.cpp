#include "accounts/seeds.hpp"

namespace mainstay::accounts {
namespace {

struct Agent {
    const char *name, *email, *language, *time_zone;
};
struct TeamPlan {
    const char *name, *description;
    std::vector<Agent> agents;
};

const std::vector<TeamPlan>& plans() {
    static const std::vector<TeamPlan> all{
        {"HarborDB support", "Database: replication, backup, queries, drivers",
         {{"Mei Chen 陈梅", "mei@mainstay.demo", "en", "Asia/Shanghai"}, {"Tom Becker", "tom@mainstay.demo", "en", "Europe/Berlin"}, {"Lin Zhao 赵琳", "lin@mainstay.demo", "zh", "Asia/Shanghai"}}},
        {"Tally support", "ERP: finance, inventory, sales, localisation",
         {{"Rui Zhang 张睿", "rui@mainstay.demo", "zh", "Asia/Shanghai"}, {"Sofia Lindqvist", "sofia@mainstay.demo", "en", "Europe/Stockholm"}}},
        {"Streamlake support", "Data platform: connectors, streaming, training",
         {{"Hao Liu 刘昊", "hao@mainstay.demo", "zh", "Asia/Shanghai"}, {"Priya Nair", "priya@mainstay.demo", "en", "Asia/Kolkata"}, {"Ana Torres", "ana@mainstay.demo", "en", "America/Mexico_City"}}}};
    return all;
}

Result<Person> add(Accounts& accounts, const Agent& agent, const char* role) {
    return accounts.create(for_system("seed"), {.email = agent.email, .name = agent.name, .role = role, .language = agent.language, .time_zone = agent.time_zone,
                                                .organisation_id = {}, .password = kDemoPassword, .is_verified = true});
}

}  // namespace

Result<DemoStaff> seed_demo(Accounts& accounts) {
    const auto actor = for_system("seed");
    DemoStaff staff;
    MS_TRY(staff.administrator, add(accounts, {"Ada Moreau", "ada@mainstay.demo", "en", "Europe/Paris"}, "admin"));
    MS_TRY(staff.lead, add(accounts, {"Jonas Weber", "jonas@mainstay.demo", "en", "Europe/Berlin"}, "lead"));
    for (const auto& plan : plans()) {
        DemoTeam made;
        MS_TRY(made.team, accounts.create_team(actor, plan.name, plan.description));
        MS_CHECK(accounts.add_to_team(actor, made.team.id, staff.lead.id));
        for (const auto& agent : plan.agents) {
            MS_TRY(auto person, add(accounts, agent, "agent"));
            MS_CHECK(accounts.add_to_team(actor, made.team.id, person.id));
            made.agents.push_back(std::move(person));
        }
        staff.teams.push_back(std::move(made));
    }
    return staff;
}

Result<ManyStaff> seed_many(Accounts& accounts, int teams, int agents) {
    const auto actor = for_system("seed");
    ManyStaff made;
    for (int t = 0; t < teams; ++t) {
        MS_TRY(const auto team, accounts.create_team(actor, "Team " + std::to_string(t + 1), ""));
        made.team_ids.push_back(team.id);
    }
    MS_TRY(auto admin, add(accounts, {"Ada Moreau", "ada@mainstay.demo", "en", "UTC"}, "admin"));
    for (int a = 0; a < agents; ++a) {
        const auto n = std::to_string(a + 1);
        MS_TRY(auto person, accounts.create(actor, {.email = a == 0 ? "mei@mainstay.demo" : "agent" + n + "@mainstay.demo", .name = "Agent " + n, .role = a % 10 == 9 ? "lead" : "agent",
                                                    .organisation_id = {}, .password = a == 0 ? kDemoPassword : "", .is_verified = true}));
        MS_CHECK(accounts.add_to_team(actor, made.team_ids[static_cast<std::size_t>(a % teams)], person.id));
        made.agents.push_back(std::move(person));
    }
    return made;
}

}  // namespace mainstay::accounts
