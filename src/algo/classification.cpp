#include "algo/classification.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "algo/random.hpp"

namespace mainstay::algo {
namespace {

using Weights = std::vector<float>;

// One class against the rest; w has width + 1 entries, the last for the constant.
std::vector<double> train_one(const SparseMatrix& m,
                              const std::vector<std::size_t>& rows,
                              const std::vector<int>& label,
                              int positive,
                              double c,
                              Random& random) {
    std::vector<double> w(m.width + 1), alpha(rows.size()), norm(rows.size());
    const double diagonal = 0.5 / c;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        norm[i] = diagonal + 1;
        for (auto k = m.starts[rows[i]]; k < m.starts[rows[i] + 1]; ++k)
            norm[i] += static_cast<double>(m.values[k]) * static_cast<double>(m.values[k]);
    }
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0);
    for (int round = 0; round < 60; ++round) {
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
        double worst = 0;
        for (const auto i : order) {
            const auto row = rows[i];
            const double y = label[row] == positive ? 1 : -1;
            double score = w[m.width];
            for (auto k = m.starts[row]; k < m.starts[row + 1]; ++k)
                score += w[m.columns[k]] * static_cast<double>(m.values[k]);
            const double gradient = y * score - 1 + diagonal * alpha[i];
            const double projected = alpha[i] == 0 ? std::min(gradient, 0.0) : gradient;
            if (std::abs(projected) < 1e-12) continue;
            worst = std::max(worst, std::abs(projected));
            const double before = alpha[i];
            alpha[i] = std::max(before - gradient / norm[i], 0.0);
            const double step = (alpha[i] - before) * y;
            for (auto k = m.starts[row]; k < m.starts[row + 1]; ++k)
                w[m.columns[k]] += step * static_cast<double>(m.values[k]);
            w[m.width] += step;
        }
        if (worst < 0.05) break;
    }
    return w;
}

Result<Weights> train(const SparseMatrix& m,
                      const std::vector<std::size_t>& rows,
                      const std::vector<int>& label,
                      std::size_t labels,
                      const ClassifierOptions& o,
                      const IsCancelled& is_cancelled) {
    Weights all((m.width + 1) * labels);
    for (std::size_t k = 0; k < labels; ++k) {
        if (is_stopped(is_cancelled)) return cancelled();
        Random random(o.seed, k);
        const auto w = train_one(m, rows, label, static_cast<int>(k), o.c, random);
        for (std::size_t j = 0; j <= m.width; ++j) all[j * labels + k] = static_cast<float>(w[j]);
    }
    return all;
}

std::vector<double> scores_of(const SparseMatrix& m, std::size_t row, const Weights& w, std::size_t labels) {
    std::vector<double> out(labels);
    for (std::size_t k = 0; k < labels; ++k) out[k] = static_cast<double>(w[m.width * labels + k]);
    for (auto i = m.starts[row]; i < m.starts[row + 1]; ++i)
        for (std::size_t k = 0; k < labels; ++k)
            out[k] += static_cast<double>(m.values[i]) * static_cast<double>(w[m.columns[i] * labels + k]);
    return out;
}

double share_of(const std::vector<double>& scores, std::size_t k, double temperature) {
    const double most = *std::max_element(scores.begin(), scores.end());
    double sum = 0;
    for (const double s : scores) sum += std::exp((s - most) / temperature);
    return std::exp((scores[k] - most) / temperature) / sum;
}
std::size_t best_of(const std::vector<double>& scores) {
    return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

// The temperature of least negative log likelihood; one valley, found by golden section on its logarithm.
double temperature_of(const std::vector<std::vector<double>>& scores, const std::vector<int>& label) {
    const auto loss = [&](double log_temperature) {
        double sum = 0;
        for (std::size_t i = 0; i < scores.size(); ++i)
            sum -= std::log(std::max(
                1e-300, share_of(scores[i], static_cast<std::size_t>(label[i]), std::exp(log_temperature))));
        return sum;
    };
    double low = -5, high = 2;
    const double golden = (std::sqrt(5.0) - 1) / 2;
    double a = high - golden * (high - low), b = low + golden * (high - low), fa = loss(a), fb = loss(b);
    for (int i = 0; i < 25; ++i) {
        if (fa < fb)
            high = b, b = a, fb = fa, fa = loss(a = high - golden * (high - low));
        else
            low = a, a = b, fa = fb, fb = loss(b = low + golden * (high - low));
    }
    return std::exp((low + high) / 2);
}

struct Guess {
    double confidence;
    int guess, truth;
};

// The least threshold above which the answers are precise enough; 1.01 (never answers) when there is none.
double threshold_of(std::vector<Guess> guesses, double precision) {
    std::sort(guesses.begin(), guesses.end(), [](const Guess& a, const Guess& b) {
        return a.confidence > b.confidence;
    });
    double right = 0, threshold = 1.01;
    for (std::size_t i = 0; i < guesses.size(); ++i) {
        right += guesses[i].guess == guesses[i].truth;
        if (right / static_cast<double>(i + 1) >= precision) threshold = guesses[i].confidence;
    }
    return threshold;
}

OutOfSample report_of(const std::vector<Guess>& guesses,
                      const std::vector<std::string>& labels,
                      double threshold) {
    OutOfSample out;
    std::vector<double> right(labels.size()), guessed(labels.size()), there(labels.size());
    double bins[10] = {}, sure[10] = {}, hit[10] = {}, answered = 0, answered_right = 0;
    for (const auto& g : guesses) {
        const bool is_right = g.guess == g.truth;
        const auto bin = static_cast<std::size_t>(std::clamp(g.confidence * 10, 0.0, 9.0));
        bins[bin] += 1, sure[bin] += g.confidence, hit[bin] += is_right;
        right[static_cast<std::size_t>(g.truth)] += is_right;
        ++guessed[static_cast<std::size_t>(g.guess)], ++there[static_cast<std::size_t>(g.truth)];
        if (g.confidence >= threshold) answered += 1, answered_right += is_right;
    }
    const double n = std::max<double>(1, static_cast<double>(guesses.size()));
    out.accuracy = std::accumulate(right.begin(), right.end(), 0.0) / n;
    for (int b = 0; b < 10; ++b) out.calibration_error += std::abs(sure[b] - hit[b]) / n;
    out.answered = answered / n;
    out.answered_precision = answered > 0 ? answered_right / answered : 0;
    for (std::size_t k = 0; k < labels.size(); ++k) {
        LabelReport one{labels[k],
                        static_cast<int>(there[k]),
                        guessed[k] > 0 ? right[k] / guessed[k] : 0,
                        there[k] > 0 ? right[k] / there[k] : 0,
                        0};
        if (one.precision + one.recall > 0)
            one.f1 = 2 * one.precision * one.recall / (one.precision + one.recall);
        out.macro_f1 += one.f1 / static_cast<double>(labels.size());
        out.labels.push_back(one);
    }
    return out;
}

}  // namespace

Result<Classifier> Classifier::learn(const SparseMatrix& m,
                                     const std::vector<std::string>& given,
                                     const ClassifierOptions& o,
                                     const IsCancelled& is_cancelled) {
    MS_CHECK(positive("c", o.c));
    MS_CHECK(between("precision", o.precision, 0, 1));
    if (o.folds < 2 || o.folds > 20) return bad("folds", "folds must be 2 to 20");
    if (given.size() != m.rows()) return bad("labels", "every row needs a label");
    MS_CHECK(all_finite("values", m.values));
    std::map<std::string, int> counts;
    for (const auto& label : given) ++counts[label];
    if (counts.size() < 2) return too_few("At least two different labels are needed.");
    Classifier out;
    for (const auto& [label, count] : counts) {
        if (count < 2)
            return too_few("The label \"" + label + "\" has only one example; two or more are needed.");
        out.labels_.push_back(label);
    }
    const auto k = out.labels_.size();
    if (static_cast<double>(k) * static_cast<double>(m.width) > 2e8)
        return too_large("Labels x terms is too large; keep fewer terms.");
    out.width_ = m.width;
    std::vector<int> label;
    for (const auto& one : given)
        label.push_back(static_cast<int>(std::lower_bound(out.labels_.begin(), out.labels_.end(), one) -
                                         out.labels_.begin()));
    // Folds that keep the shares of the labels.
    std::vector<std::size_t> order(m.rows());
    std::iota(order.begin(), order.end(), 0);
    Random random(o.seed, 999);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    std::vector<int> fold(m.rows()), next(k);
    for (const auto i : order) fold[i] = next[static_cast<std::size_t>(label[i])]++ % o.folds;
    std::vector<std::vector<double>> scores;
    std::vector<int> truth;
    for (int f = 0; f < o.folds; ++f) {
        std::vector<std::size_t> learn;
        for (std::size_t i = 0; i < m.rows(); ++i)
            if (fold[i] != f) learn.push_back(i);
        MS_TRY(const auto w, train(m, learn, label, k, o, is_cancelled));
        for (std::size_t i = 0; i < m.rows(); ++i)
            if (fold[i] == f) scores.push_back(scores_of(m, i, w, k)), truth.push_back(label[i]);
    }
    out.temperature_ = temperature_of(scores, truth);
    std::vector<Guess> guesses;
    for (std::size_t i = 0; i < scores.size(); ++i)
        guesses.push_back({share_of(scores[i], best_of(scores[i]), out.temperature_),
                           static_cast<int>(best_of(scores[i])),
                           truth[i]});
    out.threshold_ = threshold_of(guesses, o.precision);
    out.report_ = report_of(guesses, out.labels_, out.threshold_);
    MS_TRY(out.weights_, train(m, order, label, k, o, is_cancelled));
    return out;
}

std::vector<Prediction> Classifier::predict(const SparseMatrix& m) const {
    std::vector<Prediction> out;
    for (std::size_t row = 0; row < m.rows(); ++row) {
        const auto scores = scores_of(m, row, weights_, labels_.size());
        const auto best = best_of(scores);
        const double confidence = share_of(scores, best, temperature_);
        const bool is_blank = m.starts[row] == m.starts[row + 1];  // no word it has ever seen
        out.push_back({confidence >= threshold_ && !is_blank ? static_cast<int>(best) : -1,
                       static_cast<int>(best),
                       confidence});
    }
    return out;
}

}  // namespace mainstay::algo
