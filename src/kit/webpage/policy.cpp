#include "kit/webpage/policy.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace mainstay::webpage {
namespace {

using Words = std::unordered_set<std::string_view>;

const Words& kept() {
    static const Words words{
        "a",   "abbr",    "address", "article", "aside",   "b",          "bdi",      "big",    "blockquote",
        "br",  "caption", "center",  "cite",    "code",    "col",        "colgroup", "dd",     "del",
        "dfn", "div",     "dl",      "dt",      "em",      "figcaption", "figure",   "font",   "footer",
        "h1",  "h2",      "h3",      "h4",      "h5",      "h6",         "header",   "hr",     "i",
        "img", "ins",     "kbd",     "li",      "main",    "mark",       "nav",      "ol",     "p",
        "pre", "q",       "s",       "samp",    "section", "small",      "span",     "strike", "strong",
        "sub", "sup",     "table",   "tbody",   "td",      "tfoot",      "th",       "thead",  "time",
        "tr",  "tt",      "u",       "ul",      "var",     "wbr"};
    return words;
}

const Words& dropped() {
    static const Words words{"script", "style",    "svg",      "math",     "iframe",   "object",   "embed",
                             "applet", "template", "noscript", "noembed",  "noframes", "frameset", "frame",
                             "title",  "head",     "select",   "datalist", "option",   "input",    "meta",
                             "link",   "base",     "param",    "source",   "track",    "bgsound",  "area"};
    return words;
}

bool is_number(std::string_view value, std::size_t most_digits = 4) {
    return !value.empty() && value.size() <= most_digits &&
           std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_length(std::string_view value) {
    if (value.ends_with('%')) return is_number(value.substr(0, value.size() - 1), 3);
    return is_number(value);
}

bool is_colour(std::string_view value) {
    if (value.size() > 30 || value.empty()) return false;
    const auto body = value[0] == '#' ? value.substr(1) : value;
    return std::all_of(body.begin(), body.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

bool is_language(std::string_view value) {
    return !value.empty() && value.size() <= 20 && std::all_of(value.begin(), value.end(), [](char c) {
        return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
}

bool is_face(std::string_view value) {
    return value.size() <= 100 && std::all_of(value.begin(), value.end(), [](char c) {
               return c == '-' || c == ' ' || c == ',' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                      (c >= 'A' && c <= 'Z');
           });
}

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), value) != words.end();
}

bool is_cell(std::string_view element) {
    return element == "td" || element == "th";
}
bool is_table_part(std::string_view element) {
    return is_cell(element) ||
           is_one_of(element, {"table", "tr", "tbody", "thead", "tfoot", "col", "colgroup"});
}
bool is_block(std::string_view element) {
    return is_one_of(element, {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "caption"});
}

bool is_allowed(std::string_view element, std::string_view name, const std::string& value) {
    if (name == "title") return value.size() <= 500;
    if (name == "dir") return is_one_of(value, {"ltr", "rtl", "auto"});
    if (name == "lang") return is_language(value);
    if (name == "alt") return element == "img" && value.size() <= 1000;
    if (name == "align")
        return (is_table_part(element) || is_block(element) || element == "img") &&
               is_one_of(value, {"left", "right", "center", "justify"});
    if (name == "valign")
        return is_table_part(element) && is_one_of(value, {"top", "middle", "bottom", "baseline"});
    if (name == "bgcolor") return is_table_part(element) && is_colour(value);
    if (name == "width" || name == "height")
        return (is_table_part(element) || element == "img" || element == "hr") && is_length(value);
    if (name == "colspan" || name == "rowspan") return is_cell(element) && is_number(value, 3);
    if (name == "span") return is_one_of(element, {"col", "colgroup"}) && is_number(value, 3);
    if (is_one_of(name, {"border", "cellpadding", "cellspacing"}))
        return element == "table" && is_number(value, 2);
    if (name == "start" || name == "value") return is_one_of(element, {"ol", "li"}) && is_number(value, 6);
    if (name == "type")
        return is_one_of(element, {"ol", "ul", "li"}) &&
               is_one_of(value, {"1", "a", "i", "disc", "circle", "square"});
    if (element == "font" && name == "color") return is_colour(value);
    if (element == "font" && name == "size")
        return value.size() <= 2 &&
               is_number(value.starts_with('+') || value.starts_with('-') ? std::string_view(value).substr(1)
                                                                          : std::string_view(value),
                         1);
    if (element == "font" && name == "face") return is_face(value);
    return name == "datetime" && element == "time" && value.size() <= 40;
}

bool keeps_case(std::string_view name) {
    return name == "title" || name == "alt" || name == "face" || name == "datetime" || name == "color" ||
           name == "bgcolor" || name == "lang";
}

// Without the characters a browser ignores in an address: controls at the ends, tab and line ends anywhere.
std::string cleaned_address(std::string_view href) {
    while (!href.empty() && static_cast<unsigned char>(href.front()) <= ' ') href.remove_prefix(1);
    while (!href.empty() && static_cast<unsigned char>(href.back()) <= ' ') href.remove_suffix(1);
    std::string out;
    for (const char c : href)
        if (static_cast<unsigned char>(c) >= ' ' && c != 127) out += c;
    return out;
}

bool has_scheme(const std::string& address, std::initializer_list<std::string_view> schemes) {
    const auto start = lower(std::string_view(address).substr(0, 10));
    return std::any_of(schemes.begin(), schemes.end(), [&](auto scheme) {
        return start.starts_with(scheme) && address.size() > scheme.size();
    });
}

}  // namespace

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return out;
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n\f");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n\f") - first + 1);
}

Fate fate_of(std::string_view element) {
    if (kept().contains(element)) return Fate::keep;
    return dropped().contains(element) ? Fate::drop : Fate::unwrap;
}

bool is_void(std::string_view element) {
    return is_one_of(element, {"br", "hr", "img", "wbr", "col"});
}

std::optional<std::string> safe_link(std::string_view href) {
    auto address = cleaned_address(href);
    if (address.size() > 8000 || !has_scheme(address, {"http://", "https://", "mailto:", "tel:"}))
        return std::nullopt;
    return address;
}

std::optional<std::string> safe_remote_image(std::string_view src) {
    auto address = cleaned_address(src);
    if (address.size() > 8000 || !has_scheme(address, {"http://", "https://"})) return std::nullopt;
    return address;
}

bool is_safe_data_image(std::string_view src) {
    const auto comma = src.find(',');
    if (comma == std::string_view::npos || comma > 40) return false;
    if (!is_one_of(lower(src.substr(0, comma)),
                   {"data:image/png;base64",
                    "data:image/gif;base64",
                    "data:image/jpeg;base64",
                    "data:image/jpg;base64",
                    "data:image/webp;base64"}))
        return false;
    return std::all_of(src.begin() + static_cast<std::ptrdiff_t>(comma) + 1, src.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
               c == '/' || c == '=';
    });
}

std::optional<std::string> safe_attribute(std::string_view element,
                                          std::string_view name,
                                          std::string_view value) {
    const auto trimmed = trim(value);
    std::string out = keeps_case(name) ? std::string(trimmed) : lower(trimmed);
    if (!is_allowed(element, name, out)) return std::nullopt;
    return out;
}

}  // namespace mainstay::webpage
