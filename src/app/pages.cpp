#include "app/pages.hpp"

#include "app/api_docs.hpp"

namespace mainstay::app {
namespace {

using http::Access;
using http::Request;
using http::Response;

std::map<std::string, std::string_view> files;

constexpr char kConsolePolicy[] =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; frame-src 'self';"
    " connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const char* type_of(const std::string& path) {
    static constexpr std::pair<const char*, const char*> kTypes[] = {
        {".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"}, {".css", "text/css; charset=utf-8"}, {".svg", "image/svg+xml"},
        {".json", "application/json"}, {".png", "image/png"}, {".ico", "image/x-icon"}, {".woff2", "font/woff2"}, {".webmanifest", "application/manifest+json"}};
    for (const auto& [end, type] : kTypes)
        if (path.ends_with(end)) return type;
    return "application/octet-stream";
}

Response file_reply(const Request& r, const std::string& path, std::string_view bytes, const char* policy) {
    Response response;
    response.type = type_of(path);
    const auto packed = files.find(path + ".gz");
    if (packed != files.end() && r.header("accept-encoding").find("gzip") != std::string_view::npos) {
        response.header("content-encoding", "gzip");
        bytes = packed->second;
    }
    response.body = std::string(bytes);
    response.header("vary", "accept-encoding");
    response.header("content-security-policy", policy);
    response.header("cache-control", path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    return response;
}

// A known file, else the console's only page: its own router shows what the path means.
Result<Response> console(const Request& r) {
    const auto known = files.find(r.path);
    if (known != files.end() && !r.path.ends_with(".gz")) return file_reply(r, r.path, known->second, kConsolePolicy);
    if (r.path.starts_with("/assets/")) return Error(ErrorKind::not_found, "no_such_file", "There is nothing here.");
    const auto index = files.find("/index.html");
    if (index != files.end()) return file_reply(r, "/index.html", index->second, kConsolePolicy);
    Response response;
    response.type = "text/html; charset=utf-8";
    response.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    response.body = "<!doctype html><meta charset=utf-8><title>Mainstay</title><h1>Mainstay</h1><p>The API is at /api/openapi.json. "
                    "This binary was built without the console: run <code>npm ci &amp;&amp; npm run build</code> and build again.</p>";
    return response;
}

}  // namespace

void set_ui_files(std::map<std::string, std::string_view> built_in) {
    files = std::move(built_in);
}

void bind_pages(http::Router& router, House& house) {
    router.get("/api/openapi.json", Access::anyone, [&house](const Request&) -> Result<Response> {
        Response response;
        response.body = house.router.openapi(version());
        return response;
    }).hidden();
    router.get("/api/docs", Access::anyone, [&house](const Request&) -> Result<Response> {
        Response response;
        response.type = "text/html; charset=utf-8";
        response.body = api_docs(house.router);
        response.header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'");
        return response;
    }).hidden();
    router.set_fallback(console);
}

}  // namespace mainstay::app
