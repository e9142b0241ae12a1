#include "algo/portfolio.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "algo/random.hpp"
#include "algo/statistics.hpp"

namespace mainstay::algo {
namespace {

constexpr double kMostChoices = 200'000;

Result<> check(const Strategy& s) {
    if (s.groups.empty() || s.groups.size() > 200) return bad("groups", "1 to 200 groups are possible");
    if (s.budgets.empty() || s.budgets.size() > 50) return bad("budgets", "1 to 50 budgets are possible");
    for (const double b : s.budgets) MS_CHECK(not_negative("budgets", b));
    MS_CHECK(not_negative("satisfaction_worth", s.satisfaction_worth));
    double weights = 0;
    for (const auto& g : s.groups) {
        const auto at = "groups/" + g.name;
        if (g.options.empty()) return bad(at, "the group \"" + g.name + "\" has no options");
        MS_CHECK(between((at + "/weight").c_str(), g.weight, 0, 1));
        weights += g.weight;
        for (const auto& o : g.options) {
            const auto where = at + "/" + o.name;
            if (o.costs.size() != s.budgets.size())
                return bad(where + "/costs", "\"" + o.name + "\" needs one cost for each budget");
            for (const double c : o.costs) MS_CHECK(not_negative((where + "/costs").c_str(), c));
            MS_CHECK(all_finite((where + "/benefit").c_str(), std::vector<double>{o.benefit}));
            MS_CHECK(between((where + "/satisfaction").c_str(), o.satisfaction, 0, 1));
            for (const double e : {o.cost_error, o.benefit_error, o.satisfaction_error})
                MS_CHECK(not_negative((where + "/error").c_str(), e));
        }
    }
    if (weights != 0 && std::abs(weights - 1) > 1e-9)
        return bad("groups", "the weights of the groups must sum to 1");
    for (const auto& y : s.synergies) {
        const bool is_known = y.group_a < s.groups.size() && y.group_b < s.groups.size() &&
                              y.group_a != y.group_b && y.option_a < s.groups[y.group_a].options.size() &&
                              y.option_b < s.groups[y.group_b].options.size();
        if (!is_known || !std::isfinite(y.benefit))
            return bad("synergies",
                       "a synergy must name options of two different groups and a finite benefit");
    }
    return Done{};
}

double total(const std::vector<double>& costs) {
    return std::accumulate(costs.begin(), costs.end(), 0.0);
}

bool fits(const std::vector<double>& costs, const std::vector<double>& budgets) {
    for (std::size_t r = 0; r < budgets.size(); ++r)
        if (costs[r] > budgets[r] * (1 + 1e-12)) return false;
    return true;
}

Choice made(const Strategy& s, const std::vector<std::size_t>& options) {
    Choice c;
    c.options = options;
    c.costs.assign(s.budgets.size(), 0);
    for (std::size_t g = 0; g < options.size(); ++g) {
        const auto& o = s.groups[g].options[options[g]];
        for (std::size_t r = 0; r < c.costs.size(); ++r) c.costs[r] += o.costs[r];
        c.benefit += o.benefit;
        c.satisfaction += s.groups[g].weight * o.satisfaction;
    }
    for (const auto& y : s.synergies)
        if (options[y.group_a] == y.option_a && options[y.group_b] == y.option_b) c.benefit += y.benefit;
    c.cost = total(c.costs);
    c.objective = c.benefit - c.cost + s.satisfaction_worth * c.satisfaction;
    c.is_affordable = fits(c.costs, s.budgets);
    return c;
}

bool advance(const Strategy& s, std::vector<std::size_t>& options) {
    for (std::size_t g = options.size(); g-- > 0;) {
        if (++options[g] < s.groups[g].options.size()) return true;
        options[g] = 0;
    }
    return false;
}

double value_of(const Strategy& s, std::size_t g, const Option& o) {
    return o.benefit - total(o.costs) + s.satisfaction_worth * s.groups[g].weight * o.satisfaction;
}

// best[b] = most value with at most b steps spent on the groups so far.
Result<Best> by_dynamic_program(const Strategy& s, double step, const IsCancelled& is_cancelled) {
    const auto budget = static_cast<std::size_t>(std::floor(s.budgets[0] / step + 1e-9));
    std::vector<double> best(budget + 1, 0.0);
    std::vector<std::vector<std::uint16_t>> taken(s.groups.size(), std::vector<std::uint16_t>(budget + 1));
    for (std::size_t g = 0; g < s.groups.size(); ++g) {
        if (is_stopped(is_cancelled)) return cancelled();
        std::vector<double> next(budget + 1, -HUGE_VAL);
        for (std::size_t i = 0; i < s.groups[g].options.size(); ++i) {
            const auto& o = s.groups[g].options[i];
            const auto cost = static_cast<std::size_t>(std::llround(o.costs[0] / step));
            const double value = value_of(s, g, o);
            for (std::size_t b = cost; b <= budget; ++b)
                if (const double whole = best[b - cost] + value; whole > next[b])
                    next[b] = whole, taken[g][b] = static_cast<std::uint16_t>(i);
        }
        best.swap(next);
    }
    if (!std::isfinite(best[budget])) return infeasible("No combination fits the budget.");
    std::vector<std::size_t> options(s.groups.size());
    std::size_t b = budget;
    for (std::size_t g = s.groups.size(); g-- > 0;) {
        options[g] = taken[g][b];
        b -= static_cast<std::size_t>(std::llround(s.groups[g].options[options[g]].costs[0] / step));
    }
    Best out{made(s, options), 0, true, "dynamic program"};
    out.bound = out.choice.objective;
    return out;
}

class Search {  // depth first, groups in order, options by promise; hopes = the most that the rest could add
public:
    Search(const Strategy& s, const IsCancelled& is_cancelled) : s_(s), is_cancelled_(is_cancelled) {
        const auto n = s.groups.size(), r = s.budgets.size();
        hopes_.assign(n + 1, 0), cheapest_.assign(n + 1, std::vector<double>(r));
        promise_.resize(n), order_.resize(n), pairs_.resize(n);
        for (std::size_t g = 0; g < n; ++g) {
            for (std::size_t i = 0; i < s.groups[g].options.size(); ++i)
                promise_[g].push_back(value_of(s, g, s.groups[g].options[i])), order_[g].push_back(i);
            pairs_[g].resize(s.groups[g].options.size());
        }
        for (auto y : s.synergies) {
            if (y.group_a > y.group_b) std::swap(y.group_a, y.group_b), std::swap(y.option_a, y.option_b);
            pairs_[y.group_b][y.option_b].push_back(y);
        }
        for (std::size_t g = 0; g < n; ++g)
            for (std::size_t i = 0; i < promise_[g].size(); ++i) {
                std::vector<double> most(
                    n, 0.0);  // an earlier group has one option: only its best synergy can come true
                for (const auto& y : pairs_[g][i]) most[y.group_a] = std::max(most[y.group_a], y.benefit);
                promise_[g][i] += total(most);
            }
        for (std::size_t g = n; g-- > 0;) {
            hopes_[g] = hopes_[g + 1] + *std::max_element(promise_[g].begin(), promise_[g].end());
            for (std::size_t b = 0; b < r; ++b) {
                double least = HUGE_VAL;
                for (const auto& o : s.groups[g].options) least = std::min(least, o.costs[b]);
                cheapest_[g][b] = cheapest_[g + 1][b] + least;
            }
            std::sort(order_[g].begin(), order_[g].end(), [&](auto a, auto b) {
                return promise_[g][a] > promise_[g][b];
            });
        }
        chosen_.resize(n);
    }
    Result<Best> run() {
        std::vector<double> spent(s_.budgets.size());
        go(0, 0, spent);
        if (stopped_) return cancelled();
        if (best_.empty())
            return nodes_ > kMostNodes ? too_large("No affordable combination was found in bounded time.")
                                       : infeasible("No combination fits the budgets.");
        Best out{made(s_, best_), 0, nodes_ <= kMostNodes, "branch and bound"};
        out.bound = out.is_proven ? out.choice.objective : std::max(hopes_[0], out.choice.objective);
        return out;
    }

private:
    static constexpr long kMostNodes = 5'000'000;
    void go(std::size_t g, double value, std::vector<double>& spent) {
        if (++nodes_ > kMostNodes || stopped_) return;
        if ((nodes_ & 0xffff) == 0 && is_stopped(is_cancelled_)) stopped_ = true;
        if (g == chosen_.size()) {
            if (value > best_value_ + 1e-12) best_value_ = value, best_ = chosen_;
            return;
        }
        if (value + hopes_[g] <= best_value_ + 1e-12) return;
        for (const auto i : order_[g]) {
            const auto& o = s_.groups[g].options[i];
            double own = value_of(s_, g, o);
            for (const auto& y : pairs_[g][i])
                if (chosen_[y.group_a] == y.option_a) own += y.benefit;
            bool is_affordable = true;
            for (std::size_t b = 0; b < spent.size(); ++b)
                is_affordable = is_affordable &&
                                spent[b] + o.costs[b] + cheapest_[g + 1][b] <= s_.budgets[b] * (1 + 1e-12);
            if (!is_affordable) continue;
            for (std::size_t b = 0; b < spent.size(); ++b) spent[b] += o.costs[b];
            chosen_[g] = i;
            go(g + 1, value + own, spent);
            for (std::size_t b = 0; b < spent.size(); ++b) spent[b] -= o.costs[b];
        }
    }
    const Strategy& s_;
    const IsCancelled& is_cancelled_;
    std::vector<double> hopes_;
    std::vector<std::vector<double>> cheapest_, promise_;
    std::vector<std::vector<std::size_t>> order_;
    std::vector<std::vector<std::vector<Synergy>>> pairs_;
    std::vector<std::size_t> chosen_, best_;
    double best_value_ = -HUGE_VAL;
    long nodes_ = 0;
    bool stopped_ = false;
};

bool is_whole(const Strategy& s, double step) {
    for (const auto& g : s.groups)
        for (const auto& o : g.options)
            if (std::abs(o.costs[0] / step - std::round(o.costs[0] / step)) > 1e-6) return false;
    return true;
}

}  // namespace

double combinations(const Strategy& s) {
    double product = 1;
    for (const auto& g : s.groups) product *= static_cast<double>(g.options.size());
    return product;
}

Result<Choice> evaluate(const Strategy& s, const std::vector<std::size_t>& options) {
    MS_CHECK(check(s));
    if (options.size() != s.groups.size()) return bad("options", "one option a group is needed");
    for (std::size_t g = 0; g < options.size(); ++g)
        if (options[g] >= s.groups[g].options.size())
            return bad("options", "\"" + s.groups[g].name + "\" has no option " + std::to_string(options[g]));
    return made(s, options);
}

Result<std::vector<Choice>> all_choices(const Strategy& s, const IsCancelled& is_cancelled) {
    MS_CHECK(check(s));
    if (combinations(s) > kMostChoices)
        return too_large("There are too many combinations to list; ask for the best one.");
    std::vector<Choice> out;
    std::vector<std::size_t> options(s.groups.size());
    do {
        if (out.size() % 4096 == 4095 && is_stopped(is_cancelled)) return cancelled();
        out.push_back(made(s, options));
    } while (advance(s, options));
    return out;
}

Result<Best> best_choice(const Strategy& s, double step, const IsCancelled& is_cancelled) {
    MS_CHECK(check(s));
    MS_CHECK(positive("step", step));
    if (combinations(s) <= kMostChoices) {
        MS_TRY(const auto all, all_choices(s, is_cancelled));
        const Choice* best = nullptr;
        for (const auto& c : all)
            if (c.is_affordable && (!best || c.objective > best->objective)) best = &c;
        if (!best) return infeasible("No combination fits the budgets.");
        return Best{*best, best->objective, true, "enumeration"};
    }
    const bool is_separable =
        s.budgets.size() == 1 && s.synergies.empty() && s.budgets[0] / step <= 2e6 && is_whole(s, step);
    if (is_separable && s.budgets[0] / step * static_cast<double>(s.groups.size()) <= 2e8)
        return by_dynamic_program(s, step, is_cancelled);
    return Search(s, is_cancelled).run();
}

std::vector<Choice> pareto(const std::vector<Choice>& choices) {
    std::vector<Choice> sorted;
    for (const auto& c : choices)
        if (c.is_affordable) sorted.push_back(c);
    const auto net = [](const Choice& c) { return c.benefit - c.cost; };
    std::stable_sort(sorted.begin(), sorted.end(), [&](const Choice& a, const Choice& b) {
        return net(a) != net(b) ? net(a) > net(b) : a.satisfaction > b.satisfaction;
    });
    std::vector<Choice> front;
    for (auto& c : sorted)
        if (front.empty() || c.satisfaction > front.back().satisfaction + 1e-12 ||
            (net(c) == net(front.back()) && c.satisfaction == front.back().satisfaction))
            front.push_back(std::move(c));
    return front;
}

std::vector<Switch> budget_steps(std::vector<Choice> choices) {
    std::stable_sort(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) {
        return a.cost != b.cost ? a.cost < b.cost : a.objective > b.objective;
    });
    std::vector<Switch> steps;
    for (auto& c : choices)
        if (steps.empty() || c.objective > steps.back().choice.objective + 1e-9)
            steps.push_back({c.cost, std::move(c)});
    return steps;
}

// The upper edge of the lines net + alpha x satisfaction, walked from alpha = 0.
std::vector<Switch> worth_steps(const std::vector<Choice>& choices) {
    const auto front = pareto(choices);
    std::vector<Switch> steps;
    if (front.empty()) return steps;
    const auto net = [](const Choice& c) { return c.benefit - c.cost; };
    steps.push_back({0, front[0]});
    for (;;) {
        const auto& now = steps.back().choice;
        const Choice* next = nullptr;
        double at = HUGE_VAL;
        for (const auto& c : front) {
            if (c.satisfaction <= now.satisfaction + 1e-12) continue;
            const double alpha = (net(now) - net(c)) / (c.satisfaction - now.satisfaction);
            if (alpha < at - 1e-9 || (next && alpha <= at + 1e-9 && c.satisfaction > next->satisfaction))
                at = std::min(at, alpha), next = &c;
        }
        if (!next) return steps;
        steps.push_back({at, *next});
    }
}

Result<Uncertainty> uncertainty(const Strategy& s,
                                int draws,
                                std::uint64_t seed,
                                const IsCancelled& is_cancelled) {
    if (draws < 100 || draws > 1'000'000) return bad("draws", "draws must be 100 to 1,000,000");
    MS_CHECK(check(s));
    if (combinations(s) > 5000 || combinations(s) * draws > 5e8)
        return too_large(
            "There are too many combinations for the Monte Carlo; fewer options or fewer draws are needed.");
    MS_TRY(const auto all, all_choices(s, is_cancelled));
    std::vector<ChoiceChance> chances;
    for (const auto& c : all)
        if (c.is_affordable) chances.push_back({c});
    if (chances.empty()) return infeasible("No combination fits the budgets.");
    std::vector<std::vector<double>> values(chances.size());
    Random random(seed);
    double best_sum = 0;
    for (int d = 0; d < draws; ++d) {
        if (d % 256 == 255 && is_stopped(is_cancelled)) return cancelled();
        auto drawn = s;
        for (auto& g : drawn.groups)
            for (auto& o : g.options) {
                const double sum = total(o.costs), cost = std::max(0.0, sum + o.cost_error * random.normal());
                for (auto& c : o.costs)
                    c = sum > 0 ? c * cost / sum : cost / static_cast<double>(o.costs.size());
                o.benefit += o.benefit_error * random.normal();
                o.satisfaction =
                    std::clamp(o.satisfaction + o.satisfaction_error * random.normal(), 0.0, 1.0);
            }
        std::size_t best = 0;
        double most = -HUGE_VAL;
        for (std::size_t i = 0; i < chances.size(); ++i) {
            const auto c = made(drawn, chances[i].choice.options);
            chances[i].over_budget += !c.is_affordable;
            values[i].push_back(c.objective);
            if (c.objective > most) most = c.objective, best = i;
        }
        chances[best].best_share += 1;
        best_sum += most;
    }
    Uncertainty out;
    double best_mean = -HUGE_VAL;
    for (std::size_t i = 0; i < chances.size(); ++i) {
        auto& c = chances[i];
        c.best_share /= draws, c.over_budget /= draws;
        c.mean = mean(values[i]), c.low = quantile(values[i], 0.05), c.high = quantile(values[i], 0.95);
        best_mean = std::max(best_mean, c.mean);
    }
    out.perfect_information = best_sum / draws - best_mean;
    std::stable_sort(
        chances.begin(), chances.end(), [](const auto& a, const auto& b) { return a.mean > b.mean; });
    out.choices = std::move(chances);
    return out;
}

}  // namespace mainstay::algo
