#include "algo/linear_program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace mainstay::algo {
namespace {

constexpr double kTiny = 1e-9;

Result<> check(const LinearProgram& p) {
    if (p.cost.empty()) return too_few("The program has no variables.");
    MS_CHECK(all_finite("cost", p.cost));
    for (std::size_t i = 0; i < p.rows.size(); ++i) {
        const auto at = "rows/" + std::to_string(i);
        if (p.rows[i].a.size() != p.cost.size())
            return bad(at, "row " + std::to_string(i) + " needs one coefficient a variable");
        MS_CHECK(all_finite(at.c_str(), p.rows[i].a));
        MS_CHECK(all_finite((at + "/b").c_str(), std::vector<double>{p.rows[i].b}));
    }
    if (static_cast<double>(p.rows.size() + 1) * static_cast<double>(p.cost.size() + 2 * p.rows.size()) > 4e6)
        return too_large("The program is too large for the dense simplex.");
    return Done{};
}

// Columns: variables, slacks, artificials (one a row, so that the last tableau holds the inverse of the
// basis), right side.
class Tableau {
public:
    explicit Tableau(const LinearProgram& p)
        : m_(p.rows.size()),
          n_(p.cost.size()),
          width_(n_ + 2 * m_ + 1),
          sign_(m_, 1.0),
          basis_(m_) {
        t_.assign(m_ * width_, 0);
        for (std::size_t i = 0; i < m_; ++i) {
            const auto& row = p.rows[i];
            sign_[i] = row.b < 0 ? -1 : 1;
            for (std::size_t j = 0; j < n_; ++j) at(i, j) = sign_[i] * row.a[j];
            if (row.sense != Sense::equal) at(i, n_ + i) = sign_[i] * (row.sense == Sense::at_most ? 1 : -1);
            at(i, n_ + m_ + i) = 1;
            at(i, width_ - 1) = sign_[i] * row.b;
            basis_[i] = at(i, n_ + i) > 0 ? n_ + i : n_ + m_ + i;
        }
    }
    // Minimises the costs (one a column) from the present basis.
    Result<double> minimise(const std::vector<double>& costs,
                            std::size_t columns,
                            const IsCancelled& is_cancelled) {
        reduced_ = costs;
        reduced_.resize(width_, 0.0);
        for (std::size_t i = 0; i < m_; ++i) {
            const double c = reduced_cost_of_basis(costs, i);
            if (c != 0)
                for (std::size_t j = 0; j < width_; ++j) reduced_[j] -= c * at(i, j);
        }
        const long most = 50 * static_cast<long>(m_ + n_) + 5000;
        int stalled = 0;
        for (long round = 0;; ++round) {
            if (round % 64 == 63 && is_stopped(is_cancelled)) return cancelled();
            if (round > most) return too_large("The simplex did not come to an end.");
            const auto column = entering(columns, stalled > 50);
            if (column == width_) return -reduced_[width_ - 1];
            const auto row = leaving(column, stalled > 50);
            if (row == m_)
                return Error(
                    ErrorKind::invalid, "unbounded", "The cost can fall without end: a row is missing.");
            const double before = reduced_[width_ - 1];
            pivot(row, column);
            stalled = std::abs(reduced_[width_ - 1] - before) < 1e-12 ? stalled + 1 : 0;
        }
    }
    void drive_out_artificials() {
        for (std::size_t i = 0; i < m_; ++i) {
            if (basis_[i] < n_ + m_) continue;
            for (std::size_t j = 0; j < n_ + m_; ++j)
                if (std::abs(at(i, j)) > 1e-7) {
                    pivot(i, j);
                    break;
                }
        }
    }
    std::vector<double> x() const {
        std::vector<double> out(n_);
        for (std::size_t i = 0; i < m_; ++i)
            if (basis_[i] < n_) out[basis_[i]] = std::max(0.0, t_[i * width_ + width_ - 1]);
        return out;
    }
    std::vector<double> duals() const {
        std::vector<double> out(m_);
        for (std::size_t i = 0; i < m_; ++i) out[i] = -sign_[i] * reduced_[n_ + m_ + i];
        return out;
    }
    std::size_t variables() const { return n_; }
    std::size_t rows() const { return m_; }

private:
    double& at(std::size_t i, std::size_t j) { return t_[i * width_ + j]; }
    double reduced_cost_of_basis(const std::vector<double>& costs, std::size_t i) const {
        return basis_[i] < costs.size() ? costs[basis_[i]] : 0;
    }
    std::size_t entering(std::size_t columns, bool is_bland) const {
        std::size_t best = width_;
        double least = -kTiny;
        for (std::size_t j = 0; j < columns; ++j) {
            if (reduced_[j] >= least) continue;
            best = j;
            if (is_bland) return best;
            least = reduced_[j];
        }
        return best;
    }
    std::size_t leaving(std::size_t column, bool is_bland) {
        std::size_t best = m_;
        double least = HUGE_VAL, size = 0;
        for (std::size_t i = 0; i < m_; ++i) {
            const double a = at(i, column);
            if (a <= kTiny) continue;
            const double ratio = at(i, width_ - 1) / a;
            const bool is_tie = std::abs(ratio - least) <= 1e-12 * (1 + std::abs(least));
            if (ratio < least && !is_tie)
                best = i, least = ratio, size = a;
            else if (is_tie && (is_bland ? basis_[i] < basis_[best] : a > size))
                best = i, least = std::min(least, ratio), size = a;
        }
        return best;
    }
    void pivot(std::size_t row, std::size_t column) {
        double* p = &t_[row * width_];
        const double by = 1 / p[column];
        for (std::size_t j = 0; j < width_; ++j) p[j] *= by;
        p[column] = 1;
        const auto clear = [&](double* q) {
            const double f = q[column];
            if (f == 0) return;
            for (std::size_t j = 0; j < width_; ++j) q[j] -= f * p[j];
            q[column] = 0;
        };
        for (std::size_t i = 0; i < m_; ++i)
            if (i != row) clear(&t_[i * width_]);
        clear(reduced_.data());
        basis_[row] = column;
    }
    std::size_t m_, n_, width_;
    std::vector<double> sign_, t_, reduced_;
    std::vector<std::size_t> basis_;
};

Result<Solution> solve_checked(const LinearProgram& p, const IsCancelled& is_cancelled) {
    Tableau tableau(p);
    const auto n = tableau.variables(), m = tableau.rows();
    std::vector<double> phase_one(n + 2 * m, 0.0);
    std::fill(phase_one.begin() + static_cast<long>(n + m), phase_one.end(), 1.0);
    MS_TRY(const double missing, tableau.minimise(phase_one, n + m, is_cancelled));
    double scale = 1;
    for (const auto& row : p.rows) scale = std::max(scale, std::abs(row.b));
    if (missing > 1e-7 * scale)
        return infeasible("The rows contradict each other: nothing satisfies them all.");
    tableau.drive_out_artificials();
    MS_TRY(const double cost, tableau.minimise(p.cost, n + m, is_cancelled));
    return Solution{tableau.x(), tableau.duals(), cost};
}

struct Node {
    double bound;
    std::vector<Row> cuts;
    Solution relaxed;
    bool operator<(const Node& other) const { return bound > other.bound; }
};

}  // namespace

Result<Solution> solve(const LinearProgram& p, const IsCancelled& is_cancelled) {
    MS_CHECK(check(p));
    return solve_checked(p, is_cancelled);
}

// Best bound first; each branch adds x <= floor or x >= ceiling as a row. Rounding up gives a first answer
// for coverings.
Result<IntegerSolution> solve_integer(const LinearProgram& p,
                                      const std::vector<bool>& is_whole,
                                      long most_nodes,
                                      const IsCancelled& is_cancelled) {
    MS_CHECK(check(p));
    if (!is_whole.empty() && is_whole.size() != p.cost.size())
        return bad("is_whole", "is_whole needs one entry a variable");
    MS_TRY(auto root, solve_checked(p, is_cancelled));
    const bool is_whole_cost = is_whole.empty() && std::all_of(p.cost.begin(), p.cost.end(), [](double c) {
                                   return c == std::round(c);
                               });
    const auto satisfies = [&](const std::vector<double>& x) {
        return std::all_of(p.rows.begin(), p.rows.end(), [&](const Row& row) {
            double sum = 0;
            for (std::size_t j = 0; j < x.size(); ++j) sum += row.a[j] * x[j];
            const double slack = 1e-7 * (1 + std::abs(row.b));
            return (row.sense == Sense::at_least || sum <= row.b + slack) &&
                   (row.sense == Sense::at_most || sum >= row.b - slack);
        });
    };
    IntegerSolution best;
    best.cost = HUGE_VAL;
    best.relaxed_cost = root.cost, best.relaxed_duals = root.duals;
    const auto offer = [&](const std::vector<double>& x) {
        double cost = 0;
        for (std::size_t j = 0; j < x.size(); ++j) cost += p.cost[j] * x[j];
        if (cost < best.cost - 1e-9 && satisfies(x)) best.x = x, best.cost = cost;
    };
    const auto rounded = [&](std::vector<double> x, bool up) {
        for (std::size_t j = 0; j < x.size(); ++j)
            if (is_whole.empty() || is_whole[j]) x[j] = up ? std::ceil(x[j] - 1e-7) : std::round(x[j]);
        return x;
    };
    std::priority_queue<Node> open;
    open.push({root.cost, {}, std::move(root)});
    long nodes = 0;
    double bound = best.relaxed_cost;
    const auto is_beaten = [&](double cost) {
        return (is_whole_cost ? std::ceil(cost - 1e-6) : cost) >=
               best.cost - 1e-7 * (1 + std::abs(best.cost));
    };
    while (!open.empty() && nodes < most_nodes) {
        if (is_stopped(is_cancelled)) return cancelled();
        auto node = open.top();
        open.pop();
        bound = node.bound;
        if (is_beaten(node.bound)) break;
        offer(rounded(node.relaxed.x, true));
        offer(rounded(node.relaxed.x, false));
        std::size_t branch = p.cost.size();
        double furthest = 1e-6;
        for (std::size_t j = 0; j < p.cost.size(); ++j) {
            if (!is_whole.empty() && !is_whole[j]) continue;
            const double away = std::abs(node.relaxed.x[j] - std::round(node.relaxed.x[j]));
            if (away > furthest) branch = j, furthest = away;
        }
        if (branch == p.cost.size()) continue;
        for (const Sense sense : {Sense::at_most, Sense::at_least}) {
            ++nodes;
            Row cut{std::vector<double>(p.cost.size()),
                    sense,
                    sense == Sense::at_most ? std::floor(node.relaxed.x[branch])
                                            : std::ceil(node.relaxed.x[branch])};
            cut.a[branch] = 1;
            auto cuts = node.cuts;
            cuts.push_back(std::move(cut));
            auto program = p;
            program.rows.insert(program.rows.end(), cuts.begin(), cuts.end());
            auto relaxed = solve_checked(program, is_cancelled);
            if (!relaxed && relaxed.error().code() == "cancelled") return std::move(relaxed).error();
            if (relaxed && !is_beaten(relaxed->cost))
                open.push({relaxed->cost, std::move(cuts), *std::move(relaxed)});
        }
    }
    if (!std::isfinite(best.cost)) {
        if (open.empty()) return infeasible("No whole numbers satisfy all rows.");
        return too_large("No answer in whole numbers was found in bounded time.");
    }
    best.is_proven = open.empty() || is_beaten(open.top().bound) || is_beaten(bound);
    best.bound = best.is_proven ? best.cost : open.top().bound;
    return best;
}

}  // namespace mainstay::algo
