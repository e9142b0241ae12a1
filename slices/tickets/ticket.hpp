#pragma once
// What a ticket is and what may happen to it. Pure: no database, no web, no clock of its own.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/actor.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace mainstay::tickets {

enum class Status { fresh, open, waiting_for_customer, waiting_for_us, waiting_for_upstream, on_hold, resolved, closed };
enum class Type { question, incident, problem, request, security };
enum class Level { low, medium, high };               // impact and urgency
enum class Priority { low = 1, normal, high, urgent };  // stored as its number
enum class Visibility { everyone, customer, internal, embargoed };

template <class E, std::size_t N>
using Words = std::array<std::pair<E, std::string_view>, N>;
inline constexpr Words<Status, 8> kStatuses{{{Status::fresh, "new"}, {Status::open, "open"}, {Status::waiting_for_customer, "waiting_for_customer"},
                                             {Status::waiting_for_us, "waiting_for_us"}, {Status::waiting_for_upstream, "waiting_for_upstream"},
                                             {Status::on_hold, "on_hold"}, {Status::resolved, "resolved"}, {Status::closed, "closed"}}};
inline constexpr Words<Type, 5> kTypes{{{Type::question, "question"}, {Type::incident, "incident"}, {Type::problem, "problem"},
                                        {Type::request, "request"}, {Type::security, "security"}}};
inline constexpr Words<Level, 3> kLevels{{{Level::low, "low"}, {Level::medium, "medium"}, {Level::high, "high"}}};
inline constexpr Words<Priority, 4> kPriorities{{{Priority::low, "low"}, {Priority::normal, "normal"}, {Priority::high, "high"}, {Priority::urgent, "urgent"}}};
inline constexpr Words<Visibility, 4> kVisibilities{{{Visibility::everyone, "public"}, {Visibility::customer, "customer"},
                                                     {Visibility::internal, "internal"}, {Visibility::embargoed, "embargoed"}}};
inline constexpr std::array<std::string_view, 4> kLinkKinds{"relates_to", "duplicates", "blocks", "caused_by"};

std::string_view to_text(Status value);
std::string_view to_text(Type value);
std::string_view to_text(Level value);
std::string_view to_text(Priority value);
std::string_view to_text(Visibility value);
std::optional<Status> status_from(std::string_view text);
std::optional<Type> type_from(std::string_view text);
std::optional<Level> level_from(std::string_view text);
std::optional<Priority> priority_from(std::string_view text);
Visibility visibility_from(std::string_view text);  // internal for anything unknown: the most restrictive default

struct Ticket {
    std::int64_t number = 0;
    std::string id, subject;
    Type type = Type::question;
    Status status = Status::fresh;
    Level impact = Level::medium, urgency = Level::medium;
    std::string requester_id, organisation_id, assignee_id, team_id, project_id, version_id, component_id;
    std::string channel = "web";  // mail, web, api, phone, import
    std::vector<std::string> tags;
    std::string fields = "{}";  // JSON object of custom fields
    std::int64_t message_count = 0;
    Millis created_at = 0, updated_at = 0;
    std::optional<Millis> last_customer_message_at, resolved_at, closed_at, hold_until;
    std::string resolution, merged_into;
    std::int64_t version = 1;

    Priority priority() const;
    bool is_open() const { return status != Status::resolved && status != Status::closed; }
    bool waits_for_us() const { return status == Status::fresh || status == Status::open || status == Status::waiting_for_us; }
};

// Impact x urgency: low+low and low+medium are low, the middle is normal, one high above it high, both high urgent.
Priority priority_of(Level impact, Level urgency);

std::vector<Status> next_statuses(Status from);
Result<Ticket> set_status(Ticket ticket, Status to, Millis now);
Status after_agent_reply(Status status);
Status after_customer_message(Status status);
Result<std::vector<std::string>> clean_tags(const std::vector<std::string>& tags);

// One policy for tickets; `takes_part`: a customer is requester or Cc, an agent follows it. Lists say the same in SQL (ticket_list.cpp).
bool may_see(const Actor& actor, const Ticket& ticket, bool takes_part);
bool may_see(const Actor& actor, Visibility visibility);

// Which saved views (and so counters) a ticket belongs to.
std::vector<std::string> views_of(const Ticket& ticket);
// The counters of what an agent has by person (assigned or followed), apart for each team: whoever sees only some teams adds
// those outside them, whatever their teams are by then.
std::vector<std::string> own_views_of(const Ticket& ticket, const std::vector<std::string>& followers);

// Who may hear of a change live: see events::may_hear.
std::string audience(const Ticket& ticket, bool is_internal, const std::vector<std::string>& followers);

struct Change {
    std::string field, from, to;
};
std::vector<Change> differences(const Ticket& before, const Ticket& after);

}  // namespace mainstay::tickets
