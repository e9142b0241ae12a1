#pragma once
// How many agents a promise needs: least staff for a service level, square-root start values, shrinkage, and
// load that changes over the day. Times in the unit of the rates. Sources: Halfin, Whitt 1981; Jennings,
// Mandelbaum, Massey, Whitt 1996 (modified offered load); Eick, Massey, Whitt 1993.
#include <functional>
#include <vector>

#include "algo/queueing.hpp"

namespace mainstay::algo {

struct Promise {
    double share = 0.8;         // of customers, 0 < share < 1
    double within = 1;          // served within this time
    double most_occupancy = 1;  // 0 < x <= 1: agents may not be busier than this
};
struct Staff {
    int servers = 0;
    double service_level = 0, occupancy = 0, mean_wait = 0, probability_wait = 0;
};
// The least number that keeps the promise; O(servers log servers). too_large beyond kMostServers.
Result<Staff> least_staff(double arrival_rate, double service_rate, const Promise&);
Result<Staff> least_staff_impatient(double arrival_rate,
                                    double service_rate,
                                    double patience_rate,
                                    const Promise&);

double halfin_whitt_delay(double beta);  // chance to wait when servers = load + beta sqrt(load)
Result<double> halfin_whitt_beta(double probability_wait);  // its inverse, 0 < p < 1
Result<int> square_root_staff(double load, double probability_wait);
Result<int> least_staff_delay(double load, double probability_wait);  // exact: Erlang C <= probability_wait

// People on the list so that `servers` of them work, when `shrinkage` of paid time is leave, training,
// meetings. 0 <= s < 1.
Result<int> people_to_schedule(int servers, double shrinkage);

// Offered load m' = rate - m / mean_service for rates that are constant within each period, as the largest
// value in each period. Periodic: the day repeats for ever; otherwise it starts empty.
Result<std::vector<double>> offered_load(const std::vector<double>& rates,
                                         double period,
                                         double mean_service,
                                         bool is_periodic);
double sinusoidal_offered_load(
    double mean_rate, double amplitude, double frequency, double service_rate, double time);

// Staff a period by the modified offered load, and beside it the usual period-by-period plan, which is too
// thin after a peak whenever handling is not far shorter than a period.
struct DayPlan {
    std::vector<double> load;
    std::vector<Staff> by_offered_load, by_period;
};
Result<DayPlan> staff_day(const std::vector<double>& rates,
                          double period,
                          double mean_service,
                          const Promise&);

// The exact M(t)/M/s(t) (+M when patience_rate > 0): Kolmogorov's forward equations by Runge-Kutta of step
// `step`. A falling number of agents sends customers back into the queue. Sampled every `every` steps,
// `capacity` states kept.
struct Moment {
    double time, probability_wait, mean_queue;
    int servers;
};
struct Course {
    std::vector<Moment> moments;
    double lost = 0;  // weight of the last state: must be tiny, else raise capacity
};
struct Varying {
    std::function<double(double)> rate;
    std::function<int(double)> servers;
    double service_rate = 1, patience_rate = 0, from = 0, to = 1, step = 0.002;
    int capacity = 200, every = 25;
};
Result<Course> course(const Varying&, const IsCancelled& = {});

}  // namespace mainstay::algo
