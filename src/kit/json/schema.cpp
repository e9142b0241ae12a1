// JSON Schema (2020-12, as OpenAPI 3.1 uses it) out of the same field lists.
#include <algorithm>

#include "kit/json/shape.hpp"

namespace mainstay::json {
namespace {

// Shapes met while describing others; set only inside schemas_json.
thread_local std::vector<ShapeRef>* met = nullptr;

void meet(std::vector<ShapeRef>& shapes, const ShapeRef& shape) {
    const auto is_same = [&](const ShapeRef& other) { return std::string_view(other.name) == shape.name; };
    if (shape.name && std::none_of(shapes.begin(), shapes.end(), is_same)) shapes.push_back(shape);
}

void member(Writer& out, std::string_view name, std::string_view text) {
    out.key(name);
    out.text(text);
}

void member(Writer& out, std::string_view name, std::int64_t number) {
    out.key(name);
    out.integer(number);
}

void describe_text(Writer& out, const Rule& rule) {
    member(out, "type", "string");
    if (rule.min > 0) member(out, "minLength", static_cast<std::int64_t>(rule.min));
    member(out, "maxLength", static_cast<std::int64_t>(rule.max));
    if (*rule.format) member(out, "format", rule.format);
}

void describe_number(Writer& out, const char* type, const Rule& rule) {
    member(out, "type", type);
    if (rule.lowest != INT64_MIN) member(out, "minimum", rule.lowest);
    if (rule.highest != INT64_MAX) member(out, "maximum", rule.highest);
}

void describe_shape(Writer& out, const Fields& fields) {
    out.begin_object();
    member(out, "type", "object");
    out.key("properties");
    out.begin_object();
    for (const auto& field : fields) {
        out.key(field.name);
        field.describe(out, field.rule);
    }
    out.end_object();
    out.key("required");
    out.begin_array();
    for (const auto& field : fields)
        if (field.is_required) out.text(field.name);
    out.end_array();
    out.key("additionalProperties");
    out.boolean(false);
    out.end_object();
}

}  // namespace

namespace detail {

void describe_scalar(Writer& out, Scalar scalar, const Rule& rule) {
    out.begin_object();
    switch (scalar) {
        case Scalar::text: describe_text(out, rule); break;
        case Scalar::boolean: member(out, "type", "boolean"); break;
        case Scalar::integer: describe_number(out, "integer", rule); break;
        case Scalar::real: describe_number(out, "number", rule); break;
        case Scalar::time:
            member(out, "type", "string");
            member(out, "format", "date-time");
            break;
        case Scalar::any: break;
    }
    if (*rule.about) member(out, "description", rule.about);
    out.end_object();
}

void describe_reference(Writer& out, const char* shape_name, const Fields& fields) {
    if (met) meet(*met, {shape_name, &fields});
    out.begin_object();
    member(out, "$ref", "#/components/schemas/" + std::string(shape_name));
    out.end_object();
}

void describe_words(Writer& out, const std::vector<std::string_view>& words, const Rule& rule) {
    out.begin_object();
    member(out, "type", "string");
    out.key("enum");
    out.begin_array();
    for (const auto word : words) out.text(word);
    out.end_array();
    if (*rule.about) member(out, "description", rule.about);
    out.end_object();
}

}  // namespace detail

std::string schemas_json(const std::vector<ShapeRef>& shapes) {
    std::vector<ShapeRef> all;
    for (const auto& shape : shapes) meet(all, shape);
    met = &all;
    std::vector<std::pair<std::string, std::string>> described;
    for (std::size_t i = 0; i < all.size(); ++i) {  // grows while shapes refer to others
        const auto shape = all[i];
        std::string text;
        Writer out(text);
        describe_shape(out, *shape.fields);
        described.emplace_back(shape.name, std::move(text));
    }
    met = nullptr;
    std::sort(described.begin(), described.end());
    std::string text;
    Writer out(text);
    out.begin_object();
    for (const auto& [name, schema] : described) {
        out.key(name);
        out.raw(schema);
    }
    out.end_object();
    return text;
}

}  // namespace mainstay::json
