#pragma once
// Levenberg-Marquardt for smooth sums of squares with few parameters. Source: Marquardt 1963; damping after
// Nielsen 1999.
#include <functional>
#include <vector>

namespace mainstay::algo {

// Fills the residuals (always the same number) at the parameters; false where there is no value.
using Residuals = std::function<bool(const std::vector<double>& parameters, std::vector<double>& out)>;

struct Minimum {
    std::vector<double> parameters;
    double sum = 0;  // of squared residuals; infinity when the start has no value
};
struct Box {  // both empty: no bounds
    std::vector<double> low, high;
};
// Steps end at the bounds; a parameter that pushes against its bound is left there for the step.
Minimum least_squares_fit(const Residuals& residuals,
                          std::vector<double> start,
                          const Box& box = {},
                          int most_rounds = 60,
                          double tolerance = 1e-10);

// Solves the symmetric positive definite a x = b in place of b; false when it is not definite. a is n x n,
// row by row.
bool solve_definite(std::vector<double> a, std::vector<double>& b);

}  // namespace mainstay::algo
