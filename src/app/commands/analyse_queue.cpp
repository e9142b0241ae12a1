// queue, staff, simulate: rates are per hour, times that a person types or reads are minutes.
#include <algorithm>
#include <cmath>

#include "algo/queueing.hpp"
#include "algo/simulation.hpp"
#include "algo/staffing.hpp"
#include "app/commands/analyse.hpp"

namespace mainstay::app::analysis {
namespace {

struct Asked {
    double arrivals, handling, within, patience;
    int agents;
    algo::Line line() const { return {arrivals, 60 / handling, agents}; }
};

Result<std::vector<Cell>> queue_row(const Asked& a) {
    if (a.patience > 0) {
        MS_TRY(const auto s, algo::erlang_a(a.line(), 60 / a.patience, a.within / 60));
        return std::vector<Cell>{a.arrivals,
                                 a.handling,
                                 double(a.agents),
                                 s.occupancy,
                                 s.probability_wait,
                                 60 * s.mean_wait,
                                 s.mean_queue,
                                 s.service_level,
                                 s.probability_abandon};
    }
    MS_TRY(const auto s, algo::mmc(a.line()));
    MS_TRY(const double level, algo::service_level(a.line(), a.within / 60));
    return std::vector<Cell>{a.arrivals,
                             a.handling,
                             double(a.agents),
                             s.utilisation,
                             s.probability_wait,
                             60 * s.mean_wait,
                             s.mean_queue,
                             level,
                             0.0};
}

Result<int> agents_of(double value, const std::string& where) {
    if (value != std::floor(value) || !(value >= 1 && value <= algo::kMostServers))
        return bad_input(where, "agents must be a whole number from 1 to 1,000,000");
    return static_cast<int>(value);
}

Result<> handling_of(double minutes, const std::string& where) {
    if (minutes > 0) return Done{};
    return bad_input(where, "handling must be above 0 minutes");
}

Result<Answer> queue_file(const Request& request) {
    MS_TRY(const auto sheet, request.sheet());
    MS_TRY(const auto arrivals, sheet.numbers("arrivals"));
    MS_TRY(const auto handling, sheet.numbers("handling"));
    MS_TRY(const auto agents, sheet.numbers("agents"));
    const std::vector<double> zeros(arrivals.size(), 0.0);
    MS_TRY(const auto within,
           sheet.has("within") ? sheet.numbers("within") : Result<std::vector<double>>(zeros));
    MS_TRY(const auto patience,
           sheet.has("patience") ? sheet.numbers("patience") : Result<std::vector<double>>(zeros));
    Answer answer;
    auto& rows = answer.table("queues",
                              {"arrivals",
                               "handling",
                               "agents",
                               "utilisation",
                               "probability_wait",
                               "mean_wait_minutes",
                               "mean_queue",
                               "service_level",
                               "probability_abandon"});
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        const auto where = "line " + std::to_string(sheet.lines[i]);
        MS_CHECK(handling_of(handling[i], where));
        MS_TRY(const int c, agents_of(agents[i], where));
        auto row = queue_row({arrivals[i], handling[i], within[i], patience[i], c});
        if (!row) return bad_input(where, row.error().detail());
        rows.push_back(*std::move(row));
    }
    return answer;
}

void add_people(Answer& answer, const algo::Staff& s, double shrinkage) {
    answer.fact("agents", double(s.servers));
    if (const auto people = algo::people_to_schedule(s.servers, shrinkage))
        answer.fact("people_to_schedule", double(*people));
    answer.fact("service_level", s.service_level);
    answer.fact("occupancy", s.occupancy);
    answer.fact("probability_wait", s.probability_wait);
    answer.fact("mean_wait_minutes", 60 * s.mean_wait);
}

Result<algo::Handling::Shape> shape_of(const std::string& name, const std::string& at) {
    using Shape = algo::Handling::Shape;
    const std::pair<const char*, Shape> known[] = {{"lognormal", Shape::lognormal},
                                                   {"exponential", Shape::exponential},
                                                   {"constant", Shape::constant},
                                                   {"erlang2", Shape::erlang2},
                                                   {"hyperexponential", Shape::hyperexponential}};
    for (const auto& [word, shape] : known)
        if (name == word) return shape;
    return bad_input(at + "/shape", "must be lognormal, exponential, constant, erlang2 or hyperexponential");
}

Result<int> place_of(const std::vector<std::string>& names, const std::string& name, const std::string& at) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return bad_input(at, "there is no class \"" + name + "\"");
    return static_cast<int>(found - names.begin());
}

Result<algo::TicketClass> class_of(const Member& m, const std::vector<std::string>& names) {
    algo::TicketClass c;
    MS_TRY(c.name, m.text("name"));
    MS_TRY(c.rate, m.number("rate"));
    MS_TRY(c.profile, m.numbers("profile"));
    MS_TRY(const double priority, m.number("priority", 0));
    if (priority != std::floor(priority) || std::abs(priority) > 1000)
        return bad_input(m.at() + "/priority", "must be a whole number");
    c.priority = static_cast<int>(priority);
    MS_TRY(const double handling, m.number("handling"));
    MS_TRY(c.handling.cv2, m.number("cv2", 1));
    MS_TRY(const auto shape, m.text("shape", "lognormal"));
    MS_TRY(c.handling.shape, shape_of(shape, m.at()));
    c.handling.mean = handling / 60;
    const std::tuple<const char*, double*, double> minutes[] = {{"patience", &c.patience, 0},
                                                                {"customer_takes", &c.customer_takes, 480},
                                                                {"reopen_after", &c.reopen_after, 1440},
                                                                {"respond_within", &c.respond_within, 60},
                                                                {"resolve_within", &c.resolve_within, 0}};
    for (const auto& [name, into, fallback] : minutes) {
        MS_TRY(const double value, m.number(name, fallback));
        *into = value / 60;
    }
    MS_TRY(c.reassign, m.number("reassign", 0));
    MS_TRY(c.ask_customer, m.number("ask_customer", 0));
    MS_TRY(c.reopen, m.number("reopen", 0));
    if (m.has("reassign_to")) {
        MS_TRY(const auto to, m.text("reassign_to"));
        MS_TRY(c.reassign_to, place_of(names, to, m.at() + "/reassign_to"));
    }
    return c;
}

Result<int> count_of(const Member& m, const char* name, double fallback) {
    MS_TRY(const double value, m.number(name, fallback));
    if (value != std::floor(value) || value < 0 || value > 100'000)
        return bad_input(m.at() + "/" + name, "must be a whole number from 0 to 100,000");
    return static_cast<int>(value);
}

Result<algo::Group> group_of(const Member& m, const std::vector<std::string>& names) {
    algo::Group g;
    MS_TRY(g.name, m.text("name", ""));
    MS_TRY(const auto classes, m.texts("classes"));
    for (const auto& name : classes) {
        MS_TRY(const int at, place_of(names, name, m.at() + "/classes"));
        g.classes.push_back(at);
    }
    MS_TRY(g.agents, count_of(m, "agents", 0));
    MS_TRY(g.speed, m.number("speed", 1));
    MS_TRY(const auto shifts, m.list("shifts"));
    for (const auto& s : shifts) {
        algo::Shift shift;
        MS_TRY(shift.from, s.number("from"));
        MS_TRY(shift.to, s.number("to"));
        MS_TRY(shift.agents, count_of(s, "agents", 0));
        g.shifts.push_back(shift);
    }
    return g;
}

Result<algo::Desk> desk_of(const Member& root) {
    algo::Desk desk;
    MS_TRY(const auto classes, root.list("classes"));
    std::vector<std::string> names;
    for (const auto& c : classes) {
        MS_TRY(auto name, c.text("name"));
        names.push_back(std::move(name));
    }
    for (const auto& c : classes) {
        MS_TRY(auto one, class_of(c, names));
        desk.classes.push_back(std::move(one));
    }
    MS_TRY(const auto groups, root.list("groups"));
    for (const auto& g : groups) {
        MS_TRY(auto one, group_of(g, names));
        desk.groups.push_back(std::move(one));
    }
    MS_TRY(desk.cycle, root.number("cycle", 168));
    MS_TRY(desk.day_factor_cv, root.number("day_factor_cv", 0));
    MS_TRY(const auto open, root.numbers("open"));
    for (const double hour : open) desk.open.push_back(hour != 0);
    return desk;
}

}  // namespace

Result<Answer> queue(const Request& request) {
    if (request.has_input()) return queue_file(request);
    Asked a{};
    MS_TRY(a.arrivals, request.number("--arrivals"));
    MS_TRY(a.handling, request.number("--handling"));
    MS_CHECK(handling_of(a.handling, "--handling"));
    MS_TRY(const double agents, request.number("--agents"));
    MS_TRY(a.agents, agents_of(agents, "--agents"));
    MS_TRY(a.within, request.number("--within", 0));
    MS_TRY(a.patience, request.number("--patience", 0));
    Answer answer;
    answer.fact("load_erlang", a.arrivals * a.handling / 60);
    if (request.has("--capacity")) {
        MS_TRY(const int capacity, request.whole("--capacity", 0));
        MS_TRY(const auto f, algo::mmck(a.line(), capacity));
        answer.fact("utilisation", f.utilisation);
        answer.fact("probability_blocked", f.probability_blocked);
        answer.fact("probability_wait", f.probability_wait);
        answer.fact("throughput", f.throughput);
        answer.fact("mean_wait_minutes", 60 * f.mean_wait);
        answer.fact("mean_present", f.mean_present);
        return answer;
    }
    MS_TRY(const auto row, queue_row(a));
    const char* names[] = {"",
                           "",
                           "",
                           "utilisation",
                           "probability_wait",
                           "mean_wait_minutes",
                           "mean_queue",
                           "service_level",
                           "probability_abandon"};
    for (std::size_t i = 3; i < row.size(); ++i) answer.fact(names[i], row[i]);
    if (a.patience > 0) return answer;
    MS_TRY(const double p90, algo::wait_quantile(a.line(), 0.9));
    answer.fact("wait_90_percent_minutes", 60 * p90);
    if (request.has("--cv2")) {
        MS_TRY(const double cv2, request.number("--cv2"));
        MS_TRY(const double wait, algo::allen_cunneen_wait(a.line(), 1, cv2));
        answer.fact("mean_wait_minutes_with_cv2", 60 * wait);
    }
    return answer;
}

Result<Answer> staff(const Request& request) {
    MS_TRY(const double handling, request.number("--handling"));
    MS_CHECK(handling_of(handling, "--handling"));
    algo::Promise promise;
    MS_TRY(promise.share, request.number("--share", 0.8));
    MS_TRY(const double within, request.number("--within", 60));
    promise.within = within / 60;
    MS_TRY(const double shrinkage, request.number("--shrinkage", 0));
    MS_CHECK(algo::people_to_schedule(1, shrinkage));
    Answer answer;
    if (!request.has_input()) {
        MS_TRY(const double arrivals, request.number("--arrivals"));
        MS_TRY(const double patience, request.number("--patience", 0));
        MS_TRY(const auto s,
               patience > 0 ? algo::least_staff_impatient(arrivals, 60 / handling, 60 / patience, promise)
                            : algo::least_staff(arrivals, 60 / handling, promise));
        add_people(answer, s, shrinkage);
        return answer;
    }
    MS_TRY(const auto sheet, request.sheet());
    MS_TRY(const auto arrivals, sheet.numbers("arrivals"));
    MS_TRY(const double period, request.number("--period", 1));
    MS_TRY(const auto plan, algo::staff_day(arrivals, period, handling / 60, promise));
    double hours = 0, by_period = 0;
    auto& rows = answer.table("periods",
                              {"period",
                               "arrivals",
                               "load_erlang",
                               "agents",
                               "people_to_schedule",
                               "service_level",
                               "agents_period_by_period"});
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        MS_TRY(const int people, algo::people_to_schedule(plan.by_offered_load[i].servers, shrinkage));
        rows.push_back({double(i),
                        arrivals[i],
                        plan.load[i],
                        double(plan.by_offered_load[i].servers),
                        double(people),
                        plan.by_offered_load[i].service_level,
                        double(plan.by_period[i].servers)});
        hours += plan.by_offered_load[i].servers * period;
        by_period += plan.by_period[i].servers * period;
    }
    answer.fact("agent_hours", hours);
    answer.fact("agent_hours_period_by_period", by_period);
    return answer;
}

Result<Answer> simulate(const Request& request) {
    MS_TRY(const auto document, request.document());
    MS_TRY(const auto desk, desk_of(Member(document.root(), "")));
    algo::Runs runs;
    MS_TRY(runs.hours, request.number("--hours", 2000));
    MS_TRY(runs.warm_up, request.number("--warm-up", runs.hours / 10));
    MS_TRY(runs.replications, request.whole("--replications", 10));
    MS_TRY(const int seed, request.whole("--seed", 1));
    runs.seed = static_cast<std::uint64_t>(seed);
    MS_TRY(runs.confidence, request.number("--confidence", 0.95));
    MS_TRY(const auto out, algo::simulate(desk, runs));
    Answer answer;
    answer.fact("tickets", out.tickets);
    answer.fact("unfinished", out.all.unfinished);
    answer.fact("utilisation", out.utilisation.estimate);
    auto& rows = answer.table("measures", {"class", "measure", "estimate", "low", "high"});
    const auto add = [&](const algo::ClassOutcome& c, const std::string& name) {
        const std::tuple<const char*, algo::Interval, double> list[] = {
            {"mean_wait_minutes", c.measures.wait, 60.0},
            {"waited", c.measures.waited, 1.0},
            {"abandoned", c.measures.abandoned, 1.0},
            {"responded_in_time", c.measures.in_time, 1.0},
            {"mean_resolution_minutes", c.measures.resolution, 60.0},
            {"resolved_in_time", c.measures.resolved_in_time, 1.0}};
        for (const auto& [measure, i, scale] : list)
            rows.push_back({name, std::string(measure), i.estimate * scale, i.low * scale, i.high * scale});
    };
    for (const auto& c : out.classes) add(c, c.name);
    if (out.classes.size() > 1) add(out.all, "all");
    return answer;
}

}  // namespace mainstay::app::analysis
