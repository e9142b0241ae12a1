#include "algo/queueing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mainstay::algo {
namespace {

Result<> check_servers(int servers) {
    if (servers >= 1 && servers <= kMostServers) return Done{};
    return bad("servers", "servers must be a whole number from 1 to " + std::to_string(kMostServers));
}
Result<> check(const Line& line) {
    MS_CHECK(not_negative("arrival_rate", line.arrival_rate));
    MS_CHECK(positive("service_rate", line.service_rate));
    MS_CHECK(not_negative("load", line.load()));
    return check_servers(line.servers);
}
Error grows(double load, int servers) {
    return unstable("The queue grows for ever: " + std::to_string(load) + " Erlang of work for " +
                    std::to_string(servers) +
                    " agents. Plan more agents than Erlang, or count people who give up (Erlang A).");
}

// Terms of e^load up to overflow: beyond that the chance of an empty desk is below the smallest double.
double chance_of_empty(const Line& line) {
    const double a = line.load(), c = line.servers;
    double term = 1, sum = 0;
    for (int k = 0; k < line.servers && std::isfinite(sum); ++k) {
        sum += term;
        term *= a / (k + 1);
    }
    return 1 / (sum + term * c / (c - a));
}

double spare_rate(const Line& line) {
    return line.servers * line.service_rate - line.arrival_rate;
}

}  // namespace

Result<double> erlang_b(int servers, double load) {
    MS_CHECK(check_servers(servers));
    MS_CHECK(not_negative("load", load));
    double b = 1;
    for (int n = 1; n <= servers; ++n) b = load * b / (n + load * b);
    return b;
}

Result<double> erlang_c(int servers, double load) {
    MS_TRY(const double b, erlang_b(servers, load));
    if (load >= servers) return grows(load, servers);
    return servers * b / ((servers - load) + load * b);
}

Result<double> engset(int servers, double load, int sources) {
    MS_CHECK(check_servers(servers));
    MS_CHECK(not_negative("load", load));
    if (sources < 1 || sources > kMostServers)
        return bad("sources", "sources must be a whole number from 1 to 1,000,000");
    double e = 1;
    for (int n = 1; n <= servers; ++n) {
        const double r = std::max(0, sources - n) * load * e;  // who calls sees the others only
        e = r / (n + r);
    }
    return e;
}

Result<Steady> mmc(const Line& line) {
    MS_CHECK(check(line));
    MS_TRY(const double c, erlang_c(line.servers, line.load()));
    Steady s;
    s.load = line.load();
    s.utilisation = s.load / line.servers;
    s.probability_wait = c;
    s.probability_empty = chance_of_empty(line);
    s.mean_wait = c / spare_rate(line);
    s.mean_time = s.mean_wait + 1 / line.service_rate;
    s.mean_queue = line.arrival_rate * s.mean_wait;
    s.mean_present = s.mean_queue + s.load;
    return s;
}

Result<double> service_level(const Line& line, double within) {
    MS_CHECK(check(line));
    MS_CHECK(not_negative("within", within));
    MS_TRY(const double c, erlang_c(line.servers, line.load()));
    return 1 - c * std::exp(-spare_rate(line) * within);
}

Result<double> wait_quantile(const Line& line, double share) {
    MS_CHECK(check(line));
    if (!(share >= 0 && share < 1)) return bad("share", "share must be 0 or more and below 1");
    MS_TRY(const double c, erlang_c(line.servers, line.load()));
    return c <= 1 - share ? 0 : std::log(c / (1 - share)) / spare_rate(line);
}

// Adds state n to the chain of states below it: b is the weight of the newest state in the whole, means move
// with it. No power or factorial is ever formed, so nothing can overflow.
Result<Finite> mmck(const Line& line, int capacity) {
    MS_CHECK(check(line));
    if (capacity < line.servers || capacity > 10 * kMostServers)
        return bad("capacity", "capacity must be at least the number of agents, at most 10,000,000");
    Finite f;
    double b = 1, busy = 0, waiting_states = 0;
    f.probability_empty = 1;
    for (int n = 1; n <= capacity; ++n) {
        const double serving = std::min(n, line.servers),
                     r = line.arrival_rate / (serving * line.service_rate);
        b = r * b / (1 + r * b);
        f.mean_present += (n - f.mean_present) * b;
        f.mean_queue += (n - serving - f.mean_queue) * b;
        busy += (serving - busy) * b;
        waiting_states = waiting_states * (1 - b) + (n >= line.servers ? b : 0);
        f.probability_empty *= 1 - b;
    }
    f.probability_blocked = b;
    f.throughput = busy * line.service_rate;
    f.utilisation = busy / line.servers;
    f.probability_wait = b >= 1 ? 0 : std::max(0.0, waiting_states - b) / (1 - b);
    if (f.throughput > 0) {
        f.mean_wait = f.mean_queue / f.throughput;
        f.mean_time = f.mean_present / f.throughput;
    }
    return f;
}

Result<Steady> mg1(double arrival_rate, double mean_service, double second_moment) {
    MS_CHECK(not_negative("arrival_rate", arrival_rate));
    MS_CHECK(positive("mean_service", mean_service));
    MS_CHECK(positive("second_moment", second_moment));
    if (second_moment < mean_service * mean_service * (1 - 1e-12))
        return bad("second_moment",
                   "second_moment is below the square of the mean: no distribution has that");
    Steady s;
    s.load = s.utilisation = s.probability_wait = arrival_rate * mean_service;
    if (s.load >= 1) return grows(s.load, 1);
    s.probability_empty = 1 - s.load;
    s.mean_wait = arrival_rate * second_moment / (2 * (1 - s.load));
    s.mean_time = s.mean_wait + mean_service;
    s.mean_queue = arrival_rate * s.mean_wait;
    s.mean_present = s.mean_queue + s.load;
    return s;
}

Result<double> allen_cunneen_wait(const Line& line, double arrival_cv2, double service_cv2) {
    MS_CHECK(not_negative("arrival_cv2", arrival_cv2));
    MS_CHECK(not_negative("service_cv2", service_cv2));
    MS_TRY(const auto exponential, mmc(line));
    return (arrival_cv2 + service_cv2) / 2 * exponential.mean_wait;
}

Result<double> cosmetatos_wait(const Line& line) {
    MS_TRY(const auto exponential, mmc(line));
    if (line.arrival_rate == 0) return 0.0;
    const double c = line.servers, rho = exponential.utilisation;
    return 0.5 * (1 + (1 - rho) * (c - 1) * (std::sqrt(4 + 5 * c) - 2) / (16 * c * rho)) *
           exponential.mean_wait;
}

Result<std::vector<double>> cobham_waits(const std::vector<ServiceClass>& classes) {
    double rest = 0, before = 0;
    for (const auto& one : classes) {
        MS_CHECK(not_negative("arrival_rate", one.arrival_rate));
        MS_CHECK(positive("mean_service", one.mean_service));
        MS_CHECK(positive("second_moment", one.second_moment));
        rest += one.arrival_rate * one.second_moment / 2;
    }
    std::vector<double> waits;
    for (const auto& one : classes) {
        const double with = before + one.arrival_rate * one.mean_service;
        if (with >= 1) return grows(with, 1);
        waits.push_back(rest / ((1 - before) * (1 - with)));
        before = with;
    }
    return waits;
}

Result<std::vector<double>> priority_waits(const std::vector<double>& rates,
                                           double service_rate,
                                           int servers) {
    for (const double rate : rates) MS_CHECK(not_negative("arrival_rates", rate));
    const Line all{std::accumulate(rates.begin(), rates.end(), 0.0), service_rate, servers};
    MS_CHECK(check(all));
    MS_TRY(const double c, erlang_c(servers, all.load()));
    const double capacity = servers * service_rate, rest = c / capacity;
    double before = 0;
    std::vector<double> waits;
    for (const double rate : rates) {
        const double with = before + rate / capacity;
        waits.push_back(rest / ((1 - before) * (1 - with)));
        before = with;
    }
    return waits;
}

// Classes 0..k together see a plain M/M/c of their pooled rate; what class k adds to rate x time is its own.
Result<std::vector<double>> preemptive_waits(const std::vector<double>& rates,
                                             double service_rate,
                                             int servers) {
    double pooled = 0, before = 0;
    std::vector<double> waits;
    for (const double rate : rates) {
        MS_CHECK(positive("arrival_rates", rate));
        pooled += rate;
        MS_TRY(const auto line, mmc({pooled, service_rate, servers}));
        const double present = line.mean_present;
        waits.push_back(std::max(0.0, (present - before) / rate - 1 / service_rate));
        before = present;
    }
    return waits;
}

}  // namespace mainstay::algo
