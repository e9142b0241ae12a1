#pragma once
// Exponential smoothing in state-space form, ETS(error, trend, season), fitted by maximum likelihood and
// chosen by AICc. Source: Hyndman, Koehler, Ord, Snyder 2008; the admissible models and bounds are those of
// R's forecast package.
#include <optional>
#include <string>
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

enum class Kind { none, additive, multiplicative };

struct EtsModel {
    Kind error = Kind::additive, trend = Kind::none, season = Kind::none;
    bool is_damped = false;
    std::string name() const;  // "ETS(M,Ad,M)"
};

struct EtsState {
    double level = 0, slope = 0;
    std::vector<double> season;  // season[0] is the next period's
};

struct Ets {
    EtsModel model;
    int period = 1;
    double alpha = 0.1, beta = 0, gamma = 0, phi = 1;
    EtsState start, end;
    double aicc = 0, sigma = 0;  // sigma of the errors (relative ones for multiplicative)
    std::vector<double> errors;
};

struct Forecast {
    std::vector<double> mean, low, high, deviation;
};

enum class Effort { quick, full };  // quick: start values by decomposition, only the smoothing is fitted
// 1,000 points: about 1 ms (quick). `warm`: begin from an earlier fit of the same model.
Result<Ets> fit_ets(const std::vector<double>& y,
                    int period,
                    const EtsModel&,
                    Effort = Effort::full,
                    const Ets* warm = nullptr);
Result<Ets> choose_ets(const std::vector<double>& y,
                       int period,
                       const IsCancelled& = {});  // least AICc; period <= 24
// Closed-form variance for additive errors, 2,000 seeded paths otherwise.
Forecast forecast_ets(const Ets&, int horizon, double confidence);

// The classical method with R's start values: smoothing fitted to the squared one-step errors.
struct HoltWinters {
    double alpha = 0, beta = 0, gamma = 0, sum_of_squares = 0;
    EtsState end;
    std::vector<double> forecast(int horizon) const;
    Kind season = Kind::none;
    bool has_trend = false;
};
Result<HoltWinters> holt_winters(const std::vector<double>& y, int period, bool has_trend, Kind season);

// Classical decomposition by a centred moving average: seasonal figure of length period, centred.
std::vector<double> seasonal_figure(const std::vector<double>& y, int period, Kind);
std::vector<double> moving_trend(const std::vector<double>& y, int period);  // n - period (even) values

}  // namespace mainstay::algo
