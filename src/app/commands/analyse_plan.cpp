// assign, shifts, portfolio.
#include <algorithm>
#include <cmath>

#include "algo/assignment.hpp"
#include "algo/portfolio.hpp"
#include "algo/shifts.hpp"
#include "app/commands/analyse.hpp"

namespace mainstay::app::analysis {
namespace {

Result<int> whole_of(const Member& m, const char* name, double fallback) {
    MS_TRY(const double value, m.number(name, fallback));
    if (value != std::floor(value) || std::abs(value) > 1e9)
        return bad_input(m.at() + "/" + name, "must be a whole number");
    return static_cast<int>(value);
}

Result<Answer> assign_matrix(const Request& request, const Sheet& sheet) {
    if (sheet.columns.size() < 2)
        return bad_input("input", "needs a name column and one column for each who can be assigned");
    std::vector<std::vector<double>> costs(sheet.rows.size());
    for (std::size_t c = 1; c < sheet.columns.size(); ++c) {
        MS_TRY(const auto column, sheet.numbers_or_gaps(sheet.columns[c]));
        for (std::size_t r = 0; r < costs.size(); ++r)
            costs[r].push_back(std::isnan(column[r]) ? HUGE_VAL : column[r]);
    }
    MS_TRY(const double penalty, request.number("--penalty", 1e9));
    MS_TRY(const auto m, algo::assign_or_leave(costs, std::vector<double>(costs.size(), penalty)));
    Answer answer;
    double cost = 0, left = 0;
    auto& rows = answer.table("assignments", {sheet.columns[0], "to", "cost"});
    for (std::size_t r = 0; r < costs.size(); ++r) {
        const int c = m.column_of_row[r];
        const double own = c < 0 ? NAN : costs[r][static_cast<std::size_t>(c)];
        rows.push_back({sheet.rows[r][0],
                        c < 0 ? std::string("nobody") : sheet.columns[static_cast<std::size_t>(c) + 1],
                        own});
        if (c < 0)
            ++left;
        else
            cost += own;
    }
    answer.fact("cost", cost);
    answer.fact("unassigned", left);
    return answer;
}

Result<Answer> assign_hours(const Member& root) {
    MS_TRY(const auto wages, root.numbers("wages"));
    MS_TRY(const auto capacity, root.numbers("capacity"));
    MS_TRY(const auto productivity, root.matrix("productivity"));
    MS_TRY(const auto demand, root.numbers("demand"));
    MS_TRY(const double penalty, root.number("penalty", 1e6));
    MS_TRY(const auto plan, algo::plan_hours(wages, capacity, productivity, demand, penalty));
    Answer answer;
    answer.fact("cost", plan.cost);
    auto& skills = answer.table("skills", {"skill", "demand", "unmet", "price_of_one_more_hour"});
    for (std::size_t s = 0; s < demand.size(); ++s)
        skills.push_back({double(s), demand[s], plan.unmet[s], plan.price_of_demand[s]});
    auto& engineers = answer.table("engineers", {"engineer", "capacity", "price_of_one_more_hour"});
    for (std::size_t e = 0; e < wages.size(); ++e)
        engineers.push_back({double(e), capacity[e], plan.price_of_capacity[e]});
    auto& hours = answer.table("hours", {"engineer", "skill", "hours"});
    for (std::size_t e = 0; e < wages.size(); ++e)
        for (std::size_t s = 0; s < demand.size(); ++s)
            if (plan.hours[e][s] > 1e-9) hours.push_back({double(e), double(s), plan.hours[e][s]});
    return answer;
}

// A pair exists only where the engineer has the skill and can be done by the deadline; urgent tickets weigh
// more.
Result<Answer> assign_tickets(const Member& root) {
    MS_TRY(const auto engineers, root.list("engineers"));
    MS_TRY(const auto tickets, root.list("tickets"));
    algo::Workload w;
    std::vector<std::string> names, ids;
    std::vector<std::vector<std::string>> skills;
    std::vector<double> speed;
    for (const auto& e : engineers) {
        MS_TRY(auto name, e.text("name"));
        MS_TRY(auto can, e.texts("skills"));
        MS_TRY(const double hours, e.number("hours"));
        MS_TRY(const double factor, e.number("speed_factor", 1));
        names.push_back(std::move(name)), skills.push_back(std::move(can)), w.capacity.push_back(hours),
            speed.push_back(factor);
    }
    for (const auto& t : tickets) {
        MS_TRY(auto id, t.text("id"));
        MS_TRY(const auto skill, t.text("skill", ""));
        MS_TRY(const double hours, t.number("hours"));
        MS_TRY(const double deadline, t.number("deadline_hours", 1e9));
        MS_TRY(const double urgency, t.number("urgency", 1));
        MS_TRY(const double penalty, t.number("penalty", 50 * urgency));
        w.costs.emplace_back(), w.hours.emplace_back(), w.penalty.push_back(penalty);
        for (std::size_t e = 0; e < names.size(); ++e) {
            const bool has_skill =
                skill.empty() || std::find(skills[e].begin(), skills[e].end(), skill) != skills[e].end();
            w.hours.back().push_back(hours * speed[e]);
            w.costs.back().push_back(has_skill && hours * speed[e] <= deadline ? hours * speed[e] * urgency
                                                                               : HUGE_VAL);
        }
        ids.push_back(std::move(id));
    }
    MS_TRY(const auto plan, algo::plan_tickets(w));
    Answer answer;
    answer.fact("cost", plan.cost);
    answer.fact("bound", plan.bound);
    answer.fact("is_proven", plan.is_proven);
    auto& rows = answer.table("assignments", {"ticket", "engineer", "hours"});
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const int e = plan.engineer[i];
        rows.push_back({ids[i],
                        e < 0 ? std::string("nobody") : names[static_cast<std::size_t>(e)],
                        e < 0 ? NAN : w.hours[i][static_cast<std::size_t>(e)]});
    }
    return answer;
}

Result<Answer> cover(const Member& root, double penalty) {
    MS_TRY(const auto wanted, root.numbers("required"));
    std::vector<int> required;
    for (std::size_t h = 0; h < wanted.size(); ++h) {
        if (wanted[h] != std::floor(wanted[h]) || !(wanted[h] >= 0 && wanted[h] <= 1e6))
            return bad_input("/required/" + std::to_string(h), "must be a whole number, 0 or more");
        required.push_back(static_cast<int>(wanted[h]));
    }
    MS_TRY(const auto given, root.list("shifts"));
    std::vector<algo::ShiftKind> kinds;
    for (const auto& s : given) {
        algo::ShiftKind kind;
        MS_TRY(kind.name, s.text("name"));
        MS_TRY(const int from, whole_of(s, "from", 0));
        MS_TRY(const int hours, whole_of(s, "hours", 8));
        MS_TRY(kind.cost, s.number("cost", hours));
        if (from < 0 || hours < 1 || static_cast<std::size_t>(hours) > required.size() ||
            static_cast<std::size_t>(from) >= required.size())
            return bad_input(s.at(), "from and hours must lie inside the required periods");
        for (int h = 0; h < hours; ++h) kind.covers.push_back((from + h) % static_cast<int>(required.size()));
        kinds.push_back(std::move(kind));
    }
    MS_TRY(const auto found, algo::cover_shifts(required, kinds, penalty));
    Answer answer;
    answer.fact("cost", found.cost);
    answer.fact("bound", found.bound);
    answer.fact("is_proven", found.is_proven);
    auto& shifts = answer.table("shifts", {"shift", "people", "cost"});
    for (std::size_t j = 0; j < kinds.size(); ++j)
        shifts.push_back({kinds[j].name, double(found.people[j]), found.people[j] * kinds[j].cost});
    auto& periods = answer.table("periods", {"period", "required", "unmet", "price_of_one_more"});
    for (std::size_t h = 0; h < required.size(); ++h)
        periods.push_back({double(h), double(required[h]), double(found.unmet[h]), found.price[h]});
    return answer;
}

Result<Answer> fill_roster(const Member& root) {
    std::vector<algo::Duty> duties;
    std::vector<algo::Person> people;
    MS_TRY(const auto given, root.list("duties"));
    for (const auto& d : given) {
        algo::Duty duty;
        MS_TRY(duty.day, whole_of(d, "day", -1));
        MS_TRY(duty.from, d.number("from"));
        MS_TRY(duty.to, d.number("to"));
        MS_TRY(duty.people, whole_of(d, "people", 1));
        MS_TRY(duty.weight, d.number("weight", 1));
        duties.push_back(duty);
    }
    MS_TRY(const auto who, root.list("people"));
    for (const auto& p : who) {
        algo::Person person;
        MS_TRY(person.name, p.text("name"));
        MS_TRY(person.most_hours, p.number("most_hours", 40));
        MS_TRY(const auto off, p.numbers("days_off"));
        for (const double day : off) person.days_off.push_back(static_cast<int>(day));
        people.push_back(std::move(person));
    }
    algo::RosterRules rules;
    MS_TRY(rules.rest, root.number("rest", 11));
    MS_TRY(rules.most_days_in_row, whole_of(root, "most_days_in_row", 6));
    MS_TRY(const auto found, algo::roster(duties, people, rules));
    Answer answer;
    answer.fact("missing", double(found.missing));
    answer.fact("missing_in_any_roster", double(found.bound));
    answer.fact("unfairness", found.unfairness);
    auto& rows = answer.table("duties", {"day", "from", "to", "people", "unmet"});
    for (std::size_t d = 0; d < duties.size(); ++d) {
        std::string names;
        for (const int p : found.people[d])
            names += (names.empty() ? "" : ", ") + people[static_cast<std::size_t>(p)].name;
        rows.push_back({double(duties[d].day), duties[d].from, duties[d].to, names, double(found.unmet[d])});
    }
    auto& load = answer.table("people", {"name", "hours", "weight"});
    for (std::size_t p = 0; p < people.size(); ++p)
        load.push_back({people[p].name, found.hours[p], found.weight[p]});
    return answer;
}

Result<std::pair<std::size_t, std::size_t>> option_named(const algo::Strategy& s,
                                                         const std::string& name,
                                                         const std::string& at) {
    const auto colon = name.find(':');
    for (std::size_t g = 0; g < s.groups.size(); ++g)
        for (std::size_t i = 0; i < s.groups[g].options.size(); ++i)
            if (colon != std::string::npos && name.substr(0, colon) == s.groups[g].name &&
                name.substr(colon + 1) == s.groups[g].options[i].name)
                return std::pair{g, i};
    return bad_input(at, "\"" + name + "\" names no option; write group:option");
}

Result<algo::Option> option_of(const Member& m) {
    algo::Option o;
    MS_TRY(o.name, m.text("name"));
    MS_TRY(o.costs, m.numbers("costs"));
    if (o.costs.empty()) {
        MS_TRY(const double cost, m.number("cost"));
        o.costs = {cost};
    }
    MS_TRY(o.benefit, m.number("benefit"));
    MS_TRY(o.satisfaction, m.number("satisfaction", 0));
    MS_TRY(o.cost_error, m.number("cost_error", 0));
    MS_TRY(o.benefit_error, m.number("benefit_error", 0));
    MS_TRY(o.satisfaction_error, m.number("satisfaction_error", 0));
    return o;
}

Result<algo::Strategy> strategy_of(const Member& root) {
    algo::Strategy s;
    MS_TRY(s.budgets, root.numbers("budgets"));
    if (s.budgets.empty()) {
        MS_TRY(const double budget, root.number("budget"));
        s.budgets = {budget};
    }
    MS_TRY(s.satisfaction_worth, root.number("satisfaction_worth", 0));
    MS_TRY(const auto groups, root.list("groups"));
    for (const auto& g : groups) {
        algo::OptionGroup group;
        MS_TRY(group.name, g.text("name"));
        MS_TRY(group.weight, g.number("weight", 0));
        MS_TRY(const auto options, g.list("options"));
        for (const auto& o : options) {
            MS_TRY(auto option, option_of(o));
            group.options.push_back(std::move(option));
        }
        s.groups.push_back(std::move(group));
    }
    MS_TRY(const auto synergies, root.list("synergies"));
    for (const auto& y : synergies) {
        MS_TRY(const auto a, y.text("a"));
        MS_TRY(const auto b, y.text("b"));
        MS_TRY(const auto first, option_named(s, a, y.at() + "/a"));
        MS_TRY(const auto second, option_named(s, b, y.at() + "/b"));
        MS_TRY(const double benefit, y.number("benefit"));
        s.synergies.push_back({first.first, first.second, second.first, second.second, benefit});
    }
    return s;
}

std::string name_of(const algo::Strategy& s, const algo::Choice& c) {
    std::string out;
    for (std::size_t g = 0; g < c.options.size(); ++g)
        out += (g ? " + " : "") + s.groups[g].options[c.options[g]].name;
    return out;
}

}  // namespace

Result<Answer> assign(const Request& request) {
    MS_TRY(const auto text, request.input());
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || text[first] != '{') {
        MS_TRY(const auto sheet, read_sheet(text));
        return assign_matrix(request, sheet);
    }
    MS_TRY(const auto document, json::Document::parse(text));
    const Member root(document.root(), "");
    return root.has("tickets") ? assign_tickets(root) : assign_hours(root);
}

Result<Answer> shifts(const Request& request) {
    MS_TRY(const auto document, request.document());
    const Member root(document.root(), "");
    if (root.has("duties")) return fill_roster(root);
    MS_TRY(const double flag, request.number("--penalty", 0));
    MS_TRY(const double penalty, root.number("penalty", flag));
    return cover(root, penalty);
}

Result<Answer> portfolio(const Request& request) {
    MS_TRY(const auto document, request.document());
    MS_TRY(const auto s, strategy_of(Member(document.root(), "")));
    MS_TRY(const int draws, request.whole("--draws", 10'000));
    MS_TRY(const int seed, request.whole("--seed", 1));
    MS_TRY(const auto best, algo::best_choice(s));
    Answer answer;
    answer.fact("best", name_of(s, best.choice));
    answer.fact("objective", best.choice.objective);
    answer.fact("cost", best.choice.cost);
    answer.fact("benefit", best.choice.benefit);
    answer.fact("satisfaction", best.choice.satisfaction);
    answer.fact("is_proven", best.is_proven);
    answer.fact("method", best.method);
    const auto all = algo::all_choices(s);
    if (!all) return answer;
    const auto row = [&](const algo::Choice& c) {
        return std::vector<Cell>{
            name_of(s, c), c.cost, c.benefit, c.satisfaction, c.objective, c.is_affordable};
    };
    const std::vector<std::string> columns{
        "choice", "cost", "benefit", "satisfaction", "objective", "is_affordable"};
    if (all->size() <= 100) {
        auto& rows = answer.table("choices", columns);
        for (const auto& c : *all) rows.push_back(row(c));
    }
    auto& front = answer.table("pareto", columns);
    for (const auto& c : algo::pareto(*all)) front.push_back(row(c));
    if (s.budgets.size() == 1) {
        auto& steps = answer.table("best_from_budget", {"budget", "choice", "objective"});
        for (const auto& step : algo::budget_steps(*all))
            steps.push_back({step.at, name_of(s, step.choice), step.choice.objective});
    }
    auto& worths = answer.table("best_from_satisfaction_worth", {"satisfaction_worth", "choice"});
    for (const auto& step : algo::worth_steps(*all)) worths.push_back({step.at, name_of(s, step.choice)});
    if (all->size() > 5000) return answer;
    MS_TRY(const auto unsure, algo::uncertainty(s, draws, static_cast<std::uint64_t>(seed)));
    answer.fact("value_of_perfect_information", unsure.perfect_information);
    auto& chances = answer.table(
        "uncertainty", {"choice", "best_share", "over_budget", "mean", "low_90_percent", "high_90_percent"});
    for (std::size_t i = 0; i < std::min<std::size_t>(20, unsure.choices.size()); ++i) {
        const auto& c = unsure.choices[i];
        chances.push_back({name_of(s, c.choice), c.best_share, c.over_budget, c.mean, c.low, c.high});
    }
    return answer;
}

}  // namespace mainstay::app::analysis
