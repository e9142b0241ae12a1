// Reading and writing one scalar value.
#include <algorithm>
#include <cmath>

#include "base/clock.hpp"
#include "kit/json/formats.hpp"
#include "kit/json/shape.hpp"
#include "kit/json/utf8.hpp"

namespace mainstay::json::detail {
namespace {

std::string_view word_of(Node::Kind kind) {
    switch (kind) {
        case Node::Kind::null: return "null";
        case Node::Kind::boolean: return "true or false";
        case Node::Kind::integer: return "a whole number";
        case Node::Kind::real: return "a number";
        case Node::Kind::text: return "text";
        case Node::Kind::array: return "a list";
        case Node::Kind::object: return "an object";
    }
    return "";
}

bool wrong_type(const std::string& pointer, Node::Kind wanted, Mistakes& mistakes) {
    mistakes.add(pointer, "wrong_type", "Must be " + std::string(word_of(wanted)) + ".");
    return false;
}

bool is_line_character(char32_t c) { return c == '\t' || c == '\n' || c == '\r'; }

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029; }

bool has_forbidden_control(std::string_view text, bool is_multiline) {
    for (std::size_t at = 0; at < text.size();) {
        const auto point = code_point_at(text, at);
        if (!point) return true;
        const auto c = point->value;
        const bool may_break = is_multiline && (is_line_character(c) || c == 0x2028 || c == 0x2029);
        if (is_control(c) && !may_break) return true;
        at += point->bytes;
    }
    return false;
}

bool in_range(std::int64_t value, std::int64_t lowest, std::int64_t highest, const std::string& pointer, Mistakes& mistakes) {
    if (value < lowest) mistakes.add(pointer, "too_small", "Must be at least " + std::to_string(lowest) + ".");
    if (value > highest) mistakes.add(pointer, "too_large", "Must be at most " + std::to_string(highest) + ".");
    return value >= lowest && value <= highest;
}

std::string characters(std::size_t n) { return std::to_string(n) + (n == 1 ? " character." : " characters."); }

}  // namespace

bool expect(const Node& node, Node::Kind kind, const std::string& pointer, Mistakes& mistakes) {
    return node.kind() == kind || wrong_type(pointer, kind, mistakes);
}

void wrong_word(const std::string& pointer, const std::string& words, Mistakes& mistakes) {
    mistakes.add(pointer, "not_allowed", "Must be one of: " + words + ".");
}

void too_many(const std::string& pointer, std::size_t max, Mistakes& mistakes) {
    mistakes.add(pointer, "too_many", "May have at most " + std::to_string(max) + " items.");
}

std::string child_pointer(const std::string& pointer, std::string_view name) {
    std::string child = pointer + "/";
    for (const char c : name.substr(0, 200)) {
        if (c == '~') child += "~0";
        else if (c == '/') child += "~1";
        else child += c;
    }
    return child;
}

bool check_key(std::string_view key, const std::string& pointer, Mistakes& mistakes) {
    const bool is_good = !key.empty() && key.size() <= 200 && !has_forbidden_control(key, false);
    if (!is_good) mistakes.add(pointer, "bad_key", "The name must have 1 to 200 bytes and no control characters.");
    return is_good;
}

bool read_value(const Node& node, std::string& value, const Rule& rule, const std::string& pointer, Mistakes& mistakes) {
    if (!expect(node, Node::Kind::text, pointer, mistakes)) return false;
    const auto text = node.text();
    const auto length = count_code_points(text);
    const auto refuse = [&](const char* code, std::string detail) {
        mistakes.add(pointer, code, std::move(detail));
        return false;
    };
    if (length < rule.min) return refuse("too_short", "Must have at least " + characters(rule.min));
    if (length > rule.max) return refuse("too_long", "May have at most " + characters(rule.max));
    if (has_forbidden_control(text, rule.is_multiline))
        return refuse("control_character", rule.is_multiline ? "Must not contain control characters."
                                                             : "Must not contain line breaks or control characters.");
    if (*rule.format && !text.empty() && !is_in_format(text, rule.format))
        return refuse("bad_format", "Must be a valid " + std::string(rule.format) + ".");
    value = text;
    return true;
}

bool read_value(const Node& node, bool& value, const Rule&, const std::string& pointer, Mistakes& mistakes) {
    if (!expect(node, Node::Kind::boolean, pointer, mistakes)) return false;
    value = node.boolean();
    return true;
}

bool read_value(const Node& node, std::int64_t& value, const Rule& rule, const std::string& pointer, Mistakes& mistakes) {
    std::int64_t read = 0;
    if (node.kind() == Node::Kind::integer) {
        read = node.integer();
    } else if (node.kind() == Node::Kind::real && std::abs(node.real()) >= 9.2e18) {
        mistakes.add(pointer, node.real() < 0 ? "too_small" : "too_large", "Is out of range.");
        return false;
    } else if (node.kind() == Node::Kind::real && std::abs(node.real()) < 9.0e15 && node.real() == std::trunc(node.real())) {
        read = static_cast<std::int64_t>(node.real());  // 1.0 and 1e3 are whole numbers too
    } else {
        return wrong_type(pointer, Node::Kind::integer, mistakes);
    }
    if (!in_range(read, rule.lowest, rule.highest, pointer, mistakes)) return false;
    value = read;
    return true;
}

bool read_value(const Node& node, int& value, const Rule& rule, const std::string& pointer, Mistakes& mistakes) {
    Rule narrow = rule;
    narrow.lowest = std::max<std::int64_t>(rule.lowest, INT32_MIN);
    narrow.highest = std::min<std::int64_t>(rule.highest, INT32_MAX);
    std::int64_t wide = 0;
    if (!read_value(node, wide, narrow, pointer, mistakes)) return false;
    value = static_cast<int>(wide);
    return true;
}

bool read_value(const Node& node, double& value, const Rule& rule, const std::string& pointer, Mistakes& mistakes) {
    if (node.kind() != Node::Kind::integer && node.kind() != Node::Kind::real)
        return wrong_type(pointer, Node::Kind::real, mistakes);
    const double read = node.real();
    if (rule.lowest != INT64_MIN && read < static_cast<double>(rule.lowest))
        return in_range(rule.lowest - 1, rule.lowest, INT64_MAX, pointer, mistakes);
    if (rule.highest != INT64_MAX && read > static_cast<double>(rule.highest))
        return in_range(rule.highest + 1, INT64_MIN, rule.highest, pointer, mistakes);
    value = read;
    return true;
}

bool read_value(const Node& node, Raw& value, const Rule& rule, const std::string& pointer, Mistakes& mistakes) {
    auto text = node.serialise();
    if (text.size() > rule.max) {
        mistakes.add(pointer, "too_long", "May have at most " + characters(rule.max));
        return false;
    }
    value.text = std::move(text);
    return true;
}

bool read_time(const Node& node, std::int64_t& value, const std::string& pointer, Mistakes& mistakes) {
    if (!expect(node, Node::Kind::text, pointer, mistakes)) return false;
    const auto at = from_rfc3339(node.text());
    if (!at) {
        mistakes.add(pointer, "bad_time", "Must be a time like 2026-11-21T08:30:00Z.");
        return false;
    }
    value = *at;
    return true;
}

void write_value(Writer& out, const std::string& value) { out.text(value); }
void write_value(Writer& out, bool value) { out.boolean(value); }
void write_value(Writer& out, std::int64_t value) { out.integer(value); }
void write_value(Writer& out, int value) { out.integer(value); }
void write_value(Writer& out, double value) { out.real(value); }
void write_value(Writer& out, const Raw& value) { out.raw(value.text.empty() ? "null" : value.text); }
void write_time(Writer& out, std::int64_t value) { out.raw('"' + to_rfc3339(value) + '"'); }

}  // namespace mainstay::json::detail
