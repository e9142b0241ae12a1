#pragma once
// What of a foreign page may stay: elements, attributes, links, styles. Pure functions over text.
#include <optional>
#include <string>
#include <string_view>

namespace mainstay::webpage {

enum class Fate { keep, unwrap, drop };  // unwrap: the words inside stay, the element goes
Fate fate_of(std::string_view element);
bool is_void(std::string_view element);

// An http, https, mailto or tel address, cleaned of the characters browsers skip; nothing for anything else.
std::optional<std::string> safe_link(std::string_view href);
std::optional<std::string> safe_remote_image(std::string_view src);  // http(s) only
bool is_safe_data_image(std::string_view src);                       // data: PNG, GIF, JPEG, WebP in base64

// The value an attribute may keep on an element, or nothing. Not for href, src and style.
std::optional<std::string> safe_attribute(std::string_view element,
                                          std::string_view name,
                                          std::string_view value);

// The declarations that only colour, align and space text: "color:red;padding:4px", "" when none is left.
std::string safe_style(std::string_view style);

std::string lower(std::string_view text);
std::string_view trim(std::string_view text);

}  // namespace mainstay::webpage
