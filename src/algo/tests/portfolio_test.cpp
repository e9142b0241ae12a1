#include "algo/portfolio.hpp"

#include <cmath>

#include "algo/random.hpp"
#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;

namespace {

OptionGroup group_from(const boost::json::object& options, const char* name, double weight) {
    OptionGroup group{name, weight, {}};
    for (const auto& [option, v] : options)
        group.options.push_back({std::string(option), {number(v.at(0))}, number(v.at(1)), number(v.at(2))});
    return group;
}

// The Apache Kafka case: support mode, tools and commercial model under 10 million CNY (in units of 10,000).
Strategy kafka(const boost::json::value& all) {
    const auto& data = all.at("strategy").at("data");
    const auto w = numbers(data.at("satisfaction_weights"));
    Strategy s;
    s.groups = {group_from(data.at("M").as_object(), "mode", w[0]),
                group_from(data.at("T").as_object(), "tools", w[1]),
                group_from(data.at("C").as_object(), "commercial", w[2])};
    s.budgets = {number(data.at("budget"))};
    s.satisfaction_worth = number(data.at("alpha"));
    const auto find = [&](std::size_t g, const std::string& name) {
        for (std::size_t i = 0; i < s.groups[g].options.size(); ++i)
            if (s.groups[g].options[i].name == name) return int(i);
        return -1;
    };
    for (const auto& [pair, benefit] :
         data.at("synergy").as_object()) {  // the first is a mode, the second a tool or a model
        const std::string text(pair), a = text.substr(0, text.find('+')), b = text.substr(text.find('+') + 1);
        const std::size_t g = find(1, b) >= 0 ? 1 : 2;
        s.synergies.push_back({0, std::size_t(find(0, a)), g, std::size_t(find(g, b)), number(benefit)});
    }
    return s;
}

std::string name_of(const Strategy& s, const Choice& c, const char* between = "+") {
    std::string out;
    for (std::size_t g = 0; g < c.options.size(); ++g)
        out += (g ? between : "") + s.groups[g].options[c.options[g]].name;
    return out;
}

Strategy random_strategy(
    std::size_t groups, std::size_t options, bool has_synergies, std::size_t budgets, std::uint64_t seed) {
    Random random(seed);
    Strategy s;
    for (std::size_t g = 0; g < groups; ++g) {
        s.groups.push_back({"g" + std::to_string(g), 1.0 / double(groups), {}});
        for (std::size_t i = 0; i < options; ++i) {
            std::vector<double> costs;
            for (std::size_t b = 0; b < budgets; ++b) costs.push_back(double(random.below(50)));
            s.groups[g].options.push_back(
                {"o" + std::to_string(i), costs, double(random.below(100)), random.uniform()});
        }
    }
    if (has_synergies)
        for (int k = 0; k < 12; ++k) {
            const auto a = random.below(groups - 1);
            s.synergies.push_back({a,
                                   random.below(options),
                                   a + 1 + random.below(groups - a - 1),
                                   random.below(options),
                                   double(random.below(80)) - 30});
        }
    s.budgets.assign(budgets, 22.0 * double(groups));
    s.satisfaction_worth = 10;
    return s;
}

}  // namespace

TEST_CASE("portfolio: the Apache Kafka case under 10 million CNY") {
    const auto all = oracle("portfolio_oracle.json");
    const auto& reference = all.at("strategy");
    const auto s = kafka(all);
    const auto choices = value_of(all_choices(s));
    CHECK(choices.size() == 18);
    for (const auto& row : reference.at("all").as_array()) {
        const std::string name = std::string(row.at(0).as_string()) + "+" +
                                 std::string(row.at(1).as_string()) + "+" +
                                 std::string(row.at(2).as_string());
        const auto found = std::find_if(
            choices.begin(), choices.end(), [&](const Choice& c) { return name_of(s, c) == name; });
        REQUIRE(found != choices.end());
        CHECK(found->cost == number(row.at(3)));
        CHECK(found->benefit == number(row.at(4)));
        CHECK(found->satisfaction == near(number(row.at(5)), 1e-6));
        CHECK(found->objective == near(number(row.at(6)), 1e-6));
        if (name == "commercial+commercial+enterprise_edition") CHECK_FALSE(found->is_affordable);
    }
    const auto best = value_of(best_choice(s));
    CHECK(name_of(s, best.choice) == "hybrid+mixed+subscription");
    CHECK(best.choice.cost == number(reference.at("best").at(3)));
    CHECK(best.choice.benefit == number(reference.at("best").at(4)));
    CHECK(best.choice.satisfaction == near(number(reference.at("best").at(5))));
    CHECK(best.choice.objective == near(number(reference.at("milp").at("obj"))));
    CHECK(best.is_proven);
    const auto front = pareto(choices);
    const auto& expected = reference.at("pareto_netbenefit_vs_satisfaction").as_array();
    REQUIRE(front.size() == expected.size());
    for (std::size_t i = 0; i < front.size(); ++i) {
        CHECK(front[i].benefit - front[i].cost == number(expected[i].at(3)));
        CHECK(front[i].satisfaction == near(number(expected[i].at(4)), 1e-6));
    }
    const auto budgets = budget_steps(choices);
    const auto& steps = reference.at("budget_steps").as_array();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        CHECK(budgets[i].at == number(steps[i].at(0)));
        CHECK(name_of(s, budgets[i].choice) == steps[i].at(1).as_string());
    }
    const auto worths = worth_steps(choices);
    const auto& alphas = reference.at("alpha_steps").as_array();  // on a grid of 100
    REQUIRE(worths.size() == alphas.size());
    for (std::size_t i = 0; i < alphas.size(); ++i) {
        CHECK(std::ceil(worths[i].at / 100 - 1e-6) * 100 == number(alphas[i].at(0)));
        CHECK(name_of(s, worths[i].choice) == alphas[i].at(1).as_string());
    }
}

TEST_CASE("portfolio: how sure the Kafka answer is") {
    auto s = kafka(oracle("portfolio_oracle.json"));
    const auto sure = value_of(uncertainty(s, 500));
    CHECK(sure.choices[0].best_share == 1);
    CHECK(sure.perfect_information == around(0, 1e-9));
    for (auto& g : s.groups)
        for (auto& o : g.options) o.benefit_error = 0.15 * o.benefit, o.cost_error = 0.1 * o.costs[0];
    const auto unsure = value_of(uncertainty(s, 4000));
    CHECK(name_of(s, unsure.choices[0].choice) == "hybrid+mixed+subscription");
    CHECK(unsure.choices[0].best_share < 1);
    CHECK(unsure.perfect_information > 0);
    double shares = 0;
    for (const auto& c : unsure.choices) shares += c.best_share;
    CHECK(shares == near(1));
    CHECK(unsure.choices[0].low < unsure.choices[0].mean);
    const auto again = value_of(uncertainty(s, 4000));
    CHECK(again.perfect_information == unsure.perfect_information);
}

TEST_CASE("portfolio: two equal offers with independent errors: the value of knowing is known") {
    Strategy s;
    s.groups = {{"one", 0, {{"a", {0}, 10, 0, 0, 1}, {"b", {0}, 10, 0, 0, 1}}}};
    s.budgets = {1};
    const auto u = value_of(uncertainty(s, 200'000));
    CHECK(u.perfect_information == around(1 / std::sqrt(M_PI), .006));  // E max of two standard normals
    CHECK(u.choices[0].best_share == around(.5, .005));
}

TEST_CASE("portfolio: search, dynamic program and enumeration agree") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const auto small = random_strategy(6, 4, true, 2, seed);
        const auto best = value_of(best_choice(small));
        CHECK(best.method == "enumeration");
        auto padded =
            small;  // groups without a choice of their own make it too large to enumerate, and change nothing
        for (int k = 0; k < 12; ++k)
            padded.groups.push_back(
                {"pad" + std::to_string(k), 0, {{"x", {0, 0}, 0, 0}, {"y", {1, 1}, -1, 0}}});
        const auto searched = value_of(best_choice(padded));
        CHECK(searched.method == "branch and bound");
        CHECK(searched.choice.objective == near(best.choice.objective, 1e-9));
    }
    auto large = random_strategy(40, 5, false, 1, 9);
    const auto best = value_of(best_choice(large));
    CHECK(best.method == "dynamic program");
    CHECK(best.choice.is_affordable);
    large.synergies.push_back({0, 0, 1, 0, 0.0});  // worth nothing, but the search must be used
    const auto searched = best_choice(large);
    if (searched) CHECK(searched->choice.objective <= best.choice.objective + 1e-9);
    CHECK(value_of(best_choice(random_strategy(40, 5, false, 1, 9), 1)).choice.objective ==
          best.choice.objective);
}

TEST_CASE("portfolio: bad input and what does not fit") {
    Strategy s;
    CHECK(code_of(best_choice(s)) == "invalid_fields");
    s.groups = {{"g", 0, {{"dear", {100}, 5, 0}}}};
    s.budgets = {10};
    CHECK(code_of(best_choice(s)) == "infeasible");
    s.groups[0].options[0].costs = {1, 2};
    CHECK(code_of(best_choice(s)) == "invalid_fields");
    s.groups[0].options[0].costs = {NAN};
    CHECK(code_of(best_choice(s)) == "invalid_fields");
    s.groups[0].options[0].costs = {1};
    s.groups[0].weight = .5;
    CHECK(code_of(best_choice(s)) == "invalid_fields");
    s.groups[0].weight = 0;
    s.synergies = {{0, 0, 0, 0, 1}};
    CHECK(code_of(best_choice(s)) == "invalid_fields");
    CHECK(code_of(best_choice(random_strategy(30, 6, true, 3, 1), 1, [] { return true; })) == "cancelled");
    CHECK(code_of(all_choices(random_strategy(30, 6, true, 3, 1))) == "too_large");
}
