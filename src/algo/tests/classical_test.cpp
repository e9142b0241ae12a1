#include "algo/classical.hpp"

#include <cmath>

#include "algo/random.hpp"
#include "algo/stl.hpp"
#include "algo/tests/classics.hpp"
#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;
using namespace mainstay::algo::classics;

TEST_CASE("forecast: Theta as published") {
    const auto text = shared_file("oracles/ts_oracle.out");
    const auto v = printed(text, "thetaf(Nile): mean");  // h = 1, h = 10, low, high
    const auto nile = value_of(theta(kNile, 1, 10, .95));
    CHECK(nile.mean[0] == near(v[0], 1e-3));
    CHECK(nile.mean[9] == near(v[1], 1e-3));
    CHECK(nile.low[0] == near(v[2], 1e-3));
    CHECK(nile.high[0] == near(v[3], 1e-3));
    const auto air = value_of(theta(kAirPassengers, 12, 12, .95));
    const auto expected = printed(text, "thetaf(Air):");
    for (std::size_t i = 0; i < 12; ++i) CHECK(air.mean[i] == near(expected[i], 1e-3));
}

TEST_CASE("forecast: Croston's family") {
    const std::vector<double> y{0, 2, 0, 0, 1, 0, 0, 0, 3, 0, 0, 2, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0};
    const double expected = printed(shared_file("oracles/ts_oracle.out"), "croston alpha .1:").at(0);
    CHECK(value_of(sparse_rate(y, Sparse::croston)) == near(expected, 1e-9));
    CHECK(value_of(sparse_rate(y, Sparse::sba)) == near(.95 * expected, 1e-9));
    auto dead = y;
    dead.resize(200);  // a queue that has died: only TSB forgets it
    CHECK(value_of(sparse_rate(dead, Sparse::tsb)) < 0.001);
    CHECK(value_of(sparse_rate(dead, Sparse::croston)) == near(expected, 1e-9));
    CHECK(value_of(sparse_rate({0, 0, 0}, Sparse::sba)) == 0);
    CHECK(code_of(sparse_rate({0, -1}, Sparse::sba)) == "invalid_fields");
    CHECK(code_of(sparse_rate({}, Sparse::sba)) == "too_few_values");
}

TEST_CASE("forecast: STL as published") {
    const auto text = shared_file("oracles/ts_oracle.out");
    const auto parts = value_of(stl(kNottem, 12));
    const auto v = printed(text, "stl(nottem,per) trend[1:3]");  // three of the trend, three of the season
    REQUIRE(v.size() == 6);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(parts.trend[i] == near(v[i], 1e-7));
        CHECK(parts.seasonal[i] == near(v[i + 3], 1e-7));
    }
    for (std::size_t i = 0; i < kNottem.size(); ++i)
        CHECK(parts.trend[i] + parts.seasonal[i] + parts.remainder[i] == near(kNottem[i]));
}

TEST_CASE("forecast: STL + ETS of the logarithm comes near the published forecast") {
    std::vector<double> logs;
    for (const double v : kAirPassengers) logs.push_back(std::log(v));
    const auto ahead = value_of(stl_ets(logs, {12}, 12, .95));
    const auto expected = printed(shared_file("oracles/ts_oracle.out"), "stlf(Air,lambda=0):");
    for (std::size_t h = 0; h < 12; ++h) CHECK(std::exp(ahead.mean[h]) == near(expected[h], .02));
}

TEST_CASE("forecast: two seasons at once come apart, and robust rounds resist outliers") {
    std::vector<double> y;
    Random random(5);
    for (int t = 0; t < 24 * 7 * 6; ++t)
        y.push_back(100 + 0.01 * t + 10 * std::sin(2 * M_PI * t / 24) + 5 * std::cos(2 * M_PI * t / 168) +
                    0.5 * random.normal());
    const auto parts = value_of(mstl(y, {168, 24}));
    REQUIRE(parts.periods == std::vector<int>{24, 168});
    double worst = 0;
    for (std::size_t t = 200; t < 800; ++t)
        worst = std::max(worst, std::abs(parts.seasonal[0][t] - 10 * std::sin(2 * M_PI * double(t) / 24)));
    CHECK(worst < 2);
    const auto ahead = value_of(stl_ets(y, {24, 168}, 48, .95));
    double error = 0;
    for (int h = 0; h < 48; ++h) {
        const double t = 24 * 7 * 6 + h;
        error += std::abs(ahead.mean[size_t(h)] - (100 + 0.01 * t + 10 * std::sin(2 * M_PI * t / 24) +
                                                   5 * std::cos(2 * M_PI * t / 168))) /
                 48;
    }
    CHECK(error < 0.6);
    std::vector<double> spiked(y.begin(), y.begin() + 240);
    spiked[100] += 500;
    StlOptions robust;
    robust.is_robust = true;
    CHECK(std::abs(value_of(stl(spiked, 24, robust)).remainder[100]) > 490);
    CHECK(std::abs(value_of(stl(spiked, 24)).remainder[100]) < 480);
    CHECK(code_of(stl({1, 2, 3}, 2)) == "too_few_values");
    CHECK(code_of(mstl({1, 2, 3}, {7})) == "too_few_values");
}

TEST_CASE("forecast: seasonal naive repeats the last period") {
    const auto f = value_of(seasonal_naive({1, 2, 3, 4, 5, 6}, 3, 7, .9));
    CHECK(f.mean == std::vector<double>{4, 5, 6, 4, 5, 6, 4});
    CHECK(f.deviation[6] > f.deviation[5]);
    CHECK(code_of(seasonal_naive({1, 2}, 2, 1, .9)) == "too_few_values");
}
