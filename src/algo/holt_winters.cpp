// Holt-Winters as R's stats::HoltWinters does it: start values from the first two periods, smoothing by least
// squares.
#include <algorithm>
#include <cmath>

#include "algo/ets.hpp"
#include "algo/least_squares_fit.hpp"

namespace mainstay::algo {
namespace {

struct Start {
    EtsState state;
    std::size_t first = 1;  // first value that is predicted
};

Start start_of(const std::vector<double>& y, int period, bool has_trend, Kind season) {
    if (season == Kind::none) return has_trend ? Start{{y[1], y[1] - y[0], {}}, 2} : Start{{y[0], 0, {}}, 1};
    const auto m = static_cast<std::size_t>(period);
    const std::vector<double> head(y.begin(), y.begin() + 2 * period);
    const auto trend = moving_trend(head, period);
    double st = 0, sy = 0, stt = 0, sty = 0;
    for (std::size_t i = 0; i < trend.size(); ++i) {
        const double t = static_cast<double>(i) + 1;
        st += t, sy += trend[i], stt += t * t, sty += t * trend[i];
    }
    const double n = static_cast<double>(trend.size()), slope = (n * sty - st * sy) / (n * stt - st * st);
    return {{(sy - slope * st) / n, has_trend ? slope : 0, seasonal_figure(head, period, season)}, m};
}

void run(HoltWinters& f, const std::vector<double>& y, const Start& start, std::vector<double>& errors) {
    f.end = start.state;
    auto& s = f.end;
    errors.clear();
    std::size_t at = 0;
    for (auto t = start.first; t < y.size(); ++t) {
        const double before = s.level + s.slope, season = s.season.empty() ? 0 : s.season[at];
        const bool is_multiplicative = f.season == Kind::multiplicative;
        errors.push_back(y[t] - (is_multiplicative ? before * season : before + season));
        const double level =
            f.alpha * (is_multiplicative ? y[t] / season : y[t] - season) + (1 - f.alpha) * before;
        if (f.has_trend) s.slope = f.beta * (level - s.level) + (1 - f.beta) * s.slope;
        s.level = level;
        if (s.season.empty()) continue;
        s.season[at] = f.gamma * (is_multiplicative ? y[t] / level : y[t] - level) + (1 - f.gamma) * season;
        at = (at + 1) % s.season.size();
    }
    std::rotate(s.season.begin(), s.season.begin() + static_cast<long>(at), s.season.end());
}

}  // namespace

std::vector<double> HoltWinters::forecast(int horizon) const {
    std::vector<double> out;
    for (int h = 1; h <= horizon; ++h) {
        const double base = end.level + h * end.slope,
                     s = end.season.empty() ? 0
                                            : end.season[static_cast<std::size_t>(h - 1) % end.season.size()];
        out.push_back(season == Kind::multiplicative ? base * s : base + s);
    }
    return out;
}

Result<HoltWinters> holt_winters(const std::vector<double>& y, int period, bool has_trend, Kind season) {
    MS_CHECK(all_finite("values", y));
    if (season != Kind::none && (period < 2 || period > 1000))
        return bad("period", "period must be 2 to 1000");
    const auto least = season == Kind::none ? 4 : 2 * static_cast<std::size_t>(period) + 1;
    if (y.size() < least)
        return too_few("Holt-Winters needs at least " + std::to_string(least) + " values here.");
    if (season == Kind::multiplicative && *std::min_element(y.begin(), y.end()) <= 0)
        return bad("values", "multiplicative seasons need values above 0");
    const auto start = start_of(y, period, has_trend, season);
    HoltWinters best;
    best.sum_of_squares = HUGE_VAL;
    const auto with = [&](const std::vector<double>& u) {
        HoltWinters f;
        f.season = season, f.has_trend = has_trend, f.alpha = u[0];
        if (has_trend) f.beta = u[1];
        if (season != Kind::none) f.gamma = u.back();
        return f;
    };
    const auto free = 1u + has_trend + (season != Kind::none);
    for (const double first : {0.1, 0.4, 0.9}) {
        const auto found = least_squares_fit(
            [&](const auto& u, auto& errors) {
                auto f = with(u);
                run(f, y, start, errors);
                return true;
            },
            std::vector<double>(free, first),
            {std::vector<double>(free, 0), std::vector<double>(free, 1)},
            200,
            1e-14);
        if (!(found.sum < best.sum_of_squares)) continue;
        best = with(found.parameters);
        best.sum_of_squares = found.sum;
    }
    if (!std::isfinite(best.sum_of_squares))
        return Error(ErrorKind::invalid, "no_fit", "Holt-Winters does not fit this series.");
    std::vector<double> errors;
    const double sum = best.sum_of_squares;
    run(best, y, start, errors);
    best.sum_of_squares = sum;
    return best;
}

}  // namespace mainstay::algo
