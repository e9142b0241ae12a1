#include "algo/staffing.hpp"

#include <algorithm>
#include <cmath>

#include "algo/distributions.hpp"

namespace mainstay::algo {
namespace {

Result<> check(const Promise& promise) {
    if (!(promise.share > 0 && promise.share < 1)) return bad("share", "share must be above 0 and below 1");
    MS_CHECK(not_negative("within", promise.within));
    if (!(promise.most_occupancy > 0 && promise.most_occupancy <= 1))
        return bad("most_occupancy", "most_occupancy must be above 0, at most 1");
    return Done{};
}

// Least n in [low, kMostServers] for which `is_enough`, which never turns back to false: doubling steps, then
// halving.
template <class IsEnough>
Result<int> least(int low, IsEnough is_enough) {
    if (low > kMostServers) return too_large("More than 1,000,000 agents would be needed.");
    long step = 1, high = low;
    long below = low - 1;
    while (!is_enough(static_cast<int>(high))) {
        if (high == kMostServers) return too_large("More than 1,000,000 agents would be needed.");
        below = high;
        high = std::min<long>(high + step, kMostServers);
        step *= 2;
    }
    while (high - below > 1) {
        const long middle = (below + high) / 2;
        (is_enough(static_cast<int>(middle)) ? high : below) = middle;
    }
    return static_cast<int>(high);
}

int first_stable(double load) {
    return load >= kMostServers ? kMostServers + 1 : static_cast<int>(std::floor(load)) + 1;
}

}  // namespace

Result<Staff> least_staff(double arrival_rate, double service_rate, const Promise& promise) {
    MS_CHECK(check(promise));
    MS_CHECK(not_negative("arrival_rate", arrival_rate));
    MS_CHECK(positive("service_rate", service_rate));
    MS_CHECK(not_negative("load", arrival_rate / service_rate));
    const auto line = [&](int servers) { return Line{arrival_rate, service_rate, servers}; };
    const auto is_enough = [&](int servers) {
        const auto level = service_level(line(servers), promise.within);
        return level && *level >= promise.share && line(servers).load() / servers <= promise.most_occupancy;
    };
    MS_TRY(const int servers, least(first_stable(arrival_rate / service_rate), is_enough));
    MS_TRY(const auto steady, mmc(line(servers)));
    MS_TRY(const double level, service_level(line(servers), promise.within));
    return Staff{servers, level, steady.utilisation, steady.mean_wait, steady.probability_wait};
}

Result<Staff> least_staff_impatient(double arrival_rate,
                                    double service_rate,
                                    double patience_rate,
                                    const Promise& promise) {
    MS_CHECK(check(promise));
    Result<> trouble = Done{};
    const auto is_enough = [&](int servers) {
        const auto state = erlang_a({arrival_rate, service_rate, servers}, patience_rate, promise.within);
        if (!state) trouble = state.error();
        return !state ||
               (state->service_level >= promise.share && state->occupancy <= promise.most_occupancy);
    };
    MS_TRY(const int servers, least(1, is_enough));
    MS_CHECK(trouble);
    MS_TRY(const auto state, erlang_a({arrival_rate, service_rate, servers}, patience_rate, promise.within));
    return Staff{servers, state.service_level, state.occupancy, state.mean_wait, state.probability_wait};
}

double halfin_whitt_delay(double beta) {
    return 1 / (1 + beta * normal_cdf(beta) / normal_density(beta));
}

Result<double> halfin_whitt_beta(double probability_wait) {
    if (!(probability_wait > 0 && probability_wait < 1))
        return bad("probability_wait", "probability_wait must be above 0 and below 1");
    double low = 0, high = 40;
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (halfin_whitt_delay(middle) > probability_wait ? low : high) = middle;
    }
    return low;
}

Result<int> square_root_staff(double load, double probability_wait) {
    MS_CHECK(between("load", load, 0, kMostServers));
    MS_TRY(const double beta, halfin_whitt_beta(probability_wait));
    return std::max(1, static_cast<int>(std::ceil(load + beta * std::sqrt(load))));
}

Result<int> least_staff_delay(double load, double probability_wait) {
    MS_CHECK(not_negative("load", load));
    if (!(probability_wait > 0 && probability_wait < 1))
        return bad("probability_wait", "probability_wait must be above 0 and below 1");
    return least(first_stable(load), [&](int servers) {
        const auto c = erlang_c(servers, load);
        return c && *c <= probability_wait;
    });
}

Result<int> people_to_schedule(int servers, double shrinkage) {
    if (servers < 0 || servers > kMostServers) return bad("servers", "servers must be 0 to 1,000,000");
    if (!(shrinkage >= 0 && shrinkage <= 0.99))
        return bad("shrinkage", "shrinkage must be between 0 and 0.99");
    return static_cast<int>(std::ceil(servers / (1 - shrinkage) - 1e-9));
}

// Within a period the load moves exponentially towards rate x mean_service, so it is largest at one of the
// ends.
Result<std::vector<double>> offered_load(const std::vector<double>& rates,
                                         double period,
                                         double mean_service,
                                         bool is_periodic) {
    if (rates.empty()) return too_few("There are no rates.");
    MS_CHECK(positive("period", period));
    MS_CHECK(positive("mean_service", mean_service));
    for (std::size_t i = 0; i < rates.size(); ++i)
        MS_CHECK(not_negative(("rates/" + std::to_string(i)).c_str(), rates[i]));
    const double keeps = std::exp(-period / mean_service);
    const auto through = [&](double load) {
        for (const double rate : rates) load = rate * mean_service + (load - rate * mean_service) * keeps;
        return load;
    };
    const double forgotten = std::exp(-period * static_cast<double>(rates.size()) / mean_service);
    double load = is_periodic ? through(0) / (1 - forgotten) : 0;
    std::vector<double> out;
    for (const double rate : rates) {
        const double after = rate * mean_service + (load - rate * mean_service) * keeps;
        out.push_back(std::max(load, after));
        load = after;
    }
    return out;
}

double sinusoidal_offered_load(double mean_rate, double amplitude, double w, double mu, double t) {
    return mean_rate / mu + amplitude / (mu * mu + w * w) * (mu * std::sin(w * t) - w * std::cos(w * t));
}

Result<DayPlan> staff_day(const std::vector<double>& rates,
                          double period,
                          double mean_service,
                          const Promise& promise) {
    DayPlan plan;
    MS_TRY(plan.load, offered_load(rates, period, mean_service, true));
    for (std::size_t i = 0; i < rates.size(); ++i) {
        MS_TRY(const auto offered, least_staff(plan.load[i] / mean_service, 1 / mean_service, promise));
        MS_TRY(const auto alone, least_staff(rates[i], 1 / mean_service, promise));
        plan.by_offered_load.push_back(offered);
        plan.by_period.push_back(alone);
    }
    return plan;
}

}  // namespace mainstay::algo
