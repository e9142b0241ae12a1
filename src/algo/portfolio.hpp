#pragma once
// Which combination of offers to make: exactly one option of every group (support mode, tools, commercial
// model, ...), within budgets, with pairs that help or hurt each other. Discrete, so it is searched, never
// descended: every combination when there are few, a dynamic program or branch and bound otherwise. Money in
// one unit of your choice. Sources: Kellerer, Pferschy, Pisinger 2004; value of information: Raiffa 1968.
#include <cstdint>
#include <string>
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

struct Option {
    std::string name;
    std::vector<double> costs;  // one a budget (a year, a department)
    double benefit = 0;
    double satisfaction = 0;  // 0 .. 1
    double cost_error = 0, benefit_error = 0,
           satisfaction_error = 0;  // standard deviations, for the Monte Carlo
};
struct OptionGroup {
    std::string name;
    double weight = 0;  // of its satisfaction in the whole; all weights sum to 1 (or are all 0)
    std::vector<Option> options;
};
struct Synergy {  // money for having both; below 0 when they hurt each other
    std::size_t group_a = 0, option_a = 0, group_b = 0, option_b = 0;
    double benefit = 0;
};
struct Strategy {
    std::vector<OptionGroup> groups;
    std::vector<Synergy> synergies;
    std::vector<double> budgets;
    double satisfaction_worth =
        0;  // alpha: the money one whole point of satisfaction is worth; ask for it, show it
};

struct Choice {
    std::vector<std::size_t> options;  // one a group
    std::vector<double> costs;
    double cost = 0, benefit = 0, satisfaction = 0, objective = 0;  // benefit - cost + alpha x satisfaction
    bool is_affordable = true;
};
double combinations(const Strategy&);
Result<Choice> evaluate(const Strategy&, const std::vector<std::size_t>& options);
Result<std::vector<Choice>> all_choices(const Strategy&,
                                        const IsCancelled& = {});  // at most 200,000, in order of the options

struct Best {
    Choice choice;
    double bound = 0;       // nothing can be better than this
    bool is_proven = true;  // bound == objective
    std::string method;     // "enumeration", "dynamic program", "branch and bound"
};
// infeasible when nothing fits the budgets. The dynamic program needs one budget, no synergies, and costs
// that are whole multiples of `step`.
Result<Best> best_choice(const Strategy&, double step = 1, const IsCancelled& = {});

// Of enumerated choices. Net benefit = benefit - cost against satisfaction, best net benefit first.
std::vector<Choice> pareto(const std::vector<Choice>& choices);
struct Switch {
    double at = 0;
    Choice choice;
};
std::vector<Switch> budget_steps(
    std::vector<Choice> choices);  // best choice from this budget on (one budget)
std::vector<Switch> worth_steps(
    const std::vector<Choice>& choices);  // best affordable choice from this alpha on

struct ChoiceChance {
    Choice choice;
    double best_share = 0;               // of draws in which it is the best affordable one
    double over_budget = 0;              // of draws in which it costs more than there is
    double mean = 0, low = 0, high = 0;  // objective, 90 % of draws
};
struct Uncertainty {
    std::vector<ChoiceChance> choices;  // affordable ones, best mean first
    double perfect_information = 0;     // expected gain of knowing everything before choosing
};
Result<Uncertainty> uncertainty(const Strategy&,
                                int draws = 10'000,
                                std::uint64_t seed = 1,
                                const IsCancelled& = {});  // <= 5,000 combinations

}  // namespace mainstay::algo
