#pragma once
// What is out of the ordinary, and when things changed. Sources: Rosner 1983 (generalised ESD); Hochenbaum,
// Vallis, Kejariwal 2017 (S-H-ESD); Page 1954 (CUSUM); Killick, Fearnhead, Eckley 2012 (PELT); Adams, MacKay
// 2007.
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

struct Outliers {
    std::vector<std::size_t> positions;      // most extreme first
    std::vector<double> statistics, limits;  // of every step tried
};
// Generalised ESD on values that are normal apart from at most `most` outliers (<= half of them). O(n log n +
// most x n).
Result<Outliers> generalised_esd(const std::vector<double>& values, int most, double significance = 0.05);
// Seasonal hybrid ESD: periodic robust STL, then median and MAD in place of mean and deviation. share of
// points <= 0.49.
Result<Outliers> seasonal_hybrid_esd(const std::vector<double>& values,
                                     int period,
                                     double most_share = 0.02,
                                     double significance = 0.05);

struct Cusum {
    std::vector<double> high, low;     // upper and lower sums
    std::vector<std::size_t> signals;  // positions where a sum is above h
};
Result<Cusum> cusum(const std::vector<double>& values, double target, double slack, double limit);

// Alerts for people: residual of the one-step forecast (same place of earlier seasons, slowly moving level)
// over its robust spread; only the past is used. An alert needs `persistence` points beyond the threshold in
// a row, and the threshold rises as far as the budget of alerts asks.
struct AlertOptions {
    int period = 1;              // values a season
    double threshold = 4;        // robust deviations
    int persistence = 1;         // points in a row
    int warm_up = 0;             // points that only teach; 0 = two periods, at least 20
    double alerts_per_1000 = 5;  // budget
};
struct Alert {
    std::size_t position = 0;
    double value = 0, expected = 0, deviations = 0;
};
struct Alerts {
    std::vector<Alert> alerts;
    double threshold = 0;  // after the budget, which looks at the whole batch
};
Result<Alerts> alerts(const std::vector<double>& values, const AlertOptions&, const IsCancelled& = {});

struct Changes {
    std::vector<std::size_t> positions;  // number of values before each change
    double cost = 0;                     // sum of squares + penalty a change
};
// Changes of the mean, exactly least squares + penalty (PELT: pruned, same answer). penalty 0 = 3 s^2 log n
// with s from the differences.
Result<Changes> change_points(const std::vector<double>& values, double penalty = 0, const IsCancelled& = {});
double noise_from_differences(const std::vector<double>& values);  // robust standard deviation

struct OnlinePrior {  // normal-inverse-gamma and the chance of a change at any step
    double hazard = 0.01, mean = 0, kappa = 0.01, alpha = 1, beta = 1;
};
struct RunLengths {
    std::vector<int> most_probable;     // values since the last change, after each value
    std::vector<double> recent_change;  // chance that the run is at most 7 values old
};
// O(n x longest kept run); runs of chance below 1e-12 are dropped. At most 20,000 values.
Result<RunLengths> online_changes(const std::vector<double>& values,
                                  const OnlinePrior&,
                                  const IsCancelled& = {});

}  // namespace mainstay::algo
