// Alerts on a live series: seasonal level by slow exponential smoothing, residual over its running robust
// spread.
#include <algorithm>
#include <cmath>

#include "algo/anomaly.hpp"
#include "algo/statistics.hpp"

namespace mainstay::algo {
namespace {

struct Residual {
    double expected = 0, deviations = 0;
};

// Spread: exponentially weighted mean of absolute residuals, each clipped at five times the spread so that an
// anomaly does not make the next one invisible.
std::vector<Residual> residuals(const std::vector<double>& y, int period, std::size_t warm_up) {
    const auto m = static_cast<std::size_t>(period);
    const std::vector<double> head(y.begin(), y.begin() + static_cast<long>(std::min(y.size(), warm_up)));
    double level = median(head),
           spread = std::max(median_deviation(head) / 1.4826, 1e-12 * (1 + std::abs(level)));
    std::vector<double> season(m, 0.0);
    std::vector<Residual> out;
    for (std::size_t t = 0; t < y.size(); ++t) {
        auto& s = season[t % m];
        const double expected = level + s, away = y[t] - expected, scale = 1.4826 * spread;
        out.push_back({expected, away / scale});
        const double clipped = std::clamp(away, -5 * spread, 5 * spread);
        level += (t < warm_up ? 0.1 : 0.02) * clipped;
        if (m > 1) s += 0.2 * (std::clamp(away, -20 * spread, 20 * spread));
        spread += 0.02 * (std::abs(clipped) - spread);
        spread = std::max(spread, 1e-12 * (1 + std::abs(level)));
    }
    return out;
}

std::vector<std::size_t> beyond(const std::vector<Residual>& r,
                                std::size_t from,
                                double threshold,
                                int persistence) {
    std::vector<std::size_t> out;
    int in_row = 0;
    for (std::size_t t = from; t < r.size(); ++t) {
        in_row = std::abs(r[t].deviations) > threshold ? in_row + 1 : 0;
        if (in_row == persistence) out.push_back(t);  // one alert a run
    }
    return out;
}

}  // namespace

Result<Alerts> alerts(const std::vector<double>& values,
                      const AlertOptions& o,
                      const IsCancelled& is_cancelled) {
    MS_CHECK(all_finite("values", values));
    MS_CHECK(positive("threshold", o.threshold));
    MS_CHECK(positive("alerts_per_1000", o.alerts_per_1000));
    if (o.period < 1 || o.period > 100'000) return bad("period", "period must be 1 to 100,000");
    if (o.persistence < 1 || o.persistence > 1000) return bad("persistence", "persistence must be 1 to 1000");
    const auto warm_up = o.warm_up > 0 ? static_cast<std::size_t>(o.warm_up)
                                       : std::max<std::size_t>(20, 2 * static_cast<std::size_t>(o.period));
    if (values.size() < warm_up + 1)
        return too_few("Alerts need more than " + std::to_string(warm_up) + " values to learn from.");
    const auto all = residuals(values, o.period, warm_up);
    const auto budget = std::max<std::size_t>(
        1, static_cast<std::size_t>(o.alerts_per_1000 * static_cast<double>(values.size()) / 1000));
    Alerts out;
    out.threshold = o.threshold;
    auto found = beyond(all, warm_up, out.threshold, o.persistence);
    while (found.size() > budget) {
        if (is_stopped(is_cancelled)) return cancelled();
        out.threshold *= 1.1;
        found = beyond(all, warm_up, out.threshold, o.persistence);
    }
    for (const auto t : found) out.alerts.push_back({t, values[t], all[t].expected, all[t].deviations});
    return out;
}

}  // namespace mainstay::algo
