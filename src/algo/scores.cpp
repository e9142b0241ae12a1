#include "algo/scores.hpp"

#include <algorithm>
#include <cmath>

namespace mainstay::algo {
namespace {

// Mean consistency index of random matrices (Saaty).
constexpr double kRandomIndex[] = {
    0, 0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59};

double index_with(const std::vector<Contribution>& parts, std::size_t changed, double weight) {
    const double rest = 1 - parts[changed].weight;
    double index = 0;
    for (std::size_t i = 0; i < parts.size(); ++i)
        index += parts[i].scaled * (i == changed ? weight
                                    : rest > 0   ? parts[i].weight * (1 - weight) / rest
                                                 : 0);
    return index;
}

Result<> check(const std::vector<std::vector<double>>& m) {
    const auto n = m.size();
    if (n < 2 || n > 15) return bad("comparisons", "2 to 15 criteria can be compared");
    for (std::size_t i = 0; i < n; ++i) {
        if (m[i].size() != n)
            return bad("comparisons/" + std::to_string(i),
                       "row " + std::to_string(i) + " must have " + std::to_string(n) + " numbers");
        for (std::size_t j = 0; j < n; ++j) {
            const auto where = "comparisons/" + std::to_string(i) + "/" + std::to_string(j);
            MS_CHECK(positive(where.c_str(), m[i][j]));
            if (m[j].size() == n && std::abs(m[i][j] * m[j][i] - 1) > 1e-6)
                return bad(where,
                           "row " + std::to_string(i) + ", column " + std::to_string(j) +
                               " is not the reciprocal of its mirror");
        }
    }
    return Done{};
}

}  // namespace

Result<Composite> composite(const std::vector<Part>& parts, double shift) {
    if (parts.empty()) return too_few("A composite index needs parts.");
    MS_CHECK(between("shift", shift, 0, 1));
    Composite out;
    double weights = 0;
    for (const auto& p : parts) {
        MS_CHECK(between(("parts/" + p.name + "/weight").c_str(), p.weight, 0, 1));
        MS_CHECK(all_finite(("parts/" + p.name).c_str(), std::vector<double>{p.value, p.worst, p.best}));
        if (p.worst == p.best) return bad("parts/" + p.name, p.name + ": worst and best are the same");
        const double scaled = std::clamp((p.value - p.worst) / (p.best - p.worst), 0.0, 1.0);
        out.parts.push_back({p.name, scaled, p.weight, scaled * p.weight, 0, 0});
        out.index += scaled * p.weight;
        weights += p.weight;
    }
    if (std::abs(weights - 1) > 1e-9)
        return bad("weight", "the weights sum to " + std::to_string(weights) + ", not to 1");
    out.low = out.high = out.index;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto& p = out.parts[i];
        p.index_less = index_with(out.parts, i, std::max(0.0, p.weight - shift));
        p.index_more = index_with(out.parts, i, std::min(1.0, p.weight + shift));
        out.low = std::min({out.low, p.index_less, p.index_more});
        out.high = std::max({out.high, p.index_less, p.index_more});
    }
    return out;
}

Result<Hierarchy> hierarchy(const std::vector<std::vector<double>>& m) {
    MS_CHECK(check(m));
    const auto n = m.size();
    Hierarchy out;
    out.weights.assign(n, 1.0 / static_cast<double>(n));
    for (int round = 0; round < 10'000; ++round) {  // power iteration; the matrix is positive
        std::vector<double> next(n);
        double sum = 0, moved = 0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) next[i] += m[i][j] * out.weights[j];
            sum += next[i];
        }
        for (std::size_t i = 0; i < n; ++i)
            moved = std::max(moved, std::abs(next[i] / sum - out.weights[i])), out.weights[i] = next[i] / sum;
        out.lambda_max = sum;
        if (moved < 1e-16) break;
    }
    const double size = static_cast<double>(n);
    out.consistency_index = std::max(0.0, (out.lambda_max - size) / (size - 1));
    out.consistency_ratio = n > 2 ? out.consistency_index / kRandomIndex[n] : 0;
    out.is_consistent = out.consistency_ratio < 0.1;
    return out;
}

}  // namespace mainstay::algo
