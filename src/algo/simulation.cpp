#include "algo/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <queue>

#include "algo/random.hpp"

namespace mainstay::algo {
namespace {

constexpr int kMeasures = 6;
constexpr double kNever = 1e300;
constexpr std::size_t kMostOpen = 5'000'000;

// Open hours before a time; plain time when there is no calendar.
class Calendar {
public:
    explicit Calendar(const Desk& desk)
        : open_(desk.open),
          before_(desk.open.size() + 1),
          cycle_(desk.cycle) {
        for (std::size_t h = 0; h < open_.size(); ++h) before_[h + 1] = before_[h] + (open_[h] ? 1 : 0);
    }
    double at(double t) const {
        if (open_.empty()) return t;
        const double cycles = std::floor(t / cycle_), rest = t - cycles * cycle_;
        const auto hour = std::min(static_cast<std::size_t>(rest), open_.size() - 1);
        return cycles * before_.back() + before_[hour] + (open_[hour] ? rest - static_cast<double>(hour) : 0);
    }

private:
    std::vector<bool> open_;
    std::vector<double> before_;
    double cycle_;
};

struct Ticket {
    double arrival, handling, patience_ends, clock_from, clock = 0;  // clock: open hours that counted so far
    std::uint32_t number;
    std::uint8_t kind, at_class;  // what it came as, whose queue it is in
    std::uint8_t visits = 0;
    bool is_counted, is_first = true;
};

struct Event {
    double time;
    std::uint32_t ticket;
    std::int16_t group;  // whose work ends; -1: the ticket comes back
    bool operator>(const Event& other) const { return time > other.time; }
};

struct Sums {
    double count = 0, waited = 0, wait = 0, abandoned = 0, in_time = 0, resolved = 0, resolution = 0,
           resolved_in_time = 0;
    void add(const Sums& s) {
        count += s.count, waited += s.waited, wait += s.wait, abandoned += s.abandoned;
        in_time += s.in_time, resolved += s.resolved, resolution += s.resolution,
            resolved_in_time += s.resolved_in_time;
    }
};

double draw(const Handling& h, double u, double v, Random& random) {
    switch (h.shape) {
        case Handling::Shape::constant: return h.mean;
        case Handling::Shape::exponential: return -std::log1p(-u) * h.mean;
        case Handling::Shape::erlang2: return -(std::log1p(-u) + std::log1p(-v)) * h.mean / 2;
        case Handling::Shape::hyperexponential: {  // balanced means
            const double p = 0.5 * (1 + std::sqrt((h.cv2 - 1) / (h.cv2 + 1))), q = v < p ? p : 1 - p;
            return -std::log1p(-u) * h.mean / (2 * q);
        }
        case Handling::Shape::lognormal: break;
    }
    const double s2 = std::log1p(h.cv2);
    return h.mean * std::exp(std::sqrt(s2) * random.normal() - s2 / 2);
}

class Replication {
public:
    Replication(const Desk& desk, const Runs& runs, int number)
        : desk_(desk),
          runs_(runs),
          calendar_(desk),
          seed_(runs.seed * 1'000'003 + static_cast<std::uint64_t>(number)),
          random_(seed_, 1),
          days_(seed_, 2) {
        const auto k = desk.classes.size(), g = desk.groups.size();
        sums_.resize(k), queues_.resize(k), order_.resize(g), on_duty_.resize(g), busy_.resize(g),
            firsts_.resize(k);
        for (std::size_t i = 0; i < g; ++i) {
            for (const int c : desk.groups[i].classes)
                order_[i].push_back(static_cast<std::size_t>(c)),
                    firsts_[static_cast<std::size_t>(c)].push_back(i);
            std::stable_sort(order_[i].begin(), order_[i].end(), [&](auto a, auto b) {
                return desk.classes[a].priority < desk.classes[b].priority;
            });
        }
        set_peaks();
        set_changes();
    }

    Result<> run(const IsCancelled& is_cancelled) {
        const double end = runs_.warm_up + runs_.hours, cut = end * 1.25 + 500;
        std::size_t steps = 0;
        next_arrival_ = next_after(0);
        while (true) {
            if ((++steps & 0xffff) == 0 && is_stopped(is_cancelled)) return cancelled();
            const double event = events_.empty() ? kNever : events_.top().time,
                         next = std::min({next_arrival_, event, next_change()});
            if (next >= cut || (next >= end && counted_open_ == 0)) break;
            pass(next, end);
            if (next == next_change())
                change();
            else if (next == event)
                handle();
            else
                arrive();
            if (tickets_.size() - free_.size() > kMostOpen)
                return unstable("More than 5,000,000 tickets are open at once: the desk cannot keep up.");
        }
        return Done{};
    }
    const std::vector<Sums>& sums() const { return sums_; }
    double unfinished() const { return static_cast<double>(counted_open_); }
    double utilisation() const { return duty_hours_ > 0 ? busy_hours_ / duty_hours_ : 0; }

private:
    // Arrivals by thinning: `peak_` is the highest total rate of any hour; each hour has its running sums a
    // class.
    void set_peaks() {
        const auto hours = static_cast<std::size_t>(desk_.cycle);
        std::vector<double> means;
        bool is_even = true;
        for (const auto& c : desk_.classes) {
            double sum = 0;
            for (const double v : c.profile) sum += v;
            means.push_back(c.profile.empty() ? 1 : sum / static_cast<double>(hours));
            is_even = is_even && c.profile.empty();
        }
        rates_.assign(is_even ? 1 : hours, {});
        for (std::size_t h = 0; h < rates_.size(); ++h) {
            double sum = 0;
            for (std::size_t k = 0; k < means.size(); ++k) {
                const auto& c = desk_.classes[k];
                rates_[h].push_back(sum += c.rate * (c.profile.empty() ? 1 : c.profile[h] / means[k]));
            }
            peak_ = std::max(peak_, sum);
        }
    }
    void set_changes() {
        std::vector<double> times{0};
        for (const auto& g : desk_.groups)
            for (const auto& s : g.shifts)
                times.push_back(s.from), times.push_back(std::fmod(s.to, desk_.cycle));
        std::sort(times.begin(), times.end());
        times.erase(std::unique(times.begin(), times.end()), times.end());
        const bool has_shifts =
            times.size() > 1 || std::any_of(desk_.groups.begin(), desk_.groups.end(), [](const Group& g) {
                return !g.shifts.empty();
            });
        changes_ = has_shifts ? times : std::vector<double>{};
        set_duty(0);
        change_at_ = changes_.size() > 1 ? 1 : 0;
        if (changes_.size() == 1) change_cycle_ = 1;
    }
    double next_change() const {
        return changes_.empty() ? kNever
                                : static_cast<double>(change_cycle_) * desk_.cycle + changes_[change_at_];
    }
    void set_duty(double time) {
        for (std::size_t g = 0; g < desk_.groups.size(); ++g) {
            on_duty_[g] = desk_.groups[g].agents;
            for (const auto& s : desk_.groups[g].shifts)
                if (s.from <= time && time < s.to) on_duty_[g] += s.agents;
        }
    }
    void change() {
        now_ = next_change();
        set_duty(changes_[change_at_]);
        if (++change_at_ == changes_.size()) change_at_ = 0, ++change_cycle_;
        for (std::size_t g = 0; g < busy_.size(); ++g)
            while (busy_[g] < on_duty_[g] && take(g)) {
            }
    }
    void pass(double to, double end) {
        const double from = std::max(now_, runs_.warm_up), until = std::min(to, end);
        if (until > from)
            for (std::size_t g = 0; g < busy_.size(); ++g)
                busy_hours_ += busy_[g] * (until - from),
                    duty_hours_ += std::max(busy_[g], on_duty_[g]) * (until - from);
        now_ = to;
    }

    double factor_of_day(double t) {
        if (desk_.day_factor_cv <= 0) return 1;
        const auto day = static_cast<long>(t / 24);
        while (day_ < day) {
            const double shape = 1 / (desk_.day_factor_cv * desk_.day_factor_cv);
            factor_ = days_.gamma(shape) / shape;
            ++day_;
        }
        return factor_;
    }
    double next_after(double t) {
        if (peak_ <= 0) return kNever;
        for (;;) {
            const double day_ends = (std::floor(t / 24) + 1) * 24, factor = factor_of_day(t);
            if (factor <= 1e-9) {
                t = day_ends;
                continue;
            }
            const double next = t + random_.exponential(peak_ * factor);
            if (desk_.day_factor_cv > 0 && next >= day_ends) {  // memoryless: start again at midnight
                t = day_ends;
                continue;
            }
            t = next;
            const auto& sums =
                rates_[rates_.size() == 1 ? 0 : static_cast<std::size_t>(std::fmod(t, desk_.cycle))];
            const double u = random_.uniform() * peak_;
            if (u >= sums.back()) continue;
            next_class_ =
                static_cast<std::size_t>(std::upper_bound(sums.begin(), sums.end(), u) - sums.begin());
            return t;
        }
    }
    std::uint32_t slot() {
        if (free_.empty()) {
            tickets_.emplace_back();
            return static_cast<std::uint32_t>(tickets_.size() - 1);
        }
        const auto at = free_.back();
        free_.pop_back();
        return at;
    }
    void arrive() {
        const auto k = next_class_;
        const auto& c = desk_.classes[k];
        const double u = random_.uniform(), v = random_.uniform(), handling = draw(c.handling, u, v, random_);
        const double patience = random_.uniform();
        const auto at = slot();
        auto& t = tickets_[at];
        t = Ticket{};
        t.arrival = now_, t.handling = handling, t.clock_from = calendar_.at(now_);
        t.patience_ends = c.patience > 0 ? now_ - std::log1p(-patience) * c.patience : kNever;
        t.number = number_++;
        t.kind = t.at_class = static_cast<std::uint8_t>(k);
        t.is_counted = now_ >= runs_.warm_up && now_ < runs_.warm_up + runs_.hours;
        counted_open_ += t.is_counted;
        next_arrival_ = next_after(now_);
        enqueue(at);
    }
    void enqueue(std::uint32_t at) {
        const auto k = tickets_[at].at_class;
        for (const auto g : firsts_[k])
            if (busy_[g] < on_duty_[g]) return start(g, at, false);
        queues_[k].push_back(at);
    }
    // The best waiting ticket this group can do: priority first, then who has waited longest.
    bool take(std::size_t g) {
        std::size_t best = 64;
        for (const auto k : order_[g]) {
            if (best < 64 && desk_.classes[k].priority > desk_.classes[best].priority) break;
            while (!queues_[k].empty() && tickets_[queues_[k].front()].patience_ends < now_) {
                abandon(queues_[k].front());
                queues_[k].pop_front();
            }
            if (queues_[k].empty()) continue;
            if (best == 64 || tickets_[queues_[k].front()].arrival < tickets_[queues_[best].front()].arrival)
                best = k;
        }
        if (best == 64) return false;
        const auto at = queues_[best].front();
        queues_[best].pop_front();
        start(g, at, true);
        return true;
    }
    void abandon(std::uint32_t at) {
        auto& t = tickets_[at];
        if (t.is_counted) {
            auto& s = sums_[t.kind];
            s.count += 1, s.waited += 1, s.abandoned += 1, s.wait += t.patience_ends - t.arrival;
        }
        finish(at);
    }
    void finish(std::uint32_t at) {
        counted_open_ -= tickets_[at].is_counted;
        free_.push_back(at);
    }
    void start(std::size_t g, std::uint32_t at, bool has_waited) {
        auto& t = tickets_[at];
        if (t.is_first) {
            t.is_first = false;
            t.patience_ends = kNever;
            if (t.is_counted) {
                auto& s = sums_[t.kind];
                s.count += 1, s.waited += has_waited, s.wait += now_ - t.arrival;
                s.in_time += calendar_.at(now_) - t.clock_from <= desk_.classes[t.kind].respond_within;
            }
        }
        ++busy_[g];
        events_.push({now_ + t.handling / desk_.groups[g].speed, at, static_cast<std::int16_t>(g)});
    }
    void handle() {
        const auto event = events_.top();
        events_.pop();
        auto& t = tickets_[event.ticket];
        if (event.group < 0) {
            t.clock_from = calendar_.at(now_);
            return enqueue(event.ticket);
        }
        const auto g = static_cast<std::size_t>(event.group);
        --busy_[g];
        end_of_work(event.ticket);
        while (busy_[g] < on_duty_[g] && take(g)) {
        }
    }
    // What comes after a piece of work is drawn from the ticket's own numbers, so that it does not depend on
    // the plan.
    void end_of_work(std::uint32_t at) {
        auto& t = tickets_[at];
        const auto& c = desk_.classes[t.at_class];
        if (c.reassign <= 0 && c.ask_customer <= 0 && c.reopen <= 0) return solve(at);
        Random own(seed_ ^ (0x5851F42D4C957F2DULL * (t.number + 1)), ++t.visits);
        const double u = own.uniform();
        if (t.visits >= 50 || u >= c.reassign + (1 - c.reassign) * c.ask_customer) {
            const bool comes_back = t.visits < 50 && own.uniform() < c.reopen;
            if (!comes_back) return solve(at);
            return pause(at, own.exponential(1 / std::max(c.reopen_after, 1e-9)), own);
        }
        if (u >= c.reassign) return pause(at, own.exponential(1 / std::max(c.customer_takes, 1e-9)), own);
        if (c.reassign_to >= 0) t.at_class = static_cast<std::uint8_t>(c.reassign_to);
        redraw(t, own);
        enqueue_later(at, 0);
    }
    void redraw(Ticket& t, Random& own) {
        const double u = own.uniform(), v = own.uniform();
        t.handling = draw(desk_.classes[t.at_class].handling, u, v, own);
    }
    void pause(std::uint32_t at, double hours, Random& own) {
        auto& t = tickets_[at];
        t.clock += calendar_.at(now_) - t.clock_from;
        t.clock_from = calendar_.at(now_);
        redraw(t, own);
        enqueue_later(at, hours);
    }
    void enqueue_later(std::uint32_t at, double hours) {
        auto& t = tickets_[at];
        if (hours <= 0) {
            t.clock += calendar_.at(now_) - t.clock_from;
            t.clock_from = calendar_.at(now_);
        }
        events_.push({now_ + hours, at, -1});
    }
    void solve(std::uint32_t at) {
        auto& t = tickets_[at];
        if (t.is_counted) {
            auto& s = sums_[t.kind];
            const double clock = t.clock + calendar_.at(now_) - t.clock_from,
                         promise = desk_.classes[t.kind].resolve_within;
            s.resolved += 1, s.resolution += clock, s.resolved_in_time += promise <= 0 || clock <= promise;
        }
        finish(at);
    }

    const Desk& desk_;
    const Runs& runs_;
    Calendar calendar_;
    std::uint64_t seed_;
    Random random_, days_;
    std::vector<std::vector<double>> rates_;
    double peak_ = 0, now_ = 0, next_arrival_ = 0, factor_ = 1, busy_hours_ = 0, duty_hours_ = 0;
    long day_ = -1, change_cycle_ = 0, counted_open_ = 0;
    std::size_t next_class_ = 0, change_at_ = 0;
    std::uint32_t number_ = 0;
    std::vector<double> changes_;
    std::vector<Sums> sums_;
    std::vector<std::deque<std::uint32_t>> queues_;
    std::vector<std::vector<std::size_t>> order_, firsts_;
    std::vector<int> on_duty_, busy_;
    std::vector<Ticket> tickets_;
    std::vector<std::uint32_t> free_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
};

std::vector<double> values_of(const Sums& s) {
    const double n = std::max(1.0, s.count), r = std::max(1.0, s.resolved);
    return {
        s.wait / n, s.waited / n, s.abandoned / n, s.in_time / n, s.resolution / r, s.resolved_in_time / r};
}

Result<Measures> measures_from(const std::vector<std::vector<double>>& rows,
                               std::size_t first,
                               double confidence) {
    Measures m;
    Interval* parts[] = {&m.wait, &m.waited, &m.abandoned, &m.in_time, &m.resolution, &m.resolved_in_time};
    for (std::size_t i = 0; i < kMeasures; ++i) {
        MS_TRY(*parts[i], mean_interval(rows[first + i], confidence));
    }
    return m;
}

}  // namespace

Result<Outcome> simulate(const Desk& desk, const Runs& runs, const IsCancelled& is_cancelled) {
    MS_CHECK(check_desk(desk, runs));
    Outcome out;
    const auto k = desk.classes.size();
    out.replications.resize((k + 1) * kMeasures);
    out.classes.resize(k);
    std::vector<double> busy;
    for (int r = 0; r < runs.replications; ++r) {
        Replication replication(desk, runs, r);
        MS_CHECK(replication.run(is_cancelled));
        Sums all;
        const auto keep = [&](std::size_t row, const Sums& s, ClassOutcome& into) {
            const auto values = values_of(s);
            for (std::size_t i = 0; i < kMeasures; ++i)
                out.replications[row * kMeasures + i].push_back(values[i]);
            into.tickets += s.count;
        };
        for (std::size_t c = 0; c < k; ++c) {
            keep(c, replication.sums()[c], out.classes[c]);
            all.add(replication.sums()[c]);
        }
        keep(k, all, out.all);
        out.all.unfinished += replication.unfinished();
        busy.push_back(replication.utilisation());
    }
    for (std::size_t c = 0; c < k; ++c) {
        out.classes[c].name = desk.classes[c].name;
        MS_TRY(out.classes[c].measures, measures_from(out.replications, c * kMeasures, runs.confidence));
    }
    MS_TRY(out.all.measures, measures_from(out.replications, k * kMeasures, runs.confidence));
    MS_TRY(out.utilisation, mean_interval(busy, runs.confidence));
    out.tickets = out.all.tickets;
    return out;
}

Result<Difference> compare(const Outcome& a, const Outcome& b, double confidence) {
    if (a.replications.size() != b.replications.size() || a.replications.empty() ||
        a.replications[0].size() != b.replications[0].size())
        return bad("plans", "the two plans need the same classes and the same number of replications");
    auto rows = b.replications;
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t r = 0; r < rows[i].size(); ++r) rows[i][r] -= a.replications[i][r];
    Difference out;
    for (std::size_t c = 0; c < a.classes.size(); ++c) {
        MS_TRY(auto m, measures_from(rows, c * kMeasures, confidence));
        out.classes.push_back(m);
    }
    MS_TRY(out.all, measures_from(rows, a.classes.size() * kMeasures, confidence));
    return out;
}

}  // namespace mainstay::algo
