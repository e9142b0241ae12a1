#include "algo/pricing.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "algo/random.hpp"

namespace mainstay::algo {
namespace {

double share_up_to(const std::vector<double>& sorted, double price) {
    return static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), price) - sorted.begin()) /
           static_cast<double>(sorted.size());
}

struct Crossing {
    double named, exact;
};
// The first named price at which the rising curve has reached the falling one.
Crossing crossing(const std::vector<double>& prices,
                  const std::vector<double>& rising,
                  const std::vector<double>& falling) {
    const auto over = [&](double p) { return share_up_to(rising, p) - (1 - share_up_to(falling, p)); };
    for (std::size_t i = 0; i < prices.size(); ++i) {
        const double now = over(prices[i]);
        if (now < 0) continue;
        if (i == 0 || now < 1e-12) return {prices[i], prices[i]};
        const double before = over(prices[i - 1]);
        return {prices[i], prices[i - 1] + (prices[i] - prices[i - 1]) * before / (before - now)};
    }
    return {prices.back(), prices.back()};
}

// With profit (p - c) s(p) the best price has 1 = -b (p - c) (1 - s(p)); the right side rises with p from 0.
double price_for(const Logistic& demand, double cost) {
    const double step = 1 / -demand.b;
    double low = cost, high = cost + step;
    const auto is_low = [&](double p) { return -demand.b * (p - cost) * (1 - demand.share(p)) < 1; };
    for (int i = 0; i < 200 && is_low(high); ++i) high += (high - cost);
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (is_low(middle) ? low : high) = middle;
    }
    return (low + high) / 2;
}

std::vector<double> effects(const std::vector<int>& profile, const std::vector<int>& levels) {
    std::vector<double> row;
    for (std::size_t a = 0; a < levels.size(); ++a)
        for (int level = 0; level + 1 < levels[a]; ++level)
            row.push_back(profile[a] == level ? 1 : profile[a] == levels[a] - 1 ? -1 : 0);
    return row;
}

PartWorths worths_of(const std::vector<double>& coefficients, const std::vector<int>& levels) {
    PartWorths out;
    out.base = coefficients[0];
    std::size_t at = 1;
    for (const int count : levels) {
        std::vector<double> worth(coefficients.begin() + static_cast<long>(at),
                                  coefficients.begin() + static_cast<long>(at) + count - 1);
        double rest = 0;
        for (const double w : worth) rest -= w;
        worth.push_back(rest);
        at += static_cast<std::size_t>(count) - 1;
        out.worths.push_back(std::move(worth));
    }
    return out;
}

// Plain least squares for a fixed design also when profiles = coefficients (no degrees of freedom): rows are
// repeated.
Result<std::vector<double>> fit(const Rows& design, const std::vector<double>& y) {
    Rows twice = design;
    twice.insert(twice.end(), design.begin(), design.end());
    auto values = y;
    values.insert(values.end(), y.begin(), y.end());
    MS_TRY(auto line, least_squares(twice, values));
    return line.coefficients;
}

Result<std::vector<int>> levels_of(const std::vector<std::vector<int>>& profiles) {
    if (profiles.empty() || profiles[0].empty()) return too_few("There are no profiles.");
    std::vector<int> levels(profiles[0].size(), 0);
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        if (profiles[i].size() != levels.size())
            return bad("profiles/" + std::to_string(i),
                       "profile " + std::to_string(i) + " has another number of attributes");
        for (std::size_t a = 0; a < levels.size(); ++a) {
            if (profiles[i][a] < 0 || profiles[i][a] > 100)
                return bad("profiles/" + std::to_string(i), "levels are whole numbers from 0 to 100");
            levels[a] = std::max(levels[a], profiles[i][a] + 1);
        }
    }
    for (std::size_t a = 0; a < levels.size(); ++a)
        if (levels[a] < 2) return bad("profiles", "attribute " + std::to_string(a) + " never changes");
    return levels;
}

}  // namespace

Result<PriceRange> van_westendorp(const std::vector<PriceAnswer>& answers) {
    std::vector<double> too_cheap, cheap, expensive, too_expensive, prices;
    PriceRange range;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& a = answers[i];
        const std::vector<double> four{a.too_cheap, a.cheap, a.expensive, a.too_expensive};
        for (const double p : four) MS_CHECK(not_negative(("answers/" + std::to_string(i)).c_str(), p));
        if (!std::is_sorted(four.begin(), four.end())) {
            ++range.left_out;
            continue;
        }
        ++range.used;
        too_cheap.push_back(four[0]), cheap.push_back(four[1]), expensive.push_back(four[2]),
            too_expensive.push_back(four[3]);
        prices.insert(prices.end(), four.begin(), four.end());
    }
    if (range.used < 2)
        return too_few("At least two usable answers are needed; " + std::to_string(range.left_out) +
                       " were left out because their prices do not rise.");
    for (auto* list : {&too_cheap, &cheap, &expensive, &too_expensive, &prices})
        std::sort(list->begin(), list->end());
    prices.erase(std::unique(prices.begin(), prices.end()), prices.end());
    const auto set = [&](double& named, double& exact, const auto& rising, const auto& falling) {
        const auto at = crossing(prices, rising, falling);
        named = at.named;
        exact = at.exact;
    };
    set(range.low, range.exact_low, cheap, too_cheap);
    set(range.high, range.exact_high, too_expensive, expensive);
    set(range.indifference, range.exact_indifference, expensive, cheap);
    set(range.optimum, range.exact_optimum, too_expensive, too_cheap);
    return range;
}

Result<Conjoint> conjoint(const std::vector<std::vector<int>>& profiles, const Rows& ratings) {
    MS_TRY(const auto levels, levels_of(profiles));
    if (ratings.empty()) return too_few("There are no ratings.");
    Rows design;
    for (const auto& profile : profiles) design.push_back(effects(profile, levels));
    std::vector<double> average(profiles.size());
    Conjoint out;
    out.importance.assign(levels.size(), 0);
    int counted = 0;
    for (std::size_t i = 0; i < ratings.size(); ++i) {
        if (ratings[i].size() != profiles.size())
            return bad("ratings/" + std::to_string(i),
                       "person " + std::to_string(i) + " needs one rating a profile");
        MS_TRY(const auto coefficients, fit(design, ratings[i]));
        const auto own = worths_of(coefficients, levels);
        std::vector<double> ranges;
        double sum = 0;
        for (const auto& worth : own.worths) {
            ranges.push_back(*std::max_element(worth.begin(), worth.end()) -
                             *std::min_element(worth.begin(), worth.end()));
            sum += ranges.back();
        }
        for (std::size_t p = 0; p < profiles.size(); ++p)
            average[p] += ratings[i][p] / static_cast<double>(ratings.size());
        if (sum < 1e-12) continue;  // somebody who rates all alike says nothing about importance
        ++counted;
        for (std::size_t a = 0; a < levels.size(); ++a) out.importance[a] += ranges[a] / sum;
    }
    for (auto& share : out.importance) share /= std::max(1, counted);
    MS_TRY(const auto pooled, fit(design, average));
    out.pooled = worths_of(pooled, levels);
    return out;
}

Result<BestPrice> best_price(
    const std::vector<Trial>& answers, double unit_cost, std::uint64_t seed, int draws, double confidence) {
    MS_CHECK(not_negative("unit_cost", unit_cost));
    if (draws < 10 || draws > 1'000'000) return bad("draws", "draws must be 10 to 1,000,000");
    if (!(confidence > 0 && confidence < 1))
        return bad("confidence", "confidence must be above 0 and below 1");
    BestPrice out;
    MS_TRY(out.demand, logistic(answers));
    if (out.demand.b >= 0)
        return Error(ErrorKind::invalid,
                     "unbounded",
                     "The answers do not fall with the price, so there is no price that earns most.");
    out.price = price_for(out.demand, unit_cost);
    out.share = out.demand.share(out.price);
    out.profit_per_head = (out.price - unit_cost) * out.share;
    Random random(seed);
    const double l11 = std::sqrt(out.demand.var_a), l21 = out.demand.cov_ab / l11,
                 l22 = std::sqrt(std::max(0.0, out.demand.var_b - l21 * l21));
    std::vector<double> prices, profits;
    for (int i = 0; i < draws; ++i) {
        const double z1 = random.normal(), z2 = random.normal();
        Logistic d = out.demand;
        d.a += l11 * z1;
        d.b += l21 * z1 + l22 * z2;
        if (d.b >= 0) continue;
        prices.push_back(price_for(d, unit_cost));
        profits.push_back((out.price - unit_cost) * d.share(out.price));
    }
    out.draws_without_answer = 1 - static_cast<double>(prices.size()) / draws;
    if (out.draws_without_answer > 0.5)
        return too_few("The answers leave open whether demand falls with the price at all.");
    const double tail = (1 - confidence) / 2;
    out.price_interval = {out.price, quantile(prices, tail), quantile(prices, 1 - tail)};
    out.profit_interval = {out.profit_per_head, quantile(profits, tail), quantile(profits, 1 - tail)};
    return out;
}

}  // namespace mainstay::algo
