#pragma once
// How well a document answers a query, and how good a ranking is. Sources: Robertson, Zaragoza 2009 (BM25, as
// SQLite's FTS5 computes it); Cormack, Clarke, Buettcher 2009 (reciprocal rank fusion); Manning, Raghavan,
// Schuetze 2008.
#include <string>
#include <vector>

#include "algo/errors.hpp"
#include "algo/text_features.hpp"

namespace mainstay::algo {

struct Bm25Options {
    double k1 = 1.2, b = 0.75;
};
// One score a document, 0 when no query term occurs. idf = max(ln((N - n + 0.5) / (n + 0.5)), 1e-6).
Result<std::vector<double>> bm25(const std::vector<Tokens>& documents,
                                 const Tokens& query,
                                 const Bm25Options& = {});

// Each ranking lists document numbers, best first; the score of a document is the sum of 1 / (60 + rank).
// Best first.
std::vector<std::size_t> fuse_ranks(const std::vector<std::vector<std::size_t>>& rankings,
                                    double constant = 60);

struct RankingQuality {
    double average_precision = 0, reciprocal_rank = 0, precision_at_1 = 0, precision_at_5 = 0;
};
RankingQuality ranking_quality(const std::vector<bool>& is_relevant);  // in rank order
RankingQuality mean_quality(const std::vector<RankingQuality>& queries);

}  // namespace mainstay::algo
