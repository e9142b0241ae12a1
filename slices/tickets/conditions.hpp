#pragma once
// What a saved view asks of a ticket: conditions in nested groups, kept as JSON, turned into SQL from
// literals and parameters only.
#include <string>
#include <vector>

#include "kit/db/db.hpp"
#include "kit/json/shape.hpp"
#include "tickets/ticket.hpp"

namespace mainstay::tickets {

// Either one condition (field, op, values) or a group: `all` of these hold, or `any` of these. Nothing at all
// is every ticket.
struct Condition {
    std::vector<Condition> all, any;
    std::string field, op;
    std::vector<std::string> values;
};

// All mistakes at once: unknown fields, operators and words, empty groups, more than kMostDepth levels or
// kMostConditions parts.
constexpr int kMostDepth = 4;
constexpr int kMostConditions = 40;
Result<> check(const Condition& root, const std::string& pointer);

// Adds a checked condition to a list over `tickets t`. "me" is the actor. Ages count back from `now`.
void add_condition(
    db::Select& select, const Condition& root, const Actor& actor, Millis now, db::Engine engine);

}  // namespace mainstay::tickets

namespace mainstay::json {

template <>
struct Shape<tickets::Condition> {
    static constexpr const char* name = "Condition";
    static const Fields& fields();
};

}  // namespace mainstay::json
