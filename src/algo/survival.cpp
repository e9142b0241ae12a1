#include "algo/survival.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "algo/distributions.hpp"

namespace mainstay::algo {
namespace {

struct Step {
    double time;
    int at_risk, events;
};

Result<std::vector<Step>> steps_of(std::vector<Span> spans) {
    if (spans.empty()) return too_few("There is nobody to follow.");
    for (const auto& s : spans) MS_CHECK(not_negative("time", s.time));
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.time < b.time; });
    std::vector<Step> steps;
    for (std::size_t i = 0; i < spans.size();) {
        Step step{spans[i].time, static_cast<int>(spans.size() - i), 0};
        for (; i < spans.size() && spans[i].time == step.time; ++i) step.events += spans[i].has_ended;
        steps.push_back(step);
    }
    return steps;
}

void set_band(SurvivalPoint& p, double greenwood, Band band, double z) {
    const double s = p.survival;
    p.standard_error = s * std::sqrt(greenwood);
    p.low = p.high = s;
    if (s <= 0 || s >= 1) return;
    const double root = std::sqrt(greenwood);
    if (band == Band::log) {
        p.low = s * std::exp(-z * root);
        p.high = std::min(1.0, s * std::exp(z * root));
    } else {
        const double width = z * root / std::log(s);
        p.low = std::pow(s, std::exp(-width));
        p.high = std::pow(s, std::exp(width));
    }
}

}  // namespace

double Survival::at(double time) const {
    double s = 1;
    for (const auto& p : points)
        if (p.time <= time) s = p.survival;
    return s;
}

double Survival::median() const {
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].survival > 0.5 + 1e-9) continue;
        const bool is_flat = std::abs(points[i].survival - 0.5) < 1e-9 &&
                             i + 1 < points.size();  // R's rule: the middle of a flat half
        if (!is_flat) return points[i].time;
        std::size_t next = i + 1;
        while (next + 1 < points.size() && points[next].events == 0) ++next;
        return (points[i].time + points[next].time) / 2;
    }
    return std::numeric_limits<double>::infinity();
}

Result<Survival> kaplan_meier(const std::vector<Span>& spans, Band band, double confidence) {
    if (!(confidence > 0 && confidence < 1))
        return bad("confidence", "confidence must be above 0 and below 1");
    MS_TRY(const auto steps, steps_of(spans));
    const double z = normal_quantile(0.5 + confidence / 2);
    Survival out;
    double survival = 1, greenwood = 0;
    for (const auto& step : steps) {
        const double risk = step.at_risk, events = step.events;
        survival *= 1 - events / risk;
        if (risk > events) greenwood += events / (risk * (risk - events));
        SurvivalPoint point{step.time, step.at_risk, step.events, survival, 0, 0, 0};
        set_band(point, greenwood, band, z);
        out.points.push_back(point);
    }
    return out;
}

Result<LogRank> log_rank(const std::vector<Span>& first, const std::vector<Span>& second) {
    auto both = first;
    both.insert(both.end(), second.begin(), second.end());
    MS_TRY(const auto steps, steps_of(both));
    if (first.empty() || second.empty()) return too_few("Both groups need members.");
    double observed = 0, expected = 0, spread = 0;
    for (const auto& step : steps) {
        const auto at_risk = static_cast<double>(
            std::count_if(first.begin(), first.end(), [&](const Span& s) { return s.time >= step.time; }));
        const double n = step.at_risk, d = step.events;
        observed += static_cast<double>(std::count_if(
            first.begin(), first.end(), [&](const Span& s) { return s.has_ended && s.time == step.time; }));
        expected += d * at_risk / n;
        if (n > 1) spread += d * (at_risk / n) * (1 - at_risk / n) * (n - d) / (n - 1);
    }
    if (spread <= 0) return too_few("No event tells the groups apart.");
    const double chi = (observed - expected) * (observed - expected) / spread;
    return LogRank{chi, chi_squared_tail(chi, 1)};
}

// Newton's method on Efron's partial likelihood; spans from the longest down so that the risk set only grows.
Result<Hazard> cox(const std::vector<Span>& spans, const std::vector<double>& x) {
    MS_CHECK(all_finite("x", x));
    if (spans.size() != x.size() || spans.size() < 2)
        return bad("x", "x needs one value a span, and at least two spans");
    for (const auto& s : spans) MS_CHECK(not_negative("time", s.time));
    std::vector<std::size_t> order(spans.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return spans[a].time > spans[b].time; });
    double beta = 0, information = 0;
    for (int round = 0; round < 50; ++round) {
        double score = 0, s0 = 0, s1 = 0, s2 = 0;
        information = 0;
        for (std::size_t i = 0; i < order.size();) {
            const double time = spans[order[i]].time;
            double d0 = 0, d1 = 0, d2 = 0;
            int deaths = 0;
            for (; i < order.size() && spans[order[i]].time == time; ++i) {
                const double v = x[order[i]], w = std::exp(beta * v);
                s0 += w, s1 += w * v, s2 += w * v * v;
                if (!spans[order[i]].has_ended) continue;
                d0 += w, d1 += w * v, d2 += w * v * v, score += v;
                ++deaths;
            }
            for (int k = 0; k < deaths; ++k) {
                const double f = static_cast<double>(k) / deaths, a0 = s0 - f * d0, a1 = (s1 - f * d1) / a0,
                             a2 = (s2 - f * d2) / a0;
                score -= a1;
                information += a2 - a1 * a1;
            }
        }
        if (!(information > 1e-12))
            return Error(
                ErrorKind::invalid,
                "unbounded",
                "The values tell the groups apart completely, or not at all: there is no finite estimate.");
        const double step = std::clamp(score / information, -2.0, 2.0);
        beta += step;
        if (std::abs(step) < 1e-12) break;
    }
    return Hazard{beta, 1 / std::sqrt(information)};
}

Result<std::vector<Cohort>> cohorts(const std::vector<Member>& members, int periods) {
    if (members.empty()) return too_few("There are no members.");
    if (periods < 1 || periods > 1200) return bad("periods", "periods must be 1 to 1200");
    std::map<std::string, std::vector<Span>> by_name;
    for (const auto& m : members) by_name[m.cohort].push_back({m.age, m.has_ended});
    std::vector<Cohort> out;
    for (const auto& [name, spans] : by_name) {
        MS_TRY(const auto curve, kaplan_meier(spans));
        Cohort cohort{name, static_cast<int>(spans.size()), {}, {}};
        for (int k = 1; k <= periods; ++k) {
            const auto watched = std::count_if(
                spans.begin(), spans.end(), [&](const Span& s) { return s.has_ended || s.time >= k; });
            const auto oldest =
                std::max_element(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
                    return a.time < b.time;
                })->time;
            if (oldest < k && curve.at(oldest) > 0) break;  // nobody has been watched that long
            cohort.retained.push_back(curve.at(k));
            cohort.watched.push_back(static_cast<int>(watched));
        }
        out.push_back(std::move(cohort));
    }
    return out;
}

}  // namespace mainstay::algo
