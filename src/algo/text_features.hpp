#pragma once
// Documents as sparse rows: TF-IDF of tokens, n-grams. Tokens come from the caller. Source: Salton, Buckley
// 1988; idf as in scikit-learn: ln((1 + n) / (1 + df)) + 1, rows of length 1.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

using Tokens = std::vector<std::string>;

struct SparseMatrix {  // compressed rows
    std::vector<std::size_t> starts{0};
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
    std::size_t width = 0;
    std::size_t rows() const { return starts.size() - 1; }
};
SparseMatrix dense_rows(const std::vector<std::vector<double>>& rows);
SparseMatrix chosen_rows(const SparseMatrix&, const std::vector<std::size_t>& rows);

struct TfIdfOptions {
    int least_documents = 2;          // a term must occur in
    double most_share = 0.5;          // of documents a term may occur in
    std::size_t most_terms = 50'000;  // most frequent ones are kept
};
class TfIdf {
public:
    // too_few_values when no term is left.
    static Result<TfIdf> learn(const std::vector<Tokens>& documents, const TfIdfOptions& = {});
    SparseMatrix rows(const std::vector<Tokens>& documents) const;  // unknown terms are left out
    const std::vector<std::string>& terms() const { return terms_; }

private:
    std::unordered_map<std::string, std::uint32_t> index_;
    std::vector<std::string> terms_;
    std::vector<double> idf_;
};

Tokens word_grams(const Tokens& words, int longest);  // 1 .. longest words, joined by a space
// Runs of code points: inside each word (with its edges) for scripts with spaces, across the run for Chinese,
// Japanese and Korean, where 1 .. 3 characters stand in for words.
Tokens character_grams(std::string_view text, int shortest, int longest, int longest_cjk = 3);

// Near duplicates: MinHash signatures of bands x rows hashes, pairs of equal bands, checked by the true
// Jaccard index. Source: Broder 1997; Leskovec, Rajaraman, Ullman 2014.
double chance_to_meet(double similarity, int bands, int rows);  // 1 - (1 - s^rows)^bands
struct Pair {
    std::size_t first = 0, second = 0;
    double similarity = 0;
};
Result<std::vector<Pair>> near_duplicates(const std::vector<Tokens>& documents,
                                          double least_similarity = 0.7,
                                          int bands = 20,
                                          int rows = 5,
                                          std::uint64_t seed = 1,
                                          const IsCancelled& = {});

}  // namespace mainstay::algo
