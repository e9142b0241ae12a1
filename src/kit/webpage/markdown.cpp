#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "kit/webpage/sanitise.hpp"

namespace mainstay::webpage {
namespace {

constexpr std::size_t kMaxBytes = 512 * 1024;
constexpr int kMaxContainers = 60, kMaxBrackets = 200, kMaxRun = 2000;

struct Free {
    void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
    void operator()(cmark_node* node) const { cmark_node_free(node); }
    void operator()(char* text) const { std::free(text); }
};

// Quotes and lists opened at the start of a line.
int containers(std::string_view line) {
    int count = 0;
    for (const char c : line) {
        if (c == '>' || c == '-' || c == '+' || c == '*')
            ++count;
        else if (c != ' ' && c != '\t' && c != '.' && c != ')' && (c < '0' || c > '9'))
            break;
    }
    return count;
}

bool is_rule(std::string_view line) {  // "----------" nests nothing
    return line.find_first_not_of("-* \t_=+") == std::string_view::npos &&
           line.find_first_of("-*_=+") != std::string_view::npos &&
           line.find("- -") == std::string_view::npos && line.find("* *") == std::string_view::npos &&
           line.find("+ +") == std::string_view::npos;
}

// No line nests deeper, no paragraph holds more open brackets or markers than a person would write: what is
// beyond makes a parser slow.
bool is_tame(std::string_view text) {
    if (text.size() > kMaxBytes) return false;
    int brackets = 0, runs = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) brackets = 0, runs = 0;
        if (containers(line) > kMaxContainers && !is_rule(line)) return false;
        for (const char c : line) {
            brackets += c == '[' ? 1 : c == ']' && brackets > 0 ? -1 : 0;
            runs += c == '*' || c == '_' || c == '`' || c == '<' || c == '|' || c == '~';
        }
        if (brackets > kMaxBrackets || runs > 10 * kMaxRun) return false;
    }
    return true;
}

void attach(cmark_parser* parser, const char* name) {
    if (auto* extension = cmark_find_syntax_extension(name))
        cmark_parser_attach_syntax_extension(parser, extension);
}

std::string render(std::string_view markdown) {
    static std::once_flag once;
    std::call_once(once, [] { cmark_gfm_core_extensions_ensure_registered(); });
    constexpr int kOptions =
        CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8;  // raw HTML is kept for the sanitiser to judge
    const std::unique_ptr<cmark_parser, Free> parser(cmark_parser_new(kOptions));
    for (const auto* name : {"table", "strikethrough"}) attach(parser.get(), name);
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    const std::unique_ptr<cmark_node, Free> root(cmark_parser_finish(parser.get()));
    const std::unique_ptr<char, Free> html(
        cmark_render_html(root.get(), kOptions, cmark_parser_get_syntax_extensions(parser.get())));
    return html.get();
}

}  // namespace

std::string markdown_to_html(std::string_view markdown) {
    if (!is_tame(markdown)) return sanitise("<pre>" + escape(markdown.substr(0, kMaxBytes)) + "</pre>").html;
    return sanitise(render(markdown)).html;
}

}  // namespace mainstay::webpage
