#pragma once
// The forecast somebody can act on: candidates are tried on the past (rolling origin), the best one is used,
// and its intervals are widened or narrowed until they would have covered what they promise. Seasonal naive
// is always among the candidates and must be beaten. 1,000 points: <= 50 ms. Sources: Hyndman, Koehler 2006
// (MASE); Gneiting, Raftery 2007 (interval score, CRPS); Wickramasuriya, Athanasopoulos, Hyndman 2019 (MinT).
#include <string>
#include <vector>

#include "algo/classical.hpp"
#include "algo/errors.hpp"

namespace mainstay::algo {

struct Scores {           // all: smaller is better, except coverage, which should be the confidence
    double mase = 0;      // mean absolute error over the in-sample error of seasonal naive
    double smape = 0;     // 0 .. 200
    double msis = 0;      // mean scaled interval score
    double coverage = 0;  // share of values inside the interval
    double crps = 0;      // unit of the values
    int count = 0;
};
// actual and forecast of one origin; scale = in-sample mean absolute seasonal difference (naive_scale).
Scores score(const std::vector<double>& actual, const Forecast& forecast, double scale, double confidence);
double naive_scale(const std::vector<double>& past, int period);

struct ForecastOptions {
    int period = 1;                 // values a season, 1 = none
    std::vector<int> more_periods;  // longer seasons of the same series, e.g. 168 beside 24
    int horizon = 12;               // 1 .. 10,000
    double confidence = 0.95;
    int origins = 6;  // how often the past is asked, 2 .. 50
};
struct Candidate {
    std::string name;
    Scores scores;
};
struct AutoForecast {
    Forecast forecast;
    std::vector<Candidate> candidates;  // best first; empty when the series is too short to ask the past
    std::string method;
    double widening = 1;             // the calibrated interval over the model's own
    double calibrated_coverage = 0;  // on origins that the widening has not seen
    int filled = 0;                  // gaps that were filled before
    bool is_count = false;           // small whole numbers: interval of a Poisson or negative binomial count
};
// NaN marks a gap: up to 40 % are filled from the neighbours and the same place of other seasons.
Result<AutoForecast> forecast(std::vector<double> values, const ForecastOptions&, const IsCancelled& = {});

// Least whole k with P(count <= k) >= p; Poisson, or negative binomial where the variance is above the mean.
double count_quantile(double p, double mean, double variance);

// Makes the forecasts of a hierarchy add up (MinT with diagonal weights). sums[node] = the bottom series it
// sums, given by number; base and variance per node. Every bottom series must be a node of its own.
Result<std::vector<double>> reconcile(const std::vector<std::vector<int>>& sums,
                                      const std::vector<double>& base,
                                      const std::vector<double>& variance);

}  // namespace mainstay::algo
