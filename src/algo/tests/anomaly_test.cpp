#include "algo/anomaly.hpp"

#include <cmath>

#include "algo/random.hpp"
#include "algo/tests/classics.hpp"
#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;
using namespace mainstay::algo::classics;

TEST_CASE("anomaly: generalised ESD on Rosner's values") {
    const auto script = shared_file("oracles/stat_oracle.R");
    const auto from = script.find("r<-c(") + 5;
    const auto values = numbers_in(" " + script.substr(from, script.find(')', from) - from));
    REQUIRE(values.size() == 54);
    const auto found = value_of(generalised_esd(values, 10));
    const auto text = shared_file("oracles/stat_oracle.out");
    const auto r = printed(text, "GESD R:"), l = printed(text, "GESD lambda:");
    for (std::size_t i = 0; i < 10; ++i) {
        CHECK(found.statistics[i] == around(r[i], 5.1e-4));
        CHECK(found.limits[i] == around(l[i], 5.1e-4));
    }
    CHECK(found.positions.size() == std::size_t(printed(text, "outliers:").at(0)));
    CHECK(value_of(generalised_esd(std::vector<double>(20, 1.0), 5)).positions.empty());
    CHECK(code_of(generalised_esd({1, 2}, 1)) == "too_few_values");
    CHECK(code_of(generalised_esd(values, 40)) == "invalid_fields");
}

TEST_CASE("anomaly: CUSUM of the NIST example") {
    const auto script = shared_file("oracles/stat_oracle.R");
    const auto from = script.find("x<-c(324") + 5;
    const auto values = numbers_in(" " + script.substr(from, script.find(')', from) - from));
    REQUIRE(values.size() == 20);
    const auto ours = value_of(cusum(values, 325, .3175, 4.1959));
    const auto text = shared_file("oracles/stat_oracle.out");
    const auto high = printed(text, "CUSUM Shi:"), low = printed(text, "CUSUM Slo:"),
               out = printed(text, "h=4.1959 first out:");
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(ours.high[i] == around(high[i], .0051));
        CHECK(ours.low[i] == around(low[i], .0051));
    }
    REQUIRE(ours.signals.size() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i) CHECK(ours.signals[i] + 1 == std::size_t(out[i]));
}

TEST_CASE("anomaly: seasonal hybrid ESD finds what stands out of the season, both ways") {
    std::vector<double> y;
    Random random(4);
    for (int t = 0; t < 1440; ++t) y.push_back(100 + 40 * std::sin(2 * M_PI * t / 144) + 2 * random.normal());
    y[700] += 30;
    y[36] -= 25;  // at the top of the season: an ordinary value elsewhere
    y[1200] += 18;
    const auto found = value_of(seasonal_hybrid_esd(y, 144));
    CHECK(found.positions == std::vector<std::size_t>{700, 36, 1200});
    CHECK(code_of(seasonal_hybrid_esd(y, 1000)) == "too_few_values");
}

TEST_CASE("anomaly: changes of the mean, exactly") {
    const auto all = oracle("cpd_oracle.json");
    for (const char* name : {"nile_optpart 2*s2*log n", "nile_optpart 3*s2*log n"}) {
        const auto& row = all.at(name);
        const auto found = value_of(change_points(kNile, number(row.at("pen"))));
        CHECK(found.cost == near(number(row.at("cost")), 1e-10));
        REQUIRE(found.positions.size() == 1);
        CHECK(double(found.positions[0]) == numbers(row.at("cp")).at(0));
    }
    const double s = noise_from_differences(kNile);
    CHECK(3 * s * s * std::log(100.) ==
          near(number(all.at("nile_optpart 3*s2*log n").at("pen")), 1e-4));  // .6745 rounded there
    CHECK(double(value_of(change_points(kNile)).positions.at(0)) ==
          printed(shared_file("oracles/ts_oracle.out"), "breakpoints(Nile~1):").at(0));
    const auto& steps = all.at("steps");
    const auto found = value_of(change_points(numbers(steps.at("x")), 2 * std::log(200.)));
    CHECK(found.cost == near(number(steps.at("cost")), 1e-9));
    const auto expected = numbers(steps.at("cp"));
    CHECK(std::vector<double>(found.positions.begin(), found.positions.end()) == expected);
}

TEST_CASE("anomaly: pruning changes nothing, and far from zero no digit is lost") {
    Random random(6);
    std::vector<double> y;
    for (int t = 0; t < 300; ++t) y.push_back((t / 60) * 2 + random.normal());
    const double penalty = 8;
    std::vector<double> best(301);  // plain optimal partitioning
    best[0] = -penalty;
    for (std::size_t t = 1; t <= 300; ++t) {
        best[t] = 1e300;
        for (std::size_t s = 0; s < t; ++s) {
            double sum = 0, squares = 0;
            for (auto i = s; i < t; ++i) sum += y[i], squares += y[i] * y[i];
            best[t] = std::min(best[t], best[s] + squares - sum * sum / double(t - s) + penalty);
        }
    }
    const auto found = value_of(change_points(y, penalty));
    CHECK(found.cost == near(best[300], 1e-9));
    auto far = y;
    for (auto& v : far) v += 1e9;
    CHECK(value_of(change_points(far, penalty)).positions == found.positions);
    CHECK(value_of(change_points(std::vector<double>(50, 3.0))).positions.empty());
    CHECK(code_of(change_points({1})) == "too_few_values");
    CHECK(code_of(change_points(std::vector<double>(1000, 1.0), 0, [] { return true; })) == "cancelled");
}

TEST_CASE("anomaly: Bayesian run lengths of the Nile") {
    const auto all = oracle("cpd_oracle.json");
    const auto& row = all.at("nile_bocpd");
    const auto prior = numbers(row.at("prior NIG"));
    const auto found =
        value_of(online_changes(kNile, {number(row.at("hazard")), prior[0], prior[1], prior[2], prior[3]}));
    const auto expected = numbers(row.at("map_runlength"));
    CHECK(std::vector<double>(found.most_probable.begin(), found.most_probable.end()) == expected);
    CHECK(found.most_probable[31] == 4);  // 1902: four values since 1898
    CHECK(code_of(online_changes(kNile, {2})) == "invalid_fields");
    CHECK(code_of(online_changes(std::vector<double>(30'000, 1.0), {})) == "too_large");
    CHECK(value_of(online_changes(std::vector<double>(3000, 1e6), {})).most_probable.back() == 3000);
}

TEST_CASE("anomaly: alerts use only the past, need persistence and keep a budget") {
    std::vector<double> y;
    Random random(9);
    for (int t = 0; t < 2000; ++t) y.push_back(50 + 10 * std::sin(2 * M_PI * t / 24) + random.normal());
    y[500] += 12;                                          // one point
    for (int t = 1200; t < 1206; ++t) y[size_t(t)] += 15;  // an hour of trouble
    AlertOptions options;
    options.period = 24;
    options.threshold = 5;
    const auto quick = value_of(alerts(y, options));
    const auto has = [](const Alerts& a, std::size_t from, std::size_t to) {
        return std::any_of(a.alerts.begin(), a.alerts.end(), [&](const Alert& x) {
            return x.position >= from && x.position < to;
        });
    };
    CHECK(has(quick, 500, 501));
    CHECK(has(quick, 1200, 1206));
    CHECK(quick.alerts.size() <= 10);
    options.persistence = 3;
    const auto slow = value_of(alerts(y, options));
    CHECK_FALSE(has(slow, 500, 501));
    CHECK(has(slow, 1200, 1206));
    auto later = y;
    later.resize(1500);
    const auto part = value_of(alerts(later, options));
    REQUIRE(!part.alerts.empty());
    CHECK(part.alerts[0].deviations == slow.alerts[0].deviations);
    options.threshold = 0.1, options.persistence = 1, options.alerts_per_1000 = 2;
    CHECK(value_of(alerts(y, options)).alerts.size() <= 4);
    CHECK(value_of(alerts(std::vector<double>(500, 7.0), {})).alerts.empty());
    CHECK(code_of(alerts({1, 2, 3}, {})) == "too_few_values");
}

TEST_CASE("anomaly: labelled windows of the NAB series") {  // how many are found, and at what price
    const auto windows = boost::json::parse(shared_file("data/timeseries/nab/windows.json"));
    int found = 0, all = 0, false_alarms = 0;
    double points = 0;
    for (const auto& [name, spans] : windows.as_object()) {
        const auto csv = shared_file("data/timeseries/nab/" + std::string(name) + ".csv");
        const auto y = column(csv, "value");
        std::vector<std::string> times;
        std::istringstream lines(csv);
        std::string line;
        std::getline(lines, line);
        while (std::getline(lines, line)) times.push_back(line.substr(0, 10) + "T" + line.substr(11, 8));
        AlertOptions options;
        options.period = 288, options.threshold = 6, options.alerts_per_1000 = 2;
        if (std::string(name).starts_with("realAdExchange")) options.period = 24;  // hourly
        const auto said = value_of(alerts(y, options));
        std::vector<bool> hit(spans.as_array().size());
        for (const auto& a : said.alerts) {
            bool is_inside = false;
            for (std::size_t w = 0; w < hit.size(); ++w) {
                const std::string from(spans.at(w).at(0).as_string()), to(spans.at(w).at(1).as_string());
                if (times[a.position] >= from.substr(0, 19) && times[a.position] <= to.substr(0, 19))
                    hit[w] = is_inside = true;
            }
            false_alarms += !is_inside;
        }
        for (const bool h : hit) found += h;
        all += int(hit.size());
        points += double(y.size());
    }
    MESSAGE("windows found " << found << " of " << all << ", false alarms per 1,000 points "
                             << 1000 * false_alarms / points);
    CHECK(all > 20);
    CHECK(found * 2 >= all);
    CHECK(1000 * false_alarms / points < 2);
}
