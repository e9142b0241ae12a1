#include "algo/least_squares_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mainstay::algo {
namespace {

double squares(const std::vector<double>& r) {
    double sum = 0;
    for (const double v : r) sum += v * v;
    return std::isfinite(sum) ? sum : std::numeric_limits<double>::infinity();
}

struct Normal {  // J'J and J'r
    std::vector<double> matrix, gradient;
};

Normal normal_equations(const Residuals& f,
                        const std::vector<double>& x,
                        const std::vector<double>& r,
                        const Box& box) {
    const auto k = x.size();
    std::vector<std::vector<double>> slopes(k, std::vector<double>(r.size()));
    auto moved = x;
    for (std::size_t j = 0; j < k; ++j) {
        double step = 1e-6 * (1 + std::abs(x[j]));
        if (!box.high.empty() && x[j] + step > box.high[j]) step = -step;
        moved[j] = x[j] + step;
        if (!f(moved, slopes[j])) {
            moved[j] = x[j] + (step = -step);
            if (!f(moved, slopes[j])) slopes[j] = r;
        }
        for (std::size_t i = 0; i < r.size(); ++i) slopes[j][i] = (slopes[j][i] - r[i]) / step;
        moved[j] = x[j];
    }
    Normal n{std::vector<double>(k * k), std::vector<double>(k)};
    for (std::size_t a = 0; a < k; ++a) {
        for (std::size_t i = 0; i < r.size(); ++i) n.gradient[a] -= slopes[a][i] * r[i];
        for (std::size_t b = a; b < k; ++b) {
            double dot = 0;
            for (std::size_t i = 0; i < r.size(); ++i) dot += slopes[a][i] * slopes[b][i];
            n.matrix[a * k + b] = n.matrix[b * k + a] = dot;
        }
    }
    return n;
}

bool is_held(const Normal& n, const std::vector<double>& x, const Box& box, std::size_t j) {
    if (box.low.empty()) return false;
    return (x[j] <= box.low[j] && n.gradient[j] < 0) || (x[j] >= box.high[j] && n.gradient[j] > 0);
}

std::vector<double> step_from(
    const Normal& n, const std::vector<double>& x, const Box& box, double damping, double sum) {
    const auto k = x.size();
    auto matrix = n.matrix;
    auto step = n.gradient;
    for (std::size_t j = 0; j < k; ++j) {
        if (is_held(n, x, box, j)) {
            for (std::size_t i = 0; i < k; ++i) matrix[i * k + j] = matrix[j * k + i] = 0;
            step[j] = 0;
        }
        matrix[j * k + j] += damping * std::max(matrix[j * k + j], 1e-12 * (1 + sum)) + 1e-300;
    }
    auto to = x;
    if (!solve_definite(matrix, step)) return to;
    for (std::size_t j = 0; j < k; ++j) {
        to[j] += step[j];
        if (!box.low.empty()) to[j] = std::clamp(to[j], box.low[j], box.high[j]);
    }
    return to;
}

}  // namespace

bool solve_definite(std::vector<double> a, std::vector<double>& b) {
    const auto n = b.size();
    for (std::size_t j = 0; j < n; ++j) {
        double d = a[j * n + j];
        for (std::size_t m = 0; m < j; ++m) d -= a[j * n + m] * a[j * n + m];
        if (!(d > 0)) return false;
        a[j * n + j] = std::sqrt(d);
        for (std::size_t i = j + 1; i < n; ++i) {
            double s = a[i * n + j];
            for (std::size_t m = 0; m < j; ++m) s -= a[i * n + m] * a[j * n + m];
            a[i * n + j] = s / a[j * n + j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t m = 0; m < i; ++m) b[i] -= a[i * n + m] * b[m];
        b[i] /= a[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t m = i + 1; m < n; ++m) b[i] -= a[m * n + i] * b[m];
        b[i] /= a[i * n + i];
    }
    return true;
}

Minimum least_squares_fit(
    const Residuals& f, std::vector<double> x, const Box& box, int most_rounds, double tolerance) {
    std::vector<double> r, tried_r;
    if (!f(x, r)) return {x, std::numeric_limits<double>::infinity()};
    double sum = squares(r), damping = 1e-3;
    const auto k = x.size();
    int quiet = 0;
    for (int round = 0; round < most_rounds && k > 0 && quiet < 2; ++round) {
        const auto n = normal_equations(f, x, r, box);
        bool has_moved = false;
        for (int attempt = 0; attempt < 12 && !has_moved; ++attempt) {
            const auto tried = step_from(n, x, box, damping, sum);
            const double tried_sum =
                f(tried, tried_r) ? squares(tried_r) : std::numeric_limits<double>::infinity();
            has_moved = tried_sum < sum;
            damping = has_moved ? std::max(damping / 5, 1e-12) : damping * 4;
            if (!has_moved) continue;
            quiet = sum - tried_sum < tolerance * sum ? quiet + 1 : 0;
            x = tried, sum = tried_sum;
            r.swap(tried_r);
        }
        if (!has_moved) break;
    }
    return {x, sum};
}

}  // namespace mainstay::algo
