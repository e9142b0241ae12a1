#pragma once
// How long until something happens (a customer leaves), when some are still there: Kaplan-Meier, log-rank,
// Cox, cohorts. Sources: Kaplan, Meier 1958; Greenwood 1926; Mantel 1966; Cox 1972 with Efron's ties.
#include <string>
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

struct Span {
    double time = 0;         // until the event, or until last seen; >= 0, one unit throughout
    bool has_ended = false;  // false: still there at `time` (censored)
};
struct SurvivalPoint {
    double time;
    int at_risk, events;
    double survival, standard_error;  // Greenwood
    double low, high;
};
enum class Band {
    log,
    log_log
};  // log: R's default; log_log stays inside 0 .. 1 and is better near its ends
struct Survival {
    std::vector<SurvivalPoint> points;  // one a distinct time
    double at(double time) const;
    double median() const;  // NaN-free: infinity when the curve stays above one half
};
Result<Survival> kaplan_meier(const std::vector<Span>&, Band = Band::log_log, double confidence = 0.95);

struct LogRank {
    double chi_squared = 0, p_value = 1;
};
Result<LogRank> log_rank(const std::vector<Span>& first, const std::vector<Span>& second);

struct Hazard {
    double coefficient = 0, standard_error = 0;  // exp(coefficient) = ratio of risks for one unit more of x
};
Result<Hazard> cox(const std::vector<Span>&,
                   const std::vector<double>& x);  // diverges to "unbounded" when x separates

// Share of each cohort still there after 1, 2, ... whole periods, with the number it was observed on: a
// member counts in a column only when it has been watched that long (or has ended before).
struct Member {
    std::string cohort;
    double age = 0;  // periods from joining until now or until the end
    bool has_ended = false;
};
struct Cohort {
    std::string name;
    int size = 0;
    std::vector<double> retained;  // column k: after k + 1 periods, Kaplan-Meier
    std::vector<int> watched;
};
Result<std::vector<Cohort>> cohorts(const std::vector<Member>&, int periods);

}  // namespace mainstay::algo
