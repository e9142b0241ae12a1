#include <algorithm>
#include <charconv>
#include <vector>

#include "kit/webpage/policy.hpp"

namespace mainstay::webpage {
namespace {

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), value) != words.end();
}

bool is_hex_colour(std::string_view value) {
    if (!value.starts_with('#') || (value.size() != 4 && value.size() != 7)) return false;
    return value.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

bool is_rgb(std::string_view value) {
    if (!value.ends_with(')') || value.size() > 40) return false;
    const auto open = value.find('(');
    if (!is_one_of(value.substr(0, open), {"rgb", "rgba"})) return false;
    return value.substr(open + 1, value.size() - open - 2).find_first_not_of("0123456789., %") ==
           std::string_view::npos;
}

bool is_word(std::string_view value) {
    return !value.empty() && value.size() <= 30 &&
           std::all_of(value.begin(), value.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_colour(std::string_view value) {
    return is_hex_colour(value) || is_rgb(value) || (is_word(value) && value != "expression");
}

// "12px", "1.5em", "0", "50%", never negative, at most `most` in the unit's own measure of pixels.
bool is_length(std::string_view value, double most) {
    double number = -1;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || number < 0 || !(number < 100000)) return false;
    const std::string_view unit(end, static_cast<std::size_t>(value.data() + value.size() - end));
    if (unit.empty()) return number == 0;
    if (unit == "%") return number <= 100;
    if (unit == "em" || unit == "rem") return number * 16 <= most;
    return (unit == "px" || unit == "pt") && number <= most;
}

std::vector<std::string_view> tokens(std::string_view value) {
    std::vector<std::string_view> out;
    for (value = trim(value); !value.empty(); value = trim(value)) {
        auto end = value.find(' ');
        if (const auto open = value.find('('); open < end)
            end = value.find(')', open) == value.npos ? value.npos : value.find(' ', value.find(')', open));
        out.push_back(value.substr(0, end));
        value.remove_prefix(std::min(end, value.size()));
    }
    return out;
}

template <class Test>
bool all_tokens(std::string_view value, std::size_t most, Test test) {
    const auto all = tokens(value);
    return !all.empty() && all.size() <= most && std::all_of(all.begin(), all.end(), test);
}

bool is_spacing(std::string_view value, bool may_be_auto) {
    return all_tokens(
        value, 4, [&](auto token) { return is_length(token, 100) || (may_be_auto && token == "auto"); });
}

bool is_border(std::string_view value) {
    return all_tokens(value, 3, [](auto token) { return is_length(token, 10) || is_colour(token); });
}

bool is_allowed(std::string_view name, std::string_view value) {
    if (name == "color" || name == "background-color" || name == "border-color") return is_colour(value);
    if (name == "background") return is_colour(value);
    if (name == "font-weight")
        return is_one_of(value,
                         {"normal",
                          "bold",
                          "bolder",
                          "lighter",
                          "100",
                          "200",
                          "300",
                          "400",
                          "500",
                          "600",
                          "700",
                          "800",
                          "900"});
    if (name == "font-style") return is_one_of(value, {"normal", "italic", "oblique"});
    if (name == "text-align") return is_one_of(value, {"left", "right", "center", "justify", "start", "end"});
    if (name == "vertical-align")
        return is_one_of(value, {"top", "middle", "bottom", "baseline", "sub", "super"});
    if (name == "white-space") return is_one_of(value, {"normal", "pre", "pre-wrap", "pre-line", "nowrap"});
    if (name == "text-decoration") return is_one_of(value, {"none", "underline", "line-through"});
    if (name == "border-collapse") return is_one_of(value, {"collapse", "separate"});
    if (name == "padding" || name.starts_with("padding-")) return is_spacing(value, false);
    if (name == "margin" || name.starts_with("margin-")) return is_spacing(value, true);
    if (is_one_of(name, {"border", "border-top", "border-right", "border-bottom", "border-left"}))
        return is_border(value);
    return is_one_of(name, {"width", "max-width"}) && (is_length(value, 2000) || value == "auto");
}

bool is_plain(std::string_view
                  text) {  // nothing that could start a comment, an escape, a function but rgb, or a string
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789 #.,%()-") == std::string_view::npos;
}

std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : lower(trim(text))) {
        const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return out;
}

}  // namespace

std::string safe_style(std::string_view style) {
    std::string out;
    style = style.substr(0, 4000);
    while (!style.empty()) {
        const auto end = std::min(style.find(';'), style.size());
        const auto declaration = style.substr(0, end);
        style.remove_prefix(std::min(end + 1, style.size()));
        const auto colon = declaration.find(':');
        if (colon == std::string_view::npos) continue;
        const auto name = squeezed(declaration.substr(0, colon));
        auto value = squeezed(declaration.substr(colon + 1));
        if (const auto important = value.find("!important"); important != std::string::npos)
            value = squeezed(value.substr(0, important));
        if (!is_plain(name) || !is_plain(value) || !is_allowed(name, value)) continue;
        out += (out.empty() ? "" : ";") + name + ":" + value;
    }
    return out;
}

}  // namespace mainstay::webpage
