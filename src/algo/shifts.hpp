#pragma once
// Shifts that cover a requirement, and people for the shifts. Sources: Dantzig 1954 (set covering); Ernst et
// al. 2004.
#include <string>
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

struct ShiftKind {
    std::string name;
    std::vector<int> covers;  // periods (0 ..) in which one person on it works
    double cost = 1;
};
struct Cover {
    std::vector<int> people;     // a shift
    std::vector<int> unmet;      // a period
    double cost = 0, bound = 0;  // wages; nothing cheaper exists than bound
    bool is_proven = true;
    std::vector<double> price;  // of one more required person, a period (linear relaxation)
};
// Fewest costs so that every period has its required people; `penalty` for a missing one (0: must be
// covered).
Result<Cover> cover_shifts(const std::vector<int>& required,
                           const std::vector<ShiftKind>&,
                           double penalty = 0,
                           const IsCancelled& = {});

struct Duty {                 // one place to fill
    int day = 0;              // 0 ..
    double from = 0, to = 0;  // hours of that day; to may pass midnight (> 24)
    int people = 1;
    double weight = 1;  // how unpleasant (night, weekend), for fairness
};
struct Person {
    std::string name;
    std::vector<int> days_off;
    double most_hours = 40;  // in the whole plan
};
struct RosterRules {
    double rest = 11;  // hours between two duties
    int most_days_in_row = 6;
};
struct Roster {
    std::vector<std::vector<int>> people;  // a duty: who
    std::vector<int> unmet;                // a duty: places that stay empty
    std::vector<double> hours, weight;     // a person
    int missing = 0;
    int bound = 0;          // places that no roster can fill (availability and hours alone)
    double unfairness = 0;  // spread of weight: greatest - least
};
// Rest, days off and hours are never broken; places are filled first, then weight is made even. Greedy and
// local search.
Result<Roster> roster(const std::vector<Duty>&,
                      const std::vector<Person>&,
                      const RosterRules& = {},
                      const IsCancelled& = {});

}  // namespace mainstay::algo
