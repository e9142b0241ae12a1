#include "algo/retrieval.hpp"

#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;

TEST_CASE("text: BM25 is what SQLite computes") {
    const auto reference = oracle("bm25_oracle.json");
    std::vector<Tokens> documents;
    for (const auto& d : reference.at("documents").as_array()) {
        std::istringstream words{std::string(d.as_string())};
        documents.emplace_back(std::istream_iterator<std::string>(words),
                               std::istream_iterator<std::string>());
    }
    const auto scores = value_of(
        bm25(documents, {"broker", "replication"}, {number(reference.at("k1")), number(reference.at("b"))}));
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const auto* expected =
            reference.at("positive_score_by_rowid").as_object().if_contains(std::to_string(i + 1));
        CHECK(scores[i] == around(expected ? number(*expected) : 0, 1e-9));
    }
    CHECK(code_of(bm25({}, {"x"})) == "too_few_values");
}

TEST_CASE("text: quality of a ranking, and rankings fused") {
    const auto q = ranking_quality({false, true, false, true, false, true});
    CHECK(q.average_precision == near((1 / 2. + 2 / 4. + 3 / 6.) / 3));
    CHECK(q.reciprocal_rank == .5);
    CHECK(q.precision_at_1 == 0);
    CHECK(q.precision_at_5 == near(.4));
    CHECK(ranking_quality({}).average_precision == 0);
    CHECK(mean_quality({q, ranking_quality({true})}).reciprocal_rank == .75);
    CHECK(fuse_ranks({{1, 2, 3}, {3, 1}}) == std::vector<std::size_t>{1, 3, 2});
}
