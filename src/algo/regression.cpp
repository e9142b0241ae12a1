#include "algo/regression.hpp"

#include <algorithm>
#include <cmath>

#include "algo/distributions.hpp"

namespace mainstay::algo {
namespace {

// Reduces [x | y] to a triangle in place; the head of y becomes Q'y, its tail the residual.
void reflect(Rows& columns, std::vector<double>& y) {
    const auto n = y.size();
    for (std::size_t k = 0; k < columns.size(); ++k) {
        auto& v = columns[k];
        double norm = 0;
        for (std::size_t i = k; i < n; ++i) norm += v[i] * v[i];
        norm = std::sqrt(norm);
        if (norm == 0) continue;
        const double alpha = v[k] > 0 ? -norm : norm, first = v[k] - alpha, scale = -alpha * first;
        v[k] = first;
        const auto apply = [&](std::vector<double>& w) {
            double dot = 0;
            for (std::size_t i = k; i < n; ++i) dot += v[i] * w[i];
            for (std::size_t i = k; i < n; ++i) w[i] -= dot / scale * v[i];
        };
        for (std::size_t j = k + 1; j < columns.size(); ++j) apply(columns[j]);
        apply(y);
        v[k] = alpha;
    }
}

Rows inverse_of_triangle(const Rows& columns) {  // R[i][j] = columns[j][i]
    const auto k = columns.size();
    Rows inverse(k, std::vector<double>(k));
    for (std::size_t j = 0; j < k; ++j) {
        inverse[j][j] = 1 / columns[j][j];
        for (std::size_t i = j; i-- > 0;) {
            double sum = 0;
            for (std::size_t m = i + 1; m <= j; ++m) sum += columns[m][i] * inverse[m][j];
            inverse[i][j] = -sum / columns[i][i];
        }
    }
    return inverse;
}

std::vector<double> with_intercept(const std::vector<double>& x) {
    std::vector<double> row{1};
    row.insert(row.end(), x.begin(), x.end());
    return row;
}

double quadratic(const Rows& m, const std::vector<double>& v) {
    double sum = 0;
    for (std::size_t i = 0; i < v.size(); ++i)
        for (std::size_t j = 0; j < v.size(); ++j) sum += v[i] * m[i][j] * v[j];
    return sum;
}

Result<Rows> columns_of(const Rows& x, const std::vector<double>& y) {
    if (x.empty() || x.size() != y.size()) return bad("x", "x needs one row for each y");
    MS_CHECK(all_finite("y", y));
    const auto k = x[0].size() + 1;
    if (y.size() < k + 1)
        return too_few("Least squares with " + std::to_string(k) + " coefficients needs at least " +
                       std::to_string(k + 1) + " rows.");
    Rows columns(k, std::vector<double>(y.size(), 1.0));
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (x[i].size() + 1 != k)
            return bad("x/" + std::to_string(i),
                       "row " + std::to_string(i) + " has another number of columns");
        MS_CHECK(all_finite("x", x[i]));
        for (std::size_t j = 1; j < k; ++j) columns[j][i] = x[i][j - 1];
    }
    return columns;
}

}  // namespace

double Regression::value(const std::vector<double>& x) const {
    double sum = coefficients[0];
    for (std::size_t j = 0; j < x.size(); ++j) sum += coefficients[j + 1] * x[j];
    return sum;
}
Interval Regression::mean_at(const std::vector<double>& x) const {
    const double at = value(x),
                 half = t * residual_deviation * std::sqrt(quadratic(covariance_factor, with_intercept(x)));
    return {at, at - half, at + half};
}
Interval Regression::prediction_at(const std::vector<double>& x) const {
    const double at = value(x), half = t * residual_deviation *
                                       std::sqrt(1 + quadratic(covariance_factor, with_intercept(x)));
    return {at, at - half, at + half};
}

Result<Regression> least_squares(const Rows& x, const std::vector<double>& y, double confidence) {
    if (!(confidence > 0 && confidence < 1))
        return bad("confidence", "confidence must be above 0 and below 1");
    MS_TRY(auto columns, columns_of(x, y));
    const auto k = columns.size(), n = y.size();
    std::vector<double> sizes;
    for (const auto& column : columns)
        sizes.push_back(std::sqrt(static_cast<double>(n)) *
                        std::abs(*std::max_element(column.begin(), column.end(), [](double a, double b) {
                            return std::abs(a) < std::abs(b);
                        })));
    auto rest = y;
    reflect(columns, rest);
    for (std::size_t j = 0; j < k; ++j)
        if (std::abs(columns[j][j]) <= 1e-11 * sizes[j])
            return Error(ErrorKind::invalid,
                         "not_independent",
                         "Column " + std::to_string(j) + " of x follows from the others (or never changes).");
    const auto inverse = inverse_of_triangle(columns);
    Regression out;
    out.degrees = static_cast<double>(n - k);
    double residual = 0, total = 0;
    for (std::size_t i = k; i < n; ++i) residual += rest[i] * rest[i];
    const double middle = mean(y);
    for (const double v : y) total += (v - middle) * (v - middle);
    out.r_squared = total > 0 ? 1 - residual / total : 1;
    out.residual_deviation = std::sqrt(residual / out.degrees);
    out.t = t_quantile(0.5 + confidence / 2, out.degrees);
    out.covariance_factor.assign(k, std::vector<double>(k));
    for (std::size_t i = 0; i < k; ++i) {
        double b = 0;
        for (std::size_t j = i; j < k; ++j) b += inverse[i][j] * rest[j];
        out.coefficients.push_back(b);
        for (std::size_t j = 0; j < k; ++j)
            for (std::size_t m = std::max(i, j); m < k; ++m)
                out.covariance_factor[i][j] += inverse[i][m] * inverse[j][m];
        const double error = out.residual_deviation * std::sqrt(out.covariance_factor[i][i]);
        out.standard_errors.push_back(error);
        out.intervals.push_back({b, b - out.t * error, b + out.t * error});
    }
    return out;
}

double Logistic::share(double x) const {
    return 1 / (1 + std::exp(-(a + b * x)));
}

Result<Logistic> logistic(const std::vector<Trial>& trials) {
    double asked = 0, yes = 0, middle = 0, wide = 0;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const auto& t = trials[i];
        MS_CHECK(all_finite("trials", std::vector<double>{t.x, t.asked, t.yes}));
        if (t.asked <= 0 || t.yes < 0 || t.yes > t.asked)
            return bad("trials/" + std::to_string(i),
                       "row " + std::to_string(i) +
                           ": yes must be between 0 and the number asked, which must be above 0");
        asked += t.asked, yes += t.yes, middle += t.asked * t.x;
    }
    if (trials.size() < 2 || yes <= 0 || yes >= asked)
        return too_few("A demand curve needs at least two prices, and both yes and no.");
    middle /= asked;
    for (const auto& t : trials) wide += t.asked * (t.x - middle) * (t.x - middle);
    const double scale = std::sqrt(wide / asked);
    if (!(scale > 0)) return too_few("All prices are the same.");
    double a = std::log(yes / (asked - yes)), b = 0, i00 = 0, i01 = 0, i11 = 0;  // on (x - middle) / scale
    for (int round = 0; round < 60; ++round) {
        double g0 = 0, g1 = 0;
        i00 = i01 = i11 = 0;
        for (const auto& t : trials) {
            const double u = (t.x - middle) / scale, p = 1 / (1 + std::exp(-(a + b * u))),
                         w = t.asked * p * (1 - p);
            g0 += t.yes - t.asked * p, g1 += (t.yes - t.asked * p) * u;
            i00 += w, i01 += w * u, i11 += w * u * u;
        }
        const double determinant = i00 * i11 - i01 * i01;
        if (!(determinant > 1e-12 * asked) || std::abs(b) > 30)
            return Error(
                ErrorKind::invalid,
                "unbounded",
                "The answers change from all yes to all no between two prices: more prices are needed.");
        const double da = std::clamp((i11 * g0 - i01 * g1) / determinant, -2.0, 2.0),
                     db = std::clamp((i00 * g1 - i01 * g0) / determinant, -2.0, 2.0);
        a += da, b += db;
        if (std::abs(da) + std::abs(db) < 1e-13) break;
    }
    const double determinant = i00 * i11 - i01 * i01, v0 = i11 / determinant, v1 = i00 / determinant,
                 v01 = -i01 / determinant, m = middle / scale;
    return Logistic{
        a - b * m, b / scale, v0 + m * m * v1 - 2 * m * v01, v1 / (scale * scale), (v01 - m * v1) / scale};
}

}  // namespace mainstay::algo
