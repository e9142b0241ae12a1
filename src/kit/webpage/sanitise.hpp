#pragma once
// Other people's HTML and Markdown made safe to show. Allow-list only; size and depth are capped before parsing.
#include <functional>
#include <string>
#include <string_view>

namespace mainstay::webpage {

struct SanitiseOptions {
    std::size_t max_bytes = 1u << 20;
    int max_depth = 100;
    // Maps a cid: reference to an address of ours, or "" to drop the image. Remote images always become
    // <img data-remote-src="..."> without src, so that opening a ticket calls nobody.
    std::function<std::string(std::string_view cid)> inline_image;
};

struct Sanitised {
    std::string html;
    bool has_remote_images = false;
    bool was_cut = false;  // larger or deeper than allowed: shown as escaped text
};

Sanitised sanitise(std::string_view html, const SanitiseOptions& options = {});
std::string html_to_text(std::string_view html);   // readable plain text: links as "text <url>", lists, tables, quotes as "> "
std::string markdown_to_html(std::string_view markdown);  // CommonMark + GFM tables, already sanitised
std::string escape(std::string_view text);         // & < > " '

}  // namespace mainstay::webpage
