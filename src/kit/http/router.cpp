#include <algorithm>
#include <chrono>
#include <map>
#include <new>
#include <stdexcept>

#include "base/id.hpp"
#include "kit/http/fields.hpp"
#include "kit/http/http.hpp"
#include "kit/http/rules.hpp"

namespace mainstay::http {
namespace {

using Segments = std::vector<std::string_view>;
constexpr std::size_t kMaxSegments = 32;

Segments split(std::string_view path) {
    Segments segments;
    segments.reserve(8);
    path.remove_prefix(std::min<std::size_t>(1, path.size()));
    for (;;) {
        const auto end = path.find('/');
        segments.push_back(path.substr(0, end));
        if (end == std::string_view::npos) return segments;
        path.remove_prefix(end + 1);
    }
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }
bool is_tail(std::string_view segment) { return is_parameter(segment) && segment.ends_with("...}"); }

struct Leaf {
    const Route* route = nullptr;
    std::vector<std::string_view> names;  // of the parameters, in order; views into the pattern
    std::string scope;                    // unless the route names its own
};

struct Branch {
    std::map<std::string, std::unique_ptr<Branch>, std::less<>> literal;
    std::unique_ptr<Branch> parameter;
    std::unique_ptr<Branch> tail;
    std::vector<Leaf> leaves;  // one a method

    const Leaf* leaf(std::string_view method) const {
        for (const auto& one : leaves)
            if (one.route->method == method) return &one;
        return nullptr;
    }
};

// Literal segments win over parameters; a branch that lacks the method does not hide one that has it.
template <class Visit>
bool walk(const Branch& branch, const Segments& segments, std::size_t at, Visit& visit) {
    if (at == segments.size()) return visit(branch);
    const auto next = branch.literal.find(segments[at]);
    if (next != branch.literal.end() && walk(*next->second, segments, at + 1, visit)) return true;
    if (branch.parameter && !segments[at].empty() && walk(*branch.parameter, segments, at + 1, visit)) return true;
    return branch.tail && visit(*branch.tail);
}

Route& placed(Branch& root, Route& route) {
    auto* branch = &root;
    Leaf leaf{&route, {}, {}};
    for (const auto segment : split(route.pattern)) {
        const auto take = is_tail(segment) ? 4u : 1u;
        if (is_parameter(segment)) leaf.names.push_back(segment.substr(1, segment.size() - 1 - take));
        auto& child = is_tail(segment) ? branch->tail : is_parameter(segment) ? branch->parameter : branch->literal[std::string(segment)];
        if (!child) child = std::make_unique<Branch>();
        branch = child.get();
    }
    if (branch->leaf(route.method)) throw std::logic_error("two routes for " + route.method + " " + route.pattern);
    leaf.scope = default_scope(route);
    branch->leaves.push_back(std::move(leaf));
    return route;
}

// The values of the {name} parts, read back from the path along the pattern.
void fill_parameters(Request& request, const Leaf& leaf) {
    if (leaf.names.empty()) return;
    const auto pattern = split(leaf.route->pattern);
    const auto segments = split(request.path);
    for (std::size_t i = 0, n = 0; i < pattern.size(); ++i) {
        if (!is_parameter(pattern[i])) continue;
        const auto from = static_cast<std::size_t>(segments[i].data() - request.path.data());
        const auto value = is_tail(pattern[i]) ? std::string_view(request.path).substr(from) : segments[i];
        request.params.emplace_back(leaf.names[n++], std::string(value));
    }
}

std::string_view routed_method(std::string_view method) { return method == "HEAD" ? "GET" : method; }

Error not_found() { return Error(ErrorKind::not_found, "not_found", "There is nothing here, or nothing you may see."); }

bool prefers_chinese(const Request& request) { return request.header("accept-language").starts_with("zh"); }

}  // namespace

struct Router::Index {
    std::vector<std::unique_ptr<Route>> routes;
    Branch root;
    Gate gate;
    Handler fallback;

    Route& add(const char* method, std::string pattern, Access access, Handler handler) {
        auto route = std::make_unique<Route>();
        route->method = method;
        route->pattern = std::move(pattern);
        route->access = access;
        route->handler = std::move(handler);
        routes.push_back(std::move(route));
        return placed(root, *routes.back());
    }

    const Leaf* find(std::string_view method, std::string_view path) const {
        const auto segments = split(path);
        if (segments.size() > kMaxSegments) return nullptr;
        const Leaf* found = nullptr;
        const auto visit = [&](const Branch& branch) { return (found = branch.leaf(routed_method(method))) != nullptr; };
        walk(root, segments, 0, visit);
        return found;
    }

    std::string allowed(std::string_view path) const {
        const auto segments = split(path);
        std::vector<std::string> methods;
        const auto visit = [&](const Branch& branch) {
            for (const auto& leaf : branch.leaves) methods.push_back(leaf.route->method);
            return false;
        };
        if (segments.size() <= kMaxSegments) walk(root, segments, 0, visit);
        if (std::find(methods.begin(), methods.end(), "GET") != methods.end()) methods.push_back("HEAD");
        std::sort(methods.begin(), methods.end());
        methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
        std::string text;
        for (const auto& method : methods) text += (text.empty() ? "" : ", ") + method;
        return text;
    }

    Response without_route(const Request& request) const {
        const auto& method = request.method;
        const bool is_api = request.path == "/api" || request.path.starts_with("/api/");
        if (fallback && !is_api && routed_method(method) == "GET") {
            auto result = fallback(request);
            return result ? std::move(*result) : problem(result.error(), request);
        }
        const auto allow = allowed(request.path);
        if (allow.empty() && method != "OPTIONS" && method != "TRACE" && method != "CONNECT") return problem(not_found(), request);
        auto response = problem(405, Error(ErrorKind::malformed, "method_not_allowed", "This address does not take this method."), request);
        response.header("allow", allow);
        return response;
    }

    Result<> admit(Request& request, const Leaf& leaf, bool is_counted = true) const {
        const auto& route = *leaf.route;
        MS_CHECK(check_origin(request, gate.base_url));
        if (gate.authenticate) {
            MS_TRY(request.actor, gate.authenticate(request));
            if (!request.actor.is_signed_in() && prefers_chinese(request)) request.actor.language = "zh";
        }
        MS_CHECK(check_access(route, route.scope.empty() ? leaf.scope : route.scope, request.actor));
        if (gate.throttle && is_counted) MS_CHECK(gate.throttle(request));
        MS_CHECK(check_content_type(route, request));
        if (route.needs_if_match && request.header("if-match").empty())
            return Error(ErrorKind::precondition, "if_match_required", "Give the version you have read in If-Match.");
        return Done{};
    }

    Response run(Request& request, const Leaf& leaf) const {
        const auto& route = *leaf.route;
        const auto work = [&]() -> Response {
            auto result = route.handler(request);
            return result ? std::move(*result) : problem(result.error(), request);
        };
        const bool is_repeatable = gate.once && route.method == "POST" && route.may_repeat;
        if (!is_repeatable || request.header("idempotency-key").empty()) return work();
        const auto tidy = tidy_idempotency_key(request);
        return tidy ? gate.once(request, route, work) : problem(tidy.error(), request);
    }

    Response answer(Request& request, const Leaf* leaf) const {
        if (!leaf) return without_route(request);
        fill_parameters(request, *leaf);
        const auto admitted = admit(request, *leaf);
        return admitted ? run(request, *leaf) : problem(admitted.error(), request);
    }

    template <class Answer>
    Response guarded(const Request& request, Answer make_answer) const {
        try {
            return make_answer();
        } catch (const std::bad_alloc&) {
            report(request, "out of memory");
            return problem(Error(ErrorKind::unavailable, "overloaded", "The server is busy. Try again soon.").retry_after(5), request);
        } catch (const std::exception& failure) {
            report(request, failure.what());
            if (const auto known = gate.explain ? gate.explain(failure) : std::nullopt) return problem(*known, request);
        } catch (...) {
            report(request, "unknown exception");
        }
        const Error internal(ErrorKind::unavailable, "internal", "Something went wrong on our side. Quote the request id when you report it.");
        return problem(500, internal, request);
    }

    // A log that fails must not take the answer with it.
    void report(const Request& request, const std::string& what) const noexcept {
        try {
            if (gate.on_exception) gate.on_exception(request, what);
        } catch (...) {
        }
    }

    void observe(const Request& request, const Leaf* leaf, const Response& response, std::int64_t micros) const noexcept {
        try {
            if (gate.observe) gate.observe(request, leaf ? leaf->route : nullptr, response, micros);
        } catch (...) {
        }
    }
};

namespace {

std::string_view header_of(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

// RFC 9110, 13.1.2: weak comparison.
bool is_none_match(const Request& request, const Response& response) {
    const auto etag = header_of(response, "etag");
    auto wanted = request.header("if-none-match");
    if (etag.empty() || wanted.empty() || response.status != 200) return false;
    if (wanted == "*") return true;
    for (auto at = wanted.find(etag); at != std::string_view::npos; at = wanted.find(etag, at + 1)) {
        const auto end = at + etag.size();
        if (end == wanted.size() || wanted[end] == ',' || wanted[end] == ' ') return true;
    }
    return false;
}

void drop_body(Response& response) {
    response.body.clear();
    response.file.reset();
    response.on_stream = {};
}

void finish(Response& response, const Request& request) {
    harden(response, request);
    if (routed_method(request.method) == "GET" && is_none_match(request, response)) {
        response.status = 304;
        drop_body(response);
    } else if (request.method == "HEAD") {
        const auto size = response.file ? response.file->size : response.body.size();
        if (!response.on_stream && !response.file) response.header("content-length", std::to_string(size));
        auto file = std::move(response.file);
        drop_body(response);
        response.file = std::move(file);  // the network side knows its ranges and sends none of it
    }
}

}  // namespace

Router::Router() : index_(std::make_unique<Index>()) {}
Router::~Router() = default;

Route& Router::get(std::string pattern, Access access, Handler handler) {
    return index_->add("GET", std::move(pattern), access, std::move(handler));
}
Route& Router::post(std::string pattern, Access access, Handler handler) {
    return index_->add("POST", std::move(pattern), access, std::move(handler));
}
Route& Router::put(std::string pattern, Access access, Handler handler) {
    return index_->add("PUT", std::move(pattern), access, std::move(handler));
}
Route& Router::patch(std::string pattern, Access access, Handler handler) {
    return index_->add("PATCH", std::move(pattern), access, std::move(handler));
}
Route& Router::remove(std::string pattern, Access access, Handler handler) {
    return index_->add("DELETE", std::move(pattern), access, std::move(handler));
}

void Router::set_gate(Gate gate) { index_->gate = std::move(gate); }
void Router::set_fallback(Handler handler) { index_->fallback = std::move(handler); }
const std::vector<std::unique_ptr<Route>>& Router::routes() const { return index_->routes; }

const Route* Router::match(std::string_view method, std::string_view path) const {
    const auto* leaf = index_->find(method, path);
    return leaf ? leaf->route : nullptr;
}

std::optional<Response> Router::refusal(const Request& request) const {
    const auto* leaf = index_->find(request.method, request.path);
    if (!leaf) return std::nullopt;  // `handle` says what there is to say
    auto copy = request;
    bool is_admitted = false;
    auto response = index_->guarded(copy, [&]() -> Response {
        fill_parameters(copy, *leaf);
        const auto admitted = index_->admit(copy, *leaf, false);
        is_admitted = admitted.has_value();
        return admitted ? Response{} : problem(admitted.error(), copy);
    });
    if (is_admitted) return std::nullopt;
    finish(response, copy);
    return response;
}

Response Router::handle(Request request) const {
    const auto start = std::chrono::steady_clock::now();
    if (request.request_id.empty()) request.request_id = short_hex(8);
    if (prefers_chinese(request)) request.actor.language = "zh";
    const auto* leaf = index_->find(request.method, request.path);
    const bool has_fields = leaf && request.method == "GET" && leaf->route->response_shape.name;
    const auto fields = has_fields ? take_names(request, "fields") : std::vector<std::string>{};
    const auto expand = has_fields ? take_names(request, "expand") : std::vector<std::string>{};
    auto response = index_->guarded(request, [&] { return index_->answer(request, leaf); });
    if (!expand.empty() && response.status == 200)
        if (const auto known = check_expand(expand, *leaf->route); !known) response = problem(known.error(), request);
    if (!fields.empty() && response.status == 200) {
        if (const auto known = check_fields(fields, leaf->route->response_shape); known)
            response.body = pick_fields(response.body, fields, leaf->route->response_shape.is_list);
        else
            response = problem(known.error(), request);
    }
    finish(response, request);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    index_->observe(request, leaf, response, took.count());
    return response;
}

}  // namespace mainstay::http
