#include "kit/webpage/sanitise.hpp"

#include <utf8proc.h>

#include "kit/webpage/policy.hpp"
#include "kit/webpage/tree.hpp"

namespace mainstay::webpage {
namespace {

constexpr int kMaxPasses = 6;

void escape_into(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            case '\r': out += '\n'; break;
            default:
                if (static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t') out += c;
        }
    }
}

bool is_character(utf8proc_int32_t point) {  // for an HTML parser, which replaces controls and noncharacters
    const bool is_control =
        (point < ' ' && point != '\t' && point != '\n' && point != '\r') || (point >= 0x7F && point <= 0x9F);
    return !is_control && (point & 0xFFFE) != 0xFFFE && (point < 0xFDD0 || point > 0xFDEF);
}

std::string valid_utf8(std::string_view bytes) {  // what is none becomes U+FFFD, as a parser reads it
    std::string out;
    while (!bytes.empty()) {
        utf8proc_int32_t point = 0;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(bytes.data()),
                                             static_cast<utf8proc_ssize_t>(bytes.size()),
                                             &point);
        if (length > 0 && is_character(point))
            out += bytes.substr(0, static_cast<std::size_t>(length));
        else
            out += "\xEF\xBF\xBD";
        bytes.remove_prefix(length > 0 ? static_cast<std::size_t>(length) : 1);
    }
    return out;
}

class Writer {
public:
    // With `is_final` inline pictures get their address; before they keep their cid:, so that they survive a
    // pass.
    Writer(const SanitiseOptions& options, Sanitised& out, bool is_final)
        : options_(options),
          out_(out),
          is_final_(is_final) {}

    void write_children(const GumboNode& node, int depth) {
        const auto& children = node.v.element.children;
        for (unsigned i = 0; i < children.length; ++i)
            write(*static_cast<const GumboNode*>(children.data[i]), depth);
    }

private:
    void write(const GumboNode& node, int depth) {
        if (node.type == GUMBO_NODE_ELEMENT)
            write_element(node, depth);
        else if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE ||
                 node.type == GUMBO_NODE_CDATA)
            escape_into(out_.html, node.v.text.text);
    }

    void write_element(const GumboNode& node, int depth) {
        const auto& element = node.v.element;
        const auto name = tag_name(element);
        const bool is_foreign = element.tag_namespace != GUMBO_NAMESPACE_HTML;
        const auto fate = is_foreign ? Fate::drop : fate_of(name);
        if (fate == Fate::drop) return;
        if (fate == Fate::unwrap || depth >= options_.max_depth) return write_children(node, depth);
        if (name == "img" && !has_picture(element)) return escape_into(out_.html, attribute(element, "alt"));
        begin(name, element);
        if (is_void(name)) return;
        if (name == "pre") keep_first_newline(node);
        write_children(node, depth + 1);
        (out_.html += "</").append(name) += '>';
    }

    // A parser drops the newline right after <pre>; the one that is left must be written twice to stay.
    void keep_first_newline(const GumboNode& node) {
        const auto& children = node.v.element.children;
        if (children.length == 0) return;
        const auto* first = static_cast<const GumboNode*>(children.data[0]);
        const bool is_text = first->type == GUMBO_NODE_TEXT || first->type == GUMBO_NODE_WHITESPACE;
        if (is_text && (first->v.text.text[0] == '\n' || first->v.text.text[0] == '\r')) out_.html += '\n';
    }

    void begin(std::string_view name, const GumboElement& element) {
        (out_.html += '<') += name;
        if (name == "a") link(element);
        if (name == "img") picture(element);
        for (unsigned i = 0; i < element.attributes.length; ++i) {
            const auto& given = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
            const std::string_view attribute_name = given.name;
            if (attribute_name == "style")
                add("style", safe_style(given.value));
            else if (auto value = safe_attribute(name, attribute_name, given.value))
                add(attribute_name, *value);
        }
        out_.html += '>';
    }

    void add(std::string_view name, std::string_view value) {
        if (value.empty() && name != "alt") return;
        ((out_.html += ' ') += name) += "=\"";
        escape_into(out_.html, value);
        out_.html += '"';
    }

    void link(const GumboElement& element) {
        const auto address = safe_link(attribute(element, "href"));
        if (!address) return;
        add("href", *address);
        out_.html += " rel=\"noopener noreferrer nofollow\" target=\"_blank\"";
    }

    std::string inline_address(const GumboElement& element) const {
        const auto src = attribute(element, "src");
        if (!options_.inline_image || lower(src.substr(0, 4)) != "cid:") return {};
        return options_.inline_image(src.substr(4));
    }

    static std::optional<std::string> remote_address(const GumboElement& element) {
        if (auto address = safe_remote_image(attribute(element, "src"))) return address;
        return safe_remote_image(attribute(element, "data-remote-src"));
    }

    bool has_picture(const GumboElement& element) const {
        return is_safe_data_image(attribute(element, "src")) || remote_address(element) ||
               !inline_address(element).empty();
    }

    void picture(const GumboElement& element) {
        const auto ours = inline_address(element);
        if (!ours.empty()) return add("src", is_final_ ? std::string_view(ours) : attribute(element, "src"));
        if (is_safe_data_image(attribute(element, "src"))) return add("src", attribute(element, "src"));
        if (const auto remote = remote_address(element)) {
            add("data-remote-src", *remote);
            out_.has_remote_images = true;
        }
    }

    const SanitiseOptions& options_;
    Sanitised& out_;
    bool is_final_;
};

Sanitised as_text(std::string_view html, std::size_t max_bytes) {
    Sanitised out;
    out.was_cut = true;
    const auto text = valid_utf8(strip_tags(html.substr(0, max_bytes)));
    out.html = "<pre>";
    std::string escaped;
    const auto first = text.find_first_not_of("\r\n \t");
    escape_into(escaped,
                first == std::string::npos ? std::string_view() : std::string_view(text).substr(first));
    constexpr std::size_t kFrame = 64;
    if (escaped.size() + kFrame > max_bytes) {
        std::size_t end = max_bytes > kFrame ? max_bytes - kFrame : 0;
        while (end > 0 && (static_cast<unsigned char>(escaped[end]) & 0xC0) == 0x80)
            --end;  // not inside a character
        if (const auto amp = escaped.rfind('&', end); amp != std::string::npos && end - amp < 8)
            end = amp;  // nor an entity
        escaped.resize(end);
    }
    out.html += escaped + "</pre>";
    return out;
}

// One pass; nothing when the page must not be parsed.
std::optional<Sanitised> pass(std::string_view html, const SanitiseOptions& options, bool is_final) {
    Sanitised out;
    const bool parsed = with_body(
        html, [&](const GumboNode& body) { Writer(options, out, is_final).write_children(body, 0); });
    if (!parsed || out.html.size() > 4 * options.max_bytes) return std::nullopt;
    return out;
}

// An element that is unwrapped can leave a nesting that a parser arranges differently, so the result is
// parsed again until it stays as it is.
std::optional<Sanitised> stable(std::string_view html, const SanitiseOptions& options) {
    auto current = pass(html, options, false);
    for (int i = 1; current && i < kMaxPasses; ++i) {
        if (current->html.size() > options.max_bytes) break;
        auto next = pass(current->html, options, false);
        if (next && next->html == current->html) return next;
        current = std::move(next);
    }
    return std::nullopt;
}

}  // namespace

Sanitised sanitise(std::string_view html, const SanitiseOptions& options) {
    if (html.size() > options.max_bytes) return as_text(html, options.max_bytes);
    auto found = stable(html, options);
    if (found && options.inline_image) found = pass(found->html, options, true);
    return found ? *found : as_text(html, options.max_bytes);
}

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace mainstay::webpage
