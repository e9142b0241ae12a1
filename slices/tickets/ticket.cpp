#include "tickets/ticket.hpp"

#include <algorithm>
#include <set>

namespace mainstay::tickets {
namespace {

template <class E, std::size_t N>
std::string_view word(const Words<E, N>& words, E value) {
    for (const auto& [v, text] : words)
        if (v == value) return text;
    return words[0].second;
}
template <class E, std::size_t N>
std::optional<E> value(const Words<E, N>& words, std::string_view text) {
    for (const auto& [v, w] : words)
        if (w == text) return v;
    return std::nullopt;
}

}  // namespace

std::string_view to_text(Status v) { return word(kStatuses, v); }
std::string_view to_text(Type v) { return word(kTypes, v); }
std::string_view to_text(Level v) { return word(kLevels, v); }
std::string_view to_text(Priority v) { return word(kPriorities, v); }
std::string_view to_text(Visibility v) { return word(kVisibilities, v); }
std::optional<Status> status_from(std::string_view text) { return value(kStatuses, text); }
std::optional<Type> type_from(std::string_view text) { return value(kTypes, text); }
std::optional<Level> level_from(std::string_view text) { return value(kLevels, text); }
std::optional<Priority> priority_from(std::string_view text) { return value(kPriorities, text); }
Visibility visibility_from(std::string_view text) { return value(kVisibilities, text).value_or(Visibility::internal); }

Priority priority_of(Level impact, Level urgency) {
    switch (static_cast<int>(impact) + static_cast<int>(urgency)) {
        case 0:
        case 1: return Priority::low;
        case 2: return Priority::normal;
        case 3: return Priority::high;
        default: return Priority::urgent;
    }
}

Priority Ticket::priority() const {
    return priority_of(impact, urgency);
}

// Work may go from any open state to any other; "new" is only where a ticket begins; done is left by reopening.
std::vector<Status> next_statuses(Status from) {
    std::vector<Status> next;
    for (const auto& [to, text] : kStatuses) {
        if (to == from || to == Status::fresh) continue;
        if (from == Status::closed && to != Status::open) continue;
        if (from == Status::resolved && to != Status::open && to != Status::closed && to != Status::waiting_for_us) continue;
        next.push_back(to);
    }
    return next;
}

Result<Ticket> set_status(Ticket ticket, Status to, Millis now) {
    if (!ticket.merged_into.empty()) return Error(ErrorKind::conflict, "was_merged", "This ticket was merged into another one. Work on that one.");
    if (to == ticket.status) {
        if (to == Status::closed) return Error(ErrorKind::conflict, "already_closed", "This ticket is already closed.");
        if (to == Status::resolved) return Error(ErrorKind::conflict, "already_resolved", "This ticket is already resolved.");
        return ticket;
    }
    const auto next = next_statuses(ticket.status);
    if (std::find(next.begin(), next.end(), to) == next.end())
        return Error(ErrorKind::conflict, "no_such_transition",
                     "A ticket cannot go from " + std::string(to_text(ticket.status)) + " to " + std::string(to_text(to)) + ".");
    ticket.status = to;
    if (ticket.is_open()) {
        ticket.resolved_at.reset();
        ticket.closed_at.reset();
    } else if (to == Status::resolved) {
        ticket.resolved_at = now;
    } else {
        ticket.closed_at = now;
        if (!ticket.resolved_at) ticket.resolved_at = now;
    }
    if (to != Status::on_hold) ticket.hold_until.reset();
    return ticket;
}

Status after_agent_reply(Status status) {
    const bool was_ours = status == Status::fresh || status == Status::open || status == Status::waiting_for_us;
    return was_ours ? Status::waiting_for_customer : status;
}

Status after_customer_message(Status status) {
    return status == Status::fresh ? Status::fresh : Status::waiting_for_us;
}

Result<std::vector<std::string>> clean_tags(const std::vector<std::string>& tags) {
    std::vector<std::string> clean;
    for (std::size_t i = 0; i < tags.size(); ++i) {
        std::string tag;
        for (const char c : tags[i]) tag += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        while (!tag.empty() && tag.front() == ' ') tag.erase(0, 1);
        while (!tag.empty() && tag.back() == ' ') tag.pop_back();
        const auto pointer = "/tags/" + std::to_string(i);
        if (tag.empty()) return invalid_field(pointer, "required", "A tag cannot be empty.");
        if (tag.size() > 60 || tag.find_first_of(" ,\t\"\\") != std::string::npos)
            return invalid_field(pointer, "not_a_tag", "A tag is one word of at most 60 characters.");
        if (std::find(clean.begin(), clean.end(), tag) == clean.end()) clean.push_back(tag);
    }
    if (clean.size() > 50) return invalid_field("/tags", "too_many", "At most 50 tags.");
    return clean;
}

bool may_see(const Actor& actor, const Ticket& ticket, bool takes_part) {
    if (!actor.is_signed_in()) return false;
    if (actor.is_staff()) return actor.is_in_team(ticket.team_id) || ticket.assignee_id == actor.id || takes_part;
    if (ticket.requester_id == actor.id || takes_part) return true;
    return actor.sees_organisation && !actor.organisation_id.empty() && ticket.organisation_id == actor.organisation_id &&
           ticket.type != Type::security;
}

bool may_see(const Actor& actor, Visibility visibility) {
    switch (visibility) {
        case Visibility::everyone:
        case Visibility::customer: return actor.is_signed_in();
        case Visibility::internal: return actor.is_staff();
        case Visibility::embargoed: return actor.role == Role::security || actor.is_admin();
    }
    return false;
}

namespace {

std::vector<std::string> common_views_of(const Ticket& t) {
    std::vector<std::string> keys{"all", "status:" + std::string(to_text(t.status))};
    if (t.is_open()) keys.emplace_back("open");
    if (t.is_open() && t.assignee_id.empty()) keys.emplace_back("unassigned");
    if (t.waits_for_us()) keys.emplace_back("waiting_for_us");
    return keys;
}

}  // namespace

std::vector<std::string> views_of(const Ticket& t) {
    auto keys = common_views_of(t);
    if (t.is_open() && !t.assignee_id.empty()) keys.push_back("mine:" + t.assignee_id);
    if (t.is_open() && !t.organisation_id.empty()) keys.push_back("org:" + t.organisation_id);
    const auto plain = keys.size();
    // The same once more per team, for agents who see only theirs.
    for (std::size_t i = 0; i < plain && !t.team_id.empty(); ++i) keys.push_back(keys[i] + "@" + t.team_id);
    return keys;
}

std::vector<std::string> own_views_of(const Ticket& t, const std::vector<std::string>& followers) {
    std::set<std::string> people(followers.begin(), followers.end());
    if (!t.assignee_id.empty()) people.insert(t.assignee_id);
    std::vector<std::string> keys;
    for (const auto& person : people)
        for (const auto& key : common_views_of(t)) keys.push_back("own:" + person + ":" + t.team_id + ":" + key);
    return keys;
}

std::string audience(const Ticket& t, bool is_internal, const std::vector<std::string>& followers) {
    std::string scope = "staff";
    if (!t.team_id.empty()) scope += " team:" + t.team_id;
    if (!t.assignee_id.empty()) scope += " agent:" + t.assignee_id;
    for (const auto& follower : followers) scope += " agent:" + follower;
    if (is_internal) return scope;
    scope += " person:" + t.requester_id;
    if (!t.organisation_id.empty() && t.type != Type::security) scope += " org:" + t.organisation_id;
    return scope;
}

std::vector<Change> differences(const Ticket& a, const Ticket& b) {
    std::vector<Change> found;
    auto compare = [&](const char* field, std::string_view from, std::string_view to) {
        if (from != to) found.push_back({field, std::string(from), std::string(to)});
    };
    auto join = [](const std::vector<std::string>& tags) {
        std::string text;
        for (const auto& tag : tags) text += (text.empty() ? "" : " ") + tag;
        return text;
    };
    compare("subject", a.subject, b.subject);
    compare("type", to_text(a.type), to_text(b.type));
    compare("status", to_text(a.status), to_text(b.status));
    compare("impact", to_text(a.impact), to_text(b.impact));
    compare("urgency", to_text(a.urgency), to_text(b.urgency));
    compare("priority", to_text(a.priority()), to_text(b.priority()));
    compare("requester_id", a.requester_id, b.requester_id);
    compare("organisation_id", a.organisation_id, b.organisation_id);
    compare("assignee_id", a.assignee_id, b.assignee_id);
    compare("team_id", a.team_id, b.team_id);
    compare("project_id", a.project_id, b.project_id);
    compare("version_id", a.version_id, b.version_id);
    compare("component_id", a.component_id, b.component_id);
    compare("tags", join(a.tags), join(b.tags));
    compare("fields", a.fields, b.fields);
    compare("resolution", a.resolution, b.resolution);
    compare("merged_into", a.merged_into, b.merged_into);
    return found;
}

}  // namespace mainstay::tickets
