#include <boost/json.hpp>

#include <cassert>
#include <cmath>

#include "kit/json/shape.hpp"

namespace mainstay::json {
namespace {

namespace bj = boost::json;
constexpr std::size_t kMaxDepth = 32;

struct Held {  // small bodies need no further allocation
    unsigned char buffer[2048];
    bj::monotonic_resource memory{buffer, sizeof buffer};
    bj::value value = bj::value(bj::storage_ptr(&memory));
};

const bj::value& as(const void* value) { return *static_cast<const bj::value*>(value); }

Error bad_json(std::string detail) { return Error(ErrorKind::malformed, "bad_json", std::move(detail)); }

// Members as written: in valid JSON every colon outside a string belongs to one.
std::size_t members_written(std::string_view text) {
    std::size_t n = 0;
    bool is_inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_inside && text[i] == '\\') ++i;
        else if (text[i] == '"') is_inside = !is_inside;
        else if (!is_inside && text[i] == ':') ++n;
    }
    return n;
}

// Members as kept: fewer than written when a key was repeated, since the parser keeps the last of them.
std::size_t members_kept(const bj::value& value) {
    std::size_t n = 0;
    if (const auto* object = value.if_object()) {
        n = object->size();
        for (const auto& member : *object) n += members_kept(member.value());
    } else if (const auto* array = value.if_array()) {
        for (const auto& item : *array) n += members_kept(item);
    }
    return n;
}

bool is_finite(const bj::value& value) {
    if (const auto* real = value.if_double()) return std::isfinite(*real);
    if (const auto* object = value.if_object()) {
        for (const auto& member : *object)
            if (!is_finite(member.value())) return false;
    } else if (const auto* array = value.if_array()) {
        for (const auto& item : *array)
            if (!is_finite(item)) return false;
    }
    return true;
}

}  // namespace

Document::Document() = default;
Document::Document(Document&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
Document& Document::operator=(Document&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
}
Document::~Document() { delete static_cast<Held*>(value_); }

Node Document::root() const { return Node(&static_cast<const Held*>(value_)->value); }

Result<Document> Document::parse(std::string_view text) {
    Document document;
    auto* held = new Held;
    document.value_ = held;
    bj::parse_options options;
    options.max_depth = kMaxDepth;
    bj::error_code error;
    held->value = bj::parse(bj::string_view(text.data(), text.size()), error, &held->memory, options);
    if (error == bj::error::too_deep) return bad_json("The JSON is nested too deeply.");
    if (error) return bad_json("The body is not valid JSON: " + error.message() + ".");
    if (!is_finite(held->value)) return bad_json("The body has a number that is too large.");
    if (members_written(text) != members_kept(held->value)) return bad_json("The JSON has a repeated key.");
    return document;
}

Node::Kind Node::kind() const {
    switch (as(value_).kind()) {
        case bj::kind::null: return Kind::null;
        case bj::kind::bool_: return Kind::boolean;
        case bj::kind::int64: return Kind::integer;
        case bj::kind::uint64: return as(value_).get_uint64() <= INT64_MAX ? Kind::integer : Kind::real;
        case bj::kind::double_: return Kind::real;
        case bj::kind::string: return Kind::text;
        case bj::kind::array: return Kind::array;
        case bj::kind::object: return Kind::object;
    }
    return Kind::null;
}

bool Node::boolean() const { return as(value_).as_bool(); }

std::int64_t Node::integer() const { return as(value_).to_number<std::int64_t>(); }

double Node::real() const { return as(value_).to_number<double>(); }

std::string_view Node::text() const {
    const auto& text = as(value_).as_string();
    return {text.data(), text.size()};
}

std::size_t Node::size() const {
    if (const auto* object = as(value_).if_object()) return object->size();
    if (const auto* array = as(value_).if_array()) return array->size();
    return 0;
}

Node Node::at(std::size_t index) const { return Node(&as(value_).as_array()[index]); }

std::pair<std::string_view, Node> Node::member(std::size_t index) const {
    const auto& object = as(value_).as_object();
    assert(index < object.size());
    const auto& member = *(object.begin() + static_cast<std::ptrdiff_t>(index));
    return {{member.key().data(), member.key().size()}, Node(&member.value())};
}

std::optional<Node> Node::find(std::string_view name) const {
    const auto* object = as(value_).if_object();
    const auto* value = object ? object->if_contains(bj::string_view(name.data(), name.size())) : nullptr;
    if (!value) return std::nullopt;
    return Node(value);
}

std::string Node::serialise() const { return bj::serialize(as(value_)); }

}  // namespace mainstay::json
