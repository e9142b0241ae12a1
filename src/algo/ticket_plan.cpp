// Tickets to engineers: generalised assignment with a penalty for every ticket that is left.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "algo/assignment.hpp"

namespace mainstay::algo {
namespace {

class Planner {
public:
    Planner(const Workload& w, long most_nodes, const IsCancelled& is_cancelled)
        : w_(w),
          tickets_(w.costs.size()),
          engineers_(w.capacity.size()),
          most_nodes_(most_nodes),
          is_cancelled_(is_cancelled) {}

    Result<WorkPlan> run() {
        greedy();
        improve();
        best_ = plan_;
        best_cost_ = cost_of(plan_);
        raise_bound();
        if (bound_ < best_cost_ - slack()) search();
        if (stopped_) return cancelled();
        const bool is_proven = nodes_ <= most_nodes_ || bound_ >= best_cost_ - slack();
        return WorkPlan{best_, best_cost_, is_proven ? best_cost_ : std::min(bound_, best_cost_), is_proven};
    }

private:
    double slack() const { return 1e-7 * (1 + std::abs(best_cost_)); }
    double cost(std::size_t i, int e) const {
        return e < 0 ? w_.penalty[i] : w_.costs[i][static_cast<std::size_t>(e)];
    }
    bool fits(std::size_t i, std::size_t e) const {
        return std::isfinite(w_.costs[i][e]) && w_.hours[i][e] <= left_[e] + 1e-9;
    }
    double cost_of(const std::vector<int>& plan) const {
        double sum = 0;
        for (std::size_t i = 0; i < tickets_; ++i) sum += cost(i, plan[i]);
        return sum;
    }
    void put(std::size_t i, int e) {
        if (plan_[i] >= 0)
            left_[static_cast<std::size_t>(plan_[i])] += w_.hours[i][static_cast<std::size_t>(plan_[i])];
        plan_[i] = e;
        if (e >= 0) left_[static_cast<std::size_t>(e)] -= w_.hours[i][static_cast<std::size_t>(e)];
    }
    // The ticket that would lose most by not getting its best engineer goes first.
    void greedy() {
        plan_.assign(tickets_, -1);
        left_ = w_.capacity;
        std::vector<bool> done(tickets_);
        for (std::size_t round = 0; round < tickets_; ++round) {
            std::size_t chosen = tickets_;
            int engineer = -1;
            double most = -1;
            for (std::size_t i = 0; i < tickets_; ++i) {
                if (done[i]) continue;
                double first = w_.penalty[i], second = w_.penalty[i];
                int best = -1;
                for (std::size_t e = 0; e < engineers_; ++e) {
                    if (!fits(i, e)) continue;
                    if (w_.costs[i][e] < first)
                        second = first, first = w_.costs[i][e], best = static_cast<int>(e);
                    else
                        second = std::min(second, w_.costs[i][e]);
                }
                if (second - first > most) most = second - first, chosen = i, engineer = best;
            }
            done[chosen] = true;
            if (engineer >= 0) put(chosen, engineer);
        }
    }
    bool try_move(std::size_t i) {
        for (std::size_t e = 0; e < engineers_; ++e)
            if (static_cast<int>(e) != plan_[i] && fits(i, e) && w_.costs[i][e] < cost(i, plan_[i]) - 1e-9)
                return put(i, static_cast<int>(e)), true;
        return false;
    }
    // i takes the place of j, and j goes to wherever it is cheapest.
    bool try_push(std::size_t i, std::size_t j) {
        const int from = plan_[i], place = plan_[j];
        if (place < 0 || from == place || !std::isfinite(w_.costs[i][static_cast<std::size_t>(place)]))
            return false;
        const double before = cost(i, from) + cost(j, place);
        put(i, -1);
        put(j, -1);
        if (fits(i, static_cast<std::size_t>(place))) {
            put(i, place);
            int best = -1;
            for (std::size_t e = 0; e < engineers_; ++e)
                if (fits(j, e) && w_.costs[j][e] < cost(j, best)) best = static_cast<int>(e);
            put(j, best);
            if (cost(i, plan_[i]) + cost(j, plan_[j]) < before - 1e-9) return true;
        }
        put(j, -1);
        put(i, from);
        put(j, place);
        return false;
    }
    void improve() {
        bool is_better = true;
        for (int round = 0; round < 200 && is_better; ++round) {
            is_better = false;
            for (std::size_t i = 0; i < tickets_; ++i) {
                is_better = try_move(i) || is_better;
                for (std::size_t j = 0; j < tickets_; ++j)
                    if (i != j) is_better = try_push(i, j) || is_better;
            }
            if (is_stopped(is_cancelled_)) return;
        }
    }
    double relaxed(std::size_t i, int* who = nullptr) const {
        double least = w_.penalty[i];
        for (std::size_t e = 0; e < engineers_; ++e)
            if (w_.hours[i][e] <= w_.capacity[e] && w_.costs[i][e] + price_[e] * w_.hours[i][e] < least) {
                least = w_.costs[i][e] + price_[e] * w_.hours[i][e];
                if (who) *who = static_cast<int>(e);
            }
        return least;
    }
    // Lagrange: pay for hours instead of limiting them; any prices >= 0 give a lower bound. Subgradient
    // steps.
    void raise_bound() {
        price_.assign(engineers_, 0);
        std::vector<double> best_price = price_;
        double step = 2;
        int since = 0;
        for (int round = 0; round < 300; ++round) {
            std::vector<double> used(engineers_);
            double value = 0;
            for (std::size_t i = 0; i < tickets_; ++i) {
                int who = -1;
                value += relaxed(i, &who);
                if (who >= 0)
                    used[static_cast<std::size_t>(who)] += w_.hours[i][static_cast<std::size_t>(who)];
            }
            double squares = 0;
            for (std::size_t e = 0; e < engineers_; ++e)
                value -= price_[e] * w_.capacity[e],
                    squares += (used[e] - w_.capacity[e]) * (used[e] - w_.capacity[e]);
            if (value > bound_)
                bound_ = value, best_price = price_, since = 0;
            else if (++since > 15)
                step /= 2, since = 0;
            if (squares <= 0 || step < 1e-4) break;
            const double by = step * std::max(0.0, best_cost_ - value) / squares;
            for (std::size_t e = 0; e < engineers_; ++e)
                price_[e] = std::max(0.0, price_[e] + by * (used[e] - w_.capacity[e]));
        }
        price_ = best_price;
    }
    void search() {
        order_.resize(tickets_);
        std::iota(order_.begin(), order_.end(), 0);
        std::sort(
            order_.begin(), order_.end(), [&](auto a, auto b) { return w_.penalty[a] > w_.penalty[b]; });
        rest_.assign(tickets_ + 1, 0);
        for (std::size_t k = tickets_; k-- > 0;) rest_[k] = rest_[k + 1] + relaxed(order_[k]);
        plan_.assign(tickets_, -1);
        left_ = w_.capacity;
        go(0, 0);
    }
    // Bound of a node: its cost + prices for what is left of the hours.
    void go(std::size_t k, double so_far) {
        if (++nodes_ > most_nodes_ || stopped_) return;
        if ((nodes_ & 0x3ff) == 0 && is_stopped(is_cancelled_)) stopped_ = true;
        if (k == tickets_) {
            if (so_far < best_cost_ - 1e-9) best_cost_ = so_far, best_ = plan_;
            return;
        }
        double bound = so_far + rest_[k];
        for (std::size_t e = 0; e < engineers_; ++e) bound -= price_[e] * left_[e];
        if (bound >= best_cost_ - slack()) return;
        const auto i = order_[k];
        std::vector<std::pair<double, int>> ways;
        for (std::size_t e = 0; e < engineers_; ++e)
            if (fits(i, e))
                ways.emplace_back(w_.costs[i][e] + price_[e] * w_.hours[i][e], static_cast<int>(e));
        ways.emplace_back(w_.penalty[i], -1);
        std::sort(ways.begin(), ways.end());
        for (const auto& [value, e] : ways) {
            put(i, e);
            go(k + 1, so_far + cost(i, e));
            put(i, -1);
        }
    }

    const Workload& w_;
    std::size_t tickets_, engineers_;
    long most_nodes_, nodes_ = 0;
    const IsCancelled& is_cancelled_;
    bool stopped_ = false;
    std::vector<int> plan_, best_;
    std::vector<double> left_, price_, rest_;
    std::vector<std::size_t> order_;
    double best_cost_ = HUGE_VAL, bound_ = -HUGE_VAL;
};

}  // namespace

Result<WorkPlan> plan_tickets(const Workload& w, long most_nodes, const IsCancelled& is_cancelled) {
    const auto n = w.costs.size(), m = w.capacity.size();
    if (n == 0 || m == 0) return too_few("There are no tickets or no engineers.");
    if (n > 20'000 || static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(m) > 1e10)
        return too_large("There are too many tickets to plan at once.");
    if (w.penalty.size() != n) return bad("penalty", "penalty needs one number a ticket");
    if (w.hours.size() != n) return bad("hours", "hours needs one row a ticket");
    for (std::size_t i = 0; i < n; ++i) {
        const auto at = "tickets/" + std::to_string(i);
        if (w.costs[i].size() != m || w.hours[i].size() != m)
            return bad(at, "ticket " + std::to_string(i) + " needs one cost and one time an engineer");
        MS_CHECK(not_negative((at + "/penalty").c_str(), w.penalty[i]));
        for (std::size_t e = 0; e < m; ++e) {
            if (std::isnan(w.costs[i][e]) || w.costs[i][e] == -HUGE_VAL)
                return bad(at, "a cost of ticket " + std::to_string(i) + " is no number");
            MS_CHECK(not_negative((at + "/hours").c_str(), w.hours[i][e]));
        }
    }
    for (const double c : w.capacity) MS_CHECK(not_negative("capacity", c));
    return Planner(w, most_nodes, is_cancelled).run();
}

}  // namespace mainstay::algo
