#pragma once
// The web as slices see it: no sockets, no Beast. server.cpp adapts this to the network; router.cpp to the rules.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/actor.hpp"
#include "base/result.hpp"
#include "kit/json/shape.hpp"

namespace mainstay::http {

using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case

struct Request {
    std::string method;  // upper case
    std::string path;    // decoded once, normalised; never contains "//" or dot segments
    std::string query;   // raw, without '?'
    Headers headers;
    std::string body;
    std::string body_file;  // set instead of body on routes that stream uploads: a temporary file, removed afterwards
    std::uint64_t body_size = 0;
    std::vector<std::pair<std::string_view, std::string>> params;  // from {name} parts of the route
    std::string peer;        // IP address of the client (a trusted proxy's Forwarded header already applied)
    std::string request_id;
    bool is_secure = false;  // TLS here or at the trusted proxy
    Actor actor;

    std::string_view header(std::string_view lower_case_name) const;  // empty when absent
    const std::string& param(std::string_view name) const;            // asserts that the route has it
    std::optional<std::string> cookie(std::string_view name) const;
    // The version of If-Match: "v7" -> 7. Nothing when absent; -1 when it cannot match ("*" gives 0 = any).
    std::optional<std::int64_t> if_match() const;
};

// One live connection that only receives (Server-Sent Events). Thread-safe; the queue is bounded: a consumer that is
// too slow is disconnected and resumes by Last-Event-ID.
class Stream {
public:
    virtual ~Stream() = default;
    virtual bool send(std::string frame) = 0;  // false when closed or the queue is full (then it is closed)
    virtual bool is_open() const = 0;
    virtual void close() = 0;
};

struct FileBody {
    std::string path;
    std::uint64_t size = 0;
};

struct Response {
    int status = 200;
    std::string body = {};
    std::string type = "application/json";
    Headers headers = {};
    std::optional<FileBody> file = {};                               // sent instead of body; Range is honoured
    std::function<void(std::shared_ptr<Stream>)> on_stream = {};     // set: an SSE answer that stays open

    Response& header(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    Response& etag(std::int64_t version);  // ETag: "v<version>"
};

Response no_content();
template <class T>
Response reply(int status, const T& value) {
    Response response;
    response.status = status;
    response.body = json::write(value);
    return response;
}
Response problem(const Error& error, const Request& request);  // RFC 9457; detail in the actor's language where known
Response problem(int status, const Error& error, const Request& request);  // where the kind has no such status (405, 500)
int status_of(ErrorKind kind);
// The Chinese detail of an error or mistake code. "{n}" stands for the first number of the English detail, "{list}" for
// what follows its colon. Slices add theirs at start-up.
void register_translation(std::string code, std::string zh);

// Who may call a route at all. What they may see is decided by the verb.
enum class Access { anyone, signed_in, agents, leads, admins };

using Handler = std::function<Result<Response>(const Request&)>;

struct Parameter {
    const char* name;
    const char* about;
    const char* type = "string";  // "string", "integer", "boolean"
};

struct Route {
    std::string method;
    std::string pattern;  // "/api/v1/tickets/{id}"; a last "{path...}" takes all that is left
    Access access;
    Handler handler;
    // What OpenAPI and the router need to know beside:
    std::string summary;
    std::string tag;                  // from the path's first noun unless set
    std::string scope;                // token scope; empty: "<noun>:read" for GET, "<noun>:write" otherwise
    json::ShapeRef request_shape;
    json::ShapeRef response_shape;
    int success = 200;
    std::string success_type = "application/json";
    std::vector<Parameter> query;
    std::vector<std::string> expansions;  // what ?expand= may name
    bool is_upload = false;           // the body goes to a file
    std::uint64_t max_body = 1u << 20;
    bool may_repeat = true;           // honours Idempotency-Key inside one transaction (POST)
    bool needs_if_match = false;
    bool is_raw = false;              // not JSON in, no content-type check
    bool is_hidden = false;           // not in OpenAPI (pages, assets)

    Route& about(std::string text) { summary = std::move(text); return *this; }
    Route& in_group(std::string text) { tag = std::move(text); return *this; }
    Route& needs_scope(std::string text) { scope = std::move(text); return *this; }
    template <class T>
    Route& takes() { request_shape = json::shape_of<T>(); return *this; }
    template <class T>
    Route& gives(int status = 200) { response_shape = json::shape_of<T>(); success = status; return *this; }
    template <class T>
    Route& gives_list() { response_shape = json::shape_of<T>(true); return *this; }
    Route& gives_nothing() { success = 204; return *this; }
    Route& gives_type(std::string type) { success_type = std::move(type); return *this; }
    Route& filters(std::vector<Parameter> parameters) { query = std::move(parameters); return *this; }
    Route& expands(std::vector<std::string> names) { expansions = std::move(names); return *this; }
    Route& upload(std::uint64_t max_bytes) { is_upload = is_raw = true; max_body = max_bytes; return *this; }
    Route& raw() { is_raw = true; return *this; }
    Route& body_limit(std::uint64_t bytes) { max_body = bytes; return *this; }
    Route& not_repeatable() { may_repeat = false; return *this; }
    Route& if_match_required() { needs_if_match = true; return *this; }
    Route& hidden() { is_hidden = true; return *this; }
};

// What the application plugs into every request. All are set by src/app.
struct Gate {
    std::function<Result<Actor>(const Request&)> authenticate;  // guest when there are no credentials; Error when wrong
    std::function<Result<>(const Request&)> throttle;           // may be empty
    // Runs `work` at most once per (actor, route, Idempotency-Key); replays the stored answer. May be empty.
    std::function<Response(const Request&, const Route&, const std::function<Response()>& work)> once;
    std::function<void(const Request&, const Route*, const Response&, std::int64_t micros)> observe = {};  // log, metrics
    // Whether anything may be changed now; asked before every unsafe request. May be empty.
    std::function<Result<>(const Request&)> may_change = {};
    // Our own failures: what the caller is never told, for the log beside the request id. May be empty.
    std::function<void(const Request&, const std::string& what)> on_exception = {};
    // The answer to a failure that the caller can do something about (no space, too busy); else 500. May be empty.
    std::function<std::optional<Error>(const std::exception&)> explain = {};
    // "https://support.example.org", for the Origin check of requests with a cookie; empty: scheme://Host of the request.
    std::string base_url = {};
};

class Router {
public:
    Route& get(std::string pattern, Access access, Handler handler);
    Route& post(std::string pattern, Access access, Handler handler);
    Route& put(std::string pattern, Access access, Handler handler);
    Route& patch(std::string pattern, Access access, Handler handler);
    Route& remove(std::string pattern, Access access, Handler handler);  // DELETE
    void set_gate(Gate gate);
    void set_fallback(Handler handler);  // GET of anything unknown outside /api (the console's pages)

    // The route a request would take, before its body is read; nullptr when none. O(segments).
    const Route* match(std::string_view method, std::string_view path) const;
    // Never throws; adds security headers and the request id. Order: route, origin, authenticate, access and scope,
    // throttle, content type, If-Match, Idempotency-Key, handler. A HEAD answer keeps only its content-length.
    Response handle(Request request) const;
    // What `handle` would refuse before it looks at the body, for uploads; nothing when the caller may send it.
    std::optional<Response> refusal(const Request& request) const;
    const std::vector<std::unique_ptr<Route>>& routes() const;
    std::string openapi(std::string_view version) const;  // OpenAPI 3.1 document

    Router();
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

private:
    struct Index;
    std::unique_ptr<Index> index_;
};

// Reads query parameters; every mistake at once, unknown and repeated parameters refused (malformed, "bad_query").
class Query {
public:
    explicit Query(const Request& request);
    std::optional<std::string> text(std::string_view name, std::size_t max = 500);
    std::vector<std::string> list(std::string_view name, std::size_t max_items = 50);  // comma separated or repeated
    std::int64_t integer(std::string_view name, std::int64_t fallback, std::int64_t min, std::int64_t max);
    std::optional<bool> flag(std::string_view name);  // "true" / "false"
    std::int64_t limit() { return integer("limit", 50, 1, 200); }
    Result<> finish() const;

private:
    std::vector<std::pair<std::string, std::string>> given_;
    std::vector<std::string> known_;
    std::vector<FieldError> mistakes_;
};

// Opaque, signed list positions. A changed or foreign cursor is an Error (400 "bad_cursor").
class Cursors {
public:
    explicit Cursors(std::string key) : key_(std::move(key)) {}
    std::string seal(std::string_view list, const std::vector<std::string>& position) const;
    Result<std::vector<std::string>> open(std::string_view list, std::string_view cursor) const;

private:
    std::string key_;
};

template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> next;  // cursor
};
// {"items": [...], "next": ...} with Link: rel="next" when there is more.
Response reply_page(const Request& request, std::string items_json, const std::optional<std::string>& next);
template <class T>
Response reply(const Request& request, const Page<T>& page) {
    return reply_page(request, json::write(page.items), page.next);
}

}  // namespace mainstay::http
