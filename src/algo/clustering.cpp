#include "algo/clustering.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "algo/random.hpp"

namespace mainstay::algo {
namespace {

using Centre = std::vector<float>;

double dot(const SparseMatrix& m, std::size_t row, const Centre& c) {
    double sum = 0;
    for (auto i = m.starts[row]; i < m.starts[row + 1]; ++i)
        sum += static_cast<double>(m.values[i]) * static_cast<double>(c[m.columns[i]]);
    return sum;
}
double square(const Centre& c) {
    double sum = 0;
    for (const float v : c) sum += static_cast<double>(v) * static_cast<double>(v);
    return sum;
}
std::vector<double> squares_of(const SparseMatrix& m) {
    std::vector<double> out(m.rows());
    for (std::size_t r = 0; r < m.rows(); ++r)
        for (auto i = m.starts[r]; i < m.starts[r + 1]; ++i)
            out[r] += static_cast<double>(m.values[i]) * static_cast<double>(m.values[i]);
    return out;
}
Centre centre_of_row(const SparseMatrix& m, std::size_t row) {
    Centre c(m.width);
    for (auto i = m.starts[row]; i < m.starts[row + 1]; ++i) c[m.columns[i]] = m.values[i];
    return c;
}

class Run {
public:
    Run(const SparseMatrix& m,
        const std::vector<double>& squares,
        const KMeansOptions& o,
        std::uint64_t seed,
        const IsCancelled& is_cancelled)
        : m_(m),
          squares_(squares),
          o_(o),
          k_(static_cast<std::size_t>(o.clusters)),
          random_(seed),
          is_cancelled_(is_cancelled) {}

    Result<Clusters> run() {
        seed();
        if (o_.is_mini_batch) {
            mini_batches();
            if (is_stopped(is_cancelled_)) return cancelled();
            nearest_of_all();
        } else {
            nearest_of_all();
            for (int round = 0; round < o_.most_rounds; ++round) {
                if (is_stopped(is_cancelled_)) return cancelled();
                const auto moved = move_centres();
                if (*std::max_element(moved.begin(), moved.end()) <= 1e-12) break;
                if (!(o_.is_bounded ? reassign_bounded(moved) : nearest_of_all())) break;
            }
        }
        out_.inertia = 0;
        out_.sizes.assign(k_, 0);
        for (std::size_t r = 0; r < m_.rows(); ++r) {
            const auto c = static_cast<std::size_t>(out_.cluster[r]);
            out_.inertia += distance2(r, c);
            ++out_.sizes[c];
        }
        return out_;
    }

private:
    double distance2(std::size_t row, std::size_t c) {
        ++out_.distances;
        return std::max(0.0, squares_[row] - 2 * dot(m_, row, out_.centres[c]) + norms_[c]);
    }
    void add_centre(std::size_t row) {
        out_.centres.push_back(centre_of_row(m_, row));
        norms_.push_back(square(out_.centres.back()));
    }
    // k-means++ with a few candidates each time, the best of them kept.
    void seed() {
        const auto n = m_.rows();
        add_centre(random_.below(n));
        std::vector<double> nearest(n);
        for (std::size_t r = 0; r < n; ++r) nearest[r] = distance2(r, 0);
        const int tries = 2 + static_cast<int>(std::log(static_cast<double>(k_)));
        while (out_.centres.size() < k_) {
            const double total = std::accumulate(nearest.begin(), nearest.end(), 0.0);
            std::vector<double> best;
            double least = HUGE_VAL;
            Centre chosen;
            for (int t = 0; t < tries; ++t) {
                double u = random_.uniform() * total;
                std::size_t row = 0;
                while (row + 1 < n && (u -= nearest[row]) >= 0) ++row;
                add_centre(row);
                auto now = nearest;
                double sum = 0;
                for (std::size_t r = 0; r < n; ++r)
                    sum += now[r] = std::min(now[r], distance2(r, out_.centres.size() - 1));
                if (sum < least) least = sum, best = std::move(now), chosen = out_.centres.back();
                out_.centres.pop_back();
                norms_.pop_back();
            }
            nearest = std::move(best);
            norms_.push_back(square(chosen));
            out_.centres.push_back(std::move(chosen));
        }
    }
    void nearest_two(std::size_t r) {
        double first = HUGE_VAL, second = HUGE_VAL;
        int which = 0;
        for (std::size_t c = 0; c < k_; ++c) {
            const double d = distance2(r, c);
            if (d < first)
                second = first, first = d, which = static_cast<int>(c);
            else
                second = std::min(second, d);
        }
        out_.cluster[r] = which;
        upper_[r] = std::sqrt(first);
        lower_[r] = std::sqrt(second);
    }
    bool nearest_of_all() {
        const auto n = m_.rows();
        const auto before = out_.cluster;
        out_.cluster.resize(n), upper_.resize(n), lower_.resize(n);
        for (std::size_t r = 0; r < n; ++r) nearest_two(r);
        return before != out_.cluster;
    }
    std::vector<double> move_centres() {
        std::vector<std::vector<double>> sums(k_, std::vector<double>(m_.width));
        std::vector<double> counts(k_);
        for (std::size_t r = 0; r < m_.rows(); ++r) {
            const auto c = static_cast<std::size_t>(out_.cluster[r]);
            counts[c] += 1;
            for (auto i = m_.starts[r]; i < m_.starts[r + 1]; ++i)
                sums[c][m_.columns[i]] += static_cast<double>(m_.values[i]);
        }
        std::vector<double> moved(k_);
        for (std::size_t c = 0; c < k_; ++c) {
            if (counts[c] == 0) continue;  // an empty cluster keeps its centre
            double d = 0;
            for (std::size_t j = 0; j < m_.width; ++j) {
                const float now = static_cast<float>(sums[c][j] / counts[c]);
                const double step = static_cast<double>(now) - static_cast<double>(out_.centres[c][j]);
                d += step * step;
                out_.centres[c][j] = now;
            }
            norms_[c] = square(out_.centres[c]);
            moved[c] = std::sqrt(d);
        }
        return moved;
    }
    // Hamerly: upper bounds grow with the own centre's move, lower bounds shrink with the greatest other
    // move.
    bool reassign_bounded(const std::vector<double>& moved) {
        std::size_t far = 0;
        double second = 0;
        for (std::size_t c = 1; c < k_; ++c)
            if (moved[c] > moved[far]) far = c;
        for (std::size_t c = 0; c < k_; ++c)
            if (c != far) second = std::max(second, moved[c]);
        std::vector<double> half(k_, HUGE_VAL);
        for (std::size_t a = 0; a < k_; ++a)
            for (std::size_t b = a + 1; b < k_; ++b) {
                double d = 0;
                for (std::size_t j = 0; j < m_.width; ++j) {
                    const double x =
                        static_cast<double>(out_.centres[a][j]) - static_cast<double>(out_.centres[b][j]);
                    d += x * x;
                }
                const double h = std::sqrt(d) / 2;
                half[a] = std::min(half[a], h), half[b] = std::min(half[b], h);
            }
        bool has_changed = false;
        for (std::size_t r = 0; r < m_.rows(); ++r) {
            const auto c = static_cast<std::size_t>(out_.cluster[r]);
            upper_[r] += moved[c];
            lower_[r] -= c == far ? second : moved[far];
            const double bound = std::max(half[c], lower_[r]);
            if (upper_[r] * (1 + 1e-9) < bound) continue;
            upper_[r] = std::sqrt(distance2(r, c));
            if (upper_[r] * (1 + 1e-9) < bound) continue;
            nearest_two(r);
            has_changed = has_changed || out_.cluster[r] != static_cast<int>(c);
        }
        return has_changed;
    }
    void mini_batches() {
        std::vector<double> counts(k_);
        const std::size_t batch = 1024;
        for (int round = 0; round < 200 && !is_stopped(is_cancelled_); ++round) {
            std::vector<std::pair<std::size_t, std::size_t>> taken;
            for (std::size_t i = 0; i < batch; ++i) {
                const auto row = random_.below(m_.rows());
                std::size_t best = 0;
                double least = HUGE_VAL;
                for (std::size_t c = 0; c < k_; ++c)
                    if (const double d = distance2(row, c); d < least) least = d, best = c;
                taken.emplace_back(best, row);
            }
            std::sort(taken.begin(), taken.end());
            for (const auto& [c, row] : taken) {
                const float rate = static_cast<float>(1 / ++counts[c]);
                for (auto& v : out_.centres[c]) v *= 1 - rate;
                for (auto i = m_.starts[row]; i < m_.starts[row + 1]; ++i)
                    out_.centres[c][m_.columns[i]] += rate * m_.values[i];
            }
            for (std::size_t c = 0; c < k_; ++c) norms_[c] = square(out_.centres[c]);
        }
    }

    const SparseMatrix& m_;
    const std::vector<double>& squares_;
    KMeansOptions o_;
    std::size_t k_;
    Random random_;
    const IsCancelled& is_cancelled_;
    Clusters out_;
    std::vector<double> norms_, upper_, lower_;
};

double pairs(double n) {
    return n * (n - 1) / 2;
}

struct Table {
    std::map<std::pair<int, int>, double> cells;
    std::map<int, double> a, b;
};
Table table_of(const std::vector<int>& a, const std::vector<int>& b) {
    Table t;
    for (std::size_t i = 0; i < a.size(); ++i) ++t.cells[{a[i], b[i]}], ++t.a[a[i]], ++t.b[b[i]];
    return t;
}

}  // namespace

Result<Clusters> k_means(const SparseMatrix& m,
                         const KMeansOptions& options,
                         const IsCancelled& is_cancelled) {
    if (options.clusters < 1 || options.clusters > 10'000)
        return bad("clusters", "clusters must be 1 to 10,000");
    if (options.restarts < 1 || options.restarts > 1000) return bad("restarts", "restarts must be 1 to 1000");
    MS_CHECK(all_finite("values", m.values));
    if (m.rows() < static_cast<std::size_t>(options.clusters))
        return too_few("There are fewer rows than clusters.");
    if (static_cast<double>(options.clusters) * static_cast<double>(m.width) > 2e8)
        return too_large("Clusters x terms is too large; keep fewer terms.");
    auto o = options;
    o.is_mini_batch = o.is_mini_batch || m.rows() > 100'000;
    const auto squares = squares_of(m);
    Clusters best;
    best.inertia = HUGE_VAL;
    long distances = 0;
    for (int r = 0; r < o.restarts; ++r) {
        MS_TRY(auto one,
               Run(m, squares, o, options.seed * 7919 + static_cast<std::uint64_t>(r), is_cancelled).run());
        distances += one.distances;
        if (one.inertia < best.inertia) best = std::move(one);
    }
    best.distances = distances;
    return best;
}

double silhouette(const SparseMatrix& all,
                  const std::vector<int>& cluster_of_all,
                  std::size_t most_rows,
                  std::uint64_t seed) {
    std::vector<std::size_t> rows(all.rows());
    std::iota(rows.begin(), rows.end(), 0);
    Random random(seed);
    for (std::size_t i = 0; i < std::min(most_rows, rows.size()); ++i)
        std::swap(rows[i], rows[i + random.below(rows.size() - i)]);
    rows.resize(std::min(most_rows, rows.size()));
    const auto m = chosen_rows(all, rows);
    const auto squares = squares_of(m);
    const int k = 1 + *std::max_element(cluster_of_all.begin(), cluster_of_all.end());
    std::vector<double> count(static_cast<std::size_t>(k));
    for (const auto r : rows) ++count[static_cast<std::size_t>(cluster_of_all[r])];
    double sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto own = static_cast<std::size_t>(cluster_of_all[rows[i]]);
        if (count[own] < 2) continue;
        const auto centre = centre_of_row(m, i);
        std::vector<double> away(count.size());
        for (std::size_t j = 0; j < rows.size(); ++j)
            if (j != i)
                away[static_cast<std::size_t>(cluster_of_all[rows[j]])] +=
                    std::sqrt(std::max(0.0, squares[i] + squares[j] - 2 * dot(m, j, centre)));
        double other = HUGE_VAL;
        for (std::size_t c = 0; c < away.size(); ++c)
            if (c != own && count[c] > 0) other = std::min(other, away[c] / count[c]);
        const double mine = away[own] / (count[own] - 1);
        if (std::isfinite(other) && std::max(mine, other) > 0) sum += (other - mine) / std::max(mine, other);
    }
    return rows.empty() ? 0 : sum / static_cast<double>(rows.size());
}

double adjusted_rand_index(const std::vector<int>& a, const std::vector<int>& b) {
    const auto t = table_of(a, b);
    double both = 0, sum_a = 0, sum_b = 0;
    for (const auto& [cell, n] : t.cells) both += pairs(n);
    for (const auto& [cell, n] : t.a) sum_a += pairs(n);
    for (const auto& [cell, n] : t.b) sum_b += pairs(n);
    const double expected = sum_a * sum_b / std::max(1.0, pairs(static_cast<double>(a.size()))),
                 most = (sum_a + sum_b) / 2;
    return most == expected ? 1 : (both - expected) / (most - expected);
}

double mutual_information(const std::vector<int>& a, const std::vector<int>& b) {
    const auto t = table_of(a, b);
    const double n = static_cast<double>(a.size());
    double shared = 0, own_a = 0, own_b = 0;
    for (const auto& [cell, count] : t.cells)
        shared += count / n * std::log(count * n / (t.a.at(cell.first) * t.b.at(cell.second)));
    for (const auto& [cell, count] : t.a) own_a -= count / n * std::log(count / n);
    for (const auto& [cell, count] : t.b) own_b -= count / n * std::log(count / n);
    return own_a + own_b > 0 ? 2 * shared / (own_a + own_b) : 1;
}

// Pairs of samples of 70 % each; the index on the rows they share.
Result<std::vector<KScore>> compare_k(const SparseMatrix& m,
                                      int from,
                                      int to,
                                      const KMeansOptions& options,
                                      int samples,
                                      const IsCancelled& is_cancelled) {
    if (from < 2 || to < from || to > 1000)
        return bad("clusters",
                   "clusters must be 2 or more, from the smaller to the larger number, at most 1000");
    std::vector<KScore> out;
    for (int k = from; k <= to; ++k) {
        auto o = options;
        o.clusters = k;
        MS_TRY(const auto whole, k_means(m, o, is_cancelled));
        KScore score{k, whole.inertia, silhouette(m, whole.cluster), 0};
        Random random(options.seed + static_cast<std::uint64_t>(k));
        for (int s = 0; s < samples; ++s) {
            std::vector<std::vector<int>> labels(2, std::vector<int>(m.rows(), -1));
            for (auto& label : labels) {
                std::vector<std::size_t> rows;
                for (std::size_t r = 0; r < m.rows(); ++r)
                    if (random.uniform() < 0.7) rows.push_back(r);
                if (rows.size() < static_cast<std::size_t>(k)) continue;
                o.seed = random.bits();
                MS_TRY(const auto part, k_means(chosen_rows(m, rows), o, is_cancelled));
                for (std::size_t i = 0; i < rows.size(); ++i) label[rows[i]] = part.cluster[i];
            }
            std::vector<int> a, b;
            for (std::size_t r = 0; r < m.rows(); ++r)
                if (labels[0][r] >= 0 && labels[1][r] >= 0)
                    a.push_back(labels[0][r]), b.push_back(labels[1][r]);
            score.stability += adjusted_rand_index(a, b) / samples;
        }
        out.push_back(score);
    }
    return out;
}

std::vector<Portrait> portraits(const SparseMatrix& m,
                                const Clusters& clusters,
                                const std::vector<std::string>& terms,
                                std::size_t most) {
    const auto k = clusters.centres.size();
    std::vector<Portrait> out(k);
    std::vector<std::vector<std::pair<double, std::size_t>>> near(k);
    const auto squares = squares_of(m);
    for (std::size_t r = 0; r < m.rows(); ++r) {
        const auto c = static_cast<std::size_t>(clusters.cluster[r]);
        near[c].emplace_back(squares[r] - 2 * dot(m, r, clusters.centres[c]), r);
    }
    for (std::size_t c = 0; c < k; ++c) {
        std::vector<std::pair<float, std::size_t>> weights;
        for (std::size_t j = 0; j < std::min(terms.size(), clusters.centres[c].size()); ++j)
            if (clusters.centres[c][j] > 0) weights.emplace_back(-clusters.centres[c][j], j);
        std::sort(weights.begin(), weights.end());
        std::sort(near[c].begin(), near[c].end());
        for (std::size_t i = 0; i < std::min(most, weights.size()); ++i)
            out[c].terms.push_back(terms[weights[i].second]);
        for (std::size_t i = 0; i < std::min(most, near[c].size()); ++i)
            out[c].examples.push_back(near[c][i].second);
    }
    return out;
}

}  // namespace mainstay::algo
