// OpenAPI 3.1 out of the route table and the shapes.
#include <algorithm>

#include "kit/http/http.hpp"
#include "kit/http/rules.hpp"
#include "kit/http/status.hpp"

namespace mainstay::http {
namespace {

using json::Writer;

struct Object {  // begin and end of one JSON object
    explicit Object(Writer& out) : out_(out) { out.begin_object(); }
    Object(Writer& out, std::string_view name) : out_(out) {
        out.key(name);
        out.begin_object();
    }
    ~Object() { out_.end_object(); }
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

private:
    Writer& out_;
};

void member(Writer& out, std::string_view name, std::string_view text) {
    out.key(name);
    out.text(text);
}

void flag(Writer& out, std::string_view name, bool value) {
    out.key(name);
    out.boolean(value);
}

std::string_view word_of(Access access) {
    switch (access) {
        case Access::anyone: return "anyone";
        case Access::signed_in: return "signed_in";
        case Access::agents: return "agents";
        case Access::leads: return "leads";
        case Access::admins: return "admins";
    }
    return "";
}

std::vector<std::string> path_parameters(std::string_view pattern) {
    std::vector<std::string> names;
    for (auto at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
        auto name = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
        if (name.ends_with("...")) name.remove_suffix(3);
        names.emplace_back(name);
    }
    return names;
}

std::string documented_path(const std::string& pattern) {
    auto path = pattern;
    if (const auto at = path.find("...}"); at != std::string::npos) path.erase(at, 3);
    return path;
}

// "get_tickets_by_id" of GET /api/v1/tickets/{id}
std::string operation_id(const Route& route) {
    std::string id = route.method;
    std::transform(id.begin(), id.end(), id.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    std::string_view rest = route.pattern;
    if (rest.starts_with("/api/v1")) rest.remove_prefix(7);
    for (const char c : rest) {
        if (c == '{') id += "by_";
        else if (c == '/' || c == '-') id += '_';
        else if (c != '}' && c != '.') id += c;
    }
    return id;
}

void write_parameter(Writer& out, std::string_view place, std::string_view name, std::string_view type, std::string_view about, bool is_required) {
    Object parameter(out);
    member(out, "name", name);
    member(out, "in", place);
    if (is_required) flag(out, "required", true);
    if (!about.empty()) member(out, "description", about);
    Object schema(out, "schema");
    member(out, "type", type);
}

bool has_query(const Route& route, std::string_view name) {
    return std::any_of(route.query.begin(), route.query.end(), [&](const Parameter& p) { return p.name == name; });
}

void write_list_parameters(Writer& out, const Route& route) {
    if (!route.response_shape.is_list) return;
    if (!has_query(route, "limit")) write_parameter(out, "query", "limit", "integer", "How many items, 1 to 200.", false);
    if (!has_query(route, "cursor")) write_parameter(out, "query", "cursor", "string", "The `next` of the page before.", false);
}

void write_parameters(Writer& out, const Route& route) {
    out.key("parameters");
    out.begin_array();
    for (const auto& name : path_parameters(route.pattern)) write_parameter(out, "path", name, "string", "", true);
    if (route.method == "GET" && route.response_shape.name)
        write_parameter(out, "query", "fields", "string", "Only these members, separated by commas.", false);
    std::string names;
    for (const auto& name : route.expansions) names += (names.empty() ? "" : ", ") + name;
    if (!names.empty()) write_parameter(out, "query", "expand", "string", "References to spell out, separated by commas; they always are: " + names + ".", false);
    for (const auto& p : route.query) write_parameter(out, "query", p.name, p.type, p.about, false);
    write_list_parameters(out, route);
    if (route.method == "POST" && route.may_repeat)
        write_parameter(out, "header", "Idempotency-Key", "string", "A repeat with the same key gives the first answer again.", false);
    if (route.needs_if_match) write_parameter(out, "header", "If-Match", "string", "The ETag you have read.", true);
    out.end_array();
}

void write_reference(Writer& out, const json::ShapeRef& shape) {
    member(out, "$ref", "#/components/schemas/" + std::string(shape.name));
}

void write_list_schema(Writer& out, const json::ShapeRef& shape) {
    member(out, "type", "object");
    out.key("required");
    out.raw(R"(["items","next"])");
    Object properties(out, "properties");
    {
        Object items(out, "items");
        member(out, "type", "array");
        Object item(out, "items");
        write_reference(out, shape);
    }
    out.key("next");
    out.raw(R"({"type":["string","null"],"description":"Cursor of the next page."})");
}

void write_schema(Writer& out, const json::ShapeRef& shape, std::string_view type) {
    Object schema(out, "schema");
    if (shape.name && shape.is_list) write_list_schema(out, shape);
    else if (shape.name) write_reference(out, shape);
    else if (type != "application/json") member(out, "type", "string");
}

void write_content(Writer& out, const json::ShapeRef& shape, std::string_view type) {
    Object content(out, "content");
    Object media(out, type);
    write_schema(out, shape, type);
}

void write_body(Writer& out, const Route& route) {
    if (!route.request_shape.name && !route.is_upload) return;
    Object body(out, "requestBody");
    flag(out, "required", true);
    write_content(out, route.request_shape, route.is_upload ? "application/octet-stream" : "application/json");
}

std::vector<int> problem_statuses(const Route& route) {
    std::vector<int> statuses{400};
    if (route.access != Access::anyone) statuses.insert(statuses.end(), {401, 403});
    if (route.pattern.find('{') != std::string::npos) statuses.push_back(404);
    if (!is_safe(route.method)) statuses.push_back(409);
    if (route.needs_if_match) statuses.push_back(412);
    if (route.request_shape.name || route.is_upload) statuses.insert(statuses.end(), {413, 415});
    if (route.request_shape.name) statuses.push_back(422);
    if (route.needs_if_match) statuses.push_back(428);
    statuses.insert(statuses.end(), {429, 500, 503});
    if (!is_safe(route.method)) statuses.push_back(507);
    return statuses;
}

void write_responses(Writer& out, const Route& route) {
    Object responses(out, "responses");
    {
        Object success(out, std::to_string(route.success));
        member(out, "description", reason_of(route.success));
        if (route.success != 204 && route.success != 304) write_content(out, route.response_shape, route.success_type);
    }
    for (const int status : problem_statuses(route)) {
        Object response(out, std::to_string(status));
        member(out, "$ref", "#/components/responses/Problem");
    }
    Object other(out, "default");
    member(out, "$ref", "#/components/responses/Problem");
}

void write_security(Writer& out, const Route& route) {
    out.key("security");
    out.raw(route.access == Access::anyone ? R"([{},{"session":[]},{"token":[]}])" : R"([{"session":[]},{"token":[]}])");
}

void write_operation(Writer& out, const Route& route) {
    auto lower = route.method;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    Object operation(out, lower);
    member(out, "operationId", operation_id(route));
    if (!route.summary.empty()) member(out, "summary", route.summary);
    const auto tag = route.tag.empty() ? first_noun(route.pattern) : route.tag;
    if (!tag.empty()) {
        out.key("tags");
        out.begin_array();
        out.text(tag);
        out.end_array();
    }
    member(out, "x-access", word_of(route.access));
    const auto scope = route.scope.empty() ? default_scope(route) : route.scope;
    if (!scope.empty()) member(out, "x-scope", scope);
    write_security(out, route);
    write_parameters(out, route);
    write_body(out, route);
    write_responses(out, route);
}

std::vector<const Route*> documented(const std::vector<std::unique_ptr<Route>>& routes) {
    std::vector<const Route*> list;
    for (const auto& route : routes)
        if (!route->is_hidden) list.push_back(route.get());
    std::stable_sort(list.begin(), list.end(), [](const Route* a, const Route* b) { return a->pattern < b->pattern; });
    return list;
}

void write_paths(Writer& out, const std::vector<const Route*>& routes) {
    Object paths(out, "paths");
    for (std::size_t i = 0; i < routes.size();) {
        const auto& pattern = routes[i]->pattern;
        Object path(out, documented_path(pattern));
        for (; i < routes.size() && routes[i]->pattern == pattern; ++i) write_operation(out, *routes[i]);
    }
}

constexpr std::string_view kProblemSchema =
    R"({"type":"object","required":["type","title","status","detail","code","request_id"],"properties":{)"
    R"("type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},)"
    R"("instance":{"type":"string"},"code":{"type":"string","description":"Stable; never translated."},"request_id":{"type":"string"},)"
    R"("errors":{"type":"array","items":{"type":"object","required":["pointer","code","detail"],"properties":{)"
    R"("pointer":{"type":"string","description":"JSON pointer into the body, or ?name of a query parameter."},)"
    R"("code":{"type":"string"},"detail":{"type":"string"}}}}}})";

constexpr std::string_view kSecuritySchemes =
    R"({"session":{"type":"apiKey","in":"cookie","name":"__Host-session"},"token":{"type":"http","scheme":"bearer"}})";

constexpr std::string_view kProblemResponse =
    R"({"description":"A problem (RFC 9457).","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}})";

std::string all_schemas(const std::vector<const Route*>& routes) {
    std::vector<json::ShapeRef> shapes;
    for (const auto* route : routes) {
        if (route->request_shape.name) shapes.push_back(route->request_shape);
        if (route->response_shape.name) shapes.push_back(route->response_shape);
    }
    auto text = json::schemas_json(shapes);
    text.pop_back();
    return text + (text.size() > 1 ? "," : "") + "\"Problem\":" + std::string(kProblemSchema) + "}";
}

void write_components(Writer& out, const std::vector<const Route*>& routes) {
    Object components(out, "components");
    out.key("securitySchemes");
    out.raw(kSecuritySchemes);
    {
        Object responses(out, "responses");
        out.key("Problem");
        out.raw(kProblemResponse);
    }
    out.key("schemas");
    out.raw(all_schemas(routes));
}

}  // namespace

std::string Router::openapi(std::string_view version) const {
    const auto list = documented(routes());
    std::string text;
    Writer out(text);
    {
        Object document(out);
        member(out, "openapi", "3.1.0");
        {
            Object about(out, "info");
            member(out, "title", "Mainstay");
            member(out, "version", version);
            Object license(out, "license");
            member(out, "name", "Apache-2.0");
            member(out, "identifier", "Apache-2.0");
        }
        out.key("servers");
        out.raw(R"([{"url":"/"}])");
        write_paths(out, list);
        write_components(out, list);
    }
    return text;
}

}  // namespace mainstay::http
