#include "algo/statistics.hpp"

#include <cmath>

#include "algo/distributions.hpp"
#include "algo/random.hpp"
#include "algo/regression.hpp"
#include "algo/survival.hpp"
#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;

namespace {

const std::vector<Span> kMaintained{{9, true},
                                    {13, true},
                                    {13, false},
                                    {18, true},
                                    {23, true},
                                    {28, false},
                                    {31, true},
                                    {34, true},
                                    {45, false},
                                    {48, true},
                                    {161, false}};
const std::vector<Span> kNot{{5, true},
                             {5, true},
                             {8, true},
                             {8, true},
                             {12, true},
                             {16, false},
                             {23, true},
                             {27, true},
                             {30, true},
                             {33, true},
                             {43, true},
                             {45, true}};

void check_curve(const Survival& curve, const std::string& text, const std::string& name) {
    std::istringstream lines(text.substr(text.find("x=" + name + " \n")));
    std::string line;
    std::getline(lines, line);
    std::getline(lines, line);
    int rows = 0;
    while (std::getline(lines, line) && line.find_first_not_of(' ') != std::string::npos) {
        const auto v = numbers_in(line);
        if (v.size() != 7) break;
        ++rows;
        const SurvivalPoint* last = nullptr;
        for (const auto& p : curve.points)
            if (p.time <= v[0]) last = &p;
        REQUIRE(last);
        CHECK(last->survival == around(v[3], 6e-7));
        CHECK(last->standard_error == near(v[4], 1e-5));
        CHECK(last->low == near(v[5], 1e-5));
        CHECK(last->high == near(v[6], 1e-5));
    }
    CHECK(rows >= 6);
}

}  // namespace

TEST_CASE("statistics: intervals of shares") {
    const auto text = shared_file("oracles/stat_oracle.out");
    const std::pair<long, long> cases[] = {{81, 263}, {15, 148}, {0, 20}, {1, 29}};
    for (const auto& [x, n] : cases) {
        const auto v = printed(text, "Wilson " + std::to_string(x) + " " + std::to_string(n));
        const auto ours = value_of(wilson(x, n));
        CHECK(ours.low == around(v[0], 5.1e-5));
        CHECK(ours.high == around(v[1], 5.1e-5));
    }
    const auto exact = printed(text, "Clopper-Pearson 81/263:");
    CHECK(value_of(clopper_pearson(81, 263)).low == near(exact[0], 1e-9));
    CHECK(value_of(clopper_pearson(81, 263)).high == near(exact[1], 1e-9));
    CHECK(value_of(wilson(0, 20)).low == 0);
    CHECK(value_of(clopper_pearson(20, 20)).high == 1);
    CHECK(code_of(wilson(1, 0)) == "too_few_values");
    CHECK(code_of(wilson(3, 2)) == "invalid_fields");
}

TEST_CASE("statistics: net promoter score") {
    const auto text = shared_file("oracles/stat_oracle.out");
    const auto v = printed(text, "NPS 60/25/15:"), adjusted = printed(text, "NPS adj(+3/4,+3/2,+3/4):");
    const auto ours = value_of(net_promoter_score(60, 25, 15));
    CHECK(ours.score.estimate == near(v[0], 1e-9));
    CHECK(ours.standard_error == near(v[1], 1e-9));
    CHECK(ours.score.low == near(v[2], 1e-9));
    CHECK(ours.score.high == near(v[3], 1e-9));
    CHECK(ours.adjusted.estimate == near(adjusted[0], 1e-9));
    CHECK(ours.adjusted.low == near(adjusted[2], 1e-9));
    CHECK(ours.adjusted.high == near(adjusted[3], 1e-9));
    CHECK(code_of(net_promoter_score(0, 0, 0)) == "too_few_values");
}

TEST_CASE("statistics: CRPS of a normal forecast, and the small functions") {
    const auto v = printed(shared_file("oracles/stat_oracle.out"), "crps N(0,1) at 0,1,-2:");
    CHECK(crps_normal(0, 0, 1) == near(v[0], 1e-9));
    CHECK(crps_normal(1, 0, 1) == near(v[1], 1e-9));
    CHECK(crps_normal(-2, 0, 1) == near(v[2], 1e-9));
    CHECK(crps_normal(3, 1, 0) == 2);
    CHECK(quantile({4, 1, 3, 2}, .25) == doctest::Approx(1.75));
    CHECK(median({5}) == 5);
    CHECK(poisson_quantile(.975, 3) == 7);
    CHECK(poisson_quantile(.5, 0) == 0);
}

TEST_CASE("survival: Kaplan-Meier, log-rank and Cox of the aml data") {
    const auto text = shared_file("oracles/stat_oracle.out");
    const auto maintained = value_of(kaplan_meier(kMaintained, Band::log)),
               none = value_of(kaplan_meier(kNot, Band::log));
    check_curve(maintained, text, "Maintained");
    check_curve(none, text, "Nonmaintained");
    CHECK(maintained.median() == printed(text, "x=Maintained         7").at(0));
    CHECK(none.median() == printed(text, "x=Nonmaintained     11").at(0));
    const auto rank = printed(text, "aml logrank chisq");
    const auto ours = value_of(log_rank(kMaintained, kNot));
    CHECK(ours.chi_squared == near(rank[0], 1e-9));
    CHECK(ours.p_value == near(rank[1], 1e-9));
    auto all = kMaintained;
    all.insert(all.end(), kNot.begin(), kNot.end());
    std::vector<double> x(all.size());
    for (std::size_t i = kMaintained.size(); i < all.size(); ++i) x[i] = 1;
    const auto hazard = value_of(cox(all, x));
    const auto expected = printed(text, "aml cox coef");
    CHECK(hazard.coefficient == near(expected[0], 1e-8));
    CHECK(hazard.standard_error == near(expected[1], 1e-8));
}

TEST_CASE("survival: Freireich's 6-MP patients") {
    const double times[] = {6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35};
    const int ended[] = {1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0};
    std::vector<Span> spans;
    for (int i = 0; i < 21; ++i) spans.push_back({times[i], ended[i] == 1});
    const auto curve = value_of(kaplan_meier(spans));
    const auto v = printed(shared_file("oracles/stat_oracle.out"), "6-MP KM:");
    REQUIRE(v.size() == 14);
    for (std::size_t i = 0; i < v.size(); i += 2) CHECK(curve.at(v[i]) == around(v[i + 1], 5.1e-5));
    for (const auto& p : curve.points) {
        CHECK(p.low >= 0);
        CHECK(p.high <= 1);
        CHECK(p.low <= p.survival);
    }
}

TEST_CASE("survival: cohorts never call somebody lost who is only new") {
    std::vector<Member> members;
    for (int i = 0; i < 10; ++i) members.push_back({"2026-01", i < 2 ? 1.0 : 3.0, i < 2});
    for (int i = 0; i < 5; ++i) members.push_back({"2026-03", 1.0, false});
    const auto table = value_of(cohorts(members, 6));
    REQUIRE(table.size() == 2);
    CHECK(table[0].retained == std::vector<double>{.8, .8, .8});
    CHECK(table[1].retained == std::vector<double>{1});
    CHECK(code_of(cohorts({}, 3)) == "too_few_values");
    CHECK(code_of(kaplan_meier({{-1, true}})) == "invalid_fields");
    CHECK(code_of(log_rank(kNot, {})) == "too_few_values");
}

TEST_CASE("regression: the cars data") {
    const double speed[] = {4,  4,  7,  7,  8,  9,  10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13,
                            13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17, 17, 17, 18, 18, 18,
                            18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25};
    const double dist[] = {2,  10, 4,  22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28,  26, 34,
                           34, 46, 26, 36, 60, 80, 20, 26, 54, 32, 40, 32, 40, 50, 42,  56, 76,
                           84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85};
    Rows x;
    for (const double v : speed) x.push_back({v});
    const auto fit = value_of(least_squares(x, {std::begin(dist), std::end(dist)}));
    const auto v =
        printed(shared_file("oracles/stat_oracle.out"), "lm(dist~speed):");  // a b R2 (PI at) 15 fit low high
    REQUIRE(v.size() == 7);
    CHECK(fit.coefficients[0] == near(v[0], 1e-8));
    CHECK(fit.coefficients[1] == near(v[1], 1e-8));
    CHECK(fit.r_squared == near(v[2], 1e-8));
    const auto at = fit.prediction_at({15});
    CHECK(at.estimate == near(v[4], 1e-8));
    CHECK(at.low == near(v[5], 1e-8));
    CHECK(at.high == near(v[6], 1e-8));
}

TEST_CASE("regression: exact data comes back, dependent columns and short data are refused") {
    Rows x;
    std::vector<double> y;
    Random random(3);
    for (int i = 0; i < 40; ++i) {
        x.push_back({random.normal(), 1e6 + random.normal(), random.uniform()});
        y.push_back(2 - 3 * x.back()[0] + 0.5 * x.back()[1] + 7 * x.back()[2]);
    }
    const auto fit = value_of(least_squares(x, y));
    CHECK(fit.coefficients[1] == near(-3, 1e-6));
    CHECK(fit.coefficients[3] == near(7, 1e-6));
    for (auto& row : x) row[2] = 2 * row[0];
    CHECK(code_of(least_squares(x, y)) == "not_independent");
    CHECK(code_of(least_squares({{1}, {2}}, {1, 2})) == "too_few_values");
    CHECK(code_of(least_squares({{1}, {1}, {1}}, {1, 2, 3})) == "not_independent");
    CHECK(code_of(least_squares({{1}, {NAN}, {1}}, {1, 2, 3})) == "invalid_fields");
}
