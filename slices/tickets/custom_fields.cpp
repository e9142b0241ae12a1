#include "tickets/custom_fields.hpp"

#include <algorithm>
#include <optional>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "kit/json/shape.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

using Kind = json::Node::Kind;

std::optional<FieldError> mistake(const CustomField& field, const json::Node& value) {
    const auto pointer = "/fields/" + field.key;
    if (value.kind() == Kind::null) return std::nullopt;
    if (field.type == "integer" && value.kind() != Kind::integer) return FieldError{pointer, "wrong_type", "Must be a whole number."};
    if (field.type == "boolean" && value.kind() != Kind::boolean) return FieldError{pointer, "wrong_type", "Must be true or false."};
    if (field.type == "integer" || field.type == "boolean") return std::nullopt;
    if (value.kind() != Kind::text) return FieldError{pointer, "wrong_type", "Must be text."};
    if (value.text().size() > 4'000) return FieldError{pointer, "too_long", "Is too long."};
    if (field.type == "date" && !from_rfc3339(std::string(value.text()) + "T00:00:00Z")) return FieldError{pointer, "not_a_date", "Must be a date like 2026-11-21."};
    const bool is_known = std::find(field.options.begin(), field.options.end(), value.text()) != field.options.end();
    if (field.type == "select" && !is_known) return FieldError{pointer, "unknown_word", "Is not one of the choices."};
    return std::nullopt;
}

}  // namespace

std::vector<CustomField> list_fields(db::Tx& tx) {
    return tx.list(sql::list_fields, {}, [](const db::Row& r) {
        return CustomField{r.text(0), r.text(1), r.text(2), r.text(3), r.text(4), split(r.view(5), '\n'), r.flag(6)};
    });
}

Result<std::string> check_fields(db::Tx& tx, const std::string& values_json) {
    if (values_json.empty() || values_json == "{}") return std::string("{}");
    MS_TRY(const auto document, json::Document::parse(values_json));
    const auto root = document.root();
    if (root.kind() != Kind::object) return invalid_field("/fields", "wrong_type", "Must be an object.");
    const auto known = list_fields(tx);
    std::vector<FieldError> mistakes;
    for (std::size_t i = 0; i < root.size(); ++i) {
        const auto [name, value] = root.member(i);
        const auto field = std::find_if(known.begin(), known.end(), [&, key = name](const auto& f) { return f.key == key; });
        if (field == known.end())
            mistakes.push_back({"/fields/" + std::string(name), "unknown", "There is no such field."});
        else if (auto wrong = mistake(*field, value))
            mistakes.push_back(*std::move(wrong));
    }
    if (!mistakes.empty()) return Error(ErrorKind::invalid, "invalid_fields", "Some fields are not valid.", std::move(mistakes));
    return root.serialise();
}

Result<> check_required(db::Tx& tx, const std::string& values_json) {
    MS_TRY(const auto document, json::Document::parse(values_json.empty() ? "{}" : values_json));
    std::vector<FieldError> missing;
    for (const auto& field : list_fields(tx)) {
        const auto value = field.is_required ? document.root().find(field.key) : std::nullopt;
        const bool is_filled = value && value->kind() != Kind::null && !(value->kind() == Kind::text && value->text().empty());
        if (field.is_required && !is_filled) missing.push_back({"/fields/" + field.key, "required", "\"" + field.name_en + "\" must be filled in."});
    }
    if (!missing.empty()) return Error(ErrorKind::invalid, "fields_missing", "Fill in the required fields before resolving.", std::move(missing));
    return Done{};
}

bool insert_field(db::Tx& tx, const CustomField& f) {
    return tx.exec(sql::insert_field, {f.id, f.key, f.name_en, f.name_zh, f.type, join(f.options, '\n'), f.is_required}) > 0;
}
bool update_field(db::Tx& tx, const CustomField& f) {
    return tx.exec(sql::update_field, {f.id, f.name_en, f.name_zh, join(f.options, '\n'), f.is_required}) > 0;
}
bool remove_field(db::Tx& tx, const std::string& id) {
    return tx.exec(sql::remove_field, {id}) > 0;
}

}  // namespace mainstay::tickets
