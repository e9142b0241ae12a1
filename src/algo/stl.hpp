#pragma once
// Seasonal and trend decomposition by loess, and several seasons at once. Source: Cleveland, Cleveland,
// McRae, Terpenning 1990 (the published algorithm); MSTL: Bandara, Hyndman, Bergmeir 2021.
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

struct StlOptions {
    int seasonal_window = 0;  // odd, >= 7; 0 = periodic: the same figure every period
    int trend_window = 0;     // odd; 0 = the published default
    bool is_robust = false;   // 15 rounds that weigh outliers down
};
struct Stl {
    std::vector<double> seasonal, trend, remainder;
};
// At least two whole periods. O(n x window) at worst; windows above 10 are evaluated at every tenth of them.
Result<Stl> stl(const std::vector<double>& y, int period, const StlOptions& = {});

struct Mstl {
    std::vector<std::vector<double>>
        seasonal;  // one a period that fits twice into the series, shortest first
    std::vector<int> periods;
    std::vector<double> trend, remainder;
};
Result<Mstl> mstl(const std::vector<double>& y, std::vector<int> periods, int rounds = 2);

}  // namespace mainstay::algo
