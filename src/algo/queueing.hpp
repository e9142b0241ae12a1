#pragma once
// Queues in steady state. Rates are per one unit of time of your choice (per hour, say); every time that
// comes out is in that unit. Offered load a = arrival rate x mean handling time, in Erlang. A queue that
// grows for ever is the Error "unstable", never NaN. Sources: Erlang 1917; Palm 1957; Kleinrock 1975.
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

inline constexpr int kMostServers = 1'000'000;

struct Line {             // arrivals Poisson, handling times exponential, `servers` equal agents
    double arrival_rate;  // per unit of time, >= 0
    double service_rate;  // of one agent = 1 / mean handling time, > 0
    int servers;          // 1 .. kMostServers
    double load() const { return arrival_rate / service_rate; }
};

struct Steady {
    double load = 0;              // Erlang
    double utilisation = 0;       // share of an agent's time
    double probability_wait = 0;  // Erlang C
    double probability_empty = 0;
    double mean_wait = 0;     // Wq, before service
    double mean_time = 0;     // W, with service
    double mean_queue = 0;    // Lq
    double mean_present = 0;  // L
};

Result<double> erlang_b(int servers, double load);  // share blocked; O(servers)
Result<double> erlang_c(int servers, double load);  // share that waits; unstable when load >= servers
// Share of calls that find all busy when only `sources` customers exist, each offering `load` Erlang while
// idle.
Result<double> engset(int servers, double load, int sources);
Result<Steady> mmc(const Line&);                           // M/M/1 is servers = 1
Result<double> service_level(const Line&, double within);  // P(wait <= within)
Result<double> wait_quantile(const Line&,
                             double share);  // least t with P(wait <= t) >= share, 0 <= share < 1

struct Finite {  // M/M/c/K: who finds `capacity` present is turned away
    double probability_empty = 0, probability_blocked = 0, probability_wait = 0;  // wait: of those let in
    double throughput = 0, utilisation = 0, mean_wait = 0, mean_time = 0, mean_queue = 0, mean_present = 0;
};
Result<Finite> mmck(const Line&, int capacity);  // capacity >= servers; has an answer for every load

struct Impatient {  // M/M/c+M, Erlang A: waits for an exponential patience, then leaves
    double probability_wait = 0, probability_abandon = 0;
    double mean_queue = 0, mean_wait = 0;  // wait of everybody, those who left included
    double occupancy = 0, throughput = 0;
    double service_level = 0;  // served within `within`, of everybody
};
Result<Impatient> erlang_a(const Line&, double patience_rate, double within);  // has an answer for every load

// One server, any handling time: Pollaczek-Khinchine. second_moment = E[S^2].
Result<Steady> mg1(double arrival_rate, double mean_service, double second_moment);
// Mean waits. cv2 = squared coefficient of variation (0 constant, 1 exponential). Allen-Cunneen is within 5 %
// for cv2 <= 1 and up to about 10 % too high at 4: simulate there.
Result<double> allen_cunneen_wait(const Line&, double arrival_cv2, double service_cv2);
Result<double> cosmetatos_wait(const Line&);  // M/D/c, constant handling time

// Priorities, class 0 first. Mean waits a class; a class that never gets its turn makes the whole "unstable".
struct ServiceClass {
    double arrival_rate, mean_service, second_moment;
};
Result<std::vector<double>> cobham_waits(const std::vector<ServiceClass>&);  // M/G/1, not interrupted
Result<std::vector<double>> priority_waits(const std::vector<double>& arrival_rates,
                                           double service_rate,
                                           int servers);
Result<std::vector<double>> preemptive_waits(const std::vector<double>& arrival_rates,
                                             double service_rate,
                                             int servers);

}  // namespace mainstay::algo
