#pragma once
// Estimates with their uncertainty. Confidence is a share, 0 < confidence < 1. Sources: Wilson 1927; Newcombe
// 1998; Clopper, Pearson 1934; Rocks 2016 (NPS, adjusted Wald); Gneiting, Raftery 2007 (CRPS).
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

struct Interval {
    double estimate = 0, low = 0, high = 0;
};
Result<Interval> wilson(long successes, long n, double confidence = 0.95);
Result<Interval> clopper_pearson(long successes, long n, double confidence = 0.95);
Result<Interval> mean_interval(const std::vector<double>& values,
                               double confidence = 0.95);  // Student's t, n >= 2

struct PromoterScore {
    Interval score;  // shares: -1 .. 1; times 100 is the usual NPS
    double standard_error = 0;
    Interval adjusted;  // for small samples
};
Result<PromoterScore> net_promoter_score(long promoters,
                                         long passives,
                                         long detractors,
                                         double confidence = 0.95);

double mean(const std::vector<double>& values);         // of at least one value
double variance(const std::vector<double>& values);     // n - 1; 0 for one value
double quantile(std::vector<double> values, double p);  // R's type 7, of at least one value
double median(std::vector<double> values);
double median_deviation(const std::vector<double>& values);   // MAD x 1.4826
double crps_normal(double y, double mean, double deviation);  // smaller is better, unit of y

}  // namespace mainstay::algo
