#include "projects/seeds.hpp"

namespace mainstay::projects {
namespace {

struct VersionPlan {
    const char* name;
    int released_days_ago, ends_in_days;
};
struct Plan {
    const char *name, *slug, *description;
    std::vector<VersionPlan> versions;
    std::vector<const char*> components;
};

const std::vector<Plan>& plans() {
    static const std::vector<Plan> all{
        {"HarborDB", "harbordb", "A relational database server with built-in replication. Personal and enterprise plans.",
         {{"5.1", 1250, -60}, {"5.4", 880, 210}, {"6.0", 520, 580}, {"6.2", 300, 800}, {"6.3", 95, 1000}},
         {"Replication", "Backup", "Query planner", "Storage engine", "Drivers", "Security", "Licensing"}},
        {"Tally ERP", "tally", "Finance, inventory and sales for companies of 20 to 2,000 people. Community edition and paid plans.",
         {{"14.0", 1100, -10}, {"15.0", 730, 365}, {"16.0", 365, 730}, {"16.1", 180, 915}, {"17.0", 40, 1055}},
         {"Accounting", "Inventory", "Sales", "Manufacturing", "Reports", "Localisation", "Installation"}},
        {"Streamlake", "streamlake", "A data platform from connectors to tables. Free basic use, paid advanced support and training.",
         {{"2.6", 700, 30}, {"2.8", 430, 300}, {"3.0", 240, 490}, {"3.1", 130, 600}, {"3.2", 25, 705}},
         {"Connectors", "Stream engine", "Catalog", "Scheduler", "Web console", "Training"}}};
    return all;
}

}  // namespace

Result<std::vector<Project>> seed_demo(Projects& projects, Millis now) {
    const auto actor = for_system("seed");
    std::vector<Project> made;
    for (const auto& plan : plans()) {
        MS_TRY(const auto project, projects.create(actor, plan.name, plan.slug, plan.description));
        for (const auto& v : plan.versions) MS_CHECK(projects.add_version(actor, project.id, {"", v.name, now - v.released_days_ago * kDay, now + v.ends_in_days * kDay}));
        for (const auto* c : plan.components) MS_CHECK(projects.add_component(actor, project.id, c));
        made.push_back(*projects.deps().db.read([&](db::Tx& tx) { return projects.find(tx, project.id); }));
    }
    return made;
}

}  // namespace mainstay::projects
