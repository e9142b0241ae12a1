#pragma once
// Groups of documents (or of any rows). k is never chosen by the silhouette alone: on short texts it rises
// far beyond the true number, so stability is shown beside it, and a person decides. Sources: Arthur,
// Vassilvitskii 2007 (k-means++); Hamerly 2010 (exact, fewer distances); Sculley 2010 (mini-batch); Rousseeuw
// 1987; Hubert, Arabie 1985.
#include <cstdint>
#include <string>
#include <vector>

#include "algo/text_features.hpp"

namespace mainstay::algo {

struct KMeansOptions {
    int clusters = 8;
    std::uint64_t seed = 1;
    int restarts = 5;
    int most_rounds = 300;
    bool is_bounded = true;      // Hamerly's bounds; false = plain Lloyd, same result
    bool is_mini_batch = false;  // chosen by itself above 100,000 rows
};
struct Clusters {
    std::vector<int> cluster;  // of a row
    std::vector<std::vector<float>> centres;
    std::vector<int> sizes;
    double inertia = 0;  // sum of squared distances
    long distances = 0;  // row-centre distances computed
};
Result<Clusters> k_means(const SparseMatrix&, const KMeansOptions&, const IsCancelled& = {});

double silhouette(const SparseMatrix&,
                  const std::vector<int>& cluster,
                  std::size_t most_rows = 2000,
                  std::uint64_t seed = 1);  // -1 .. 1
double adjusted_rand_index(const std::vector<int>& a, const std::vector<int>& b);
double mutual_information(const std::vector<int>& a,
                          const std::vector<int>& b);  // normalised by the arithmetic mean, 0 .. 1

struct KScore {
    int clusters = 0;
    double inertia = 0, silhouette = 0;
    double stability = 0;  // mean adjusted Rand index of clusterings of overlapping samples
};
Result<std::vector<KScore>> compare_k(
    const SparseMatrix&, int from, int to, const KMeansOptions&, int samples = 5, const IsCancelled& = {});

struct Portrait {
    std::vector<std::string> terms;     // heaviest in the centre
    std::vector<std::size_t> examples;  // rows nearest to the centre
};
std::vector<Portrait> portraits(const SparseMatrix&,
                                const Clusters&,
                                const std::vector<std::string>& terms,
                                std::size_t most = 5);

}  // namespace mainstay::algo
