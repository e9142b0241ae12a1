#pragma once
// Least squares with intervals, and the logistic curve. Rows are observations. Source: any textbook; numerics
// by Householder reflections and iteratively reweighted least squares.
#include <vector>

#include "algo/errors.hpp"
#include "algo/statistics.hpp"

namespace mainstay::algo {

using Rows = std::vector<std::vector<double>>;

// Fits y = b0 + b1 x1 + ... + bk xk. n >= k + 2 rows. O(n k^2). "not_independent" when a column follows from
// the others.
struct Regression {
    std::vector<double> coefficients, standard_errors;  // intercept first
    std::vector<Interval> intervals;
    double r_squared = 0, residual_deviation = 0, degrees = 0;
    Rows covariance_factor;  // (X'X)^-1, (k + 1) x (k + 1)
    double t = 0;            // quantile of the confidence asked for
    double value(const std::vector<double>& x) const;
    Interval mean_at(const std::vector<double>& x) const;        // confidence band of the line
    Interval prediction_at(const std::vector<double>& x) const;  // of one new observation
};
Result<Regression> least_squares(const Rows& x, const std::vector<double>& y, double confidence = 0.95);

// P(yes) = 1 / (1 + exp(-(a + b x))) from counts.
struct Trial {
    double x = 0;
    double asked = 0, yes = 0;
};
struct Logistic {
    double a = 0, b = 0;
    double var_a = 0, var_b = 0, cov_ab = 0;
    double share(double x) const;
};
Result<Logistic> logistic(const std::vector<Trial>&);

}  // namespace mainstay::algo
