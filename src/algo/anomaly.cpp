#include "algo/anomaly.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "algo/distributions.hpp"
#include "algo/statistics.hpp"
#include "algo/stl.hpp"

namespace mainstay::algo {
namespace {

using Values = std::vector<double>;

double esd_limit(double n, double i, double significance) {
    const double p = 1 - significance / (2 * (n - i + 1)), t = t_quantile(p, n - i - 1);
    return (n - i) * t / std::sqrt((n - i - 1 + t * t) * (n - i + 1));
}

struct Middle {
    double centre, spread;
};
Middle classic(const Values& sorted, std::size_t from, std::size_t to) {
    const Values part(sorted.begin() + static_cast<long>(from), sorted.begin() + static_cast<long>(to));
    return {mean(part), std::sqrt(variance(part))};
}
// Median and MAD of a sorted range: the distances from the median are two sorted lists, merged to their
// middle.
Middle robust(const Values& s, std::size_t from, std::size_t to) {
    const auto n = to - from;
    const double centre = n % 2 ? s[from + n / 2] : (s[from + n / 2 - 1] + s[from + n / 2]) / 2;
    std::size_t right = from;
    {
        right = static_cast<std::size_t>(
            std::lower_bound(s.begin() + static_cast<long>(from), s.begin() + static_cast<long>(to), centre) -
            s.begin());
    }
    std::size_t left = right;
    double last = 0, now = 0;
    for (std::size_t k = 0; k <= n / 2; ++k) {
        last = now;
        const bool takes_left = right == to || (left > from && centre - s[left - 1] < s[right] - centre);
        now = takes_left ? centre - s[--left] : s[right++] - centre;
    }
    return {centre, 1.4826 * (n % 2 ? now : (last + now) / 2)};
}

// The most extreme value of a sorted range is at one of its ends, so outliers are peeled off both ends.
Result<Outliers> peel(const Values& values,
                      int most,
                      double significance,
                      Middle (*middle)(const Values&, std::size_t, std::size_t)) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
    Values sorted;
    for (const auto i : order) sorted.push_back(values[i]);
    std::size_t from = 0, to = sorted.size();
    const double n = static_cast<double>(sorted.size());
    Outliers out;
    std::vector<std::size_t> peeled;
    std::size_t found = 0;
    for (int i = 1; i <= most; ++i) {
        const auto m = middle(sorted, from, to);
        if (!(m.spread > 0)) break;  // more than half are the same value
        const bool is_high = sorted[to - 1] - m.centre >= m.centre - sorted[from];
        out.statistics.push_back((is_high ? sorted[to - 1] - m.centre : m.centre - sorted[from]) / m.spread);
        out.limits.push_back(esd_limit(n, i, significance));
        peeled.push_back(order[is_high ? --to : from++]);
        if (out.statistics.back() > out.limits.back())
            found = peeled.size();  // not the first failure decides
    }
    peeled.resize(found);
    out.positions = std::move(peeled);
    return out;
}

Result<> check(const Values& values, int most, double significance) {
    MS_CHECK(all_finite("values", values));
    if (values.size() < 4) return too_few("Outliers need at least 4 values.");
    if (!(significance > 0 && significance < 1))
        return bad("significance", "significance must be above 0 and below 1");
    if (most < 1 || static_cast<std::size_t>(most) > values.size() / 2 ||
        static_cast<std::size_t>(most) + 2 > values.size())
        return bad("most", "most must be 1 to half the number of values");
    return Done{};
}

}  // namespace

Result<Outliers> generalised_esd(const Values& values, int most, double significance) {
    MS_CHECK(check(values, most, significance));
    return peel(values, most, significance, classic);
}

Result<Outliers> seasonal_hybrid_esd(const Values& values,
                                     int period,
                                     double most_share,
                                     double significance) {
    MS_CHECK(between("most_share", most_share, 0, 0.49));
    const int most = std::max(1, static_cast<int>(static_cast<double>(values.size()) * most_share));
    MS_CHECK(check(values, most, significance));
    auto rest = values;
    if (period > 1) {
        StlOptions options;
        options.is_robust = true;
        MS_TRY(const auto parts, stl(values, period, options));
        for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= parts.seasonal[i];
    }
    const double middle = median(rest);
    for (auto& v : rest) v -= middle;
    return peel(rest, most, significance, robust);
}

Result<Cusum> cusum(const Values& values, double target, double slack, double limit) {
    MS_CHECK(all_finite("values", values));
    MS_CHECK(not_negative("slack", slack));
    MS_CHECK(positive("limit", limit));
    MS_CHECK(all_finite("target", Values{target}));
    if (values.empty()) return too_few("There are no values.");
    Cusum out;
    double high = 0, low = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        out.high.push_back(high = std::max(0.0, high + values[i] - target - slack));
        out.low.push_back(low = std::max(0.0, low + target - slack - values[i]));
        if (high > limit || low > limit) out.signals.push_back(i);
    }
    return out;
}

double noise_from_differences(const Values& values) {
    Values steps;
    for (std::size_t i = 1; i < values.size(); ++i) steps.push_back(std::abs(values[i] - values[i - 1]));
    return steps.empty() ? 0 : median(std::move(steps)) / 0.6744897501960817 / std::sqrt(2.0);
}

Result<Changes> change_points(const Values& values, double penalty, const IsCancelled& is_cancelled) {
    MS_CHECK(all_finite("values", values));
    MS_CHECK(not_negative("penalty", penalty));
    if (values.size() < 2) return too_few("A change needs at least 2 values.");
    const auto n = values.size();
    const double noise = noise_from_differences(values);
    if (penalty == 0) penalty = std::max(1e-12, 3 * noise * noise * std::log(static_cast<double>(n)));
    const double centre = mean(values);  // sums of squares lose no digits far from zero
    Values sums(n + 1), squares(n + 1), best(n + 1);
    for (std::size_t i = 0; i < n; ++i) {
        const double v = values[i] - centre;
        sums[i + 1] = sums[i] + v, squares[i + 1] = squares[i] + v * v;
    }
    const auto cost = [&](std::size_t from, std::size_t to) {
        const double s = sums[to] - sums[from];
        return std::max(0.0, squares[to] - squares[from] - s * s / static_cast<double>(to - from));
    };
    best[0] = -penalty;
    std::vector<std::size_t> last(n + 1), starts{0};
    double steps = 0;
    for (std::size_t t = 1; t <= n; ++t) {
        if (t % 256 == 0 && is_stopped(is_cancelled)) return cancelled();
        if ((steps += static_cast<double>(starts.size())) > 1e9)
            return too_large("The series is too long for an exact search of changes.");
        best[t] = HUGE_VAL;
        for (const auto s : starts)
            if (const double whole = best[s] + cost(s, t) + penalty; whole < best[t])
                best[t] = whole, last[t] = s;
        std::erase_if(starts, [&](std::size_t s) { return best[s] + cost(s, t) > best[t]; });
        starts.push_back(t);
    }
    Changes out;
    out.cost = best[n];
    for (std::size_t t = last[n]; t > 0; t = last[t]) out.positions.push_back(t);
    std::reverse(out.positions.begin(), out.positions.end());
    return out;
}

Result<RunLengths> online_changes(const Values& values,
                                  const OnlinePrior& prior,
                                  const IsCancelled& is_cancelled) {
    MS_CHECK(all_finite("values", values));
    if (values.size() > 20'000)
        return too_large(
            "Run lengths are for at most 20,000 values; take the exact change points, or fewer values.");
    if (!(prior.hazard > 0 && prior.hazard < 1)) return bad("hazard", "hazard must be above 0 and below 1");
    for (const double v : {prior.kappa, prior.alpha, prior.beta}) MS_CHECK(positive("prior", v));
    MS_CHECK(all_finite("prior", Values{prior.mean}));
    struct Run {
        double chance, mean, kappa, alpha, beta;
        int length;
    };
    std::vector<Run> runs{{1, prior.mean, prior.kappa, prior.alpha, prior.beta, 0}};
    RunLengths out;
    double steps = 0;
    for (const double x : values) {
        if ((steps += static_cast<double>(runs.size())) > 3e7)
            return too_large(
                "The series is too long for run lengths; take the exact change points, or fewer values.");
        if (out.most_probable.size() % 256 == 255 && is_stopped(is_cancelled)) return cancelled();
        double changed = 0, most = -HUGE_VAL;
        Values logs;
        for (const auto& r : runs) {  // predictive Student t
            const double nu = 2 * r.alpha, s2 = r.beta * (r.kappa + 1) / (r.alpha * r.kappa), d = x - r.mean;
            logs.push_back(std::log(r.chance) + std::lgamma((nu + 1) / 2) - std::lgamma(nu / 2) -
                           0.5 * std::log(nu * M_PI * s2) - (nu + 1) / 2 * std::log1p(d * d / (nu * s2)));
            most = std::max(most, logs.back());
        }
        double whole = 0;
        for (auto& l : logs) whole += l = std::exp(l - most);
        std::vector<Run> next{{0, prior.mean, prior.kappa, prior.alpha, prior.beta, 0}};
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto& r = runs[i];
            const double p = logs[i] / whole, d = x - r.mean;
            changed += p * prior.hazard;
            if (p * (1 - prior.hazard) < 1e-12) continue;
            next.push_back({p * (1 - prior.hazard),
                            (r.kappa * r.mean + x) / (r.kappa + 1),
                            r.kappa + 1,
                            r.alpha + 0.5,
                            r.beta + r.kappa * d * d / (2 * (r.kappa + 1)),
                            r.length + 1});
        }
        next[0].chance = changed;
        runs.swap(next);
        const auto top = std::max_element(
            runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.chance < b.chance; });
        out.most_probable.push_back(top->length);
        out.recent_change.push_back(
            std::accumulate(runs.begin(), runs.end(), 0.0, [](double s, const Run& r) {
                return s + (r.length <= 7 ? r.chance : 0);
            }));
    }
    return out;
}

}  // namespace mainstay::algo
