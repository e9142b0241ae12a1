#include "algo/queueing.hpp"

#include <cmath>
#include <limits>

#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;

namespace {

void check_steady(const boost::json::value& row, const Line& line, double within) {
    const auto s = value_of(mmc(line));
    const std::pair<const char*, double> parts[] = {
        {"a", s.load},
        {"rho", s.utilisation},
        {"P_wait", s.probability_wait},
        {"Wq", s.mean_wait},
        {"W", s.mean_time},
        {"Lq", s.mean_queue},
        {"L", s.mean_present},
        {"P0", s.probability_empty},
        {"SL", value_of(service_level(line, within))},
        {"Wq_p50", value_of(wait_quantile(line, .5))},
        {"Wq_p90", value_of(wait_quantile(line, .9))},
        {"Wq_p95", value_of(wait_quantile(line, .95))},
        {"P_Wq_gt_45min", 1 - value_of(service_level(line, .75))}};
    for (const auto& [name, ours] : parts)
        if (row.as_object().contains(name)) CHECK_MESSAGE(ours == near(number(row.at(name))), name);
}

void check_impatient(const boost::json::value& row, const Line& line, double theta, double within) {
    const auto s = value_of(erlang_a(line, theta, within));
    CHECK(s.probability_wait == near(number(row.at("P_wait")), 1e-9));
    CHECK(s.mean_queue == near(number(row.at("Lq")), 1e-9));
    CHECK(s.mean_wait == near(number(row.at("EW")), 1e-9));
    CHECK(s.probability_abandon == near(number(row.at("P_ab")), 1e-9));
    CHECK(s.occupancy == near(number(row.at("occupancy")), 1e-9));
    CHECK(s.throughput == near(number(row.at("throughput")), 1e-9));
    CHECK(s.service_level == near(number(row.at("SL_served_within_T")), 1e-9));
}

long double exact_erlang_b(int servers, long double load) {
    long double b = 1;
    for (int n = 1; n <= servers; ++n) b = load * b / (n + load * b);
    return b;
}

}  // namespace

TEST_CASE("queueing: M/M/1 and M/M/c agree with the reference, and with the articles' example put right") {
    const auto all = oracle("queue_oracle.json");
    check_steady(all.at("article_mm1_10perh_5min"), {10, 12, 1}, 1);
    check_steady(all.at("mm1_staff2"), {10, 12, 2}, 1);
    check_steady(all.at("pyworkforce_100per30min_aht3_20s_c14"), {100 / 30., 1 / 3., 14}, 20 / 60.);
    check_steady(all.at("mitan_360per30min_aht4_55agents_15s"), {12, 1 / 4., 55}, 15 / 60.);
    check_steady(all.at("gross_harris_eyeclinic"), {6, 3, 3}, 0);
    check_steady(all.at("gross_harris_barber"), {5, 6, 1}, 0);
    const Line garnett{48, 1, 50};
    const auto& row = all.at("garnett_erlangC_48_1_50");
    const auto s = value_of(mmc(garnett));
    CHECK(s.mean_wait * 60 == near(number(row.at("Wq_sec"))));
    CHECK(s.mean_queue == near(number(row.at("Lq"))));
    CHECK(s.probability_wait == near(number(row.at("P_wait"))));
    CHECK(s.utilisation == near(number(row.at("occ"))));
    CHECK(value_of(wait_quantile(garnett, .9)) * 60 == near(number(row.at("Wq_p90_sec"))));
}

TEST_CASE("queueing: what the articles print is not a waiting time") {  // kept so that nobody brings the
                                                                        // formulas back
    const auto wrong = oracle("queue_oracle.json").at("article_formula_wrong");
    CHECK(10. * 12 == number(wrong.at("lambda*mu (mu=12/h)")));
    CHECK(value_of(mmc({10, 12, 1})).load == near(number(wrong.at("lambda*E[S] = rho"))));
    const auto printed_length = [](double l, double m) { return l * l / (1 - m) + m * m / l; };
    CHECK(printed_length(10, 12) == near(number(wrong.at("lam^2/(1-mu)+mu^2/lam, mu=12"))));
    CHECK(printed_length(10, 5) == near(number(wrong.at("same, mu=5"))));
    CHECK(printed_length(10, 1 / 12.) == near(number(wrong.at("same, mu=1/12"))));
    CHECK(value_of(mmc({10, 12, 1})).mean_present == near(5));
}

TEST_CASE("queueing: Erlang B and C tables") {
    const auto all = oracle("queue_oracle.json");
    for (const auto& [key, value] : all.at("erlangB").as_object()) {
        const auto at = numbers_in(std::string(key));
        CHECK(value_of(erlang_b(int(at[0]), at[1])) == near(number(value)));
    }
    for (const auto& [key, value] : all.at("erlangC").as_object()) {
        const auto at = numbers_in(std::string(key));
        CHECK(value_of(erlang_c(int(at[0]), at[1])) == near(number(value)));
    }
}

TEST_CASE("queueing: Erlang B and C keep twelve digits up to 100,000 agents") {
    for (const int servers : {1, 10, 1000, 20'000, 100'000})
        for (const double share : {0.5, 0.9, 0.99, 0.9999}) {
            const double load = servers * share;
            const long double b = exact_erlang_b(servers, load);
            if (b < 1e-290L) continue;
            CHECK(value_of(erlang_b(servers, load)) == near(double(b)));
            CHECK(value_of(erlang_c(servers, load)) ==
                  near(double(servers * b / (servers - load + load * b))));
        }
}

TEST_CASE("queueing: Erlang A") {
    const auto all = oracle("queue_oracle.json");
    for (const auto& [key, row] : all.at("erlangA").as_object()) {
        const auto v = numbers_in(std::string(key));
        REQUIRE(v.size() == 5);
        check_impatient(row, {v[0], v[1], int(v[3])}, v[2], v[4]);
    }
    check_impatient(all.at("garnett_erlangA_48_1_50_patience2"), {48, 1, 50}, .5, 12.5 / 60);
    check_impatient(all.at("pyworkforce_erlangA_100per30_aht3_patience5_20s_c13"),
                    {100 / 30., 1 / 3., 13},
                    1 / 5.,
                    20 / 60.);
    const auto workforce = oracle("pyworkforce_oracle.json");
    for (int c = 4; c <= 11; ++c) {
        const auto row = numbers(workforce.at("technical erlA c=" + std::to_string(c)));
        const auto s = value_of(erlang_a({50 / 60., 1 / 8., c}, 1 / 10., 20 / 60.));
        CHECK(s.service_level == around(row[0], 5.1e-5));
        CHECK(s.probability_abandon == around(row[1], 5.1e-5));
    }
}

TEST_CASE("queueing: Erlang A goes to Erlang C as patience grows, and answers an overloaded or huge desk") {
    const auto patient = value_of(erlang_a({8, 1, 10}, 1e-6, .5));
    CHECK(patient.probability_wait == near(value_of(erlang_c(10, 8)), 1e-4));
    CHECK(patient.service_level == near(value_of(service_level({8, 1, 10}, .5)), 1e-4));
    const auto overloaded = value_of(erlang_a({50, 1, 2}, 1, .1));
    CHECK(overloaded.occupancy == near(1, 1e-6));
    CHECK(overloaded.probability_abandon == near(48 / 50., 1e-6));
    const auto huge = value_of(erlang_a({5000, 1, 5000}, 1, 0.2));
    CHECK(huge.service_level > 0.9);
}

TEST_CASE("queueing: M/G/1, Allen-Cunneen, Cosmetatos") {
    const auto all = oracle("queue_oracle.json");
    const std::pair<const char*, double> cases[] = {
        {"M/M/1", 2 / 144.}, {"M/D/1", 1 / 144.}, {"M/H2/1 cs2=4", 5 / 144.}};
    for (const auto& [name, moment] : cases) {
        const auto& row = all.at("mg1").at(name);
        const auto s = value_of(mg1(10, 1 / 12., moment));
        CHECK(s.utilisation == near(number(row.at("rho"))));
        CHECK(s.mean_wait == near(number(row.at("Wq"))));
        CHECK(s.mean_time == near(number(row.at("W"))));
        CHECK(s.mean_queue == near(number(row.at("Lq"))));
        CHECK(s.mean_present == near(number(row.at("L"))));
    }
    for (const auto& [key, value] : all.at("allen_cunneen").as_object()) {
        const auto v = numbers_in(std::string(key));  // lam, es, c, cs2
        REQUIRE(v.size() == 4);
        CHECK(value_of(allen_cunneen_wait({v[0], 1, int(v[2])}, 1, v[3])) == near(number(value)));
    }
    for (const auto& [key, value] : all.at("cosmetatos_MDc").as_object()) {
        const auto v = numbers_in(std::string(key));
        CHECK(value_of(cosmetatos_wait({v[0], 1, int(v[2])})) == near(number(value)));
    }
}

TEST_CASE("queueing: priorities, and Kleinrock's conservation") {
    const auto all = oracle("queue_oracle.json");
    const auto same = [](const std::vector<double>& ours, const boost::json::value& theirs) {
        const auto expected = numbers(theirs);
        REQUIRE(ours.size() == expected.size());
        for (std::size_t i = 0; i < ours.size(); ++i) CHECK(ours[i] == near(expected[i]));
    };
    same(value_of(cobham_waits({{.2, 1, 2}, {.3, 1, 2}, {.3, 1, 2}})),
         all.at("cobham_mg1").at("lams .2,.3,.3 es 1 exp"));
    same(value_of(cobham_waits({{.1, .5, .25}, {.2, 1, 2}, {.3, 1.5, 6.75}})),
         all.at("cobham_mg1").at("lams .1,.2,.3 es .5,1,1.5 cs2=(0,1,2)"));
    const std::vector<double> rates{.2, .6, 1.2};
    const auto& county = all.at("hillier_county_hospital");
    for (const int s : {1, 2}) {
        same(value_of(priority_waits(rates, 3, s)), county.at("nonpreemptive_s" + std::to_string(s)));
        const auto expected =
            numbers(county.at("preemptive_s" + std::to_string(s)));  // differences: fewer digits remain
        const auto ours = value_of(preemptive_waits(rates, 3, s));
        for (std::size_t i = 0; i < 3; ++i) CHECK(ours[i] == near(expected[i], 1e-10));
    }
    const auto kept = [](const std::vector<double>& order) {
        const auto waits = value_of(priority_waits(order, 3, 2));
        double sum = 0;
        for (std::size_t i = 0; i < order.size(); ++i) sum += order[i] * waits[i];
        return sum;
    };
    CHECK(kept({.2, .6, 1.2}) == near(kept({1.2, .2, .6})));
}

TEST_CASE("queueing: M/M/c/K and the cross-check of another package") {
    const auto text = shared_file("oracles/queue_octave.out");
    const auto v = printed(text, "mmmk(10,12,2,5):");  // U R Q X p0 pK
    const auto f = value_of(mmck({10, 12, 2}, 5));
    const double ours[] = {
        f.utilisation, f.mean_time, f.mean_present, f.throughput, f.probability_empty, f.probability_blocked};
    REQUIRE(v.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) CHECK(ours[i] == near(v[i], 1e-11));
    CHECK(value_of(erlang_b(50, 40)) == near(printed(text, "erlangb(A=40,m=50)=").at(0)));
    CHECK(value_of(erlang_c(55, 48)) == near(printed(text, "erlangc(A=48,m=55)=").at(0)));
    CHECK(value_of(erlang_c(100, 90)) == near(printed(text, "erlangc(A=90,m=100)=").at(0)));
    CHECK(value_of(erlang_b(100, 90)) == near(printed(text, "erlangb(A=90,m=100)=").at(0)));
    const auto eye = printed(text, "eye clinic qsmmm:");  // U R Q p0 pk
    const auto s = value_of(mmc({6, 3, 3}));
    CHECK(s.mean_time == near(eye[1], 1e-11));
    CHECK(s.mean_present == near(eye[2], 1e-11));
    const auto one = printed(text, "mm1 10/12:");
    CHECK(value_of(mmc({10, 12, 1})).mean_time == near(one[1], 1e-11));
    const auto tutorial = printed(text, "360 calls per 30 min:");
    CHECK(value_of(mmc({12, .25, 55})).mean_time == near(tutorial[1], 1e-11));
    CHECK(value_of(engset(5, .5, 10)) == near(printed(text, "engset(A=0.5,m=5,n=10)=").at(0), 1e-9));
    CHECK(value_of(engset(5, .5, 5)) == 0);  // never more customers than agents
    const auto constant = printed(text, "M/D/1:");
    CHECK(value_of(mg1(10, 1 / 12., 1 / 144.)).mean_present == near(constant[2], 1e-11));
}

TEST_CASE("queueing: M/M/c/K meets Erlang B at K = c and M/M/c as K grows, at any size") {
    CHECK(value_of(mmck({90, 1, 100}, 100)).probability_blocked == near(value_of(erlang_b(100, 90))));
    CHECK(value_of(mmck({90, 1, 100}, 100'000)).mean_wait == near(value_of(mmc({90, 1, 100})).mean_wait));
    CHECK(value_of(mmck({90, 1, 100}, 100'000)).probability_wait == near(value_of(erlang_c(100, 90))));
    const auto overloaded = value_of(mmck({500, 1, 100}, 110));
    CHECK(overloaded.throughput == near(100, 1e-9));
    CHECK(value_of(mmck({99'000, 1, 100'000}, 200'000)).throughput == near(99'000, 1e-9));
}

TEST_CASE("queueing: bad numbers and desks without an answer are errors, never NaN") {
    const double nan = std::numeric_limits<double>::quiet_NaN(),
                 inf = std::numeric_limits<double>::infinity();
    CHECK(code_of(mmc({12, 12, 1})) == "unstable");
    CHECK(code_of(mmc({13, 12, 1})) == "unstable");
    CHECK(code_of(mg1(12, 1 / 12., 1)) == "unstable");
    CHECK(code_of(cobham_waits({{1, .5, 1}, {1, .5, 1}})) == "unstable");
    CHECK(code_of(priority_waits({2, 2}, 1, 4)) == "unstable");
    CHECK(code_of(mmc({nan, 12, 1})) == "invalid_fields");
    CHECK(code_of(mmc({1, 0, 1})) == "invalid_fields");
    CHECK(code_of(mmc({inf, 12, 1})) == "invalid_fields");
    CHECK(code_of(mmc({1, 12, 0})) == "invalid_fields");
    CHECK(code_of(mmc({1e300, 1e-300, 5})) == "invalid_fields");
    CHECK(code_of(wait_quantile({1, 2, 1}, 1)) == "invalid_fields");
    CHECK(code_of(erlang_a({1, 1, 1}, 0, 1)) == "invalid_fields");
    CHECK(code_of(erlang_a({1e9, 1, 1}, 1, 1)) == "too_large");
    CHECK(code_of(mmck({1, 1, 5}, 4)) == "invalid_fields");
    CHECK(value_of(mmc({0, 1, 3})).mean_wait == 0);
    CHECK(mmc({13, 12, 1}).error().detail().find("Erlang A") != std::string::npos);
}
