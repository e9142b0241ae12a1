#include <algorithm>

#include "kit/webpage/policy.hpp"
#include "kit/webpage/sanitise.hpp"
#include "kit/webpage/tree.hpp"

namespace mainstay::webpage {
namespace {

constexpr std::size_t kMaxBytes = 4u << 20;
constexpr int kMaxPrefixes = 20;  // quotes and lists in each other that still get a prefix of their own

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), value) != words.end();
}

bool is_block(std::string_view name) {
    return is_one_of(name, {"div",   "section", "article",    "header",  "footer", "main",    "nav",
                            "aside", "figure",  "figcaption", "address", "center", "form",    "fieldset",
                            "dl",    "dt",      "dd",         "tr",      "table",  "caption", "body",
                            "thead", "tbody",   "tfoot",      "details", "summary"});
}

bool is_paragraph(std::string_view name) {
    return is_one_of(name, {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol"});
}

// Text that grows by words, with white space folded and blank lines never doubled.
class Page {
public:
    void words(std::string_view text) {
        for (const char c : text) {
            const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
            if (blank)
                space_ = true;
            else
                put(c);
        }
    }
    void raw(std::string_view text) {
        for (const char c : text) {
            if (c == '\n')
                hard_break();
            else if (c != '\r')
                settle(), text_ += c, at_start_ = false;
        }
    }
    void newline() { wanted_ = std::max(wanted_, 1), space_ = false; }
    void blank_line() { wanted_ = std::max(wanted_, 2), space_ = false; }
    void hard_break() {
        settle();
        text_ += '\n';
        at_start_ = true, space_ = false;
    }
    bool ends_with(std::string_view tail) const { return text_.ends_with(tail); }
    std::size_t size() const { return text_.size(); }
    std::string_view since(std::size_t start) const {
        return std::string_view(text_).substr(std::min(start, text_.size()));
    }
    std::string take() {
        while (!text_.empty() && (text_.back() == '\n' || text_.back() == ' ')) text_.pop_back();
        return std::move(text_);
    }

private:
    void settle() {  // writes the line ends that are due
        if (wanted_ == 0) return;
        const int have = text_.ends_with("\n\n") ? 2 : text_.ends_with('\n') ? 1 : 0;
        if (!text_.empty()) text_.append(static_cast<std::size_t>(std::max(0, wanted_ - have)), '\n');
        wanted_ = 0, space_ = false, at_start_ = true;
    }
    void put(char c) {
        settle();
        if (space_ && !at_start_ && !text_.empty()) text_ += ' ';
        space_ = false, at_start_ = false;
        text_ += c;
    }

    std::string text_;
    int wanted_ = 0;
    bool space_ = false, at_start_ = true;
};

std::string prefixed(const std::string& text, std::string_view first, std::string_view others) {
    const auto bare =
        others.substr(0, others.find_last_not_of(' ') + 1);  // no blanks at the end of empty lines
    std::string out(first);
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] == '\n') out += i + 1 < text.size() && text[i + 1] == '\n' ? bare : others;
    }
    return out;
}

class Reader {
public:
    std::string read(const GumboNode& node) {
        Page page;
        children(node, page, 0);
        return page.take();
    }

private:
    void children(const GumboNode& node, Page& page, int prefixes) {
        const auto& all = node.v.element.children;
        for (unsigned i = 0; i < all.length; ++i)
            visit(*static_cast<const GumboNode*>(all.data[i]), page, prefixes);
    }

    void visit(const GumboNode& node, Page& page, int prefixes) {
        if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE)
            return text(node.v.text.text, page);
        if (node.type != GUMBO_NODE_ELEMENT) return;
        const auto& element = node.v.element;
        const auto name = tag_name(element);
        if (element.tag_namespace != GUMBO_NAMESPACE_HTML || fate_of(name) == Fate::drop) return;
        if (name == "br") return page.hard_break();
        if (name == "img") return page.words(attribute(element, "alt"));
        if (name == "a") return link(node, page, prefixes);
        if (name == "hr") return rule(page);
        if (name == "td" || name == "th") return cell(node, page, prefixes);
        if (name == "blockquote") return indented(node, page, prefixes, "> ", "> ");
        if (name == "li") return item(node, page, prefixes);
        if (name == "pre") return preformatted(node, page, prefixes);
        const bool is_inner_list = is_one_of(name, {"ul", "ol"}) && prefixes > 0;
        const bool paragraph = is_paragraph(name) && !is_inner_list, block = is_block(name) || is_inner_list;
        if (paragraph)
            page.blank_line();
        else if (block)
            page.newline();
        children(node, page, prefixes);
        if (paragraph)
            page.blank_line();
        else if (block)
            page.newline();
    }

    void text(const char* content, Page& page) {
        if (in_pre_)
            page.raw(content);
        else
            page.words(content);
    }

    void rule(Page& page) {
        page.newline();
        page.words("---");
        page.newline();
    }

    void cell(const GumboNode& node, Page& page, int prefixes) {
        if (node.index_within_parent > 0 && page.size() > 0 && !page.ends_with("\n")) page.words(" ");
        children(node, page, prefixes);
        page.words(" ");
    }

    void preformatted(const GumboNode& node, Page& page, int prefixes) {
        page.blank_line();
        const bool before = in_pre_;
        in_pre_ = true;
        children(node, page, prefixes);
        in_pre_ = before;
        page.blank_line();
    }

    void link(const GumboNode& node, Page& page, int prefixes) {
        const auto start = page.size();
        children(node, page, prefixes);
        const auto address = safe_link(attribute(node.v.element, "href"));
        if (!address) return;
        const auto shown = trim(page.since(start));
        const auto bare = address->starts_with("mailto:") || address->starts_with("tel:")
                              ? std::string_view(*address).substr(address->find(':') + 1)
                              : std::string_view(*address);
        if (shown == bare || shown == *address || std::string(shown) + "/" == *address) return;
        if (shown.empty() && address->starts_with("http") && page.size() == start)
            return;  // a picture or an empty anchor
        page.words(" <" + *address + ">");
    }

    void item(const GumboNode& node, Page& page, int prefixes) {
        std::string mark = "- ";
        const auto* list = node.parent;
        if (list != nullptr && list->type == GUMBO_NODE_ELEMENT && list->v.element.tag == GUMBO_TAG_OL &&
            node.index_within_parent < 2000)
            mark = std::to_string(position(node)) + ". ";
        page.newline();
        if (prefixes >= kMaxPrefixes) return children(node, page, prefixes), page.newline();
        Page inner;
        children(node, inner, prefixes + 1);
        page.newline();
        page.raw(prefixed(inner.take(), mark, std::string(mark.size(), ' ')));
        page.newline();
    }

    static int position(const GumboNode& node) {
        const auto& all = node.parent->v.element.children;
        int count = 0;
        for (unsigned i = 0; i <= node.index_within_parent && i < all.length; ++i) {
            const auto* sibling = static_cast<const GumboNode*>(all.data[i]);
            count += sibling->type == GUMBO_NODE_ELEMENT && sibling->v.element.tag == GUMBO_TAG_LI;
        }
        return std::max(count, 1);
    }

    void indented(
        const GumboNode& node, Page& page, int prefixes, std::string_view first, std::string_view others) {
        if (prefixes >= kMaxPrefixes) return children(node, page, prefixes);
        Page inner;
        children(node, inner, prefixes + 1);
        page.blank_line();
        page.raw(prefixed(inner.take(), first, others));
        page.blank_line();
    }

    bool in_pre_ = false;
};

std::string with_entities(std::string text) {  // for pages that were refused: the commonest references only
    for (const auto& [name, value] : {std::pair<std::string_view, std::string_view>{"&lt;", "<"},
                                      {"&gt;", ">"},
                                      {"&quot;", "\""},
                                      {"&nbsp;", " "},
                                      {"&amp;", "&"}}) {
        std::string out;
        std::size_t start = 0, at = 0;
        while ((at = text.find(name, start)) != std::string::npos) {
            out.append(text, start, at - start).append(value);
            start = at + name.size();
        }
        text = out + text.substr(start);
    }
    return text;
}

}  // namespace

std::string html_to_text(std::string_view html) {
    std::string out;
    const bool parsed = html.size() <= kMaxBytes &&
                        with_body(html, [&](const GumboNode& body) { out = Reader().read(body); });
    return parsed ? out : with_entities(strip_tags(html));
}

}  // namespace mainstay::webpage
