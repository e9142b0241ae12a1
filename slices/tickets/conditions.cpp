#include "tickets/conditions.hpp"

#include <algorithm>
#include <charconv>

#include "kit/search/tokens.hpp"

namespace mainstay::tickets {
namespace {

enum class Kind { status, type, priority, id, tag, time, words };
struct FieldKind {
    std::string_view name;
    Kind kind;
};
constexpr FieldKind kFields[] = {{"status", Kind::status},
                                 {"type", Kind::type},
                                 {"priority", Kind::priority},
                                 {"assignee", Kind::id},
                                 {"team", Kind::id},
                                 {"requester", Kind::id},
                                 {"organisation", Kind::id},
                                 {"project", Kind::id},
                                 {"tag", Kind::tag},
                                 {"created", Kind::time},
                                 {"updated", Kind::time},
                                 {"words", Kind::words}};

const FieldKind* field_of(std::string_view name) {
    const auto* found = std::find_if(
        std::begin(kFields), std::end(kFields), [&](const FieldKind& one) { return one.name == name; });
    return found == std::end(kFields) ? nullptr : found;
}

bool is_age(std::string_view op) {
    return op == "older_than" || op == "newer_than";
}

bool fits(Kind kind, std::string_view op) {
    if (kind == Kind::time) return op == "before" || op == "after" || is_age(op);
    if (kind == Kind::words) return op == "contains";
    return op == "is" || op == "is_not";
}

// "36h" or "3d", at most ten years.
std::optional<Millis> age_from(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (error != std::errc{} || number < 1 || number > 87'600 || (unit != "h" && unit != "d"))
        return std::nullopt;
    return number * (unit == "h" ? 3'600'000 : 86'400'000);
}

std::optional<Millis> time_from(const std::string& text) {
    return from_rfc3339(text.size() == 10 ? text + "T00:00:00Z" : text);
}

bool is_value(Kind kind, const std::string& op, const std::string& value) {
    switch (kind) {
        case Kind::status: return status_from(value).has_value();
        case Kind::type: return type_from(value).has_value();
        case Kind::priority: return priority_from(value).has_value();
        case Kind::time: return is_age(op) ? age_from(value).has_value() : time_from(value).has_value();
        case Kind::words: return !search::words(value).is_empty();
        default: return !value.empty();
    }
}

struct Check {
    json::Mistakes mistakes = {};
    int count = 0;

    void group(const std::vector<Condition>& parts, const std::string& pointer, int depth) {
        for (std::size_t i = 0; i < parts.size(); ++i)
            node(parts[i], pointer + "/" + std::to_string(i), depth + 1);
    }
    void node(const Condition& c, const std::string& pointer, int depth) {
        if (++count == kMostConditions + 1)
            mistakes.add(pointer, "too_many", "There are more than 40 conditions.");
        if (depth > kMostDepth)
            return mistakes.add(pointer, "too_deep", "Groups are nested more than 4 levels deep.");
        if ((!c.all.empty()) + (!c.any.empty()) + (!c.field.empty()) > 1)
            return mistakes.add(
                pointer, "not_one_thing", "A part is either one condition, or \"all\", or \"any\".");
        if (!c.field.empty()) return leaf(c, pointer);
        if (depth > 0 && c.all.empty() && c.any.empty())
            return mistakes.add(pointer, "empty_group", "This group has no conditions.");
        group(c.all, pointer + "/all", depth);
        group(c.any, pointer + "/any", depth);
    }
    void leaf(const Condition& c, const std::string& pointer) {
        const auto* field = field_of(c.field);
        if (!field)
            return mistakes.add(
                pointer + "/field", "unknown_word", "\"" + c.field + "\" is nothing one can ask for.");
        if (!fits(field->kind, c.op))
            mistakes.add(pointer + "/op", "unknown_word", "\"" + c.op + "\" does not go with this field.");
        const bool takes_one = field->kind == Kind::time || field->kind == Kind::words;
        if (c.values.empty() || (takes_one && c.values.size() > 1))
            return mistakes.add(
                pointer + "/values", "required", takes_one ? "Give one value." : "Give at least one value.");
        for (std::size_t i = 0; i < c.values.size(); ++i)
            if (!is_value(field->kind, c.op, c.values[i]))
                mistakes.add(pointer + "/values/" + std::to_string(i),
                             "unknown_word",
                             "\"" + c.values[i] + "\" does not go with this field.");
    }
};

class Builder {
public:
    Builder(db::Select& select, const Actor& actor, Millis now, db::Engine engine)
        : select_(select),
          actor_(actor),
          now_(now),
          engine_(engine) {}

    void add(const Condition& c) {
        if (!c.field.empty()) return add_leaf(c);
        select_.begin(c.any.empty() ? db::Select::Group::all : db::Select::Group::any);
        for (const auto& part : c.any.empty() ? c.all : c.any) add(part);
        select_.end();
    }

private:
    void add_leaf(const Condition& c) {
        if (c.op == "is_not") select_.begin(db::Select::Group::none);
        if (c.field == "status") select_.where_in("t.status", c.values);
        if (c.field == "type") select_.where_in("t.type", c.values);
        if (c.field == "priority") add_priorities(c.values);
        if (c.field == "assignee") add_ids("t.assignee_id", "COALESCE(t.assignee_id, '')", c);
        if (c.field == "team") add_ids("t.team_id", "COALESCE(t.team_id, '')", c);
        if (c.field == "requester") add_ids("t.requester_id", "t.requester_id", c);
        if (c.field == "organisation") add_ids("t.organisation_id", "COALESCE(t.organisation_id, '')", c);
        if (c.field == "project") add_ids("t.project_id", "COALESCE(t.project_id, '')", c);
        if (c.field == "tag") add_tags(c.values);
        if (c.field == "created")
            c.op == "before" || c.op == "older_than" ? select_.where("t.created_at < ?", {edge(c)})
                                                     : select_.where("t.created_at >= ?", {edge(c)});
        if (c.field == "updated")
            c.op == "before" || c.op == "older_than" ? select_.where("t.updated_at < ?", {edge(c)})
                                                     : select_.where("t.updated_at >= ?", {edge(c)});
        if (c.field == "words") add_words(c.values.front());
        if (c.op == "is_not") select_.end();
    }

    void add_priorities(const std::vector<std::string>& words) {
        select_.begin(db::Select::Group::any);
        for (const auto& word : words)
            select_.where("t.priority = ?",
                          {static_cast<std::int64_t>(priority_from(word).value_or(Priority::normal))});
        select_.end();
    }

    // `filled` has '' where nobody is named: "none" asks for that, and "is not" must find it.
    template <std::size_t N, std::size_t M>
    void add_ids(const char (&column)[N], const char (&filled)[M], const Condition& c) {
        auto ids = c.values;
        std::replace(ids.begin(), ids.end(), std::string("me"), actor_.id);
        const bool asks_for_none = std::find(ids.begin(), ids.end(), "none") != ids.end();
        std::replace(ids.begin(), ids.end(), std::string("none"), std::string());
        asks_for_none || c.op == "is_not" ? select_.where_in(filled, ids) : select_.where_in(column, ids);
    }

    void add_tags(const std::vector<std::string>& tags) {
        select_.begin(db::Select::Group::any);
        for (const auto& tag : tags)
            select_.where("t.id IN (SELECT ticket_id FROM ticket_tags WHERE tag = ?)", {tag});
        select_.end();
    }

    Millis edge(const Condition& c) const {
        return is_age(c.op) ? now_ - age_from(c.values.front()).value_or(0)
                            : time_from(c.values.front()).value_or(0);
    }

    // The newest 5,000 documents of each index that hold the words: a common word must not make a view slow.
    void add_words(const std::string& text) {
        const auto words = search::words(text);
        if (engine_ == db::Engine::sqlite) {
            const auto match = words.fts5({});
            select_.where(
                "t.id IN (SELECT ticket_id FROM search_docs WHERE doc IN"
                " (SELECT rowid FROM words_customer WHERE words_customer MATCH ? ORDER BY rowid DESC LIMIT "
                "5000)"
                " OR doc IN (SELECT rowid FROM words_internal WHERE words_internal MATCH ? ORDER BY rowid "
                "DESC LIMIT 5000))",
                {match, match});
        } else {
            const auto match = words.tsquery({});
            select_.where(
                "t.id IN (SELECT ticket_id FROM search_docs WHERE doc IN"
                " (SELECT doc FROM words_customer WHERE words @@ CAST(? AS tsquery) ORDER BY doc DESC LIMIT "
                "5000)"
                " OR doc IN (SELECT doc FROM words_internal WHERE words @@ CAST(? AS tsquery) ORDER BY doc "
                "DESC LIMIT 5000))",
                {match, match});
        }
    }

    db::Select& select_;
    const Actor& actor_;
    Millis now_;
    db::Engine engine_;
};

}  // namespace

Result<> check(const Condition& root, const std::string& pointer) {
    Check walk;
    walk.node(root, pointer, 0);
    if (!walk.mistakes.list().empty())
        return Error(
            ErrorKind::invalid, "invalid_fields", "Some conditions are not valid.", walk.mistakes.list());
    return Done{};
}

void add_condition(
    db::Select& select, const Condition& root, const Actor& actor, Millis now, db::Engine engine) {
    Builder(select, actor, now, engine).add(root);
}

}  // namespace mainstay::tickets

namespace mainstay::json {

const Fields& Shape<tickets::Condition>::fields() {
    using T = tickets::Condition;
    static const Fields list{
        optional<&T::all>("all", {.max_items = 40}),
        optional<&T::any>("any", {.max_items = 40}),
        optional<&T::field>("field",
                            {.max = 40,
                             .about = "status, type, priority, assignee, team, requester, organisation, "
                                      "project, tag, created, updated or words"}),
        optional<&T::op>(
            "op",
            {.max = 40,
             .about = "is, is_not; before, after (a time), older_than, newer_than (36h, 3d); contains"}),
        optional<&T::values>("values", {.max = 200, .max_items = 50})};
    return list;
}

}  // namespace mainstay::json
