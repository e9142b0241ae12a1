// What a simulation refuses, with the place in the description of the desk.
#include <algorithm>
#include <cmath>

#include "algo/simulation.hpp"

namespace mainstay::algo {
namespace {

Result<> check(const TicketClass& c, const std::string& at, std::size_t classes, double cycle) {
    MS_CHECK(not_negative((at + "/rate").c_str(), c.rate));
    MS_CHECK(positive((at + "/handling/mean").c_str(), c.handling.mean));
    MS_CHECK(not_negative((at + "/handling/cv2").c_str(), c.handling.cv2));
    if (c.handling.shape == Handling::Shape::hyperexponential && c.handling.cv2 <= 1)
        return bad(at + "/handling/cv2", c.name + ": a hyperexponential needs cv2 above 1");
    for (const double p : {c.reassign, c.ask_customer, c.reopen})
        if (!(p >= 0 && p <= 0.95))
            return bad(at, c.name + ": reassign, ask_customer and reopen must be between 0 and 0.95");
    for (const double t : {c.patience, c.customer_takes, c.reopen_after, c.respond_within, c.resolve_within})
        MS_CHECK(not_negative(at.c_str(), t));
    if (c.reassign_to >= static_cast<int>(classes))
        return bad(at + "/reassign_to", c.name + ": there is no class " + std::to_string(c.reassign_to));
    if (!c.profile.empty() && static_cast<double>(c.profile.size()) != cycle)
        return bad(at + "/profile", c.name + ": the profile needs one value an hour of the cycle");
    double sum = 0;
    for (const double v : c.profile) {
        MS_CHECK(not_negative((at + "/profile").c_str(), v));
        sum += v;
    }
    if (!c.profile.empty() && sum <= 0) return bad(at + "/profile", c.name + ": the profile is empty");
    return Done{};
}

}  // namespace

Result<> check_desk(const Desk& desk, const Runs& runs) {
    if (desk.classes.empty() || desk.classes.size() > 64)
        return bad("classes", "1 to 64 classes are possible");
    if (desk.groups.empty() || desk.groups.size() > 64) return bad("groups", "1 to 64 groups are possible");
    if (!(desk.cycle >= 1 && desk.cycle <= 24 * 400 && desk.cycle == std::floor(desk.cycle)))
        return bad("cycle", "the cycle must be whole hours, 1 to 9600");
    if (!desk.open.empty() && static_cast<double>(desk.open.size()) != desk.cycle)
        return bad("open", "the calendar needs one value an hour of the cycle");
    if (!desk.open.empty() && std::find(desk.open.begin(), desk.open.end(), true) == desk.open.end())
        return bad("open", "the calendar is never open");
    MS_CHECK(between("day_factor_cv", desk.day_factor_cv, 0, 5));
    double rate = 0;
    for (std::size_t i = 0; i < desk.classes.size(); ++i) {
        MS_CHECK(check(desk.classes[i], "classes/" + std::to_string(i), desk.classes.size(), desk.cycle));
        rate += desk.classes[i].rate;
        const auto can = [&](const Group& g) {
            return std::find(g.classes.begin(), g.classes.end(), static_cast<int>(i)) != g.classes.end();
        };
        if (std::none_of(desk.groups.begin(), desk.groups.end(), can))
            return infeasible("Nobody has the skill for the class \"" + desk.classes[i].name + "\".");
    }
    for (std::size_t g = 0; g < desk.groups.size(); ++g) {
        const auto& group = desk.groups[g];
        const auto at = "groups/" + std::to_string(g);
        MS_CHECK(positive((at + "/speed").c_str(), group.speed));
        if (group.agents < 0 || group.agents > 100'000)
            return bad(at + "/agents", group.name + ": agents must be 0 to 100,000");
        for (const int c : group.classes)
            if (c < 0 || c >= static_cast<int>(desk.classes.size()))
                return bad(at + "/classes", group.name + ": there is no class " + std::to_string(c));
        for (const auto& s : group.shifts)
            if (!(s.from >= 0 && s.from < s.to && s.to <= desk.cycle) || s.agents < 0)
                return bad(at + "/shifts",
                           group.name + ": a shift must begin before it ends, inside the cycle");
    }
    MS_CHECK(positive("hours", runs.hours));
    MS_CHECK(not_negative("warm_up", runs.warm_up));
    if (runs.replications < 2 || runs.replications > 1000)
        return bad("replications", "replications must be 2 to 1000");
    if (!(runs.confidence > 0 && runs.confidence < 1))
        return bad("confidence", "confidence must be above 0 and below 1");
    if (!(rate * (runs.hours + runs.warm_up) * runs.replications <= 1e9))
        return too_large("More than a thousand million tickets would be simulated.");
    return Done{};
}

}  // namespace mainstay::algo
