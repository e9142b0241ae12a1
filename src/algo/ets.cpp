#include "algo/ets.hpp"

#include <algorithm>
#include <cmath>

#include "algo/distributions.hpp"
#include "algo/least_squares_fit.hpp"
#include "algo/random.hpp"
#include "algo/statistics.hpp"

namespace mainstay::algo {
namespace {

constexpr double kLeast = 1e-4, kMost = 0.9999, kLeastPhi = 0.8, kMostPhi = 0.98;

// Smoothing parameters are fitted as shares of their range.
double from_share(double u, double low, double high) {
    return low + (high - low) * u;
}
double to_share(double x, double low, double high) {
    return high > low ? std::clamp((x - low) / (high - low), 0.0, 1.0) : 0;
}

// One pass through the data. errors[i] is absolute or relative; false when the state leaves the model's
// domain.
bool run(Ets& e, const std::vector<double>& y, std::vector<double>& errors, double& log_means) {
    const auto m = static_cast<std::size_t>(e.period);
    const bool has_trend = e.model.trend != Kind::none, is_relative = e.model.error == Kind::multiplicative;
    const Kind kind = e.model.season;
    auto season = e.start.season;
    double level = e.start.level, slope = e.start.slope;
    const double phi = has_trend ? e.phi : 0;
    errors.resize(y.size());
    log_means = 0;
    double product = 1;
    std::size_t at = 0;
    for (std::size_t t = 0; t < y.size(); ++t) {
        const double before = level + phi * slope, s = kind == Kind::none ? 0 : season[at];
        const double mean = kind == Kind::additive         ? before + s
                            : kind == Kind::multiplicative ? before * s
                                                           : before;
        if (is_relative) {
            if (!(mean > 1e-10)) return false;
            product *= mean;
            if (product > 1e200 || product < 1e-200) log_means += std::log(product), product = 1;
            errors[t] = (y[t] - mean) / mean;
        } else {
            errors[t] = y[t] - mean;
        }
        double plain = y[t];
        if (kind == Kind::additive) plain -= s;
        if (kind == Kind::multiplicative) {
            if (!(s > 1e-10) || !(std::abs(before) > 1e-10)) return false;
            plain /= s;
            season[at] = s + e.gamma * (y[t] / before - s);
        }
        if (kind == Kind::additive) season[at] = s + e.gamma * (y[t] - before - s);
        level = before + e.alpha * (plain - before);
        if (has_trend) slope = phi * slope + e.beta * (plain - before);
        if (kind != Kind::none && ++at == m) at = 0;
    }
    log_means += std::log(product);
    e.end = {level, slope, {}};
    for (std::size_t i = 0; i < season.size(); ++i) e.end.season.push_back(season[(at + i) % m]);
    return std::isfinite(level) && std::isfinite(slope);
}

class Problem {
public:
    Problem(const std::vector<double>& y, const Ets& start, Effort effort)
        : y_(y),
          start_(start),
          is_full_(effort == Effort::full),
          scale_(std::max(1e-9, median_deviation(y) + std::sqrt(variance(y)) / 10)) {}

    std::vector<double> first() const {
        const auto& s = start_;
        std::vector<double> u{to_share(s.alpha, kLeast, kMost)};
        if (has_trend()) u.push_back(to_share(s.beta, kLeast, s.alpha));
        if (has_season()) u.push_back(to_share(s.gamma, kLeast, 1 - s.alpha));
        if (s.model.is_damped) u.push_back(to_share(s.phi, kLeastPhi, kMostPhi));
        if (is_full_)
            u.resize(u.size() + 1 + (has_trend() ? 1 : 0) + (has_season() ? s.start.season.size() - 1 : 0),
                     0.0);
        return u;
    }
    void apply(const std::vector<double>& u, Ets& e) const {
        std::size_t i = 0;
        e.alpha = from_share(u[i++], kLeast, kMost);
        if (has_trend()) e.beta = from_share(u[i++], kLeast, std::max(kLeast, e.alpha));
        if (has_season()) e.gamma = from_share(u[i++], kLeast, std::max(kLeast, 1 - e.alpha));
        if (e.model.is_damped) e.phi = from_share(u[i++], kLeastPhi, kMostPhi);
        if (!is_full_) return;
        e.start.level = start_.start.level + scale_ * u[i++];
        if (has_trend()) e.start.slope = start_.start.slope + 0.1 * scale_ * u[i++];
        if (!has_season()) return;
        const bool is_additive = e.model.season == Kind::additive;
        double rest = is_additive ? 0 : static_cast<double>(e.start.season.size());
        for (std::size_t k = 0; k + 1 < e.start.season.size(); ++k) {
            e.start.season[k] = start_.start.season[k] + (is_additive ? scale_ : 0.3) * u[i++];
            rest -= e.start.season[k];
        }
        e.start.season.back() = rest;
    }
    // Minus twice the log likelihood is n log(sum of squares of what this fills), up to a constant: relative
    // errors are multiplied by the geometric mean of the predictions.
    bool residuals(const std::vector<double>& u, std::vector<double>& out) const {
        thread_local Ets e;
        e = start_;
        apply(u, e);
        double log_means = 0;
        if (!run(e, y_, out, log_means)) return false;
        if (e.model.error == Kind::multiplicative) {
            const double mean = std::exp(log_means / static_cast<double>(y_.size()));
            for (auto& v : out) v *= mean;
        }
        return true;
    }
    Box box() const {
        Box box;
        const auto smoothing = 1u + has_trend() + has_season() + start_.model.is_damped,
                   all = static_cast<unsigned>(first().size());
        box.low.assign(all, -1e6);
        box.high.assign(all, 1e6);
        std::fill_n(box.low.begin(), smoothing, 0.0);
        std::fill_n(box.high.begin(), smoothing, 1.0);
        return box;
    }
    std::size_t parameters() const {
        return 2 + (has_trend() ? 2 : 0) + (has_season() ? start_.start.season.size() : 0) +
               (start_.model.is_damped ? 1 : 0);
    }

private:
    bool has_trend() const { return start_.model.trend != Kind::none; }
    bool has_season() const { return start_.model.season != Kind::none; }
    const std::vector<double>& y_;
    const Ets& start_;
    bool is_full_;
    double scale_;
};

// Level and slope by a line through the first deseasonalised points.
void set_start(const std::vector<double>& y, Ets& e) {
    const auto m = static_cast<std::size_t>(e.period);
    const bool has_season = e.model.season != Kind::none;
    if (has_season) e.start.season = seasonal_figure(y, e.period, e.model.season);
    const auto used = std::min(y.size(), std::max<std::size_t>(10, 2 * m));
    double st = 0, sy = 0, stt = 0, sty = 0;
    for (std::size_t t = 0; t < used; ++t) {
        const double s = has_season ? e.start.season[t % m] : 0, x = static_cast<double>(t) + 1;
        const double v = e.model.season == Kind::additive         ? y[t] - s
                         : e.model.season == Kind::multiplicative ? y[t] / std::max(s, 1e-2)
                                                                  : y[t];
        st += x, sy += v, stt += x * x, sty += x * v;
    }
    const double n = static_cast<double>(used),
                 slope = used > 1 ? (n * sty - st * sy) / (n * stt - st * st) : 0;
    const bool has_trend = e.model.trend != Kind::none;
    e.start.slope = has_trend ? slope : 0;
    e.start.level = has_trend ? (sy - slope * st) / n : sy / n;
    if (e.model.error == Kind::multiplicative && e.start.level + e.start.slope <= 0)
        e.start.level = std::max(sy / n, 1e-3), e.start.slope = 0;
}

Result<> check(const std::vector<double>& y, int period, const EtsModel& model) {
    MS_CHECK(all_finite("values", y));
    if (period < 1 || period > 400) return bad("period", "period must be 1 to 400");
    const auto m = static_cast<std::size_t>(period);
    if (y.size() < 4 || (model.season != Kind::none && (period < 2 || y.size() < 2 * m + 1)))
        return too_few("The series is too short: " + model.name() + " needs at least " +
                       std::to_string(model.season == Kind::none ? 4 : 2 * m + 1) + " values.");
    const bool needs_positive = model.error == Kind::multiplicative || model.season == Kind::multiplicative;
    if (needs_positive && *std::min_element(y.begin(), y.end()) <= 0)
        return bad("values", model.name() + " needs values above 0");
    return Done{};
}

void simulate(const Ets& e, int horizon, double confidence, Forecast& out) {
    constexpr int kPaths = 2000;
    Random random(20261125);
    const auto h = static_cast<std::size_t>(horizon);
    std::vector<std::vector<double>> values(h, std::vector<double>(kPaths));
    const auto m = static_cast<std::size_t>(e.period);
    for (int path = 0; path < kPaths; ++path) {
        auto season = e.end.season;
        double level = e.end.level, slope = e.end.slope;
        for (std::size_t k = 0; k < h; ++k) {
            const double before = level + (e.model.trend == Kind::none ? 0 : e.phi * slope),
                         s = season.empty() ? 1 : season[k % m];
            const double mean = e.model.season == Kind::additive ? before + s : before * s;
            const double y = mean * (1 + e.sigma * std::max(-1 / e.sigma, random.normal()));
            values[k][static_cast<std::size_t>(path)] = y;
            const double plain = e.model.season == Kind::additive ? y - s : s > 1e-10 ? y / s : before;
            if (e.model.season == Kind::additive) season[k % m] = s + e.gamma * (y - before - s);
            if (e.model.season == Kind::multiplicative && std::abs(before) > 1e-10)
                season[k % m] = s + e.gamma * (y / before - s);
            level = before + e.alpha * (plain - before);
            if (e.model.trend != Kind::none) slope = e.phi * slope + e.beta * (plain - before);
        }
    }
    for (auto& v : values) {
        out.deviation.push_back(std::sqrt(variance(v)));
        out.low.push_back(quantile(v, (1 - confidence) / 2));
        out.high.push_back(quantile(v, (1 + confidence) / 2));
    }
}

}  // namespace

std::string EtsModel::name() const {
    const auto letter = [](Kind k) { return k == Kind::none ? "N" : k == Kind::additive ? "A" : "M"; };
    return std::string("ETS(") + letter(error) + "," + letter(trend) + (is_damped ? "d" : "") + "," +
           letter(season) + ")";
}

std::vector<double> moving_trend(const std::vector<double>& y, int period) {
    const auto m = static_cast<std::size_t>(period), half = m / 2;
    std::vector<double> trend;
    for (std::size_t t = half; t + half < y.size(); ++t) {
        double sum = 0;
        for (std::size_t k = t - half; k <= t + half; ++k)
            sum += (m % 2 == 0 && (k == t - half || k == t + half) ? 0.5 : 1) * y[k];
        trend.push_back(sum / static_cast<double>(m));
    }
    return trend;
}

std::vector<double> seasonal_figure(const std::vector<double>& y, int period, Kind kind) {
    const auto m = static_cast<std::size_t>(period), half = m / 2;
    const auto trend = moving_trend(y, period);
    std::vector<double> figure(m), count(m);
    for (std::size_t i = 0; i < trend.size(); ++i) {
        const auto t = i + half;
        figure[t % m] += kind == Kind::multiplicative ? y[t] / (std::abs(trend[i]) > 1e-12 ? trend[i] : 1e-12)
                                                      : y[t] - trend[i];
        count[t % m] += 1;
    }
    const bool is_multiplicative = kind == Kind::multiplicative;
    for (std::size_t i = 0; i < m; ++i)
        figure[i] = count[i] > 0 ? figure[i] / count[i] : is_multiplicative ? 1 : 0;
    const double middle = mean(figure);
    for (auto& f : figure) f = is_multiplicative ? f / middle : f - middle;
    return figure;
}

Result<Ets> fit_ets(
    const std::vector<double>& y, int period, const EtsModel& model, Effort effort, const Ets* warm) {
    MS_CHECK(check(y, period, model));
    Ets e;
    e.model = model;
    e.period = model.season == Kind::none ? 1 : period;
    set_start(y, e);
    const double m = e.period;
    e.alpha = warm ? warm->alpha : kLeast + 0.2 * (kMost - kLeast) / std::sqrt(m);
    if (model.trend != Kind::none) e.beta = warm ? warm->beta : kLeast + 0.1 * (e.alpha - kLeast);
    if (model.season != Kind::none) e.gamma = warm ? warm->gamma : kLeast + 0.05 * (1 - e.alpha - kLeast);
    if (model.is_damped) e.phi = warm ? warm->phi : 0.95;
    const auto solve = [&](double alpha) {
        auto start = e;
        start.alpha = alpha;
        if (start.beta > alpha) start.beta = alpha / 2;
        if (start.gamma > 1 - alpha) start.gamma = (1 - alpha) / 2;
        const Problem problem(y, start, effort);
        const auto found =
            least_squares_fit([&](const auto& u, auto& out) { return problem.residuals(u, out); },
                              problem.first(),
                              problem.box(),
                              warm                     ? 6
                              : effort == Effort::full ? 80
                                                       : 15,
                              effort == Effort::full ? 1e-9 : 1e-6);
        Ets done = start;
        if (std::isfinite(found.sum)) problem.apply(found.parameters, done);
        return std::pair{found.sum, done};
    };
    auto best = solve(e.alpha);
    if (!warm && effort == Effort::full)
        for (const double alpha : {0.5, 0.9})
            if (auto other = solve(alpha); other.first < best.first) best = std::move(other);
    if (!std::isfinite(best.first))
        return Error(ErrorKind::invalid, "no_fit", model.name() + " does not fit this series.");
    e = best.second;
    double log_means = 0;
    if (!run(e, y, e.errors, log_means))
        return Error(ErrorKind::invalid, "no_fit", model.name() + " does not fit this series.");
    const double n = static_cast<double>(y.size()),
                 k = static_cast<double>(Problem(y, e, effort).parameters()) + 1;
    double sum = 0;
    for (const double v : e.errors) sum += v * v;
    const double likelihood =
        n * std::log(std::max(sum, 1e-300)) + (model.error == Kind::multiplicative ? 2 * log_means : 0);
    e.sigma = std::sqrt(sum / std::max(1.0, n - k + 1));
    e.aicc = n - k - 1 > 0 ? likelihood + 2 * k + 2 * k * (k + 1) / (n - k - 1) : HUGE_VAL;
    return e;
}

Result<Ets> choose_ets(const std::vector<double>& y, int period, const IsCancelled& is_cancelled) {
    MS_CHECK(all_finite("values", y));
    const bool is_positive = !y.empty() && *std::min_element(y.begin(), y.end()) > 0;
    const bool has_season = period > 1 && period <= 24 && y.size() > 2 * static_cast<std::size_t>(period) + 4;
    std::vector<Ets> fitted;
    Result<Ets> last =
        too_few("The series is too short for exponential smoothing: at least 4 values are needed.");
    const bool is_short = y.size() <= 300;
    for (const Kind error : {Kind::additive, Kind::multiplicative})
        for (const Kind season : {Kind::none, Kind::additive, Kind::multiplicative})
            for (const auto& [trend, is_damped] :
                 {std::pair{Kind::none, false}, {Kind::additive, false}, {Kind::additive, true}}) {
                if ((error == Kind::multiplicative || season == Kind::multiplicative) && !is_positive)
                    continue;
                if ((season != Kind::none && !has_season) ||
                    (error == Kind::additive && season == Kind::multiplicative))
                    continue;
                if (is_stopped(is_cancelled)) return cancelled();
                last = fit_ets(
                    y, period, {error, trend, season, is_damped}, is_short ? Effort::full : Effort::quick);
                if (last && std::isfinite(last->aicc)) fitted.push_back(*last);
            }
    if (fitted.empty())
        return last ? Result<Ets>(too_few("The series is too short for any exponential smoothing.")) : last;
    std::sort(fitted.begin(), fitted.end(), [](const Ets& a, const Ets& b) { return a.aicc < b.aicc; });
    if (is_short) return fitted[0];
    std::optional<Ets> best;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, fitted.size()); ++i) {
        auto full = y.size() <= 2000 ? fit_ets(y, period, fitted[i].model, Effort::full, &fitted[i])
                                     : Result<Ets>(fitted[i]);
        if (full && (!best || full->aicc < best->aicc)) best = *full;
    }
    return best ? *best : fitted[0];
}

Forecast forecast_ets(const Ets& e, int horizon, double confidence) {
    Forecast out;
    const double z = normal_quantile(0.5 + confidence / 2), phi = e.model.is_damped ? e.phi : 1;
    double sum_phi = 0, power = 1, spread = 1;
    for (int h = 1; h <= horizon; ++h) {
        power *= phi;
        sum_phi += power;
        const auto at = static_cast<std::size_t>(h - 1) % static_cast<std::size_t>(e.period);
        const double base = e.end.level + (e.model.trend == Kind::none ? 0 : sum_phi * e.end.slope);
        out.mean.push_back(e.model.season == Kind::additive         ? base + e.end.season[at]
                           : e.model.season == Kind::multiplicative ? base * e.end.season[at]
                                                                    : base);
        if (e.model.error == Kind::multiplicative) continue;
        const double deviation = e.sigma * std::sqrt(spread);
        out.deviation.push_back(deviation);
        out.low.push_back(out.mean.back() - z * deviation);
        out.high.push_back(out.mean.back() + z * deviation);
        const double c = e.alpha + (e.model.trend == Kind::none ? 0 : e.beta * sum_phi) +
                         (e.model.season != Kind::none && h % e.period == 0 ? e.gamma : 0);
        spread += c * c;
    }
    if (e.model.error == Kind::multiplicative) simulate(e, horizon, confidence, out);
    return out;
}

}  // namespace mainstay::algo
