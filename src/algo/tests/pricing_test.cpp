#include "algo/pricing.hpp"

#include <cmath>

#include "algo/random.hpp"
#include "algo/scores.hpp"
#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;

TEST_CASE("pricing: van Westendorp's crossings of sixty answers") {
    const auto csv = shared_file("oracles/psm_input.csv");
    const auto a = column(csv, "\"tch\""), b = column(csv, "\"ch\""), c = column(csv, "\"ex\""),
               d = column(csv, "\"tex\"");
    std::vector<PriceAnswer> answers;
    for (std::size_t i = 0; i < a.size(); ++i) answers.push_back({a[i], b[i], c[i], d[i]});
    const auto range = value_of(van_westendorp(answers));
    const auto text = shared_file("oracles/psm_oracle.out");
    const auto v = numbers_in(text.substr(0, text.find('\n')));  // min max IDP OPP n invalid
    REQUIRE(v.size() == 6);
    CHECK(range.low == v[0]);
    CHECK(range.high == v[1]);
    CHECK(range.indifference == v[2]);
    CHECK(range.optimum == v[3]);
    CHECK(range.used == int(v[4]));
    CHECK(range.left_out == int(v[5]));
    const auto w = printed(text, "interp:");  // the reference walks a grid of 0.01
    CHECK(range.exact_low == around(w[0], .01));
    CHECK(range.exact_high == around(w[1], .01));
    CHECK(range.exact_indifference == around(w[2], .01));
    CHECK(range.exact_optimum == around(w[3], .01));
    answers.push_back({9, 5, 6, 7});
    CHECK(value_of(van_westendorp(answers)).left_out == 1);
    CHECK(code_of(van_westendorp({})) == "too_few_values");
    CHECK(code_of(van_westendorp({{1, 2, 3, NAN}})) == "invalid_fields");
}

TEST_CASE("pricing: conjoint finds the part-worths that made the ratings") {
    std::vector<std::vector<int>> profiles;
    for (int i = 0; i < 12; ++i) profiles.push_back({i % 3, (i / 3) % 2, (i * 5 / 4) % 2});
    const std::vector<std::vector<double>> worth{{1, 0.5, -1.5}, {2, -2}, {0.25, -0.25}};
    Rows ratings(4);
    Random random(2);
    for (auto& row : ratings)
        for (const auto& p : profiles)
            row.push_back(5 + worth[0][size_t(p[0])] + worth[1][size_t(p[1])] + worth[2][size_t(p[2])]);
    const auto found = value_of(conjoint(profiles, ratings));
    CHECK(found.pooled.base == near(5, 1e-9));
    for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t l = 0; l < worth[a].size(); ++l)
            CHECK(found.pooled.worths[a][l] == near(worth[a][l], 1e-9));
    CHECK(found.importance[0] == near(2.5 / 7, 1e-9));
    CHECK(found.importance[1] == near(4 / 7., 1e-9));
    CHECK(code_of(conjoint({{0}, {0}}, {{1, 2}})) == "invalid_fields");
    CHECK(code_of(conjoint(profiles, {{1}})) == "invalid_fields");
}

TEST_CASE("pricing: the best price of a known demand curve, and intervals that hold it") {
    Random random(11);
    int inside = 0;
    double truth = 0;
    for (int run = 0; run < 100; ++run) {
        std::vector<Trial> trials;
        for (double price = 20; price <= 180; price += 20) {
            const double share = 1 / (1 + std::exp(-(3 - 0.04 * price)));
            Trial t{price, 100, 0};
            for (int i = 0; i < 100; ++i) t.yes += random.uniform() < share;
            trials.push_back(t);
        }
        const auto best = value_of(best_price(trials, 0, 5, 1000));
        const double p = 57.0;  // near the optimum of the true curve, refined below
        truth = p;
        for (int i = 0; i < 100; ++i)
            truth = 25 / (1 - 1 / (1 + std::exp(-(3 - 0.04 * truth)))) * .5 + truth * .5;
        inside += best.price_interval.low <= truth && truth <= best.price_interval.high;
        CHECK(-best.demand.b * best.price * (1 - best.share) == near(1, 1e-9));  // first-order condition
    }
    CHECK(inside >= 88);
    CHECK(inside <= 100);
    CHECK(code_of(best_price({{1, 10, 2}, {2, 10, 8}}, 0)) == "unbounded");
    CHECK(code_of(best_price({{1, 10, 10}, {2, 10, 0}}, 0)) == "unbounded");
    CHECK(code_of(best_price({{1, 10, 5}}, 0)) == "too_few_values");
    CHECK(code_of(best_price({{1, 10, 11}, {2, 10, 1}}, 0)) == "invalid_fields");
}

TEST_CASE("scores: AHP weights and the article's satisfaction index") {
    const auto all = oracle("portfolio_oracle.json");
    const auto ours = value_of(hierarchy({{1, 3, 5}, {1 / 3., 1, 3}, {1 / 5., 1 / 3., 1}}));
    const auto expected = numbers(all.at("ahp").at("w"));
    for (std::size_t i = 0; i < 3; ++i) CHECK(ours.weights[i] == near(expected[i], 1e-12));
    CHECK(ours.lambda_max == near(number(all.at("ahp").at("lmax")), 1e-12));
    CHECK(ours.consistency_index == near(number(all.at("ahp").at("CI")), 1e-10));
    CHECK(ours.consistency_ratio == near(number(all.at("ahp").at("CR")), 1e-10));
    CHECK(ours.is_consistent);
    CHECK_FALSE(value_of(hierarchy({{1, 9, 1 / 9.}, {1 / 9., 1, 9}, {9, 1 / 9., 1}})).is_consistent);
    CHECK(code_of(hierarchy({{1, 3}, {3, 1}})) == "invalid_fields");
    const auto cs =
        value_of(composite({{"experience", .8, 0, 1, .3}, {"team", .7, 0, 1, .4}, {"csat", .9, 0, 1, .3}}));
    CHECK(cs.index == near(number(all.at("CS_article")), 1e-12));
    CHECK(cs.low < cs.index);
    CHECK(cs.high > cs.index);
    CHECK(value_of(composite({{"hours", 6, 24, 0, 1}})).index == near(.75));
    CHECK(code_of(composite({{"a", 1, 0, 1, .5}})) == "invalid_fields");
}
