#include "algo/stl.hpp"

#include <algorithm>
#include <cmath>

#include "algo/statistics.hpp"

namespace mainstay::algo {
namespace {

using Values = std::vector<double>;

// Local line (degree 1) or mean (degree 0) at `x` (1-based position) through y[left .. right] (0-based);
// false when no weight is left.
bool fit_at(const Values& y,
            int length,
            int degree,
            double x,
            int left,
            int right,
            Values& w,
            const Values* robust,
            double& out) {
    const double n = static_cast<double>(y.size()), range = n - 1;
    double h = std::max(x - (left + 1), right + 1 - x);
    if (length > static_cast<int>(y.size()))
        h += static_cast<double>((length - static_cast<int>(y.size())) / 2);
    const double h9 = 0.999 * h, h1 = 0.001 * h;
    double sum = 0;
    for (int j = left; j <= right; ++j) {
        const auto i = static_cast<std::size_t>(j);
        const double r = std::abs(j + 1 - x);
        w[i] = 0;
        if (r > h9) continue;
        const double q = r / h, cube = 1 - q * q * q;
        w[i] = (r > h1 ? cube * cube * cube : 1) * (robust ? (*robust)[i] : 1);
        sum += w[i];
    }
    if (sum <= 0) return false;
    double middle = 0, spread = 0;
    for (int j = left; j <= right; ++j)
        w[static_cast<std::size_t>(j)] /= sum, middle += w[static_cast<std::size_t>(j)] * (j + 1);
    for (int j = left; j <= right; ++j)
        spread += w[static_cast<std::size_t>(j)] * (j + 1 - middle) * (j + 1 - middle);
    const double b = degree > 0 && h > 0 && std::sqrt(spread) > 0.001 * range ? (x - middle) / spread : 0;
    out = 0;
    for (int j = left; j <= right; ++j)
        out += w[static_cast<std::size_t>(j)] * (1 + b * (j + 1 - middle)) * y[static_cast<std::size_t>(j)];
    return true;
}

// Loess at every jump-th point, straight lines between.
void loess(const Values& y, int length, int degree, int jump, const Values* robust, double* out) {
    const int n = static_cast<int>(y.size());
    if (n < 2) {
        out[0] = y[0];
        return;
    }
    Values w(y.size());
    jump = std::min(jump, n - 1);
    int left = 0, right = std::min(length, n) - 1;
    const int half = (length + 1) / 2;
    const auto at = [&](int i) {
        if (length < n) {
            left = std::clamp(i + 1 - half, 0, n - length);
            right = left + length - 1;
        }
        if (!fit_at(y, length, degree, i + 1, left, right, w, robust, out[i]))
            out[i] = y[static_cast<std::size_t>(i)];
    };
    for (int i = 0; i < n; i += jump) at(i);
    if (jump == 1) return;
    int last = 0;
    const auto between = [&](int from, int to) {
        for (int i = from + 1; i < to; ++i)
            out[i] = out[from] + (out[to] - out[from]) * (i - from) / (to - from);
    };
    for (int i = jump; i < n; last = i, i += jump) between(i - jump, i);
    if (last != n - 1) {
        at(n - 1);
        between(last, n - 1);
    }
}

Values moving_average(const Values& x, int length) {
    Values out;
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        sum += x[i];
        if (i + 1 < static_cast<std::size_t>(length)) continue;
        out.push_back(sum / length);
        sum -= x[i + 1 - static_cast<std::size_t>(length)];
    }
    return out;
}

// Smooths each sub-series of the period, one step beyond both ends: n + 2 period values.
Values smooth_cycles(const Values& y, std::size_t period, int window, int jump, const Values* robust) {
    Values out(y.size() + 2 * period);
    for (std::size_t j = 0; j < period; ++j) {
        Values sub, weights;
        for (std::size_t t = j; t < y.size(); t += period) {
            sub.push_back(y[t]);
            if (robust) weights.push_back((*robust)[t]);
        }
        const auto* own = robust ? &weights : nullptr;
        const int k = static_cast<int>(sub.size());
        Values smooth(sub.size() + 2), w(sub.size());
        loess(sub, window, 0, jump, own, smooth.data() + 1);
        const int right = std::min(window, k) - 1, left = std::max(0, k - window);
        if (!fit_at(sub, window, 0, 0, 0, right, w, own, smooth[0])) smooth[0] = smooth[1];
        if (!fit_at(sub, window, 0, k + 1, left, k - 1, w, own, smooth.back()))
            smooth.back() = smooth[sub.size()];
        for (std::size_t m = 0; m < smooth.size(); ++m) out[j + m * period] = smooth[m];
    }
    return out;
}

int jump_of(int window) {
    return std::max(1, static_cast<int>(std::ceil(window / 10.0)));
}

void update_weights(const Values& y, const Values& fit, Values& weights) {
    Values away;
    for (std::size_t i = 0; i < y.size(); ++i) away.push_back(std::abs(y[i] - fit[i]));
    const double h = 6 * median(away), h9 = 0.999 * h, h1 = 0.001 * h;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double q = h > 0 ? away[i] / h : 0, square = 1 - q * q;
        weights[i] = away[i] <= h1 ? 1 : away[i] <= h9 ? square * square : 0;
    }
}

Result<> check(const Values& y, int period) {
    MS_CHECK(all_finite("values", y));
    if (period < 2 || period > 100'000) return bad("period", "period must be 2 to 100,000");
    if (y.size() < 2 * static_cast<std::size_t>(period))
        return too_few("A decomposition needs two whole periods: " + std::to_string(2 * period) + " values.");
    return Done{};
}

}  // namespace

Result<Stl> stl(const Values& y, int period, const StlOptions& options) {
    MS_CHECK(check(y, period));
    const auto m = static_cast<std::size_t>(period), n = y.size();
    const bool is_periodic = options.seasonal_window == 0;
    const int s = is_periodic ? 10 * static_cast<int>(n) + 1 : std::max(7, options.seasonal_window | 1);
    const int t = options.trend_window ? options.trend_window | 1 : [&] {
        const int x = static_cast<int>(std::ceil(1.5 * period / (1 - 1.5 / s)));
        return x % 2 == 0 ? x + 1 : x;
    }();
    const int l = period % 2 == 0 ? period + 1 : period;
    Stl out{Values(n), Values(n), Values(n)};
    Values weights(n, 1.0), work(n);
    const int outer = options.is_robust ? 15 : 0, inner = options.is_robust ? 1 : 2;
    for (int round = 0; round <= outer; ++round) {
        const Values* robust = round > 0 ? &weights : nullptr;
        for (int k = 0; k < inner; ++k) {
            for (std::size_t i = 0; i < n; ++i) work[i] = y[i] - out.trend[i];
            const auto cycle = smooth_cycles(work, m, s, jump_of(s), robust);
            const auto average = moving_average(moving_average(moving_average(cycle, period), period), 3);
            Values low(average.size());
            loess(average, l, 1, jump_of(l), nullptr, low.data());
            for (std::size_t i = 0; i < n; ++i) out.seasonal[i] = cycle[i + m] - low[i];
            for (std::size_t i = 0; i < n; ++i) work[i] = y[i] - out.seasonal[i];
            loess(work, t, 1, jump_of(t), robust, out.trend.data());
        }
        if (round == outer) break;
        for (std::size_t i = 0; i < n; ++i) work[i] = out.trend[i] + out.seasonal[i];
        update_weights(y, work, weights);
    }
    if (is_periodic) {
        Values sum(m), count(m);
        for (std::size_t i = 0; i < n; ++i) sum[i % m] += out.seasonal[i], count[i % m] += 1;
        for (std::size_t i = 0; i < n; ++i) out.seasonal[i] = sum[i % m] / count[i % m];
    }
    for (std::size_t i = 0; i < n; ++i) out.remainder[i] = y[i] - out.trend[i] - out.seasonal[i];
    return out;
}

Result<Mstl> mstl(const Values& y, std::vector<int> periods, int rounds) {
    std::sort(periods.begin(), periods.end());
    std::erase_if(periods, [&](int p) { return p > 1 && 2 * static_cast<std::size_t>(p) > y.size(); });
    if (periods.empty()) return too_few("No period fits twice into the series.");
    Mstl out;
    out.periods = periods;
    out.seasonal.assign(periods.size(), Values(y.size()));
    auto rest = y;
    for (int round = 0; round < std::max(1, rounds); ++round)
        for (std::size_t k = 0; k < periods.size(); ++k) {
            for (std::size_t i = 0; i < rest.size(); ++i) rest[i] += out.seasonal[k][i];
            MS_TRY(auto part, stl(rest, periods[k], {7 + 4 * static_cast<int>(k + 1), 0, false}));
            out.seasonal[k] = std::move(part.seasonal);
            out.trend = std::move(part.trend);
            for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= out.seasonal[k][i];
        }
    out.remainder = rest;
    for (std::size_t i = 0; i < rest.size(); ++i) out.remainder[i] -= out.trend[i];
    return out;
}

}  // namespace mainstay::algo
