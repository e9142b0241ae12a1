#include "algo/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <numeric>

#include "algo/distributions.hpp"
#include "algo/least_squares_fit.hpp"
#include "algo/statistics.hpp"

namespace mainstay::algo {
namespace {

using Values = std::vector<double>;
using Method = std::function<Result<Forecast>(const Values& past, int horizon)>;
struct Named {
    std::string name;
    Method method;
};

Forecast flat(double rate, double deviation, int horizon, double confidence) {
    const double z = normal_quantile(0.5 + confidence / 2);
    const auto h = static_cast<std::size_t>(horizon);
    return {Values(h, rate),
            Values(h, rate - z * deviation),
            Values(h, rate + z * deviation),
            Values(h, deviation)};
}

// The form of the model is chosen once, on the first past it sees; later calls start from the earlier fit.
Method ets_method(const ForecastOptions& options, const IsCancelled& is_cancelled) {
    auto kept = std::make_shared<std::optional<Ets>>();
    return [kept, options, is_cancelled](const Values& past, int horizon) -> Result<Forecast> {
        if (*kept) {
            MS_TRY(auto next, fit_ets(past, options.period, (*kept)->model, Effort::quick, &**kept));
            *kept = std::move(next);
        } else {
            MS_TRY(auto first, choose_ets(past, options.period, is_cancelled));
            *kept = std::move(first);
        }
        return forecast_ets(**kept, horizon, options.confidence);
    };
}

Method theta_method(const ForecastOptions& options) {
    auto kept = std::make_shared<Ets>();
    return [kept, options](const Values& past, int horizon) {
        return theta(past, options.period, horizon, options.confidence, kept.get());
    };
}

Method sparse_method(Sparse kind, double confidence) {
    return [=](const Values& past, int horizon) -> Result<Forecast> {
        MS_TRY(const double rate, sparse_rate(past, kind));
        return flat(rate, std::sqrt(std::max(variance(past), 1e-12)), horizon, confidence);
    };
}

std::vector<Named> methods_for(const Values& y,
                               const ForecastOptions& options,
                               const IsCancelled& is_cancelled) {
    std::vector<Named> out;
    const double c = options.confidence;
    out.push_back({"seasonal naive",
                   [=](const Values& past, int h) { return seasonal_naive(past, options.period, h, c); }});
    out.push_back({"ETS", ets_method(options, is_cancelled)});
    out.push_back({"Theta", theta_method(options)});
    auto periods = options.more_periods;
    if (options.period > 1) periods.push_back(options.period);
    if (!periods.empty())
        out.push_back({"STL + ETS", [=](const Values& past, int h) { return stl_ets(past, periods, h, c); }});
    const auto zeros = std::count(y.begin(), y.end(), 0.0);
    if (static_cast<double>(zeros) > 0.4 * static_cast<double>(y.size()) &&
        *std::min_element(y.begin(), y.end()) >= 0) {
        out.push_back({"SBA", sparse_method(Sparse::sba, c)});
        out.push_back({"TSB", sparse_method(Sparse::tsb, c)});
    }
    return out;
}

Forecast average(const std::vector<Forecast>& all) {
    Forecast out = all[0];
    const double n = static_cast<double>(all.size());
    for (auto part : {&Forecast::mean, &Forecast::low, &Forecast::high, &Forecast::deviation})
        for (std::size_t h = 0; h < out.mean.size(); ++h) {
            (out.*part)[h] = 0;
            for (const auto& f : all) (out.*part)[h] += (f.*part)[h] / n;
        }
    return out;
}

// What each method says about `past`; the last one is the equal-weight combination of those that model
// something.
std::map<std::string, Forecast> ask(const std::vector<Named>& methods, const Values& past, int horizon) {
    std::map<std::string, Forecast> said;
    std::vector<Forecast> models;
    for (const auto& one : methods) {
        auto f = one.method(past, horizon);
        if (!f || !all_finite("mean", f->mean) || !all_finite("deviation", f->deviation)) continue;
        if (one.name != "seasonal naive") models.push_back(*f);
        said[one.name] = *std::move(f);
    }
    if (models.size() > 1) said["combination"] = average(models);
    return said;
}

struct Origin {
    Values actual;
    Forecast said;
};

struct Trials {
    std::vector<Origin> origins;
    Scores scores;
};

void add(Scores& sum, const Scores& one) {
    const double a = sum.count, b = one.count, n = std::max(1.0, a + b);
    for (auto part : {&Scores::mase, &Scores::smape, &Scores::msis, &Scores::coverage, &Scores::crps})
        sum.*part = (a * sum.*part + b * one.*part) / n;
    sum.count += one.count;
}

std::size_t least_past(const Values& y, const ForecastOptions& options) {
    const auto m = static_cast<std::size_t>(options.period);
    const auto needed = m > 1 ? 2 * m + 5 : 8;
    return std::max(needed, std::min(y.size() / 2, y.size() > 600 ? y.size() - 300 : y.size()));
}

Result<std::map<std::string, Trials>> backtest(const Values& y,
                                               const std::vector<Named>& methods,
                                               const ForecastOptions& options,
                                               const IsCancelled& is_cancelled) {
    std::map<std::string, Trials> out;
    const auto first = least_past(y, options);
    if (y.size() < first + 2) return out;
    const auto horizon =
        std::min(static_cast<std::size_t>(options.horizon), std::max<std::size_t>(1, (y.size() - first) / 2));
    const auto room = y.size() - horizon - first;
    const auto count = std::min<std::size_t>(static_cast<std::size_t>(options.origins), room + 1);
    for (std::size_t k = 0; k < count; ++k) {
        if (is_stopped(is_cancelled)) return cancelled();
        const auto at = count == 1 ? first + room : first + room * k / (count - 1);
        const Values past(y.begin(), y.begin() + static_cast<long>(at)),
            actual(y.begin() + static_cast<long>(at), y.begin() + static_cast<long>(at + horizon));
        const double scale = naive_scale(past, options.period);
        for (auto& [name, said] : ask(methods, past, static_cast<int>(horizon))) {
            add(out[name].scores, score(actual, said, scale, options.confidence));
            out[name].origins.push_back({actual, std::move(said)});
        }
    }
    std::erase_if(out, [&](const auto& one) { return one.second.origins.size() < count; });
    return out;
}

// How far outside (in half widths of the model's own interval) the values were.
Values misses(const Origin& origin) {
    Values out;
    for (std::size_t h = 0; h < origin.actual.size(); ++h) {
        const double away = origin.actual[h] - origin.said.mean[h],
                     half = away >= 0 ? origin.said.high[h] - origin.said.mean[h]
                                      : origin.said.mean[h] - origin.said.low[h];
        out.push_back(half > 1e-12 ? std::abs(away) / half : std::abs(away) > 1e-9 ? 10 : 0);
    }
    return out;
}

// Split conformal quantile; with few values it stays near 1, the model's own width.
double widening_from(Values scores, double confidence) {
    if (scores.empty()) return 1;
    std::sort(scores.begin(), scores.end());
    const double n = static_cast<double>(scores.size());
    const auto rank = static_cast<std::size_t>(std::ceil((n + 1) * confidence));
    const double wanted = rank <= scores.size() ? scores[rank - 1] : std::max(1.0, scores.back());
    const double trust = n / (n + 10);
    return std::clamp(trust * wanted + 1 - trust, 0.3, 20.0);
}

void calibrate(const Trials& trials, double confidence, AutoForecast& out) {
    Values all;
    std::vector<Values> each;
    for (const auto& origin : trials.origins) {
        each.push_back(misses(origin));
        all.insert(all.end(), each.back().begin(), each.back().end());
    }
    out.widening = widening_from(all, confidence);
    double inside = 0;
    for (std::size_t k = 0; k < each.size(); ++k) {
        Values others;
        for (std::size_t j = 0; j < each.size(); ++j)
            if (j != k) others.insert(others.end(), each[j].begin(), each[j].end());
        const double width = widening_from(others, confidence);
        inside += static_cast<double>(
            std::count_if(each[k].begin(), each[k].end(), [&](double s) { return s <= width; }));
    }
    out.calibrated_coverage = all.empty() ? 0 : inside / static_cast<double>(all.size());
}

bool is_small_count(const Values& y) {
    return mean(y) < 10 &&
           std::all_of(y.begin(), y.end(), [](double v) { return v >= 0 && v == std::floor(v); });
}

void widen(const Values& y, double confidence, AutoForecast& out) {
    auto& f = out.forecast;
    const bool is_positive = *std::min_element(y.begin(), y.end()) >= 0;
    for (std::size_t h = 0; h < f.mean.size(); ++h) {
        f.low[h] = f.mean[h] - out.widening * (f.mean[h] - f.low[h]);
        f.high[h] = f.mean[h] + out.widening * (f.high[h] - f.mean[h]);
        f.deviation[h] *= out.widening;
        if (is_positive)
            f.mean[h] = std::max(0.0, f.mean[h]), f.low[h] = std::max(0.0, f.low[h]),
            f.high[h] = std::max(0.0, f.high[h]);
        if (!out.is_count) continue;
        f.low[h] = count_quantile((1 - confidence) / 2, f.mean[h], f.deviation[h] * f.deviation[h]);
        f.high[h] = count_quantile((1 + confidence) / 2, f.mean[h], f.deviation[h] * f.deviation[h]);
    }
}

Result<int> fill(Values& y, int period) {
    const auto is_gap = [](double v) { return std::isnan(v); };
    while (!y.empty() && is_gap(y.front())) y.erase(y.begin());
    while (!y.empty() && is_gap(y.back())) y.pop_back();
    for (std::size_t t = 0; t < y.size(); ++t)
        if (std::isinf(y[t]) || std::abs(y[t]) > 1e100)
            return bad("values/" + std::to_string(t),
                       "the value at position " + std::to_string(t) + " is infinite or too large");
    const auto gaps = std::count_if(y.begin(), y.end(), is_gap);
    if (static_cast<double>(gaps) > 0.4 * static_cast<double>(y.size()))
        return too_few("More than 40 % of the values are missing.");
    const auto given = y;
    const auto m = static_cast<std::size_t>(period);
    for (std::size_t t = 0; t < y.size(); ++t) {
        if (!is_gap(y[t])) continue;
        if (m > 1 && t >= m && t + m < y.size() && !is_gap(given[t - m]) && !is_gap(given[t + m])) {
            y[t] = (given[t - m] + given[t + m]) / 2;
            continue;
        }
        std::size_t next = t;
        while (is_gap(given[next])) ++next;
        y[t] = y[t - 1] + (given[next] - y[t - 1]) / static_cast<double>(next - t + 1);
    }
    return static_cast<int>(gaps);
}

Result<> check(const ForecastOptions& options) {
    if (options.period < 1 || options.period > 100'000) return bad("period", "period must be 1 to 100,000");
    if (options.horizon < 1 || options.horizon > 10'000) return bad("horizon", "horizon must be 1 to 10,000");
    if (options.origins < 2 || options.origins > 50) return bad("origins", "origins must be 2 to 50");
    if (!(options.confidence > 0.01 && options.confidence < 0.9999))
        return bad("confidence", "confidence must be between 0.01 and 0.9999");
    return Done{};
}

}  // namespace

double naive_scale(const Values& past, int period) {
    const auto m = past.size() > static_cast<std::size_t>(period) ? static_cast<std::size_t>(period) : 1;
    double sum = 0;
    for (std::size_t t = m; t < past.size(); ++t) sum += std::abs(past[t] - past[t - m]);
    const double scale = past.size() > m ? sum / static_cast<double>(past.size() - m) : 0;
    return scale > 0 ? scale : 1;
}

Scores score(const Values& actual, const Forecast& f, double scale, double confidence) {
    Scores s;
    s.count = static_cast<int>(actual.size());
    const double n = std::max(1, s.count), penalty = 2 / (1 - confidence);
    for (std::size_t h = 0; h < actual.size(); ++h) {
        const double y = actual[h], size = std::abs(y) + std::abs(f.mean[h]);
        s.mase += std::abs(y - f.mean[h]) / scale / n;
        s.smape += size > 0 ? 200 * std::abs(y - f.mean[h]) / size / n : 0;
        const double outside = std::max({0.0, f.low[h] - y, y - f.high[h]});
        s.msis += (f.high[h] - f.low[h] + penalty * outside) / scale / n;
        s.coverage += (outside == 0) / n;
        s.crps += crps_normal(y, f.mean[h], f.deviation[h]) / n;
    }
    return s;
}

Result<AutoForecast> forecast(Values y, const ForecastOptions& asked, const IsCancelled& is_cancelled) {
    MS_CHECK(check(asked));
    auto options = asked;
    AutoForecast out;
    MS_TRY(out.filled, fill(y, options.period));
    if (y.size() < 4)
        return too_few("A forecast needs at least 4 values; there are " + std::to_string(y.size()) + ".");
    if (y.size() < 2 * static_cast<std::size_t>(options.period) + 1) options.period = 1;
    const auto methods = methods_for(y, options, is_cancelled);
    MS_TRY(const auto trials, backtest(y, methods, options, is_cancelled));
    for (const auto& [name, one] : trials) out.candidates.push_back({name, one.scores});
    std::stable_sort(out.candidates.begin(), out.candidates.end(), [](const auto& a, const auto& b) {
        return a.scores.mase < b.scores.mase;
    });
    auto said = ask(methods, y, options.horizon);
    out.method = out.candidates.empty() ? "" : out.candidates[0].name;
    if (!said.contains(out.method))
        out.method = said.contains("ETS") ? "ETS" : said.empty() ? "" : said.begin()->first;
    if (out.method.empty()) return too_few("No method can forecast this series.");
    out.forecast = std::move(said[out.method]);
    if (trials.contains(out.method)) calibrate(trials.at(out.method), options.confidence, out);
    out.is_count = is_small_count(y);
    widen(y, options.confidence, out);
    return out;
}

double count_quantile(double p, double mean, double variance) {
    if (mean <= 0) return 0;
    if (variance <= mean * 1.0001) return poisson_quantile(p, mean);
    const double size = mean * mean / (variance - mean), share = size / (size + mean);
    double weight = std::exp(size * std::log(share)), sum = weight, k = 0;
    while (sum < p && k < 1e6) {
        weight *= (k + size) / (k + 1) * (1 - share);
        sum += weight;
        ++k;
    }
    return k;
}

Result<Values> reconcile(const std::vector<std::vector<int>>& sums,
                         const Values& base,
                         const Values& variance) {
    if (sums.empty() || sums.size() != base.size() || base.size() != variance.size())
        return bad("sums", "sums, base and variance need one entry a node");
    MS_CHECK(all_finite("base", base));
    int bottoms = 0;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        MS_CHECK(positive(("variance/" + std::to_string(i)).c_str(), variance[i]));
        for (const int b : sums[i]) {
            if (b < 0 || b > 5000)
                return bad("sums/" + std::to_string(i), "bottom series are numbered from 0 to 5000");
            bottoms = std::max(bottoms, b + 1);
        }
    }
    const auto n = static_cast<std::size_t>(bottoms);
    Values matrix(n * n), right(n);
    for (std::size_t i = 0; i < sums.size(); ++i)
        for (const int a : sums[i]) {
            right[static_cast<std::size_t>(a)] += base[i] / variance[i];
            for (const int b : sums[i])
                matrix[static_cast<std::size_t>(a) * n + static_cast<std::size_t>(b)] += 1 / variance[i];
        }
    if (!solve_definite(matrix, right)) return bad("sums", "some bottom series is no node of its own");
    Values out;
    for (const auto& sum : sums)
        out.push_back(std::accumulate(sum.begin(), sum.end(), 0.0, [&](double s, int b) {
            return s + right[static_cast<std::size_t>(b)];
        }));
    return out;
}

}  // namespace mainstay::algo
