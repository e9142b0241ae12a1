#pragma once
// Who does what: hours to skills (linear program with the price of one more hour), one ticket each
// (Jonker-Volgenant), and several tickets each with hours, speed and deadlines. Sources: Jonker, Volgenant
// 1987; Ross, Soland 1975; Fisher 1981.
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

struct HoursPlan {
    std::vector<std::vector<double>> hours;  // engineers x skills
    std::vector<double> unmet;               // a skill, productive hours nobody has
    double cost = 0;                         // wages, without the penalty for unmet hours
    std::vector<double> price_of_demand;     // what one more hour of demand costs, a skill
    std::vector<double> price_of_capacity;   // what one more hour of an engineer saves (<= 0)
};
// productivity[e][s]: useful share of an hour, 0 = cannot. `penalty` for an unmet hour must exceed every wage
// / productivity.
Result<HoursPlan> plan_hours(const std::vector<double>& wages,
                             const std::vector<double>& capacity,
                             const std::vector<std::vector<double>>& productivity,
                             const std::vector<double>& demand,
                             double penalty,
                             const IsCancelled& = {});

struct Matching {
    std::vector<int> column_of_row;  // -1: left out (only with a penalty)
    double cost = 0;
    std::vector<double> row_price, column_price;  // proof: row + column <= cost everywhere, = on the matching
};
// n x m costs, n <= m, infinity = impossible. O(n^2 m). infeasible names the row that finds nothing.
Result<Matching> assign(const std::vector<std::vector<double>>& costs, const IsCancelled& = {});
// Any shape; a row may be left out at its penalty.
Result<Matching> assign_or_leave(const std::vector<std::vector<double>>& costs,
                                 const std::vector<double>& penalty,
                                 const IsCancelled& = {});

struct Workload {                            // generalised assignment
    std::vector<std::vector<double>> costs;  // tickets x engineers, infinity = impossible (skill, deadline)
    std::vector<std::vector<double>> hours;  // what ticket i takes engineer e
    std::vector<double> capacity;            // hours an engineer has
    std::vector<double> penalty;             // for leaving ticket i
};
struct WorkPlan {
    std::vector<int> engineer;   // of a ticket, -1 = nobody: an answer to show, not an error
    double cost = 0, bound = 0;  // the best possible is at least bound
    bool is_proven = false;
};
// Greedy by regret, local search, Lagrangian bound, then branch and bound within `most_nodes`.
Result<WorkPlan> plan_tickets(const Workload&, long most_nodes = 200'000, const IsCancelled& = {});

}  // namespace mainstay::algo
