#pragma once
// gumbo behind guards: what would take it quadratic time or endless memory is refused before or while it
// parses.
#include <gumbo.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace mainstay::webpage {

inline constexpr int kMaxNesting = 400;     // of tags that stay open
inline constexpr int kMaxAttributes = 300;  // of one tag: gumbo compares each with all before it
inline constexpr std::size_t kMaxTreeBytes = 96u << 20;

inline constexpr int kMaxParseMillis = 400;  // of computing

// Linear scan of the tags: nothing in it seems deeper or has more attributes than the limits above. A page
// made to deceive the scan meets the limits of time and memory.
bool is_parseable(std::string_view html);

// Calls `use` with the body element of the parsed page. False when the page was refused; `use` was not called
// then.
bool with_body(std::string_view html, const std::function<void(const GumboNode& body)>& use);

// The text between the tags, without parsing: for pages that are refused. Linear.
std::string strip_tags(std::string_view html);

std::string_view tag_name(const GumboElement& element);  // lower case; "" when it cannot be read
std::string_view attribute(const GumboElement& element, const char* name);  // "" when absent

}  // namespace mainstay::webpage
