#pragma once
// Small linear and integer programs, dense: min c x, rows a x <=, =, >= b, x >= 0. Two-phase simplex with
// Bland's rule against cycling; integer programs by branch and bound on it. Sources: Dantzig 1963; Bland
// 1977; Land, Doig 1960.
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

enum class Sense { at_most, equal, at_least };
struct Row {
    std::vector<double> a;  // one coefficient a variable
    Sense sense = Sense::at_most;
    double b = 0;
};
struct LinearProgram {
    std::vector<double> cost;
    std::vector<Row> rows;
};
struct Solution {
    std::vector<double> x;
    std::vector<double> duals;  // what one more unit of b changes the cost by, one a row
    double cost = 0;
};
// Errors: infeasible, "unbounded", too_large (rows x variables > 4 million).
Result<Solution> solve(const LinearProgram&, const IsCancelled& = {});

struct IntegerSolution {
    std::vector<double> x;
    double cost = 0, bound = 0;  // nothing can cost less than bound
    bool is_proven = true;
    double relaxed_cost = 0;  // of the linear program
    std::vector<double> relaxed_duals;
};
// is_whole: which variables must be whole; empty = all. Stops after most_nodes with what it has and says so.
Result<IntegerSolution> solve_integer(const LinearProgram&,
                                      const std::vector<bool>& is_whole = {},
                                      long most_nodes = 20'000,
                                      const IsCancelled& = {});

}  // namespace mainstay::algo
