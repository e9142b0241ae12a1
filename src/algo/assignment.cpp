#include "algo/assignment.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "algo/linear_program.hpp"

namespace mainstay::algo {
namespace {

using Matrix = std::vector<std::vector<double>>;

Result<> check_matrix(
    const char* name, const Matrix& m, std::size_t rows, std::size_t columns, bool may_be_infinite) {
    if (m.size() != rows) return bad(name, std::string(name) + " needs " + std::to_string(rows) + " rows");
    for (std::size_t i = 0; i < rows; ++i) {
        const auto at = std::string(name) + "/" + std::to_string(i);
        if (m[i].size() != columns)
            return bad(at,
                       "row " + std::to_string(i) + " of " + name + " needs " + std::to_string(columns) +
                           " numbers");
        for (std::size_t j = 0; j < columns; ++j)
            if (std::isnan(m[i][j]) || (std::isinf(m[i][j]) && (m[i][j] < 0 || !may_be_infinite)))
                return bad(at,
                           "row " + std::to_string(i) + ", column " + std::to_string(j) + " of " + name +
                               " is no usable number");
    }
    return Done{};
}

}  // namespace

Result<HoursPlan> plan_hours(const std::vector<double>& wages,
                             const std::vector<double>& capacity,
                             const Matrix& productivity,
                             const std::vector<double>& demand,
                             double penalty,
                             const IsCancelled& is_cancelled) {
    const auto n = wages.size(), k = demand.size();
    if (n == 0 || k == 0) return too_few("There are no engineers or no skills.");
    if (capacity.size() != n) return bad("capacity", "capacity needs one number an engineer");
    MS_CHECK(check_matrix("productivity", productivity, n, k, false));
    for (const double v : wages) MS_CHECK(not_negative("wages", v));
    for (const double v : capacity) MS_CHECK(not_negative("capacity", v));
    for (const double v : demand) MS_CHECK(not_negative("demand", v));
    for (std::size_t e = 0; e < n; ++e)
        for (std::size_t s = 0; s < k; ++s) {
            if (productivity[e][s] < 0)
                return bad("productivity/" + std::to_string(e), "productivity must be 0 or more");
            if (productivity[e][s] > 0 && wages[e] / productivity[e][s] >= penalty)
                return bad("penalty", "the penalty for an unmet hour must exceed every wage / productivity");
        }
    LinearProgram p;
    for (std::size_t e = 0; e < n; ++e) p.cost.insert(p.cost.end(), k, wages[e]);
    p.cost.insert(p.cost.end(), k, penalty);
    for (std::size_t e = 0; e < n; ++e) {
        Row row{std::vector<double>(p.cost.size()), Sense::at_most, capacity[e]};
        std::fill_n(row.a.begin() + static_cast<long>(e * k), k, 1.0);
        p.rows.push_back(row);
    }
    for (std::size_t s = 0; s < k; ++s) {
        Row row{std::vector<double>(p.cost.size()), Sense::at_least, demand[s]};
        for (std::size_t e = 0; e < n; ++e) row.a[e * k + s] = productivity[e][s];
        row.a[n * k + s] = 1;
        p.rows.push_back(row);
    }
    for (std::size_t e = 0; e < n; ++e)  // who cannot, costs more than leaving it
        for (std::size_t s = 0; s < k; ++s)
            if (productivity[e][s] == 0) p.cost[e * k + s] = penalty * 10 + 1;
    MS_TRY(const auto solved, solve(p, is_cancelled));
    HoursPlan out;
    out.hours.assign(n, std::vector<double>(k));
    for (std::size_t e = 0; e < n; ++e)
        for (std::size_t s = 0; s < k; ++s)
            out.hours[e][s] = solved.x[e * k + s], out.cost += wages[e] * solved.x[e * k + s];
    out.unmet.assign(solved.x.begin() + static_cast<long>(n * k), solved.x.end());
    out.price_of_capacity.assign(solved.duals.begin(), solved.duals.begin() + static_cast<long>(n));
    out.price_of_demand.assign(solved.duals.begin() + static_cast<long>(n), solved.duals.end());
    return out;
}

// Shortest augmenting paths with prices; row 0 and column 0 are the outside.
Result<Matching> assign(const Matrix& costs, const IsCancelled& is_cancelled) {
    const auto n = costs.size();
    if (n == 0) return too_few("There is nothing to assign.");
    const auto m = costs[0].size();
    MS_CHECK(check_matrix("costs", costs, n, m, true));
    if (n > m) return bad("costs", "there are more rows than columns; leave some out at a penalty");
    if (static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(m) > 2e11)
        return too_large("The assignment is too large.");
    std::vector<double> u(n + 1), v(m + 1);
    std::vector<std::size_t> row_of(m + 1), way(m + 1);
    for (std::size_t i = 1; i <= n; ++i) {
        if (is_stopped(is_cancelled)) return cancelled();
        row_of[0] = i;
        std::size_t column = 0;
        std::vector<double> least(m + 1, HUGE_VAL);
        std::vector<bool> used(m + 1);
        do {
            used[column] = true;
            const auto row = row_of[column];
            double delta = HUGE_VAL;
            std::size_t next = 0;
            for (std::size_t j = 1; j <= m; ++j) {
                if (used[j]) continue;
                const double now = costs[row - 1][j - 1] - u[row] - v[j];
                if (now < least[j]) least[j] = now, way[j] = column;
                if (least[j] < delta) delta = least[j], next = j;
            }
            if (!std::isfinite(delta))
                return infeasible("Row " + std::to_string(i - 1) + " finds no column that is possible.");
            for (std::size_t j = 0; j <= m; ++j) {
                if (used[j])
                    u[row_of[j]] += delta, v[j] -= delta;
                else
                    least[j] -= delta;
            }
            column = next;
        } while (row_of[column] != 0);
        do {
            row_of[column] = row_of[way[column]];
            column = way[column];
        } while (column != 0);
    }
    Matching out;
    out.column_of_row.assign(n, -1);
    for (std::size_t j = 1; j <= m; ++j)
        if (row_of[j])
            out.column_of_row[row_of[j] - 1] = static_cast<int>(j) - 1,
                                          out.cost += costs[row_of[j] - 1][j - 1];
    out.row_price.assign(u.begin() + 1, u.end());
    out.column_price.assign(v.begin() + 1, v.end());
    return out;
}

Result<Matching> assign_or_leave(const Matrix& costs,
                                 const std::vector<double>& penalty,
                                 const IsCancelled& is_cancelled) {
    if (costs.empty()) return too_few("There is nothing to assign.");
    if (penalty.size() != costs.size()) return bad("penalty", "penalty needs one number a row");
    MS_CHECK(all_finite("penalty", penalty));
    const auto m = costs[0].size();
    MS_CHECK(check_matrix("costs", costs, costs.size(), m, true));
    auto wide = costs;
    for (std::size_t i = 0; i < wide.size(); ++i) {
        wide[i].resize(m + wide.size(), HUGE_VAL);
        wide[i][m + i] = penalty[i];
    }
    MS_TRY(auto out, assign(wide, is_cancelled));
    for (auto& column : out.column_of_row)
        if (column >= static_cast<int>(m)) column = -1;
    out.column_price.resize(m);
    return out;
}

}  // namespace mainstay::algo
