// Erlang A: the exact birth-death chain, and the wait of a customer as a chain of departures ahead.
#include <algorithm>
#include <cmath>

#include "algo/queueing.hpp"

namespace mainstay::algo {
namespace {

struct Chain {
    double lambda, mu, theta;
    int servers;
    double departures(int n) const { return std::min(n, servers) * mu + std::max(0, n - servers) * theta; }
    double ratio(int n) const { return lambda / departures(n); }  // weight of state n over that of n - 1
};

// Probabilities of 0 .. N, cut where the rest weighs less than 1e-22 of the whole. As in mmck, every number
// formed is a share of what is there already.
std::vector<double> shares(const Chain& chain, int most) {
    std::vector<double> newest{1};
    for (int n = 1; n <= most; ++n) {
        const double r = chain.ratio(n) * newest.back();
        newest.push_back(r / (1 + r));
        if (n > chain.servers + 5 && chain.ratio(n) < 1 && newest.back() < 1e-22) break;
    }
    double above = 1;
    for (auto b = newest.rbegin(); b != newest.rend(); ++b) {
        const double share = *b;
        *b *= above;
        above *= 1 - share;
    }
    return newest;
}

// remaining[k]: chance that k departures must still happen before service starts; each step one event of a
// clock with rate `total`: a departure ahead, the customer's own loss of patience, or nothing.
double served_in_time(const Chain& chain, std::vector<double> remaining, double within) {
    const auto deepest = remaining.size() - 1;
    const double total = chain.servers * chain.mu + static_cast<double>(deepest + 1) * chain.theta,
                 events = total * within;
    const auto steps = static_cast<long>(events + 12 * std::sqrt(events) + 60);
    double started = 0, sum = 0, log_weight = -events;
    for (long step = 0; step <= steps; ++step) {
        sum += std::exp(log_weight) * started;
        for (std::size_t k = 1; k <= deepest; ++k) {
            const double go =
                remaining[k] * (chain.servers * chain.mu + static_cast<double>(k - 1) * chain.theta) / total;
            (k == 1 ? started : remaining[k - 1]) += go;
            remaining[k] -= go + remaining[k] * chain.theta / total;
        }
        log_weight += std::log(events) - std::log(static_cast<double>(step + 1));
    }
    return sum;
}

}  // namespace

Result<Impatient> erlang_a(const Line& line, double patience_rate, double within) {
    MS_CHECK(positive("arrival_rate", line.arrival_rate));
    MS_CHECK(positive("service_rate", line.service_rate));
    MS_CHECK(positive("patience_rate", patience_rate));
    MS_CHECK(not_negative("within", within));
    if (line.servers < 1 || line.servers > kMostServers)
        return bad("servers", "servers must be a whole number from 1 to 1,000,000");
    const Chain chain{line.arrival_rate, line.service_rate, patience_rate, line.servers};
    const int most = 5'000'000;
    const double surplus = (line.arrival_rate - line.servers * line.service_rate) / patience_rate;
    if (std::min(line.load(), static_cast<double>(line.servers)) + surplus > 1e6)
        return too_large("More than a million customers would be present.");
    const auto p = shares(chain, most);
    if (p.back() > 1e-15) return too_large("More than a million customers would be present.");
    Impatient out;
    double busy = 0;
    std::vector<double> remaining(1, 0.0);
    for (std::size_t n = 0; n < p.size(); ++n) {
        const int present = static_cast<int>(n), serving = std::min(present, line.servers);
        busy += serving * p[n];
        out.mean_queue += (present - serving) * p[n];
        if (present < line.servers) continue;
        out.probability_wait += p[n];
        remaining.push_back(p[n]);
    }
    out.mean_wait = out.mean_queue / line.arrival_rate;
    out.probability_abandon = patience_rate * out.mean_wait;
    out.occupancy = busy / line.servers;
    out.throughput = line.arrival_rate * (1 - out.probability_abandon);
    const double events =
        within * (line.servers * line.service_rate + static_cast<double>(remaining.size()) * patience_rate);
    if (events * static_cast<double>(remaining.size()) > 5e8)
        return too_large("The time limit is too long beside the handling time to compute exactly.");
    out.service_level =
        1 - out.probability_wait + (within > 0 ? served_in_time(chain, remaining, within) : 0);
    return out;
}

}  // namespace mainstay::algo
