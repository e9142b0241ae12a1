#pragma once
// Forecasts without a likelihood: seasonal naive, Theta, and Croston's family for queues where most periods
// are empty. Sources: Assimakopoulos, Nikolopoulos 2000; Hyndman, Billah 2003; Croston 1972; Syntetos, Boylan
// 2005; Teunter, Syntetos, Babai 2011.
#include <vector>

#include "algo/ets.hpp"

namespace mainstay::algo {

Result<Forecast> seasonal_naive(const std::vector<double>& y, int period, int horizon, double confidence);
// `warm`: the exponential smoothing of an earlier call, replaced by this one's.
Result<Forecast> theta(
    const std::vector<double>& y, int period, int horizon, double confidence, Ets* warm = nullptr);
Result<Forecast> stl_ets(const std::vector<double>& y,
                         const std::vector<int>& periods,
                         int horizon,
                         double confidence);

enum class Sparse { croston, sba, tsb };
// The mean demand a period to come. Values >= 0, 0 < alpha < 1.
Result<double> sparse_rate(const std::vector<double>& y, Sparse, double alpha = 0.1);

}  // namespace mainstay::algo
