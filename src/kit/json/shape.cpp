#include "kit/json/shape.hpp"

#include <algorithm>

namespace mainstay::json::detail {
namespace {

void refuse_unknown(const Node& node, const Fields& fields, const std::string& pointer, Mistakes& mistakes) {
    for (std::size_t i = 0; i < node.size(); ++i) {
        const auto name = node.member(i).first;
        if (std::none_of(fields.begin(), fields.end(), [&](const Field& field) { return name == field.name; }))
            mistakes.add(child_pointer(pointer, name), "unknown", "Is not a field of this object.");
    }
}

}  // namespace

bool read_fields(const Node& node, void* object, const Fields& fields, const std::string& pointer, Mistakes& mistakes) {
    if (!expect(node, Node::Kind::object, pointer, mistakes)) return false;
    bool ok = true;
    std::size_t found = 0;
    for (const auto& field : fields) {
        const auto value = node.find(field.name);
        if (value) {
            ++found;
            ok = field.read(*value, object, field.rule, child_pointer(pointer, field.name), mistakes) && ok;
        } else if (field.is_required) {
            mistakes.add(child_pointer(pointer, field.name), "required", "Is required.");
            ok = false;
        }
    }
    if (found == node.size()) return ok;
    refuse_unknown(node, fields, pointer, mistakes);
    return false;
}

void write_fields(Writer& out, const void* object, const Fields& fields) {
    out.begin_object();
    for (const auto& field : fields) {
        out.key(field.name);
        field.write(out, object);
    }
    out.end_object();
}

Result<> read_document(std::string_view body, void* object, const Fields& fields) {
    MS_TRY(const auto document, Document::parse(body));
    Mistakes mistakes;
    if (read_fields(document.root(), object, fields, "", mistakes)) return Done{};
    return Error(ErrorKind::invalid, "invalid_fields", "Some fields are not valid.", mistakes.list());
}

}  // namespace mainstay::json::detail
