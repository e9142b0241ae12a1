#include "algo/retrieval.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace mainstay::algo {

Result<std::vector<double>> bm25(const std::vector<Tokens>& documents,
                                 const Tokens& query,
                                 const Bm25Options& o) {
    if (documents.empty()) return too_few("There are no documents.");
    MS_CHECK(not_negative("k1", o.k1));
    MS_CHECK(between("b", o.b, 0, 1));
    const double n = static_cast<double>(documents.size());
    double words = 0;
    for (const auto& d : documents) words += static_cast<double>(d.size());
    const double average = std::max(words / n, 1e-12);
    std::vector<double> scores(documents.size());
    for (const auto& term : query) {
        std::vector<double> times(documents.size());
        for (std::size_t i = 0; i < documents.size(); ++i)
            times[i] = static_cast<double>(std::count(documents[i].begin(), documents[i].end(), term));
        const auto with =
            static_cast<double>(std::count_if(times.begin(), times.end(), [](double f) { return f > 0; }));
        const double idf = std::max(std::log((n - with + 0.5) / (with + 0.5)), 1e-6);
        for (std::size_t i = 0; i < documents.size(); ++i) {
            const double length = static_cast<double>(documents[i].size()) / average;
            if (times[i] > 0)
                scores[i] += idf * times[i] * (o.k1 + 1) / (times[i] + o.k1 * (1 - o.b + o.b * length));
        }
    }
    return scores;
}

std::vector<std::size_t> fuse_ranks(const std::vector<std::vector<std::size_t>>& rankings, double constant) {
    std::map<std::size_t, double> scores;
    for (const auto& ranking : rankings)
        for (std::size_t r = 0; r < ranking.size(); ++r)
            scores[ranking[r]] += 1 / (constant + static_cast<double>(r + 1));
    std::vector<std::pair<double, std::size_t>> sorted;
    for (const auto& [document, score] : scores) sorted.emplace_back(-score, document);
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::size_t> out;
    for (const auto& one : sorted) out.push_back(one.second);
    return out;
}

RankingQuality ranking_quality(const std::vector<bool>& is_relevant) {
    RankingQuality q;
    double hits = 0;
    for (std::size_t r = 0; r < is_relevant.size(); ++r) {
        if (!is_relevant[r]) continue;
        const double rank = static_cast<double>(r + 1);
        q.average_precision += ++hits / rank;
        if (hits == 1) q.reciprocal_rank = 1 / rank;
        q.precision_at_1 += r == 0;
        q.precision_at_5 += r < 5 ? 0.2 : 0;
    }
    q.average_precision /= std::max(1.0, hits);
    return q;
}

RankingQuality mean_quality(const std::vector<RankingQuality>& queries) {
    RankingQuality out;
    const double n = std::max<double>(1, static_cast<double>(queries.size()));
    for (const auto& q : queries) {
        out.average_precision += q.average_precision / n;
        out.reciprocal_rank += q.reciprocal_rank / n;
        out.precision_at_1 += q.precision_at_1 / n;
        out.precision_at_5 += q.precision_at_5 / n;
    }
    return out;
}

}  // namespace mainstay::algo
