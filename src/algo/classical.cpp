#include "algo/classical.hpp"

#include <algorithm>
#include <cmath>

#include "algo/distributions.hpp"
#include "algo/statistics.hpp"
#include "algo/stl.hpp"

namespace mainstay::algo {
namespace {

Result<> check(const std::vector<double>& y, int period, int horizon, double confidence) {
    MS_CHECK(all_finite("values", y));
    if (period < 1) return bad("period", "period must be 1 or more");
    if (horizon < 1 || horizon > 10'000) return bad("horizon", "horizon must be 1 to 10,000");
    if (!(confidence > 0 && confidence < 1))
        return bad("confidence", "confidence must be above 0 and below 1");
    return Done{};
}

void add(Forecast& f, double mean, double deviation, double z) {
    f.mean.push_back(mean);
    f.deviation.push_back(deviation);
    f.low.push_back(mean - z * deviation);
    f.high.push_back(mean + z * deviation);
}

// The test of R's thetaf: is the autocorrelation at one period beyond 90 %?
bool is_seasonal(const std::vector<double>& y, int period) {
    const auto m = static_cast<std::size_t>(period);
    if (period < 2 || y.size() <= 2 * m) return false;
    const double middle = mean(y);
    double all = 0;
    for (const double v : y) all += (v - middle) * (v - middle);
    if (all <= 0) return false;
    const auto autocorrelation = [&](std::size_t lag) {
        double sum = 0;
        for (std::size_t t = lag; t < y.size(); ++t) sum += (y[t] - middle) * (y[t - lag] - middle);
        return sum / all;
    };
    double squares = 0;
    for (std::size_t lag = 1; lag < m; ++lag) squares += autocorrelation(lag) * autocorrelation(lag);
    return std::abs(autocorrelation(m)) / std::sqrt((1 + 2 * squares) / static_cast<double>(y.size())) >
           normal_quantile(0.95);
}

double slope_of(const std::vector<double>& y) {
    const double n = static_cast<double>(y.size()), middle = (n - 1) / 2;
    double sum = 0;
    for (std::size_t t = 0; t < y.size(); ++t) sum += (static_cast<double>(t) - middle) * y[t];
    return sum / (n * (n * n - 1) / 12);
}

double smooth(const std::vector<double>& x, double alpha) {
    double level = x[0];
    for (std::size_t i = 1; i < x.size(); ++i) level += alpha * (x[i] - level);
    return level;
}

}  // namespace

Result<Forecast> seasonal_naive(const std::vector<double>& y, int period, int horizon, double confidence) {
    MS_CHECK(check(y, period, horizon, confidence));
    const auto m = static_cast<std::size_t>(period);
    if (y.size() <= m) return too_few("The seasonal naive forecast needs more than one period of values.");
    double squares = 0;
    for (std::size_t t = m; t < y.size(); ++t) squares += (y[t] - y[t - m]) * (y[t] - y[t - m]);
    const double sigma = std::sqrt(squares / static_cast<double>(y.size() - m)),
                 z = normal_quantile(0.5 + confidence / 2);
    Forecast f;
    for (std::size_t h = 0; h < static_cast<std::size_t>(horizon); ++h)
        add(f, y[y.size() - m + h % m], sigma * std::sqrt(1 + std::floor(static_cast<double>(h / m))), z);
    return f;
}

Result<Forecast> theta(const std::vector<double>& y, int period, int horizon, double confidence, Ets* warm) {
    MS_CHECK(check(y, period, horizon, confidence));
    if (y.size() < 4) return too_few("Theta needs at least 4 values.");
    const bool has_season = is_seasonal(y, period);
    const bool is_multiplicative = has_season && *std::min_element(y.begin(), y.end()) > 0;
    std::vector<double> figure, plain = y;
    if (has_season) {
        figure = seasonal_figure(y, period, is_multiplicative ? Kind::multiplicative : Kind::additive);
        for (std::size_t t = 0; t < y.size(); ++t)
            plain[t] =
                is_multiplicative ? y[t] / figure[t % figure.size()] : y[t] - figure[t % figure.size()];
    }
    const bool is_warm = warm && !warm->errors.empty();
    MS_TRY(auto fit,
           fit_ets(plain,
                   1,
                   {},
                   is_warm || plain.size() > 2000 ? Effort::quick : Effort::full,
                   is_warm ? warm : nullptr));
    const double half = slope_of(plain) / 2, n = static_cast<double>(y.size()),
                 a = std::max(1e-10, fit.alpha), z = normal_quantile(0.5 + confidence / 2);
    Forecast f;
    for (int h = 0; h < horizon; ++h) {
        double at = fit.end.level + half * (h + (1 - std::pow(1 - a, n)) / a),
               deviation = fit.sigma * std::sqrt(h * a * a + 1);
        if (has_season) {
            const double s = figure[(y.size() + static_cast<std::size_t>(h)) % figure.size()];
            at = is_multiplicative ? at * s : at + s;
            if (is_multiplicative) deviation *= s;
        }
        add(f, at, deviation, z);
    }
    if (warm) *warm = std::move(fit);
    return f;
}

Result<Forecast> stl_ets(const std::vector<double>& y,
                         const std::vector<int>& periods,
                         int horizon,
                         double confidence) {
    MS_CHECK(check(y, 1, horizon, confidence));
    MS_TRY(const auto parts, mstl(y, periods));
    std::vector<double> plain(y.size());
    for (std::size_t t = 0; t < y.size(); ++t) plain[t] = parts.trend[t] + parts.remainder[t];
    std::optional<Ets> best;  // additive errors only: what is left of a season may be below 0
    for (const auto& [trend, is_damped] :
         {std::pair{Kind::none, false}, {Kind::additive, false}, {Kind::additive, true}}) {
        auto fit = fit_ets(plain,
                           1,
                           {Kind::additive, trend, Kind::none, is_damped},
                           plain.size() > 300 ? Effort::quick : Effort::full);
        if (fit && (!best || fit->aicc < best->aicc)) best = *std::move(fit);
    }
    if (!best) return too_few("The series is too short to smooth.");
    auto f = forecast_ets(*best, horizon, confidence);
    for (std::size_t h = 0; h < f.mean.size(); ++h)
        for (std::size_t k = 0; k < parts.periods.size(); ++k) {
            const auto m = static_cast<std::size_t>(parts.periods[k]);
            const double s = parts.seasonal[k][y.size() - m + h % m];
            f.mean[h] += s, f.low[h] += s, f.high[h] += s;
        }
    return f;
}

Result<double> sparse_rate(const std::vector<double>& y, Sparse kind, double alpha) {
    MS_CHECK(all_finite("values", y));
    if (!(alpha > 0 && alpha < 1)) return bad("alpha", "alpha must be above 0 and below 1");
    for (std::size_t t = 0; t < y.size(); ++t)
        if (y[t] < 0)
            return bad("values/" + std::to_string(t),
                       "demand cannot be below 0 (position " + std::to_string(t) + ")");
    std::vector<double> sizes, gaps, happened;
    double gap = 0;
    for (const double v : y) {
        ++gap;
        happened.push_back(v > 0 ? 1 : 0);
        if (v <= 0) continue;
        sizes.push_back(v);
        gaps.push_back(gap);
        gap = 0;
    }
    if (y.empty()) return too_few("There are no values.");
    if (sizes.empty()) return 0.0;
    if (kind == Sparse::tsb) return smooth(happened, alpha) * smooth(sizes, alpha);
    return smooth(sizes, alpha) / smooth(gaps, alpha) * (kind == Sparse::sba ? 1 - alpha / 2 : 1);
}

}  // namespace mainstay::algo
