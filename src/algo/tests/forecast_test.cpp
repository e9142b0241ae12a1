#include "algo/forecast.hpp"

#include <chrono>
#include <cmath>
#include <limits>

#include "algo/random.hpp"
#include "algo/statistics.hpp"
#include "algo/tests/classics.hpp"
#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;
using namespace mainstay::algo::classics;

TEST_CASE("forecast: the naive method on the Nile scores as published") {
    const auto v = printed(shared_file("oracles/ts_oracle.out"), "accuracy(naive Nile)");  // MASE MAPE RMSE
    const std::vector<double> past(kNile.begin(), kNile.begin() + 90),
        actual(kNile.begin() + 90, kNile.end());
    const auto said = value_of(seasonal_naive(past, 1, 10, .95));
    CHECK(score(actual, said, naive_scale(past, 1), .95).mase == near(v[0], 1e-8));
    double squares = 0, relative = 0;
    for (std::size_t i = 0; i < 10; ++i)
        squares += std::pow(actual[i] - said.mean[i], 2) / 10,
            relative += std::abs(1 - said.mean[i] / actual[i]) * 10;
    CHECK(std::sqrt(squares) == near(v[2], 1e-8));
    CHECK(relative == near(v[1], 1e-8));
}

TEST_CASE("forecast: one step ahead on the Nile, every origin, is about as good as published") {
    double squares = 0;
    int count = 0;
    for (std::size_t n = 4; n < kNile.size(); ++n) {
        const auto fit = fit_ets({kNile.begin(), kNile.begin() + long(n)}, 1, {});
        if (!fit) continue;
        squares += std::pow(kNile[n] - forecast_ets(*fit, 1, .95).mean[0], 2);
        ++count;
    }
    CHECK(count == 96);
    CHECK(std::sqrt(squares / count) ==
          near(printed(shared_file("oracles/ts_oracle.out"), "tsCV ses Nile RMSE").at(0), 0.035));
}

TEST_CASE("forecast: the automatic choice beats seasonal naive on the classics") {
    const auto air = value_of(forecast({kAirPassengers.begin(), kAirPassengers.end() - 12}, {12, {}, 12}));
    const std::vector<double> actual(kAirPassengers.end() - 12, kAirPassengers.end()),
        past(kAirPassengers.begin(), kAirPassengers.end() - 12);
    const double scale = naive_scale(past, 12);
    const auto ours = score(actual, air.forecast, scale, .95),
               naive = score(actual, value_of(seasonal_naive(past, 12, 12, .95)), scale, .95);
    CHECK(ours.mase < naive.mase);
    CHECK(ours.mase < 1);
    REQUIRE(air.candidates.size() >= 4);
    CHECK(air.candidates[0].name == air.method);
    for (std::size_t i = 1; i < air.candidates.size(); ++i)
        CHECK(air.candidates[i - 1].scores.mase <= air.candidates[i].scores.mase);
    double sum_ours = 0, sum_naive = 0;
    const std::tuple<const char*, const char*, int, int> files[] = {{"nile", "volume", 1, 6},
                                                                    {"sunspots", "SUNACTIVITY", 11, 6},
                                                                    {"macrodata", "realgdp", 4, 8},
                                                                    {"co2", "co2", 52, 52}};
    for (const auto& [file, name, period, horizon] : files) {
        const auto all = column(shared_file(std::string("data/timeseries/classics/") + file + ".csv"), name);
        const std::vector<double> before(all.begin(), all.end() - horizon),
            after(all.end() - horizon, all.end());
        const auto said = value_of(forecast(before, {period, {}, horizon}));
        const double s = naive_scale(before, period);
        sum_ours += score(after, said.forecast, s, .95).mase;
        sum_naive += score(after, value_of(seasonal_naive(before, period, horizon, .95)), s, .95).mase;
        MESSAGE(file << ": " << said.method << " MASE " << score(after, said.forecast, s, .95).mase
                     << ", coverage " << score(after, said.forecast, s, .95).coverage);
    }
    CHECK(sum_ours < sum_naive);
}

TEST_CASE("forecast: calibrated 95 % intervals cover 93 to 97 % where the models' own do not") {
    Random random(42);
    double inside = 0, all = 0;
    for (int series = 0; series < 150; ++series) {
        std::vector<double> y;
        double level = 100;
        for (int t = 0; t < 160; ++t) {  // shocks with heavy tails
            level += 0.3 * random.normal();
            const double shock = random.uniform() < .05 ? 4 : 1;
            y.push_back(level + 8 * std::sin(2 * M_PI * t / 7) + shock * 2 * random.normal());
        }
        ForecastOptions options{7, {}, 7};
        options.origins = 10;
        const auto said = value_of(forecast({y.begin(), y.end() - 7}, options));
        for (std::size_t h = 0; h < 7; ++h) {
            const double v = y[153 + h];
            inside += v >= said.forecast.low[h] && v <= said.forecast.high[h];
            ++all;
        }
    }
    MESSAGE("coverage " << inside / all);
    CHECK(inside / all > .93);
    CHECK(inside / all < .975);
}

TEST_CASE("forecast: gaps, short, constant, sparse and strange series") {
    auto gappy = kAirPassengers;
    for (const std::size_t t : {5u, 40u, 41u, 100u}) gappy[t] = std::nan("");
    const auto filled = value_of(forecast(gappy, {12, {}, 12}));
    CHECK(filled.filled == 4);
    CHECK(filled.forecast.mean[0] == near(450, .05));
    CHECK(code_of(forecast({}, {})) == "too_few_values");
    CHECK(code_of(forecast({1, 2, 3}, {})) == "too_few_values");
    CHECK(code_of(forecast({1, INFINITY, 3, 4, 5}, {})) == "invalid_fields");
    CHECK(code_of(forecast({1, NAN, NAN, NAN, 5, 6}, {})) == "too_few_values");
    CHECK(code_of(forecast(kNile, {0})) == "invalid_fields");
    CHECK(code_of(forecast(kNile, {1, {}, 10}, [] { return true; })) == "cancelled");
    const auto constant = value_of(forecast(std::vector<double>(60, 5.0), {7, {}, 7}));
    CHECK(constant.forecast.mean[3] == near(5, 1e-6));
    const auto five =
        value_of(forecast({3, 4, 3, 5, 4}, {12, {}, 3}));  // too short to ask the past: still an answer
    CHECK(five.candidates.empty());
    CHECK(five.forecast.low[0] >= 0);
    std::vector<double> sparse;
    Random random(8);
    for (int t = 0; t < 200; ++t) sparse.push_back(random.uniform() < .1 ? 1 + double(random.below(3)) : 0);
    const auto rare = value_of(forecast(sparse, {1, {}, 5}));
    CHECK(rare.is_count);
    CHECK(rare.forecast.low[0] == 0);
    CHECK(rare.forecast.high[0] == std::floor(rare.forecast.high[0]));
    CHECK(rare.forecast.mean[0] < 1);
    std::vector<double> huge;
    for (int t = 0; t < 50; ++t) huge.push_back(1e90 + 1e88 * random.normal());
    CHECK(value_of(forecast(huge, {1, {}, 5})).forecast.mean[0] == near(1e90, .05));
}

TEST_CASE("forecast: counts") {
    CHECK(count_quantile(.5, 3, 3) == 3);
    CHECK(count_quantile(.975, 3, 3) == 7);
    CHECK(count_quantile(.975, 3, 12) > 10);
    CHECK(count_quantile(.9, 0, 1) == 0);
}

TEST_CASE("forecast: a hierarchy adds up, and moves the less certain more") {
    const std::vector<std::vector<int>> sums{{0, 1, 2}, {0, 1}, {0}, {1}, {2}};
    const auto fixed = value_of(reconcile(sums, {100, 60, 30, 25, 35}, {4, 4, 1, 9, 1}));
    CHECK(fixed[0] == near(fixed[2] + fixed[3] + fixed[4], 1e-12));
    CHECK(fixed[1] == near(fixed[2] + fixed[3], 1e-12));
    CHECK(std::abs(fixed[3] - 25) > std::abs(fixed[2] - 30));
    const auto same = value_of(reconcile(sums, {90, 55, 30, 25, 35}, {1, 1, 1, 1, 1}));
    CHECK(same[0] == near(90, 1e-12));
    CHECK(code_of(reconcile({{0, 1}}, {1}, {1})) == "invalid_fields");
    CHECK(code_of(reconcile({{0}}, {1}, {0})) == "invalid_fields");
}
