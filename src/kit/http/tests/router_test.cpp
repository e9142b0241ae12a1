#include <doctest/doctest.h>

#include <new>
#include <stdexcept>

#include "kit/http/http.hpp"

using namespace mainstay;
using http::Access;
using http::Request;
using http::Response;

namespace {

struct Thing {
    std::string name;
};

http::Handler says(std::string text) {
    return [text = std::move(text)](const Request&) -> Result<Response> { return Response{.body = text}; };
}

Result<Response> echo_id(const Request& request) { return Response{.body = request.param("id")}; }

Request make(std::string method, std::string path, http::Headers headers = {}, std::string body = "") {
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = std::move(headers);
    request.body = std::move(body);
    request.request_id = "r1";
    return request;
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return "";
}

std::string code(const Response& response) {
    const auto document = json::Document::parse(response.body);
    return document ? std::string(document->root().find("code")->text()) : "no problem";
}

// Signs in whoever the "who" header names.
Result<Actor> by_header(const Request& request) {
    Actor actor;
    const auto who = request.header("who");
    if (who == "bad") return Error(ErrorKind::unauthenticated, "unauthenticated", "No.");
    if (who.empty()) return actor;
    actor.id = "p1";
    actor.role = role_from(who);
    if (const auto scope = request.header("scope"); !scope.empty()) actor.scopes = {std::string(scope)};
    return actor;
}

}  // namespace

template <>
struct mainstay::json::Shape<Thing> {
    static constexpr const char* name = "Thing";
    static const Fields& fields() {
        static const Fields list{required<&Thing::name>("name", {.min = 1, .max = 20})};
        return list;
    }
};

TEST_CASE("routes: literal before parameter, and a branch without the method hides nothing") {
    http::Router router;
    router.get("/api/v1/things/{id}", Access::anyone, echo_id);
    router.remove("/api/v1/things/{id}", Access::anyone, says("removed"));
    router.get("/api/v1/things/mine", Access::anyone, says("mine"));
    router.get("/api/v1/things/{id}/parts/{part}", Access::anyone,
               [](const Request& r) -> Result<Response> { return Response{.body = r.param("id") + "+" + r.param("part")}; });
    router.get("/files/{path...}", Access::anyone, [](const Request& r) -> Result<Response> { return Response{.body = r.param("path")}; });
    CHECK(router.handle(make("GET", "/api/v1/things/7")).body == "7");
    CHECK(router.handle(make("GET", "/api/v1/things/mine")).body == "mine");
    CHECK(router.handle(make("DELETE", "/api/v1/things/mine")).body == "removed");
    CHECK(router.handle(make("GET", "/api/v1/things/a/parts/b")).body == "a+b");
    CHECK(router.handle(make("GET", "/files/a/b/c.css")).body == "a/b/c.css");
    CHECK(router.match("HEAD", "/api/v1/things/7") == router.match("GET", "/api/v1/things/8"));
    CHECK(router.match("GET", "/api/v1/things/") == nullptr);
    CHECK(router.match("GET", "/api/v1/things") == nullptr);
    CHECK_THROWS(router.get("/api/v1/things/{other}", Access::anyone, echo_id));
}

TEST_CASE("what is not there is 404, what does not take the method 405 with Allow") {
    http::Router router;
    router.get("/a", Access::anyone, says("a"));
    router.post("/a", Access::anyone, says("a"));
    CHECK(router.handle(make("GET", "/b")).status == 404);
    const auto wrong = router.handle(make("PATCH", "/a"));
    CHECK(wrong.status == 405);
    CHECK(header(wrong, "allow") == "GET, HEAD, POST");
    CHECK(code(wrong) == "method_not_allowed");
    for (const std::string method : {"OPTIONS", "TRACE", "CONNECT"}) {
        CHECK(router.handle(make(method, "/a")).status == 405);
        CHECK(router.handle(make(method, "/b")).status == 405);
    }
    CHECK(router.handle(make("GET", "/" + std::string(5000, '/'))).status == 404);
}

TEST_CASE("HEAD is answered as GET without the body") {
    http::Router router;
    router.get("/a", Access::anyone, says("12345"));
    const auto head = router.handle(make("HEAD", "/a"));
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(header(head, "content-length") == "5");
}

TEST_CASE("the fallback serves pages, never the API or a change") {
    http::Router router;
    router.set_fallback(says("page"));
    CHECK(router.handle(make("GET", "/queue/7")).body == "page");
    CHECK(router.handle(make("GET", "/api/v1/nothing")).status == 404);
    CHECK(router.handle(make("GET", "/api")).status == 404);
    CHECK(router.handle(make("POST", "/queue")).status == 404);
    CHECK(router.handle(make("GET", "/apiary")).body == "page");
}

TEST_CASE("access is decided by role") {
    http::Router router;
    router.set_gate({.authenticate = by_header});
    const std::pair<const char*, Access> routes[] = {
        {"/anyone", Access::anyone}, {"/in", Access::signed_in}, {"/agents", Access::agents}, {"/leads", Access::leads}, {"/admins", Access::admins}};
    for (const auto& [path, access] : routes) router.get(path, access, says("ok"));
    const std::pair<const char*, std::vector<int>> cases[] = {
        {"", {200, 401, 401, 401, 401}},         {"bad", {401, 401, 401, 401, 401}},      {"guest", {200, 401, 401, 401, 401}},
        {"customer", {200, 200, 403, 403, 403}}, {"community", {200, 200, 403, 403, 403}}, {"agent", {200, 200, 200, 403, 403}},
        {"security", {200, 200, 200, 403, 403}}, {"lead", {200, 200, 200, 200, 403}},      {"admin", {200, 200, 200, 200, 200}},
        {"system", {200, 200, 200, 200, 200}}};
    for (const auto& [who, expected] : cases)
        for (std::size_t i = 0; i < expected.size(); ++i)
            CHECK_MESSAGE(router.handle(make("GET", routes[i].first, {{"who", who}})).status == expected[i], who << " " << routes[i].first);
    const auto refused = router.handle(make("GET", "/in"));
    CHECK(code(refused) == "unauthenticated");
    CHECK(header(refused, "www-authenticate") == "Bearer");
}

TEST_CASE("a token needs the scope of the route") {
    http::Router router;
    router.set_gate({.authenticate = by_header});
    router.get("/api/v1/things", Access::signed_in, says("ok"));
    router.post("/api/v1/things", Access::signed_in, says("ok"));
    router.post("/api/v1/notes", Access::anyone, says("ok"));
    router.get("/api/v1/open", Access::anyone, says("ok"));
    router.get("/api/v1/special", Access::signed_in, says("ok")).needs_scope("special");
    const auto call = [&](const char* method, const char* path, const char* scope) {
        return router.handle(make(method, path, {{"who", "agent"}, {"scope", scope}}));
    };
    CHECK(call("GET", "/api/v1/things", "things:read").status == 200);
    CHECK(call("HEAD", "/api/v1/things", "things:read").status == 200);
    CHECK(code(call("POST", "/api/v1/things", "things:read")) == "missing_scope");
    CHECK(call("POST", "/api/v1/things", "things:write").status == 200);
    CHECK(call("POST", "/api/v1/notes", "things:write").status == 403);
    CHECK(call("GET", "/api/v1/open", "things:write").status == 200);
    CHECK(call("GET", "/api/v1/special", "special:read").status == 403);
    CHECK(call("GET", "/api/v1/special", "special").status == 200);
}

TEST_CASE("a cookie is no proof that our own page asked") {
    http::Router router;
    router.set_gate({.base_url = "https://Support.example.org/"});
    router.post("/a", Access::anyone, says("ok"));
    router.get("/a", Access::anyone, says("ok"));
    const http::Headers cookie{{"cookie", "s=1"}};
    const auto post = [&](http::Headers headers) {
        headers.insert(headers.end(), cookie.begin(), cookie.end());
        return router.handle(make("POST", "/a", headers)).status;
    };
    CHECK(post({}) == 403);
    CHECK(post({{"sec-fetch-site", "cross-site"}}) == 403);
    CHECK(post({{"sec-fetch-site", "same-site"}}) == 403);
    CHECK(post({{"sec-fetch-site", "same-origin"}}) == 200);
    CHECK(post({{"sec-fetch-site", "none"}}) == 200);
    CHECK(post({{"origin", "https://support.example.org"}}) == 200);
    CHECK(post({{"origin", "http://support.example.org"}}) == 403);
    CHECK(post({{"origin", "https://support.example.org.evil.example"}}) == 403);
    CHECK(post({{"origin", "null"}}) == 403);
    CHECK(post({{"authorization", "Bearer x"}}) == 200);
    CHECK(router.handle(make("POST", "/a")).status == 200);
    CHECK(router.handle(make("GET", "/a", cookie)).status == 200);
    router.set_gate({});
    CHECK(post({{"origin", "http://127.0.0.1:8080"}, {"host", "127.0.0.1:8080"}}) == 200);
    CHECK(post({{"origin", "https://127.0.0.1:8080"}, {"host", "127.0.0.1:8080"}}) == 403);
}

TEST_CASE("a body is JSON unless the route says otherwise") {
    http::Router router;
    router.post("/a", Access::anyone, says("ok"));
    router.post("/raw", Access::anyone, says("ok")).raw();
    const auto post = [&](const char* path, const char* type) { return router.handle(make("POST", path, {{"content-type", type}}, "{}")).status; };
    CHECK(post("/a", "application/json") == 200);
    CHECK(post("/a", "Application/JSON ; charset=UTF-8") == 200);
    CHECK(post("/a", "application/merge-patch+json") == 200);
    CHECK(post("/a", "application/json; charset=utf-16") == 415);
    CHECK(post("/a", "application/jsonx") == 415);
    CHECK(post("/a", "text/plain") == 415);
    CHECK(post("/a", "") == 415);
    CHECK(post("/raw", "text/plain") == 200);
    CHECK(router.handle(make("POST", "/a")).status == 200);
}

TEST_CASE("If-Match is asked for, after the rights") {
    http::Router router;
    router.set_gate({.authenticate = by_header});
    router.patch("/a", Access::agents, says("ok")).if_match_required();
    CHECK(router.handle(make("PATCH", "/a", {{"who", "agent"}})).status == 428);
    CHECK(router.handle(make("PATCH", "/a")).status == 401);
    CHECK(router.handle(make("PATCH", "/a", {{"who", "agent"}, {"if-match", "\"v1\""}})).status == 200);
}

TEST_CASE("the gate runs work once for a key") {
    http::Router router;
    std::vector<std::string> keys;
    http::Gate gate;
    gate.once = [&](const Request& request, const http::Route&, const std::function<Response()>& work) {
        keys.emplace_back(request.header("idempotency-key"));
        return work();
    };
    router.set_gate(gate);
    router.post("/a", Access::anyone, says("ok"));
    router.post("/no", Access::anyone, says("ok")).not_repeatable();
    router.put("/a", Access::anyone, says("ok"));
    const auto post = [&](const char* method, const char* path, std::string key) {
        return router.handle(make(method, path, {{"idempotency-key", std::move(key)}})).status;
    };
    CHECK(post("POST", "/a", "k1") == 200);
    CHECK(post("POST", "/a", "\"k2\"") == 200);
    CHECK(post("POST", "/no", "k3") == 200);
    CHECK(post("PUT", "/a", "k4") == 200);
    CHECK(post("POST", "/a", "\"\"") == 400);
    CHECK(post("POST", "/a", "a b") == 400);
    CHECK(post("POST", "/a", std::string(201, 'x')) == 400);
    CHECK(post("POST", "/a", std::string(200, 'x')) == 200);
    CHECK(keys.size() == 3);
    CHECK(keys.at(1) == "k2");
}

TEST_CASE("throttled calls say when to come back") {
    http::Router router;
    http::Gate gate;
    gate.throttle = [](const Request&) -> Result<> { return Error(ErrorKind::rate_limited, "rate_limited", "Slow down.").retry_after(7); };
    router.set_gate(gate);
    router.get("/a", Access::anyone, says("ok"));
    const auto response = router.handle(make("GET", "/a"));
    CHECK(response.status == 429);
    CHECK(header(response, "retry-after") == "7");
}

TEST_CASE("our own mistakes are reported, not shown") {
    http::Router router;
    std::string seen;
    int observed = 0;
    http::Gate gate;
    gate.on_exception = [&](const Request&, const std::string& what) { seen = what; };
    gate.observe = [&](const Request&, const http::Route*, const Response& response, std::int64_t) { observed = response.status; };
    router.set_gate(gate);
    router.get("/throw", Access::anyone, [](const Request&) -> Result<Response> { throw std::runtime_error("disk secret"); });
    router.get("/memory", Access::anyone, [](const Request&) -> Result<Response> { throw std::bad_alloc(); });
    const auto response = router.handle(make("GET", "/throw"));
    CHECK(response.status == 500);
    CHECK(code(response) == "internal");
    CHECK(response.body.find("secret") == std::string::npos);
    CHECK(response.body.find("\"request_id\":\"r1\"") != std::string::npos);
    CHECK(seen == "disk secret");
    CHECK(observed == 500);
    CHECK(router.handle(make("GET", "/memory")).status == 503);
}

TEST_CASE("every answer carries the security headers") {
    http::Router router;
    router.get("/a", Access::anyone, says("ok"));
    router.get("/page", Access::anyone, [](const Request&) -> Result<Response> {
        return Response{.headers = {{"content-security-policy", "default-src 'self'"}, {"cache-control", "public"}}};
    });
    for (const auto* path : {"/a", "/none"}) {
        const auto response = router.handle(make("GET", path));
        CHECK(header(response, "content-security-policy").find("frame-ancestors 'none'") != std::string::npos);
        CHECK(header(response, "x-content-type-options") == "nosniff");
        CHECK(header(response, "referrer-policy") == "no-referrer");
        CHECK(header(response, "cross-origin-opener-policy") == "same-origin");
        CHECK(header(response, "cross-origin-resource-policy") == "same-origin");
        CHECK(header(response, "cache-control") == "no-store");
        CHECK(header(response, "x-request-id") == "r1");
    }
    const auto page = router.handle(make("GET", "/page"));
    CHECK(header(page, "content-security-policy") == "default-src 'self'");
    CHECK(header(page, "cache-control") == "public");
}

TEST_CASE("an unchanged resource is 304") {
    http::Router router;
    router.get("/a", Access::anyone, [](const Request&) -> Result<Response> { return Response{.body = "x"}.etag(7); });
    CHECK(router.handle(make("GET", "/a", {{"if-none-match", "\"v7\""}})).status == 304);
    CHECK(router.handle(make("GET", "/a", {{"if-none-match", "\"v1\", W/\"v7\""}})).body.empty());
    CHECK(router.handle(make("GET", "/a", {{"if-none-match", "\"v70\""}})).status == 200);
}

TEST_CASE("a problem has the members of RFC 9457, in the reader's language") {
    const Error error(ErrorKind::invalid, "invalid_fields", "Some fields are not valid.",
                      {{"/name", "too_long", "May have at most 20 characters."}, {"/kind", "not_allowed", "Must be one of: a, b."}});
    auto request = make("POST", "/api/v1/things");
    CHECK(http::problem(error, request).body ==
          R"({"type":"/problems/invalid_fields","title":"Unprocessable Content","status":422,"detail":"Some fields are not valid.",)"
          R"("instance":"/api/v1/things","code":"invalid_fields","errors":[{"pointer":"/name","code":"too_long",)"
          R"("detail":"May have at most 20 characters."},{"pointer":"/kind","code":"not_allowed","detail":"Must be one of: a, b."}],"request_id":"r1"})");
    request.actor.language = "zh";
    const auto chinese = http::problem(error, request);
    CHECK(chinese.type == "application/problem+json");
    CHECK(chinese.body.find("最多 20 个字符。") != std::string::npos);
    CHECK(chinese.body.find("必须是以下之一：a, b。") != std::string::npos);
    http::register_translation("router_test_code", "测试");
    CHECK(http::problem(Error(ErrorKind::conflict, "router_test_code", "Test."), request).body.find("测试") != std::string::npos);
}

TEST_CASE("a guest's language is asked for by the browser") {
    http::Router router;
    CHECK(router.handle(make("GET", "/none", {{"accept-language", "zh-CN,zh;q=0.9"}})).body.find("没有找到") != std::string::npos);
}

TEST_CASE("the description names every route that is not hidden") {
    http::Router router;
    router.post("/api/v1/things", Access::agents, says("")).takes<Thing>().gives<Thing>(201).about("Adds a thing.");
    router.get("/api/v1/things", Access::signed_in, says("")).gives_list<Thing>().filters({{"status", "Only these."}});
    router.patch("/api/v1/things/{id}", Access::agents, says("")).takes<Thing>().gives<Thing>().if_match_required();
    router.remove("/api/v1/things/{id}", Access::admins, says("")).gives_nothing();
    router.get("/page", Access::anyone, says("")).hidden();
    const auto document = json::Document::parse(router.openapi("1.2.3"));
    REQUIRE(document);
    const auto root = document->root();
    CHECK(root.find("openapi")->text() == "3.1.0");
    const auto paths = *root.find("paths");
    CHECK(paths.size() == 2);
    const auto post = *paths.find("/api/v1/things")->find("post");
    CHECK(post.find("operationId")->text() == "post_things");
    CHECK(post.find("x-access")->text() == "agents");
    CHECK(post.find("x-scope")->text() == "things:write");
    CHECK(post.find("tags")->serialise() == R"(["things"])");
    CHECK(post.find("parameters")->at(0).find("name")->text() == "Idempotency-Key");
    CHECK(post.find("requestBody")->serialise() ==
          R"({"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}})");
    CHECK(post.find("responses")->find("201"));
    CHECK(post.find("responses")->find("422"));
    const auto list = *paths.find("/api/v1/things")->find("get");
    CHECK(list.find("parameters")->size() == 4);
    CHECK(list.find("responses")->find("200")->serialise().find(R"("required":["items","next"])") != std::string::npos);
    const auto patch = *paths.find("/api/v1/things/{id}")->find("patch");
    CHECK(patch.find("parameters")->at(0).find("in")->text() == "path");
    CHECK(patch.find("parameters")->at(1).serialise().find(R"("name":"If-Match","in":"header","required":true)") != std::string::npos);
    CHECK(patch.find("responses")->find("428"));
    CHECK_FALSE(paths.find("/api/v1/things/{id}")->find("delete")->find("responses")->find("204")->find("content"));
    CHECK(root.find("components")->find("schemas")->find("Thing"));
    CHECK(root.find("components")->find("schemas")->find("Problem"));
}
