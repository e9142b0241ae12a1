#include "algo/staffing.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "algo/tests/oracle.hpp"

using namespace mainstay::algo;

namespace {

struct Delays {
    double least = 1, most = 0, mean = 0, lost = 0;
};

double jmmw_rate(double t) {
    return 30 + 20 * std::sin(5 * t);
}

// The JMMW example: the plan changes every 0.05; the last two cycles of ten units of time are looked at.
Delays jmmw(const std::function<int(double)>& plan) {
    std::map<long, int> cache;
    Varying v;
    v.rate = jmmw_rate;
    v.servers = [&](double t) {
        const long slot = static_cast<long>(std::floor(t / 0.05 + 1e-9));
        const auto found = cache.find(slot);
        return found != cache.end() ? found->second : cache[slot] = plan(static_cast<double>(slot) * 0.05);
    };
    v.to = 10;
    v.capacity = 160;
    const auto done = value_of(course(v));
    Delays d;
    int count = 0;
    for (const auto& m : done.moments) {
        if (m.time <= 10 - 2 * 2 * M_PI / 5) continue;
        d.least = std::min(d.least, m.probability_wait);
        d.most = std::max(d.most, m.probability_wait);
        d.mean += m.probability_wait;
        ++count;
    }
    d.mean /= count;
    d.lost = done.lost;
    return d;
}

void check_delays(const Delays& ours, const boost::json::value& row) {
    CHECK(ours.least == near(number(row.at("delayP_min")), 1e-6));
    CHECK(ours.most == near(number(row.at("delayP_max")), 1e-6));
    CHECK(ours.mean == near(number(row.at("delayP_mean")), 1e-6));
    CHECK(ours.lost < 1e-15);
}

}  // namespace

TEST_CASE("staffing: the least staff of the reference cases") {
    const auto all = oracle("queue_oracle.json"), workforce = oracle("pyworkforce_oracle.json");
    for (const auto& [key, row] : all.at("staffing").as_object()) {
        const auto v = numbers_in(std::string(key));  // rate per hour, minutes, minutes, share
        REQUIRE(v.size() == 4);
        const double within = v[2] == 0.3333 ? 1 / 3. : v[2];
        const Line line{v[0], 60 / v[1], int(number(row.at("c")))};
        const auto s = value_of(least_staff(v[0], 60 / v[1], {v[3], within / 60}));
        CHECK(s.servers == line.servers);
        CHECK(s.service_level == near(number(row.at("SL"))));
        CHECK(s.occupancy == near(number(row.at("occ"))));
        CHECK(s.mean_wait * 60 == near(number(row.at("Wq_min"))));
        const auto below = service_level({v[0], 60 / v[1], line.servers - 1}, within / 60);
        if (row.at("SL_c-1").is_null())
            CHECK(!below);
        else
            CHECK(value_of(below) == near(number(row.at("SL_c-1"))));
    }
    const auto billing = numbers(workforce.at("billing a=6.667 AHT4 20s 80% (ErlangC)"));
    const auto s = value_of(least_staff(100 / 60., 1 / 4., {.8, 20 / 60.}));
    CHECK(s.servers == int(billing[0]));
    CHECK(s.service_level == near(billing[1]));
    CHECK(value_of(service_level({100 / 60., .25, s.servers - 1}, 20 / 60.)) == near(billing[2]));
    CHECK(100 * 4 / 60. + 50 * 8 / 60. == near(number(workforce.at("offered_load_total_erlang"))));
    CHECK(value_of(people_to_schedule(14, .3)) == 20);
}

TEST_CASE("staffing: the answer keeps the promise and one agent fewer does not") {
    for (double load = 0.3; load < 3000; load *= 1.7)
        for (const double share : {.5, .8, .95, .999})
            for (const double within : {0., .2, 3.}) {
                const auto s = value_of(least_staff(load, 1, {share, within}));
                CHECK(s.service_level >= share);
                const auto below = service_level({load, 1, s.servers - 1}, within);
                CHECK((!below || *below < share));
            }
    const auto impatient = value_of(least_staff_impatient(100, 20, 12, {.8, 1 / 180.}));
    CHECK(value_of(erlang_a({100, 20, impatient.servers - 1}, 12, 1 / 180.)).service_level < .8);
    CHECK(impatient.service_level >= .8);
    CHECK(value_of(least_staff(10, 1, {.5, 100, .7})).servers == 15);  // the cap on occupancy decides
}

TEST_CASE("staffing: square-root rule") {
    const auto all = oracle("timevar_oracle.json");
    for (const char* p : {"0.1", "0.2", "0.5"})
        CHECK(value_of(halfin_whitt_beta(std::stod(p))) ==
              near(number(all.at("HW_beta(" + std::string(p) + ")")), 1e-9));
    for (const double load : {50., 400., 3000.}) {
        const int quick = value_of(square_root_staff(load, .2)),
                  exact = value_of(least_staff_delay(load, .2));
        CHECK(std::abs(quick - exact) <= 1);
    }
}

TEST_CASE("staffing: offered load of a sinusoid") {
    const auto all = oracle("timevar_oracle.json");
    for (const auto& row : all.at("EMW_check").as_array())
        CHECK(sinusoidal_offered_load(30, 20, 5, 1, number(row.at(0))) == near(number(row.at(2))));
    std::vector<double> rates;  // the same from many short constant periods
    for (int i = 0; i < 20'000; ++i) rates.push_back(jmmw_rate((i + .5) * 2 * M_PI / 5 / 20'000));
    const auto load = value_of(offered_load(rates, 2 * M_PI / 5 / 20'000, 1, true));
    CHECK(load[5000] == near(sinusoidal_offered_load(30, 20, 5, 1, 5000 * 2 * M_PI / 5 / 20'000), 1e-3));
}

TEST_CASE(
    "staffing: modified offered load keeps the delay steady where period by period fails (exact equations)") {
    const auto all = oracle("timevar_oracle.json");
    const auto load = [](double t) { return sinusoidal_offered_load(30, 20, 5, 1, t); };
    const auto mol =
        jmmw([&](double t) { return value_of(least_staff_delay(std::max(load(t), load(t + .05)), .1)); });
    check_delays(mol, all.at("MOL"));
    CHECK(mol.least > 0.04);
    CHECK(mol.most < 0.10);
    check_delays(jmmw([&](double t) {
                     return value_of(least_staff_delay(std::max(jmmw_rate(t), jmmw_rate(t + .05)), .1));
                 }),
                 all.at("PSA"));
    check_delays(jmmw([](double) { return 39; }), all.at("SSA"));
}

TEST_CASE("staffing: the support desk's day") {
    const auto all = oracle("timevar_oracle.json");
    const auto rates = numbers(all.at("desk_rates")),
               loads = numbers(all.at("desk_offered_load_max_per_hour"));
    const auto plan = value_of(staff_day(rates, 1, 0.5, {.8, 1}));
    for (std::size_t i = 0; i < 24; ++i) {
        CHECK(plan.load[i] == around(loads[i], 0.05));  // the reference steps by 1/600 h
        CHECK(plan.by_offered_load[i].servers == int(numbers(all.at("desk_MOL_c"))[i]));
        CHECK(plan.by_period[i].servers == int(numbers(all.at("desk_SIPP_c"))[i]));
    }
    for (const auto& [name, staff] :
         {std::pair{"desk_MOL", plan.by_offered_load}, {"desk_SIPP", plan.by_period}}) {
        const auto& row = all.at(name);
        int hours = 0;
        for (const auto& s : staff) hours += s.servers;
        CHECK(hours == int(number(row.at("server_hours"))));
        Varying v;
        v.rate = [&](double t) { return rates[static_cast<std::size_t>(t) % 24]; };
        v.servers = [&, s = staff](double t) { return s[static_cast<std::size_t>(t) % 24].servers; };
        v.service_rate = 2, v.to = 72, v.step = .01, v.capacity = 260;
        const auto done = value_of(course(v));
        std::vector<double> wait(24), queue(24), count(24);
        for (const auto& m : done.moments) {
            if (m.time <= 48) continue;
            const auto h = static_cast<std::size_t>(std::fmod(m.time - 1e-6, 24));
            wait[h] += m.probability_wait, queue[h] += m.mean_queue, count[h] += 1;
        }
        for (std::size_t h = 0; h < 24; ++h) {
            CHECK(wait[h] / count[h] == around(numbers(row.at("delayP_by_hour"))[h], 2e-5));
            CHECK(queue[h] / count[h] == around(numbers(row.at("Lq_by_hour"))[h], 2e-5));
        }
    }
}

TEST_CASE("staffing: bad input") {
    CHECK(code_of(least_staff(1, 1, {1, 1})) == "invalid_fields");
    CHECK(code_of(least_staff(-1, 1, {})) == "invalid_fields");
    CHECK(code_of(least_staff(1e9, 1, {})) == "too_large");
    CHECK(code_of(offered_load({}, 1, 1, true)) == "too_few_values");
    CHECK(code_of(offered_load({1, NAN}, 1, 1, true)) == "invalid_fields");
    CHECK(code_of(people_to_schedule(5, 1)) == "invalid_fields");
    CHECK(code_of(least_staff_impatient(1, 1, 0, {})) == "invalid_fields");
    CHECK(code_of(least_staff_impatient(5e5, 1, 1, {.8, 1})) == "too_large");  // an error is no answer
    CHECK(value_of(least_staff(0, 1, {})).servers == 1);
    Varying v;
    v.rate = [](double) { return 5.0; };
    v.servers = [](double) { return 3; };
    CHECK(code_of(course(v, [] { return true; })) == "cancelled");
    v.step = 10, v.to = 100;
    CHECK(code_of(course(v)) == "invalid_fields");
}
