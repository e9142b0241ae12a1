#include "kit/webpage/tree.hpp"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <vector>

namespace mainstay::webpage {
namespace {

char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_letter(char c) {
    return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}
bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_name(std::string_view name, std::string_view word) {
    return name.size() == word.size() &&
           std::equal(
               name.begin(), name.end(), word.begin(), [](char a, char b) { return to_lower(a) == b; });
}

// Elements that never stay open, or whose next start tag closes them: they cannot nest by being repeated.
bool closes_itself(std::string_view name) {
    static constexpr std::array<std::string_view, 32> kNames{
        "br",       "img",   "hr",     "p",        "li",    "td",    "tr",    "th",
        "dt",       "dd",    "option", "optgroup", "thead", "tbody", "tfoot", "col",
        "colgroup", "meta",  "link",   "input",    "area",  "base",  "wbr",   "source",
        "track",    "embed", "param",  "html",     "head",  "body",  "rp",    "rt"};
    return std::any_of(kNames.begin(), kNames.end(), [&](auto word) { return is_name(name, word); });
}

struct Tag {
    std::string_view name;
    bool is_end = false;
    int attributes = 0;
    std::size_t end = 0;  // offset after '>'
};

// The tag that starts at html[at] == '<' with a letter or '/' next. An unfinished tag ends with the text.
Tag tag_at(std::string_view html, std::size_t at) {
    Tag tag;
    std::size_t i = at + 1;
    if (html[i] == '/') tag.is_end = true, ++i;
    const auto start = i;
    while (i < html.size() && !is_space(html[i]) && html[i] != '>' && html[i] != '/') ++i;
    tag.name = html.substr(start, i - start);
    bool was_space = true;
    for (char before = ' '; i < html.size() && html[i] != '>'; ++i) {
        const char c = html[i];
        if ((c == '"' || c == '\'') && before == '=') {
            const auto close = html.find(c, i + 1);
            if (close == std::string_view::npos) return tag.end = html.size(), tag;
            i = close;
            was_space = true;
            before = c;
            continue;
        }
        if (is_space(c) || c == '/')
            was_space = true;
        else if (was_space)
            ++tag.attributes, was_space = false;
        if (!is_space(c)) before = c;
    }
    return tag.end = std::min(i + 1, html.size()), tag;
}

bool is_tag_start(std::string_view html, std::size_t at) {
    if (at + 1 >= html.size()) return false;
    return is_letter(html[at + 1]) ||
           (html[at + 1] == '/' && at + 2 < html.size() && is_letter(html[at + 2]));
}

// Offset after a comment, declaration or processing instruction.
std::size_t after_markup(std::string_view html, std::size_t at) {
    const bool is_comment = html.substr(at, 4) == "<!--";
    const auto end = html.find(is_comment ? "-->" : ">", at + 1);
    return end == std::string_view::npos ? html.size() : end + (is_comment ? 3 : 1);
}

std::clock_t cpu_now() {  // milliseconds this thread has computed
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1'000'000;
}

class Depth {
public:
    void open(std::string_view name) {
        if (!closes_itself(name)) open_.push_back(name), most_ = std::max(most_, open_.size());
    }
    // An end tag closes the nearest element of its name, if that is near enough to search cheaply.
    void close(std::string_view name) {
        const std::size_t reach = std::min<std::size_t>(open_.size(), 32);
        for (std::size_t i = 1; i <= reach; ++i) {
            const auto other = open_[open_.size() - i];
            if (other.size() != name.size() ||
                !std::equal(name.begin(), name.end(), other.begin(), [](char a, char b) {
                    return to_lower(a) == to_lower(b);
                }))
                continue;
            open_.resize(open_.size() - i);
            return;
        }
    }
    std::size_t most() const { return most_; }

private:
    std::vector<std::string_view> open_;
    std::size_t most_ = 0;
};

// Memory and time for one parse. When either is used up the parse is abandoned with longjmp: gumbo is C
// without clean-ups, and everything it holds is in here. Whatever gumbo does, it allocates while it does it.
class Arena {
public:
    void* take(std::size_t bytes) {
        bytes = (bytes + 15) & ~std::size_t{15};
        if (++calls_ % 256 == 0 && cpu_now() > deadline_) std::longjmp(full, 1);
        if (bytes > left_) grow(bytes);
        void* out = at_;
        at_ += bytes;
        left_ -= bytes;
        return out;
    }
    std::jmp_buf full;

private:
    void grow(std::size_t bytes) {
        const auto block = std::max<std::size_t>(bytes, next_);
        if (total_ + block > kMaxTreeBytes) std::longjmp(full, 1);
        total_ += block;
        next_ = std::min<std::size_t>(next_ * 2, 4u << 20);
        blocks_.emplace_back(new char[block]);
        at_ = blocks_.back().get();
        left_ = block;
    }

    std::vector<std::unique_ptr<char[]>> blocks_;
    char* at_ = nullptr;
    std::size_t left_ = 0, total_ = 0, next_ = 16 * 1024, calls_ = 0;
    std::clock_t deadline_ = cpu_now() + kMaxParseMillis;
};

GumboOutput* parse(Arena& arena, std::string_view html) {
    GumboOptions options = kGumboDefaultOptions;
    options.userdata = &arena;
    options.allocator = [](void* user, std::size_t bytes) { return static_cast<Arena*>(user)->take(bytes); };
    options.deallocator = [](void*, void*) {};
    options.max_errors = 0;
    if (setjmp(arena.full) != 0) return nullptr;
    return gumbo_parse_with_options(&options, html.data(), html.size());
}

const GumboNode* body_of(const GumboOutput& page) {
    const auto& children = page.root->v.element.children;
    for (unsigned i = 0; i < children.length; ++i) {
        const auto* child = static_cast<const GumboNode*>(children.data[i]);
        if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_BODY) return child;
    }
    return nullptr;
}

bool is_shallow(const GumboNode& root) {
    std::vector<std::pair<const GumboNode*, int>> open{{&root, 0}};
    while (!open.empty()) {
        const auto [node, depth] = open.back();
        open.pop_back();
        if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) continue;
        if (depth > 2 * kMaxNesting) return false;
        const auto& children = node->v.element.children;
        for (unsigned i = 0; i < children.length; ++i)
            open.emplace_back(static_cast<const GumboNode*>(children.data[i]), depth + 1);
    }
    return true;
}

}  // namespace

bool is_parseable(std::string_view html) {
    Depth depth;
    for (std::size_t at = 0; (at = html.find('<', at)) != std::string_view::npos;) {
        if (!is_tag_start(html, at)) {
            const bool is_markup = html.substr(at, 4) == "<!--";
            at = is_markup ? after_markup(html, at) : at + 1;
            continue;
        }
        const auto tag = tag_at(html, at);
        if (tag.attributes > kMaxAttributes) return false;
        if (tag.is_end)
            depth.close(tag.name);
        else
            depth.open(tag.name);
        if (depth.most() > kMaxNesting) return false;
        at = tag.end;
    }
    return true;
}

bool with_body(std::string_view html, const std::function<void(const GumboNode&)>& use) {
    if (!is_parseable(html)) return false;
    const auto arena = std::make_unique<Arena>();
    const GumboOutput* page = parse(*arena, html);
    if (page == nullptr) return false;
    const auto* body = body_of(*page);
    if (body != nullptr && !is_shallow(*body)) return false;
    if (body != nullptr) use(*body);
    return true;
}

std::string strip_tags(std::string_view html) {
    std::string out;
    std::size_t at = 0;
    while (at < html.size()) {
        const auto next = std::min(html.find('<', at), html.size());
        out += html.substr(at, next - at);
        if (next == html.size()) break;
        const bool is_markup = html.substr(next, 2) == "<!" || html.substr(next, 2) == "<?";
        if (is_tag_start(html, next)) {
            at = tag_at(html, next).end;
            out += ' ';
        } else if (is_markup) {
            at = after_markup(html, next);
        } else {
            out += '<';
            at = next + 1;
        }
    }
    return out;
}

std::string_view tag_name(const GumboElement& element) {
    if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
    return {};
}

std::string_view attribute(const GumboElement& element, const char* name) {
    const auto* found = gumbo_get_attribute(&element.attributes, name);
    return found == nullptr || found->value == nullptr ? std::string_view() : std::string_view(found->value);
}

}  // namespace mainstay::webpage
