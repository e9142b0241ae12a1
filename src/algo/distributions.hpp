#pragma once
// The few distribution functions that intervals and tests need. Boost.Math is slow to compile: only the .cpp
// names it.

namespace mainstay::algo {

double normal_density(double z);
double normal_cdf(double z);
double normal_quantile(double p);                    // 0 < p < 1
double t_quantile(double p, double degrees);         // 0 < p < 1, degrees > 0
double chi_squared_tail(double x, double degrees);   // P(X > x)
double beta_quantile(double p, double a, double b);  // 0 < p < 1
double poisson_quantile(double p, double mean);      // least whole k with P(X <= k) >= p

}  // namespace mainstay::algo
