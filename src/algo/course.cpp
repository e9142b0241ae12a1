// The exact course of a queue whose load and staff change.
#include <algorithm>
#include <cmath>

#include "algo/staffing.hpp"

namespace mainstay::algo {
namespace {

using Weights = std::vector<double>;

class Equations {
public:
    explicit Equations(const Varying& v) : v_(v), down_(static_cast<std::size_t>(v.capacity) + 1) {}
    void set(double rate, int servers) {
        rate_ = rate;
        for (std::size_t n = 0; n < down_.size(); ++n) {
            const int present = static_cast<int>(n);
            down_[n] = v_.service_rate * std::min(present, servers) +
                       v_.patience_rate * std::max(0, present - servers);
        }
    }
    void slope(const Weights& p, Weights& out) const {
        const auto last = p.size() - 1;
        for (std::size_t n = 0; n <= last; ++n) {
            out[n] = -((n < last ? rate_ : 0) + down_[n]) * p[n];
            if (n > 0) out[n] += rate_ * p[n - 1];
            if (n < last) out[n] += down_[n + 1] * p[n + 1];
        }
    }

private:
    const Varying& v_;
    double rate_ = 0;
    Weights down_;
};

void add(const Weights& p, double scale, const Weights& slope, Weights& out) {
    for (std::size_t n = 0; n < p.size(); ++n) out[n] = p[n] + scale * slope[n];
}

void runge_kutta(const Equations& equations, double h, Weights& p) {
    Weights k1(p.size()), k2(p.size()), k3(p.size()), k4(p.size()), at(p.size());
    equations.slope(p, k1);
    add(p, h / 2, k1, at);
    equations.slope(at, k2);
    add(p, h / 2, k2, at);
    equations.slope(at, k3);
    add(p, h, k3, at);
    equations.slope(at, k4);
    for (std::size_t n = 0; n < p.size(); ++n) p[n] += h / 6 * (k1[n] + 2 * k2[n] + 2 * k3[n] + k4[n]);
}

Moment measure(double time, int servers, const Weights& p) {
    Moment moment{time, 0, 0, servers};
    for (auto n = static_cast<std::size_t>(std::max(0, servers)); n < p.size(); ++n) {
        moment.probability_wait += p[n];
        moment.mean_queue += (static_cast<double>(n) - servers) * p[n];
    }
    return moment;
}

Result<> check(const Varying& v) {
    MS_CHECK(positive("service_rate", v.service_rate));
    MS_CHECK(not_negative("patience_rate", v.patience_rate));
    MS_CHECK(positive("step", v.step));
    MS_CHECK(positive("duration", v.to - v.from));
    if (v.capacity < 1 || v.capacity > 100'000 || v.every < 1)
        return bad("capacity", "capacity must be 1 to 100,000 and every at least 1");
    if ((v.to - v.from) / v.step * v.capacity > 1e10)
        return too_large("The step is too small for the duration.");
    return Done{};
}

}  // namespace

Result<Course> course(const Varying& v, const IsCancelled& is_cancelled) {
    MS_CHECK(check(v));
    Equations equations(v);
    Weights p(static_cast<std::size_t>(v.capacity) + 1);
    p[0] = 1;
    Course out;
    double t = v.from;
    for (long k = 1; t < v.to; ++k) {
        const int servers = v.servers(t);
        const double rate = v.rate(t + v.step / 2);
        if (!std::isfinite(rate) || rate < 0 || servers < 0)
            return bad("rate",
                       "the rate or the staff is not a number, 0 or more, at time " + std::to_string(t));
        if ((rate + v.service_rate * servers + v.patience_rate * v.capacity) * v.step > 2.5)
            return bad("step", "step is too long for these rates");
        equations.set(rate, servers);
        runge_kutta(equations, v.step, p);
        t += v.step;
        if (k % v.every == 0) {
            out.moments.push_back(measure(t, v.servers(t), p));
            if (is_stopped(is_cancelled)) return cancelled();
        }
    }
    out.lost = p.back();
    return out;
}

}  // namespace mainstay::algo
