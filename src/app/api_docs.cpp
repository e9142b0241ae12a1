#include "app/api_docs.hpp"

#include <map>

#include "kit/webpage/sanitise.hpp"

namespace mainstay::app {
namespace {

constexpr char kHead[] = R"(<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mainstay API</title><style>
:root{color-scheme:light dark;--line:#d5dde5;--ink:#17222e;--soft:#5b6875;--brand:#0b5c7a;--ground:#fff}
@media(prefers-color-scheme:dark){:root{--line:#2b3a48;--ink:#e6edf3;--soft:#9fb0bf;--brand:#6cc5e0;--ground:#0f1720}}
body{font:15px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;color:var(--ink);background:var(--ground);max-width:60rem;margin:0 auto;padding:2rem 1rem}
h1,h2{line-height:1.2}h2{border-bottom:1px solid var(--line);padding-bottom:.3rem;margin-top:2.5rem}
details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0;padding:.4rem .8rem}summary{cursor:pointer}
.m{display:inline-block;min-width:4.2rem;font-weight:700;color:var(--brand)}code{font-family:ui-monospace,monospace;font-size:.92em}
.s{color:var(--soft)}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .6rem .2rem 0;vertical-align:top;border-bottom:1px solid var(--line)}a{color:var(--brand)}
</style></head><body><h1>Mainstay API</h1>
<p>Everything the console does goes through these calls. Machine-readable: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).</p>
<p class="s">Programs send <code>Authorization: Bearer &lt;personal token or JWT&gt;</code>. Errors are RFC 9457 problems with a stable <code>code</code>. Lists take
<code>limit</code> and <code>cursor</code>. Send <code>Idempotency-Key</code> with a POST to repeat it safely, and <code>If-Match</code> with a PATCH.</p>
)";

const char* word(http::Access access) {
    switch (access) {
        case http::Access::anyone: return "anyone";
        case http::Access::signed_in: return "signed in";
        case http::Access::agents: return "agents";
        case http::Access::leads: return "leads and administrators";
        case http::Access::admins: return "administrators";
    }
    return "";
}

std::string fields_table(const char* title, const json::ShapeRef& shape) {
    if (!shape.name) return "";
    std::string html = std::string("<p><b>") + title + "</b> <code>" + shape.name + (shape.is_list ? "[] in {items, next}" : "") + "</code></p><table>";
    for (const auto& field : *shape.fields) {
        std::string schema;
        json::Writer out(schema);
        field.describe(out, field.rule);
        html += "<tr><td><code>" + webpage::escape(field.name) + "</code>" + (field.is_required ? "" : " <span class=s>optional</span>") + "</td><td class=s>" +
                webpage::escape(field.rule.about) + "</td><td class=s><code>" + webpage::escape(schema.substr(0, 160)) + "</code></td></tr>";
    }
    return html + "</table>";
}

std::string entry(const http::Route& r) {
    std::string html = "<details><summary><span class=m>" + r.method + "</span> <code>" + webpage::escape(r.pattern) + "</code> <span class=s>" + webpage::escape(r.summary) +
                       "</span></summary><p class=s>Who: " + word(r.access) + " · answers " + std::to_string(r.success) + "</p>";
    if (!r.query.empty()) {
        html += "<p><b>Query</b></p><table>";
        for (const auto& q : r.query) html += std::string("<tr><td><code>") + q.name + "</code></td><td class=s>" + webpage::escape(q.about) + "</td></tr>";
        html += "</table>";
    }
    return html + fields_table("Body", r.request_shape) + fields_table("Answer", r.response_shape) + "</details>";
}

std::string group_of(const http::Route& r) {
    const auto rest = r.pattern.substr(r.pattern.starts_with("/api/v1/") ? 8 : 1);
    return rest.substr(0, rest.find('/'));
}

}  // namespace

std::string api_docs(const http::Router& router) {
    std::map<std::string, std::string> groups;
    for (const auto& route : router.routes())
        if (!route->is_hidden) groups[group_of(*route)] += entry(*route);
    std::string html = kHead;
    for (const auto& [name, entries] : groups) html += "<h2 id=\"" + name + "\">" + name + "</h2>" + entries;
    return html + "</body></html>";
}

}  // namespace mainstay::app
