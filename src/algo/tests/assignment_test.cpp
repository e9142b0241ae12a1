#include "algo/assignment.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "algo/linear_program.hpp"
#include "algo/random.hpp"
#include "algo/shifts.hpp"
#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;

namespace {

std::vector<std::vector<double>> random_costs(std::size_t n, std::size_t m, std::uint64_t seed) {
    Random random(seed);
    std::vector<std::vector<double>> costs(n, std::vector<double>(m));
    for (auto& row : costs)
        for (auto& c : row) c = double(1 + random.below(100));
    return costs;
}

LinearProgram covering(const std::vector<double>& cost,
                       const std::vector<std::vector<double>>& a,
                       const std::vector<double>& need) {
    LinearProgram p{cost, {}};
    for (std::size_t i = 0; i < need.size(); ++i) p.rows.push_back({a[i], Sense::at_least, need[i]});
    return p;
}

// Strong duality and feasibility: a proof of the optimum that needs no second solver.
void check_optimal(const LinearProgram& p, const Solution& s) {
    double dual = 0;
    for (std::size_t i = 0; i < p.rows.size(); ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < s.x.size(); ++j) sum += p.rows[i].a[j] * s.x[j];
        if (p.rows[i].sense != Sense::at_least) CHECK(sum <= p.rows[i].b + 1e-6);
        if (p.rows[i].sense != Sense::at_most) CHECK(sum >= p.rows[i].b - 1e-6);
        if (p.rows[i].sense == Sense::at_most) CHECK(s.duals[i] <= 1e-7);
        if (p.rows[i].sense == Sense::at_least) CHECK(s.duals[i] >= -1e-7);
        dual += s.duals[i] * p.rows[i].b;
    }
    for (std::size_t j = 0; j < s.x.size(); ++j) {
        double priced = 0;
        for (std::size_t i = 0; i < p.rows.size(); ++i) priced += s.duals[i] * p.rows[i].a[j];
        CHECK(priced <= p.cost[j] + 1e-6);
    }
    CHECK(dual == around(s.cost, 1e-6));
}

}  // namespace

TEST_CASE("linear program: Winston's post office and Union Airways") {
    const auto all = oracle("opt_oracle.json");
    const std::vector<double> need{17, 13, 15, 19, 14, 16, 11};
    std::vector<std::vector<double>> a(7, std::vector<double>(7));
    for (std::size_t j = 0; j < 7; ++j)
        for (std::size_t k = 0; k < 5; ++k) a[(j + k) % 7][j] = 1;
    const auto post = covering(std::vector<double>(7, 1.0), a, need);
    const auto& reference = all.at("winston_post_office");
    const auto relaxed = value_of(solve(post));
    CHECK(relaxed.cost == near(number(reference.at("lp")), 1e-9));
    check_optimal(post, relaxed);
    const auto theirs = numbers(reference.at("lp_duals"));
    double worth = 0;
    for (std::size_t i = 0; i < 7; ++i) worth += theirs[i] * need[i];
    CHECK(worth == near(relaxed.cost, 1e-9));
    const auto whole = value_of(solve_integer(post));
    CHECK(whole.cost == near(number(reference.at("ip"))));
    CHECK(whole.is_proven);
    const std::vector<std::vector<double>> cover{{1, 0, 0, 0, 0},
                                                 {1, 1, 0, 0, 0},
                                                 {1, 1, 0, 0, 0},
                                                 {1, 1, 1, 0, 0},
                                                 {0, 1, 1, 0, 0},
                                                 {0, 0, 1, 1, 0},
                                                 {0, 0, 1, 1, 0},
                                                 {0, 0, 0, 1, 0},
                                                 {0, 0, 0, 1, 1},
                                                 {0, 0, 0, 0, 1}};
    const auto union_airways =
        covering({170, 160, 175, 180, 195}, cover, {48, 79, 65, 87, 64, 73, 82, 43, 52, 15});
    const auto& row = all.at("union_airways");
    const auto lp = value_of(solve(union_airways));
    CHECK(lp.cost == near(number(row.at("lp")), 1e-9));
    const auto duals = numbers(row.at("lp_duals"));
    for (std::size_t i = 0; i < duals.size(); ++i) CHECK(lp.duals[i] == around(duals[i], 1e-6));
    const auto ip = value_of(solve_integer(union_airways));
    CHECK(ip.cost == near(number(row.at("cost"))));
    CHECK(ip.x == numbers(row.at("x")));
}

TEST_CASE("linear program: random programs carry their proof") {
    Random random(7);
    for (int run = 0; run < 60; ++run) {
        LinearProgram p;
        const std::size_t n = 3 + random.below(12), m = 2 + random.below(10);
        for (std::size_t j = 0; j < n; ++j) p.cost.push_back(double(random.below(20)));
        for (std::size_t i = 0; i < m; ++i) {
            Row row{{}, Sense(random.below(3)), double(random.below(40)) - 5};
            for (std::size_t j = 0; j < n; ++j) row.a.push_back(double(random.below(7)) - 1);
            p.rows.push_back(row);
        }
        const auto s = solve(p);
        if (s)
            check_optimal(p, *s);
        else
            CHECK((s.error().code() == "infeasible" || s.error().code() == "unbounded"));
    }
    CHECK(code_of(solve({{-1}, {{{-1}, Sense::at_most, 0}}})) == "unbounded");
    CHECK(code_of(solve({{1}, {{{1}, Sense::at_most, 1}, {{1}, Sense::at_least, 2}}})) == "infeasible");
    CHECK(code_of(solve({{}, {}})) == "too_few_values");
    CHECK(code_of(solve({{1}, {{{1, 2}, Sense::at_most, 1}}})) == "invalid_fields");
    CHECK(code_of(solve_integer({{1}, {{{2}, Sense::equal, 1}}})) == "infeasible");
    // Beale's example cycles under the plain rule.
    const LinearProgram beale{{-.75, 150, -.02, 6},
                              {{{.25, -60, -.04, 9}, Sense::at_most, 0},
                               {{.5, -90, -.02, 3}, Sense::at_most, 0},
                               {{0, 0, 1, 0}, Sense::at_most, 1}}};
    CHECK(value_of(solve(beale)).cost == near(-.05, 1e-9));
}

TEST_CASE(
    "assignment: the articles' programme asks for nothing; with demand it costs 4825 and shows its prices") {
    const auto all = oracle("opt_oracle.json");
    const auto& reference = all.at("article_LP");
    const auto& data = reference.at("data");
    const auto wages = numbers(data.at("cost")), capacity = numbers(data.at("cap"));
    LinearProgram without{wages, {}};
    for (std::size_t e = 0; e < 5; ++e) {
        Row row{std::vector<double>(5), Sense::at_most, capacity[e]};
        row.a[e] = 1;
        without.rows.push_back(row);
    }
    const auto nothing = value_of(solve(without));
    CHECK(nothing.cost == number(reference.at("without_demand").at("fun")));
    CHECK(nothing.x == numbers(reference.at("without_demand").at("x")));
    std::vector<std::vector<double>> productivity(5);
    std::vector<double> demand;
    for (const auto& [skill, who] : data.at("skills").as_object()) {
        const auto can = numbers(who);
        for (std::size_t e = 0; e < 5; ++e) productivity[e].push_back(can[e]);
        demand.push_back(number(data.at("demand").at(skill)));
    }
    const auto plan = value_of(plan_hours(wages, capacity, productivity, demand, 1000));
    CHECK(plan.cost == near(number(reference.at("with_demand").at("fun")), 1e-9));
    const auto demands = numbers(reference.at("with_demand").at("dual_demand")),
               capacities = numbers(reference.at("with_demand").at("dual_capacity"));
    for (std::size_t s = 0; s < 3; ++s) CHECK(plan.price_of_demand[s] == around(demands[s], 1e-6));
    for (std::size_t e = 0; e < 5; ++e) CHECK(plan.price_of_capacity[e] == around(capacities[e], 1e-6));
    for (std::size_t s = 0; s < 3; ++s) {
        double done = plan.unmet[s];
        for (std::size_t e = 0; e < 5; ++e) done += plan.hours[e][s] * productivity[e][s];
        CHECK(done >= demand[s] - 1e-7);
        CHECK(plan.unmet[s] == around(0, 1e-9));
    }
    const auto short_of =
        value_of(plan_hours({30}, {40}, {{1, 0}}, {50, 10}, 1000));  // names what is missing
    CHECK(short_of.unmet == std::vector<double>{10, 10});
    CHECK(code_of(plan_hours({30}, {40}, {{1}}, {50}, 20)) == "invalid_fields");
}

TEST_CASE("assignment: optimal against every permutation, and with its proof where there are too many") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto costs = random_costs(6, 6, seed);
        std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
        double best = 1e9;
        do {
            double sum = 0;
            for (std::size_t i = 0; i < 6; ++i) sum += costs[i][order[i]];
            best = std::min(best, sum);
        } while (std::next_permutation(order.begin(), order.end()));
        CHECK(value_of(assign(costs)).cost == best);
    }
    const auto costs = random_costs(100, 130, 5);
    const auto m = value_of(assign(costs));
    double prices = std::accumulate(m.row_price.begin(), m.row_price.end(), 0.0) +
                    std::accumulate(m.column_price.begin(), m.column_price.end(), 0.0);
    CHECK(prices == near(m.cost, 1e-9));
    for (std::size_t i = 0; i < 100; ++i)
        for (std::size_t j = 0; j < 130; ++j)
            REQUIRE(m.row_price[i] + m.column_price[j] <= costs[i][j] + 1e-9);
    auto impossible = random_costs(3, 3, 1);
    impossible[1] = {HUGE_VAL, HUGE_VAL, HUGE_VAL};
    CHECK(code_of(assign(impossible)) == "infeasible");
    const auto left = value_of(assign_or_leave(impossible, {500, 7, 500}));
    CHECK(left.column_of_row[1] == -1);
    CHECK(code_of(assign(random_costs(4, 3, 1))) == "invalid_fields");
    CHECK(value_of(assign_or_leave(random_costs(4, 3, 1), {1000, 1000, 1000, 1000})).cost > 1000);
    CHECK(code_of(assign({{NAN}})) == "invalid_fields");
    CHECK(code_of(assign({})) == "too_few_values");
}

TEST_CASE(
    "assignment: tickets to engineers with skills, speed and deadlines: 364.75, and two that nobody can "
    "meet") {
    const auto all = oracle("portfolio_oracle.json");
    const auto& reference = all.at("tickets");
    const auto speed = numbers(reference.at("engineers").at("speed_factor"));
    Workload w;
    w.capacity = numbers(reference.at("engineers").at("cap_h"));
    for (const auto& t : reference.at("tickets").as_array()) {
        const double urgency = 5 - number(t.at("prio"));
        w.penalty.push_back(50 * urgency);
        w.costs.emplace_back();
        w.hours.emplace_back();
        for (std::size_t e = 0; e < speed.size(); ++e) {
            const double hours = number(t.at("hours")) * speed[e];
            const bool is_possible =
                number(reference.at("engineers").at("skills").at(e).at(std::size_t(number(t.at("skill"))))) >
                    0 &&
                hours <= number(t.at("deadline_h"));
            w.hours.back().push_back(hours);
            w.costs.back().push_back(is_possible ? hours * urgency / 4 : HUGE_VAL);
        }
    }
    const auto plan = value_of(plan_tickets(w));
    CHECK(plan.cost == near(number(reference.at("obj")), 1e-9));
    CHECK(plan.is_proven);
    std::vector<double> left;
    for (std::size_t i = 0; i < plan.engineer.size(); ++i)
        if (plan.engineer[i] < 0) left.push_back(double(i));
    CHECK(left == numbers(reference.at("unassigned")));
    const auto quick = value_of(plan_tickets(w, 0));  // without the search: an honest gap
    CHECK(quick.bound <= plan.cost + 1e-6);
    CHECK(quick.cost >= plan.cost - 1e-6);
    CHECK(quick.cost <= 1.2 * plan.cost);
    CHECK(code_of(plan_tickets({})) == "too_few_values");
}

TEST_CASE("assignment: a large workload keeps its limits and reports its gap") {
    Random random(3);
    Workload w;
    w.capacity.assign(20, 30);
    for (int i = 0; i < 200; ++i) {
        w.costs.emplace_back(), w.hours.emplace_back();
        w.penalty.push_back(500);
        for (int e = 0; e < 20; ++e)
            w.costs.back().push_back(random.uniform() < .3 ? HUGE_VAL : 5 + random.uniform() * 40),
                w.hours.back().push_back(1 + random.uniform() * 5);
    }
    const auto plan = value_of(plan_tickets(w, 20'000));
    std::vector<double> used(20);
    for (std::size_t i = 0; i < 200; ++i)
        if (plan.engineer[i] >= 0)
            used[std::size_t(plan.engineer[i])] += w.hours[i][std::size_t(plan.engineer[i])];
    for (const double u : used) CHECK(u <= 30 + 1e-6);
    CHECK(plan.bound <= plan.cost);
    CHECK((plan.cost - plan.bound) / plan.cost < .1);
}

TEST_CASE("shifts: the support desk's day costs 282.6") {
    const auto all = oracle("portfolio_oracle.json");
    const auto& reference = all.at("shifts");
    std::vector<int> required;
    for (const double r : numbers(reference.at("required"))) required.push_back(int(r));
    std::vector<ShiftKind> shifts;
    for (const auto& s : reference.at("shifts").as_array()) {
        const auto v = numbers(s);
        ShiftKind kind{std::to_string(int(v[0])), {}, v[2]};
        for (int h = 0; h < int(v[1]); ++h) kind.covers.push_back((int(v[0]) + h) % 24);
        shifts.push_back(kind);
    }
    const auto cover = value_of(cover_shifts(required, shifts));
    CHECK(cover.cost == near(number(reference.at("ip_cost")), 1e-9));
    CHECK(cover.is_proven);
    CHECK(cover.bound == near(cover.cost, 1e-9));
    double priced = 0;
    for (std::size_t h = 0; h < 24; ++h) priced += cover.price[h] * required[h];
    CHECK(priced == near(number(reference.at("lp_cost")), 1e-9));
    for (std::size_t h = 0; h < 24; ++h) {
        int there = 0;
        for (std::size_t j = 0; j < shifts.size(); ++j)
            if (std::find(shifts[j].covers.begin(), shifts[j].covers.end(), int(h)) != shifts[j].covers.end())
                there += cover.people[j];
        CHECK(there >= required[h]);
    }
    CHECK(code_of(cover_shifts({1, 1}, {{"only the first", {0}, 1}})) == "infeasible");
    CHECK(value_of(cover_shifts({1, 2}, {{"only the first", {0}, 1}}, 100)).unmet == std::vector<int>{0, 2});
    CHECK(code_of(cover_shifts({1}, {{"x", {5}, 1}})) == "invalid_fields");
}

TEST_CASE("shifts: pyworkforce's two days, solved again") {
    const auto all = oracle("pyworkforce_oracle.json");
    const auto& reference = all.at("scheduling");
    const std::vector<std::vector<int>> required{
        {9, 11, 17, 9, 7, 12, 5, 11, 8, 9, 18, 17, 8, 12, 16, 8, 7, 12, 11, 10, 13, 19, 16, 7},
        {13, 13, 12, 15, 18, 20, 13, 16, 17, 8, 13, 11, 6, 19, 11, 20, 19, 17, 10, 13, 14, 23, 16, 8}};
    std::vector<std::vector<double>> kinds(24, std::vector<double>(4));
    for (std::size_t h = 0; h < 24; ++h)
        kinds[h] = {double(h >= 5 && h < 13),
                    double(h >= 13 && h < 21),
                    double(h < 5 || h >= 21),
                    double(h >= 9 && h < 17)};
    double people = 0, differences = 0;
    for (const auto& day : required) {
        LinearProgram fewest{{1, 1, 1, 1}, {}}, nearest{{0, 0, 0, 0}, {}};
        nearest.cost.resize(52, 1.0);
        for (std::size_t h = 0; h < 24; ++h) {
            fewest.rows.push_back({kinds[h], Sense::at_least, double(day[h])});
            fewest.rows.push_back({kinds[h], Sense::at_most, 27});
            auto wide = kinds[h];
            wide.resize(52, 0.0);
            nearest.rows.push_back({wide, Sense::at_most, 27});
            wide[4 + 2 * h] = -1, wide[5 + 2 * h] = 1;
            nearest.rows.push_back({wide, Sense::equal, double(day[h])});
        }
        for (std::size_t j = 0; j < 4; ++j) {
            Row few{std::vector<double>(4), Sense::at_most, 25},
                near_row{std::vector<double>(52), Sense::at_most, 25};
            few.a[j] = near_row.a[j] = 1;
            fewest.rows.push_back(few), nearest.rows.push_back(near_row);
        }
        people += value_of(solve_integer(fewest)).cost;
        std::vector<bool> whole(52, false);
        std::fill_n(whole.begin(), 4, true);
        differences += value_of(solve_integer(nearest, whole)).cost;
    }
    CHECK(people == near(number(reference.at("MinRequiredResources"))));
    CHECK(differences == near(number(reference.at("MinAbsDifference"))));
}

TEST_CASE("shifts: a roster keeps rest, days off and hours, fills what can be filled and is fair") {
    std::vector<Duty> duties;
    for (int day = 0; day < 14; ++day) {
        duties.push_back({day, 8, 16, 3, 1});
        duties.push_back({day, 16, 24, 2, 1});
        duties.push_back({day, 22, 30, 1, 2});  // night
    }
    std::vector<Person> people;
    for (int p = 0; p < 11; ++p) people.push_back({"p" + std::to_string(p), {p % 14, (p + 1) % 14}, 72});
    const auto r = value_of(roster(duties, people));
    CHECK(r.missing == 0);
    CHECK(r.unfairness <= 2);
    for (std::size_t p = 0; p < people.size(); ++p) {
        CHECK(r.hours[p] <= 72);
        std::vector<std::pair<double, double>> mine;
        for (std::size_t d = 0; d < duties.size(); ++d)
            if (std::find(r.people[d].begin(), r.people[d].end(), int(p)) != r.people[d].end()) {
                CHECK(std::find(people[p].days_off.begin(), people[p].days_off.end(), duties[d].day) ==
                      people[p].days_off.end());
                mine.emplace_back(24 * duties[d].day + duties[d].from, 24 * duties[d].day + duties[d].to);
            }
        std::sort(mine.begin(), mine.end());
        for (std::size_t i = 1; i < mine.size(); ++i) CHECK(mine[i].first - mine[i - 1].second >= 11);
    }
    const auto few = value_of(roster(duties, {people.begin(), people.begin() + 3}));
    CHECK(few.missing >= few.bound);
    CHECK(few.bound > 0);
    CHECK(code_of(roster({}, people)) == "too_few_values");
    CHECK(code_of(roster({{0, 8, 8, 1, 1}}, people)) == "invalid_fields");
}
