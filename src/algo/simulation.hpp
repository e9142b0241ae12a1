#pragma once
// A desk event by event: the last word over every plan, and the only honest answer where tickets pause, come
// back or change hands. Hours throughout. Same seed, same result; two plans of the same seed meet the same
// tickets (common random numbers), so their difference is sharp. Agrees with every closed form of
// queueing.hpp inside its 99 % interval.
#include <cstdint>
#include <string>
#include <vector>

#include "algo/errors.hpp"
#include "algo/statistics.hpp"

namespace mainstay::algo {

struct Handling {
    enum class Shape { exponential, lognormal, constant, erlang2, hyperexponential };
    Shape shape = Shape::lognormal;
    double mean = 0.5;  // hours of one agent's work
    double cv2 = 1;     // squared coefficient of variation: lognormal >= 0, hyperexponential > 1
};

struct TicketClass {
    std::string name;
    double rate = 0;              // tickets an hour on average
    std::vector<double> profile;  // relative rate in each hour of the cycle (168 or 24 values); empty = even
    int priority = 0;             // 0 is served first
    Handling handling;
    double patience = 0;        // mean hours until a waiting customer leaves; 0 = never
    double reassign = 0;        // chance that a piece of work ends by handing over to `reassign_to`
    int reassign_to = -1;       // class, -1 = the same
    double ask_customer = 0;    // chance that the ticket then waits for the customer, clock paused
    double customer_takes = 8;  // mean hours
    double reopen = 0;          // chance that a solved ticket comes back
    double reopen_after = 24;   // mean hours
    double respond_within =
        1;  // promise: first work begins within this (open hours when a calendar is given)
    double resolve_within = 0;  // promise on all time the clock ran; 0 = none
};

struct Shift {
    double from = 0, to = 0;  // hours of the cycle, from < to
    int agents = 0;
};
struct Group {
    std::string name;
    std::vector<int> classes;   // skills: what they can do
    int agents = 0;             // always there
    std::vector<Shift> shifts;  // and these on top; who is busy at the end of a shift finishes that ticket
    double speed = 1;           // 2 = half the handling time
};

struct Desk {
    std::vector<TicketClass> classes;  // 1 .. 64
    std::vector<Group> groups;         // 1 .. 64; a new ticket goes to the first with somebody free
    double cycle = 168;                // hours after which profile, shifts and calendar repeat
    std::vector<bool> open;            // hours of the cycle in which promises count; empty = always
    double day_factor_cv = 0;          // Gamma factor on the whole demand of a day
};

struct Runs {
    double hours = 0;    // counted, after the warm-up
    double warm_up = 0;  // hours
    int replications = 10;
    std::uint64_t seed = 1;
    double confidence = 0.95;
};

struct Measures {  // each over the replications
    Interval wait, waited, abandoned, in_time, resolution, resolved_in_time;
};
struct ClassOutcome {
    std::string name;
    double tickets = 0;     // counted, all replications
    double unfinished = 0;  // of them still open when the run was cut
    Measures measures;
};
struct Outcome {
    std::vector<ClassOutcome> classes;
    ClassOutcome all;
    Interval utilisation;                           // busy hours over hours on duty
    std::vector<std::vector<double>> replications;  // [class or last = all x 6][replication], for differences
    double tickets = 0;
};
Result<> check_desk(const Desk&, const Runs&);  // what simulate refuses, by place
Result<Outcome> simulate(const Desk&, const Runs&, const IsCancelled& = {});

// b - a, replication by replication: sharp when both were run with the same seed.
struct Difference {
    Measures all;
    std::vector<Measures> classes;
};
Result<Difference> compare(const Outcome& a, const Outcome& b, double confidence = 0.95);

}  // namespace mainstay::algo
