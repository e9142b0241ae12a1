#include "app/seeding.hpp"

#include "accounts/seeds.hpp"
#include "channels/seeds.hpp"
#include "customers/seeds.hpp"
#include "projects/seeds.hpp"
#include "tickets/seeds.hpp"

namespace mainstay::app {
namespace {

Result<> check_empty(House& house) {
    if (house.accounts->needs_setup()) return Done{};
    return Error(ErrorKind::conflict, "has_data", "There is data already; seeds go into an empty data folder.");
}

std::vector<channels::DemoMailbox> mailboxes(const std::vector<projects::Project>& projects, const std::vector<accounts::DemoTeam>& teams) {
    return {{"support@harbordb.example", "HarborDB Support", "private", projects[0].id, teams[0].team.id},
            {"support@tally.example", "Tally Support", "private", projects[1].id, teams[1].team.id},
            {"users@lists.tally.example", "Tally users", "public_list", projects[1].id, teams[1].team.id},
            {"support@streamlake.example", "Streamlake Support", "private", projects[2].id, teams[2].team.id}};
}

}  // namespace

Result<> seed_demo(House& house, const std::function<void(Millis)>& set_clock) {
    MS_CHECK(check_empty(house));
    const auto now = house.now();
    set_clock(now - 125 * kDay);
    MS_TRY(const auto staff, accounts::seed_demo(*house.accounts));
    MS_TRY(const auto contacts, customers::seed_demo(*house.customers, *house.accounts, accounts::kDemoPassword));
    MS_TRY(const auto projects, projects::seed_demo(*house.projects, now));
    const auto boxes = mailboxes(projects, staff.teams);
    MS_CHECK(channels::seed_demo(*house.channels, boxes));
    tickets::DemoCast cast{.vendors = {}, .contacts = {}, .set_clock = set_clock, .now = now};
    for (std::size_t i = 0; i < projects.size(); ++i) {
        const auto& team = staff.teams[i];
        cast.vendors.push_back({projects[i], team.team.id, "support@" + projects[i].slug + ".example", i == 1 ? "users@lists.tally.example" : "", team.agents, staff.lead});
    }
    for (const auto& one : contacts) cast.contacts.push_back({one.person, one.organisation, one.vendors});
    MS_CHECK(tickets::seed_demo(*house.tickets, cast));
    set_clock(now);
    return Done{};
}

Result<> seed_large(House& house, std::int64_t tickets, const std::function<void(std::int64_t)>& progress) {
    MS_CHECK(check_empty(house));
    if (house.database->engine() == db::Engine::sqlite)  // a whole batch fits, until this connection closes
        house.database->run_write([](db::Tx& tx) {
            tx.run_script("PRAGMA cache_size = -262144");
            return true;
        });
    MS_TRY(const auto order, house.database->write([&](db::Tx&) -> Result<tickets::ManyTickets> {  // one commit for the people
        tickets::ManyTickets order{.tickets = tickets, .contacts = {}, .agents = {}, .organisation_names = {}, .team_ids = {}, .projects = {}, .progress = progress, .now = house.now()};
        MS_TRY(const auto staff, accounts::seed_many(*house.accounts, 10, 50));
        order.agents = staff.agents;
        order.team_ids = staff.team_ids;
        MS_TRY(const auto people, customers::seed_many(*house.customers, *house.accounts, 2'000, 20'000));
        order.contacts = people.persons;
        order.organisation_names = people.organisation_names;
        MS_TRY(order.projects, projects::seed_demo(*house.projects, order.now));
        return order;
    }));
    return tickets::seed_many(*house.tickets, order);
}

}  // namespace mainstay::app
