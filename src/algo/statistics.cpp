#include "algo/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "algo/distributions.hpp"

namespace mainstay::algo {
namespace {

Result<> check(long successes, long n, double confidence) {
    if (n < 1) return too_few("There are no answers.");
    if (successes < 0 || successes > n) return bad("successes", "successes must be between 0 and n");
    if (!(confidence > 0 && confidence < 1))
        return bad("confidence", "confidence must be above 0 and below 1");
    return Done{};
}

double z_of(double confidence) {
    return normal_quantile(0.5 + confidence / 2);
}

}  // namespace

Result<Interval> wilson(long successes, long n, double confidence) {
    MS_CHECK(check(successes, n, confidence));
    const double z = z_of(confidence), z2 = z * z, x = static_cast<double>(successes),
                 m = static_cast<double>(n), p = x / m;
    const double root = z * std::sqrt(z2 + 4 * x * (1 - p)), below = 2 * (m + z2);
    return Interval{p,
                    successes == 0 ? 0 : (2 * x + z2 - root) / below,
                    successes == n ? 1 : (2 * x + z2 + root) / below};
}

Result<Interval> clopper_pearson(long successes, long n, double confidence) {
    MS_CHECK(check(successes, n, confidence));
    const double x = static_cast<double>(successes), m = static_cast<double>(n), tail = (1 - confidence) / 2;
    return Interval{x / m,
                    successes == 0 ? 0 : beta_quantile(tail, x, m - x + 1),
                    successes == n ? 1 : beta_quantile(1 - tail, x + 1, m - x)};
}

Result<Interval> mean_interval(const std::vector<double>& values, double confidence) {
    if (values.size() < 2) return too_few("An interval for a mean needs at least two values.");
    MS_CHECK(all_finite("values", values));
    MS_CHECK(check(0, 1, confidence));
    const double n = static_cast<double>(values.size()), m = mean(values);
    const double half = t_quantile(0.5 + confidence / 2, n - 1) * std::sqrt(variance(values) / n);
    return Interval{m, m - half, m + half};
}

Result<PromoterScore> net_promoter_score(long promoters, long passives, long detractors, double confidence) {
    if (promoters < 0 || passives < 0 || detractors < 0) return bad("answers", "counts must be 0 or more");
    MS_CHECK(check(0, promoters + passives + detractors, confidence));
    const double z = z_of(confidence);
    const auto score = [&](double p, double q, double d) {
        const double n = p + q + d, s = (p - d) / n,
                     error = std::sqrt(std::max(0.0, ((p + d) / n - s * s) / n));
        return std::pair{Interval{s, std::max(-1.0, s - z * error), std::min(1.0, s + z * error)}, error};
    };
    const auto p = static_cast<double>(promoters), q = static_cast<double>(passives),
               d = static_cast<double>(detractors);
    PromoterScore out;
    std::tie(out.score, out.standard_error) = score(p, q, d);
    out.adjusted = score(p + 0.75, q + 1.5, d + 0.75).first;
    return out;
}

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance(const std::vector<double>& values) {
    if (values.size() < 2) return 0;
    const double m = mean(values);
    double sum = 0;
    for (const double v : values) sum += (v - m) * (v - m);
    return sum / static_cast<double>(values.size() - 1);
}

double quantile(std::vector<double> values, double p) {
    const double at = p * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(at);
    std::nth_element(values.begin(), values.begin() + below, values.end());
    const double low = values[static_cast<std::size_t>(below)];
    if (static_cast<std::size_t>(below) + 1 == values.size()) return low;
    const double high = *std::min_element(values.begin() + below + 1, values.end());
    return low + (at - static_cast<double>(below)) * (high - low);
}

double median(std::vector<double> values) {
    return quantile(std::move(values), 0.5);
}

double median_deviation(const std::vector<double>& values) {
    const double m = median(values);
    std::vector<double> away;
    for (const double v : values) away.push_back(std::abs(v - m));
    return 1.4826 * median(std::move(away));
}

double crps_normal(double y, double mean, double deviation) {
    if (deviation <= 0) return std::abs(y - mean);
    const double z = (y - mean) / deviation;
    return deviation * (z * (2 * normal_cdf(z) - 1) + 2 * normal_density(z) - 1 / std::sqrt(M_PI));
}

}  // namespace mainstay::algo
