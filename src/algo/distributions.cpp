#include "algo/distributions.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace mainstay::algo {

double normal_density(double z) {
    return std::exp(-0.5 * z * z) / std::sqrt(2 * M_PI);
}
double normal_cdf(double z) {
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}
double normal_quantile(double p) {
    return boost::math::quantile(boost::math::normal(), p);
}
double t_quantile(double p, double degrees) {
    return boost::math::quantile(boost::math::students_t(degrees), p);
}
double beta_quantile(double p, double a, double b) {
    return boost::math::quantile(boost::math::beta_distribution<>(a, b), p);
}

double chi_squared_tail(double x, double degrees) {
    return x <= 0 ? 1 : boost::math::cdf(boost::math::complement(boost::math::chi_squared(degrees), x));
}

double poisson_quantile(double p, double mean) {
    if (mean <= 0) return 0;
    const auto cdf = [&](double k) { return boost::math::gamma_q(k + 1, mean); };
    double k = std::max(0.0, std::floor(mean + normal_quantile(p) * std::sqrt(mean)));
    while (k > 0 && cdf(k - 1) >= p) --k;
    while (cdf(k) < p) ++k;
    return k;
}

}  // namespace mainstay::algo
