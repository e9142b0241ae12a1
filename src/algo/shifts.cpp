#include "algo/shifts.hpp"

#include <algorithm>
#include <cmath>

#include "algo/linear_program.hpp"

namespace mainstay::algo {
namespace {

class Rosterer {
public:
    Rosterer(const std::vector<Duty>& duties, const std::vector<Person>& people, const RosterRules& rules)
        : duties_(duties),
          people_(people),
          rules_(rules) {
        duties_of_.resize(people.size()), hours_.resize(people.size()), weight_.resize(people.size());
        on_.resize(duties.size());
    }
    Result<Roster> run(const IsCancelled& is_cancelled) {
        std::vector<std::size_t> order(duties_.size());
        for (std::size_t d = 0; d < order.size(); ++d) order[d] = d;
        std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
            return candidates(a) - duties_[a].people < candidates(b) - duties_[b].people;
        });
        for (const auto d : order)
            while (static_cast<int>(on_[d].size()) < duties_[d].people && fill(d)) {
            }
        for (int round = 0; round < 50; ++round) {
            if (is_stopped(is_cancelled)) return cancelled();
            bool is_better = false;
            for (std::size_t d = 0; d < duties_.size(); ++d)
                while (static_cast<int>(on_[d].size()) < duties_[d].people &&
                       (fill(d) || fill_by_exchange(d)))
                    is_better = true;
            is_better = make_even() || is_better;
            if (!is_better) break;
        }
        return report();
    }

private:
    double start(std::size_t d) const { return 24.0 * duties_[d].day + duties_[d].from; }
    double end(std::size_t d) const { return 24.0 * duties_[d].day + duties_[d].to; }
    double length(std::size_t d) const { return duties_[d].to - duties_[d].from; }
    bool is_off(std::size_t p, int day) const {
        return std::find(people_[p].days_off.begin(), people_[p].days_off.end(), day) !=
               people_[p].days_off.end();
    }
    bool is_free_for(std::size_t p, std::size_t d) const {
        const int last = duties_[d].day + (duties_[d].to > 24 ? 1 : 0);
        for (int day = duties_[d].day; day <= last; ++day)
            if (is_off(p, day)) return false;
        return length(d) <= people_[p].most_hours + 1e-9;
    }
    int candidates(std::size_t d) const {
        int count = 0;
        for (std::size_t p = 0; p < people_.size(); ++p) count += is_free_for(p, d);
        return count;
    }
    bool may(std::size_t p, std::size_t d) const {
        if (!is_free_for(p, d) || hours_[p] + length(d) > people_[p].most_hours + 1e-9) return false;
        std::vector<int> days{duties_[d].day};
        for (const auto other : duties_of_[p]) {
            if (other == d ||
                (start(d) < end(other) + rules_.rest - 1e-9 && start(other) < end(d) + rules_.rest - 1e-9))
                return false;
            days.push_back(duties_[other].day);
        }
        std::sort(days.begin(), days.end());
        int in_row = 1;
        for (std::size_t i = 1; i < days.size(); ++i) {
            if (days[i] == days[i - 1]) continue;
            in_row = days[i] == days[i - 1] + 1 ? in_row + 1 : 1;
            if (in_row > rules_.most_days_in_row) return false;
        }
        return true;
    }
    void put(std::size_t p, std::size_t d) {
        on_[d].push_back(static_cast<int>(p));
        duties_of_[p].push_back(d);
        hours_[p] += length(d), weight_[p] += duties_[d].weight;
    }
    void take(std::size_t p, std::size_t d) {
        std::erase(on_[d], static_cast<int>(p));
        std::erase(duties_of_[p], d);
        hours_[p] -= length(d), weight_[p] -= duties_[d].weight;
    }
    bool fill(std::size_t d) {  // by who has carried least
        std::size_t best = people_.size();
        for (std::size_t p = 0; p < people_.size(); ++p)
            if (may(p, d) && (best == people_.size() || weight_[p] < weight_[best] - 1e-9 ||
                              (std::abs(weight_[p] - weight_[best]) <= 1e-9 && hours_[p] < hours_[best])))
                best = p;
        if (best == people_.size()) return false;
        put(best, d);
        return true;
    }
    // Somebody leaves another duty, which a third person takes over, and comes here.
    bool fill_by_exchange(std::size_t d) {
        for (std::size_t p = 0; p < people_.size(); ++p) {
            if (!is_free_for(p, d)) continue;
            for (const auto other : std::vector<std::size_t>(duties_of_[p])) {
                if (other == d) continue;
                take(p, other);
                if (may(p, d))
                    for (std::size_t q = 0; q < people_.size(); ++q)
                        if (q != p && may(q, other)) return put(q, other), put(p, d), true;
                put(p, other);
            }
        }
        return false;
    }
    bool make_even() {
        bool has_moved = false;
        for (std::size_t p = 0; p < people_.size(); ++p)
            for (const auto d : std::vector<std::size_t>(duties_of_[p]))
                for (std::size_t q = 0; q < people_.size(); ++q) {
                    if (weight_[q] + duties_[d].weight >= weight_[p] - 1e-9 || !may(q, d)) continue;
                    take(p, d);
                    put(q, d);
                    has_moved = true;
                    break;
                }
        return has_moved;
    }
    Roster report() const {
        Roster out;
        out.people = on_, out.hours = hours_, out.weight = weight_;
        double hours_asked = 0, hours_there = 0;
        int people_short = 0;
        for (std::size_t d = 0; d < duties_.size(); ++d) {
            out.unmet.push_back(duties_[d].people - static_cast<int>(on_[d].size()));
            out.missing += out.unmet.back();
            people_short += std::max(0, duties_[d].people - candidates(d));
            hours_asked += duties_[d].people * length(d);
        }
        double longest = 0;
        for (std::size_t d = 0; d < duties_.size(); ++d) longest = std::max(longest, length(d));
        for (const auto& p : people_) hours_there += p.most_hours;
        const int hours_short =
            longest > 0
                ? static_cast<int>(std::ceil(std::max(0.0, hours_asked - hours_there) / longest - 1e-9))
                : 0;
        out.bound = std::max(people_short, hours_short);
        const auto [least, most] = std::minmax_element(weight_.begin(), weight_.end());
        out.unfairness = *most - *least;
        return out;
    }
    const std::vector<Duty>& duties_;
    const std::vector<Person>& people_;
    const RosterRules& rules_;
    std::vector<std::vector<int>> on_;
    std::vector<std::vector<std::size_t>> duties_of_;
    std::vector<double> hours_, weight_;
};

}  // namespace

Result<Cover> cover_shifts(const std::vector<int>& required,
                           const std::vector<ShiftKind>& shifts,
                           double penalty,
                           const IsCancelled& is_cancelled) {
    if (required.empty() || shifts.empty()) return too_few("There are no periods or no shifts.");
    MS_CHECK(not_negative("penalty", penalty));
    const auto periods = required.size(), n = shifts.size();
    LinearProgram p;
    for (const auto& s : shifts) {
        MS_CHECK(positive(("shifts/" + s.name + "/cost").c_str(), s.cost));
        p.cost.push_back(s.cost);
    }
    if (penalty > 0) p.cost.insert(p.cost.end(), periods, penalty);
    for (std::size_t h = 0; h < periods; ++h) {
        if (required[h] < 0 || required[h] > 1'000'000)
            return bad("required/" + std::to_string(h), "required must be 0 to 1,000,000");
        Row row{std::vector<double>(p.cost.size()), Sense::at_least, static_cast<double>(required[h])};
        if (penalty > 0) row.a[n + h] = 1;
        p.rows.push_back(std::move(row));
    }
    for (std::size_t j = 0; j < n; ++j)
        for (const int h : shifts[j].covers) {
            if (h < 0 || static_cast<std::size_t>(h) >= periods)
                return bad("shifts/" + shifts[j].name,
                           "\"" + shifts[j].name + "\" covers a period that does not exist");
            p.rows[static_cast<std::size_t>(h)].a[j] = 1;
        }
    MS_TRY(const auto solved, solve_integer(p, {}, 20'000, is_cancelled));
    Cover out;
    for (std::size_t j = 0; j < n; ++j)
        out.people.push_back(static_cast<int>(std::lround(solved.x[j]))),
            out.cost += shifts[j].cost * out.people.back();
    out.unmet.assign(periods, 0);
    for (std::size_t h = 0; penalty > 0 && h < periods; ++h)
        out.unmet[h] = static_cast<int>(std::lround(solved.x[n + h]));
    out.is_proven = solved.is_proven;
    out.bound = solved.bound - (solved.cost - out.cost);
    out.price = solved.relaxed_duals;
    return out;
}

Result<Roster> roster(const std::vector<Duty>& duties,
                      const std::vector<Person>& people,
                      const RosterRules& rules,
                      const IsCancelled& is_cancelled) {
    if (duties.empty() || people.empty()) return too_few("There are no duties or no people.");
    if (duties.size() > 2000 || people.size() > 500)
        return too_large("At most 2,000 duties and 500 people can be planned at once.");
    MS_CHECK(between("rest", rules.rest, 0, 168));
    if (rules.most_days_in_row < 1) return bad("most_days_in_row", "most_days_in_row must be 1 or more");
    for (std::size_t d = 0; d < duties.size(); ++d) {
        const auto& one = duties[d];
        if (one.day < 0 || one.day > 400 ||
            !(one.from >= 0 && one.from < 24 && one.to > one.from && one.to - one.from <= 24) ||
            one.people < 0 || !(one.weight >= 0 && one.weight < 1e6))
            return bad("duties/" + std::to_string(d),
                       "duty " + std::to_string(d) +
                           " needs a day from 0 to 400, from < to, at most 24 hours, and 0 or more people "
                           "and weight");
    }
    for (const auto& p : people)
        MS_CHECK(not_negative(("people/" + p.name + "/most_hours").c_str(), p.most_hours));
    return Rosterer(duties, people, rules).run(is_cancelled);
}

}  // namespace mainstay::algo
