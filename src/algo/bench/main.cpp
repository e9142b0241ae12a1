// Times and peak memory of the algorithms beside their size, one JSON row a line for bin/bench algo. Every
// case runs in a process of its own, so that memory is its own.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "algo/anomaly.hpp"
#include "algo/assignment.hpp"
#include "algo/clustering.hpp"
#include "algo/forecast.hpp"
#include "algo/linear_program.hpp"
#include "algo/portfolio.hpp"
#include "algo/random.hpp"
#include "algo/shifts.hpp"
#include "algo/simulation.hpp"
#include "algo/staffing.hpp"
#include "algo/stl.hpp"

using namespace mainstay::algo;

namespace {

void row(const std::string& name, double value, const char* unit, double goal) {
    std::printf("{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"%s\"", name.c_str(), value, unit);
    if (goal > 0) std::printf(", \"goal\": %g", goal);
    std::printf("}\n");
    std::fflush(stdout);
}

// goal in ms, 0 = none. `work` gives false when the algorithm failed.
void measure(const std::string& name, double goal, const std::function<bool()>& work) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        double least = HUGE_VAL, spent = 0;
        for (int round = 0; round < 5 && spent < 2000; ++round) {
            const auto began = std::chrono::steady_clock::now();
            if (!work()) _exit(1);
            const double ms =
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
            least = std::min(least, ms), spent += ms;
        }
        row(name, least, "ms", goal);
        rusage use{};
        getrusage(RUSAGE_SELF, &use);
        row(name + ": peak memory", static_cast<double>(use.ru_maxrss) / 1024, "MB", 0);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) row(name + " FAILED", 1e9, "ms", 1);
}

std::vector<double> series(std::size_t n, int period) {
    Random random(1);
    std::vector<double> y;
    for (std::size_t t = 0; t < n; ++t)
        y.push_back(100 + 0.01 * static_cast<double>(t) +
                    10 * std::sin(2 * M_PI * static_cast<double>(t) / period) + 3 * random.normal());
    return y;
}

Desk desk() {
    Desk d;
    d.classes.resize(3);
    for (int k = 0; k < 3; ++k) {
        auto& c = d.classes[static_cast<std::size_t>(k)];
        c.rate = 10 + 5 * k, c.priority = k, c.handling = {Handling::Shape::lognormal, 0.5, 2};
        c.reopen = .05, c.ask_customer = .2, c.reassign = .1;
    }
    d.groups = {{"first", {0, 1}, 16}, {"second", {1, 2}, 16}};
    return d;
}

std::vector<std::vector<double>> matrix(std::size_t n, std::size_t m) {
    Random random(2);
    std::vector<std::vector<double>> out(n, std::vector<double>(m));
    for (auto& r : out)
        for (auto& v : r) v = random.uniform() * 100;
    return out;
}

Strategy strategy(std::size_t groups, bool has_synergies) {
    Random random(3);
    Strategy s;
    for (std::size_t g = 0; g < groups; ++g) {
        s.groups.push_back({"g", 1.0 / static_cast<double>(groups), {}});
        for (int i = 0; i < 5; ++i)
            s.groups[g].options.push_back({"o",
                                           {static_cast<double>(random.below(40))},
                                           static_cast<double>(random.below(100)),
                                           random.uniform()});
    }
    for (std::size_t k = 0; has_synergies && k < groups; ++k)
        s.synergies.push_back({k, random.below(5), (k + 1) % groups, random.below(5), 20});
    s.budgets = {25.0 * static_cast<double>(groups)};
    s.satisfaction_worth = 100;
    return s;
}

void queues() {
    measure("Erlang C, 100,000 agents", 5, [] { return erlang_c(100'000, 99'000).has_value(); });
    measure("least staff for a promise, 10,000 Erlang", 20, [] {
        return least_staff(10'000, 1, {.9, .1}).has_value();
    });
    measure("Erlang A with service level, 1,000 agents", 500, [] {
        return erlang_a({1000, 1, 1000}, .5, .2).has_value();
    });
    measure("simulation, M/M/10, 1,000,000 tickets", 2000, [] {
        Desk d;
        d.classes.resize(1);
        d.classes[0].rate = 9, d.classes[0].handling = {Handling::Shape::exponential, 1, 1};
        d.groups = {{"all", {0}, 10}};
        Runs runs;
        runs.replications = 2, runs.hours = 500'000 / 9.;
        return simulate(d, runs).has_value();
    });
    measure("simulation, skills, rework, pauses, 1,000,000 tickets", 2000, [] {
        Runs runs;
        runs.replications = 2, runs.hours = 500'000 / 45.;
        return simulate(desk(), runs).has_value();
    });
}

void timelines() {
    for (const int period : {1, 7, 12, 24})
        measure("automatic forecast, 1,000 points, period " + std::to_string(period), 50, [=] {
            return forecast(series(1000, std::max(2, period)), {period, {}, 24}).has_value();
        });
    measure("MSTL 24 + 168, 10,000 points", 1000, [] {
        return mstl(series(10'000, 24), {24, 168}).has_value();
    });
    measure("seasonal hybrid ESD, 14,400 points", 2000, [] {
        return seasonal_hybrid_esd(series(14'400, 1440), 1440).has_value();
    });
    measure(
        "change points, 10,000 points", 2000, [] { return change_points(series(10'000, 500)).has_value(); });
    measure("Bayesian run lengths, 2,000 points", 1000, [] {
        return online_changes(series(2000, 50), {.01, 100, .01, 1, 100}).has_value();
    });
    measure("alerts, 100,000 points", 200, [] { return alerts(series(100'000, 24), {24}).has_value(); });
}

void plans() {
    measure("assignment 500 x 500", 500, [] { return assign(matrix(500, 500)).has_value(); });
    measure("tickets to engineers, 200 x 20", 2000, [] {
        Workload w{
            matrix(200, 20), matrix(200, 20), std::vector<double>(20, 500), std::vector<double>(200, 300)};
        return plan_tickets(w).has_value();
    });
    measure("linear program 100 x 300", 1000, [] {
        const auto a = matrix(100, 300);
        LinearProgram p{std::vector<double>(300, 1.0), {}};
        for (const auto& r : a) p.rows.push_back({r, Sense::at_least, 100});
        return solve(p).has_value();
    });
    measure("shifts of a week, 168 hours x 84 shifts", 20'000, [] {
        std::vector<int> required;
        std::vector<ShiftKind> kinds;
        for (int h = 0; h < 168; ++h)
            required.push_back(3 + static_cast<int>(10 * std::exp(-std::pow((h % 24 - 13) / 5.0, 2))));
        for (int from = 0; from < 168; from += 4)
            for (const int length : {8, 4}) {
                ShiftKind kind{"s", {}, length == 8 ? 8 : 4.6};
                for (int h = 0; h < length; ++h) kind.covers.push_back((from + h) % 168);
                kinds.push_back(kind);
            }
        return cover_shifts(required, kinds).has_value();
    });
    measure("portfolio, 25 combinations, 10,000 draws", 1000, [] {
        auto s = strategy(2, true);
        return uncertainty(s, 10'000).has_value();
    });
    measure("portfolio, 50 groups, dynamic program", 500, [] {
        return best_choice(strategy(50, false)).has_value();
    });
    measure("portfolio, 14 groups, synergies, branch and bound", 5000, [] {
        return best_choice(strategy(14, true)).has_value();
    });
}

void texts() {
    Random random(4);
    std::vector<Tokens> documents;
    for (int d = 0; d < 20'000; ++d) {
        Tokens t;
        for (int i = 0; i < 25; ++i)
            t.push_back("w" + std::to_string((d % 40) * 50 +
                                             static_cast<int>(60 * random.uniform() * random.uniform())));
        documents.push_back(t);
    }
    measure("k-means, 20,000 texts, 40 clusters", 30'000, [&] {
        const auto model = TfIdf::learn(documents);
        if (!model) return false;
        KMeansOptions options;
        options.clusters = 40, options.restarts = 1;
        return k_means(model->rows(documents), options).has_value();
    });
    measure("near duplicates, 20,000 texts", 5000, [&] { return near_duplicates(documents).has_value(); });
}

}  // namespace

int main() {
    queues();
    timelines();
    plans();
    texts();
}
