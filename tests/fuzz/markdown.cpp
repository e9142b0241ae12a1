#include "kit/webpage/sanitise.hpp"
#include "fuzz.hpp"

using namespace mainstay;

void fuzz(std::string_view bytes) {
    const auto html = webpage::markdown_to_html(bytes);
    if (html.find("<script") != std::string::npos || html.find("href=\"javascript:") != std::string::npos) __builtin_trap();
}
