#include <doctest/doctest.h>

#include "kit/http/http.hpp"
#include "kit/http/url.hpp"

using namespace mainstay;
using http::Request;

namespace {

Request with_header(std::string name, std::string value) {
    Request request;
    request.headers = {{std::move(name), std::move(value)}};
    return request;
}

Request with_query(std::string query) {
    Request request;
    request.path = "/api/v1/things";
    request.query = std::move(query);
    return request;
}

}  // namespace

TEST_CASE("a path is decoded once and normalised") {
    const std::pair<const char*, const char*> good[] = {
        {"/", "/"},           {"/a/b", "/a/b"},     {"//a///b", "/a/b"},    {"/a/./b", "/a/b"},  {"/a/../b", "/b"}, {"/a/%2e%2e/b", "/b"},
        {"/a%20b", "/a b"},   {"/%E4%B8%AD", "/中"}, {"/a/", "/a/"},         {"/%2561", "/%61"},  {"/a/..", "/"},    {"/.well-known/x", "/.well-known/x"},
        {"/a.b/..c", "/a.b/..c"}, {"/a+b", "/a+b"}};
    for (const auto& [raw, expected] : good) CHECK_MESSAGE(http::normal_path(raw) == expected, raw);
    for (const auto* raw : {"", "a", "/..", "/../a", "/a/../../b", "/%2e%2e/a", "/%00", "/a%2fb", "/a%5Cb", "/a\\b", "/%", "/%4", "/%zz", "/%c0%af",
                            "/%ff", "/%0a", "/\x01"})
        CHECK_MESSAGE(!http::normal_path(raw), raw);
}

TEST_CASE("cookies") {
    const auto request = with_header("cookie", "a=1; __Host-session=x=y ;b=\"2\"; c");
    CHECK(request.cookie("a") == "1");
    CHECK(request.cookie("__Host-session") == "x=y");
    CHECK(request.cookie("b") == "\"2\"");
    CHECK_FALSE(request.cookie("c"));
    CHECK_FALSE(request.cookie("session"));
    CHECK_FALSE(Request{}.cookie("a"));
}

TEST_CASE("If-Match gives the version that was read") {
    CHECK_FALSE(Request{}.if_match());
    CHECK(with_header("if-match", "\"v7\"").if_match() == 7);
    CHECK(with_header("if-match", " \"v12\" ").if_match() == 12);
    CHECK(with_header("if-match", "*").if_match() == 0);
    for (const auto* text : {"W/\"v7\"", "v7", "\"7\"", "\"v\"", "\"v7x\"", "\"v-7\"", "\"v0\"", "\"v99999999999999999999\"", "\"v1\", \"v2\""})
        CHECK_MESSAGE(with_header("if-match", text).if_match() == -1, text);
}

TEST_CASE("query parameters are read with all their mistakes") {
    http::Query good(with_query("q=a%20b+c&status=open,new&status=held&limit=20&mine=true&empty="));
    CHECK(good.text("q") == "a b c");
    CHECK(good.list("status") == std::vector<std::string>{"open", "new", "held"});
    CHECK(good.limit() == 20);
    CHECK(good.flag("mine") == true);
    CHECK(good.text("empty") == "");
    CHECK_FALSE(good.text("absent"));
    CHECK(good.finish());

    http::Query bad(with_query("q=1&q=2&limit=500&mine=yes&other=1&s=%ff&long=xxxx&n=1x"));
    bad.text("q");
    bad.limit();
    bad.flag("mine");
    bad.text("s");
    bad.text("long", 3);
    bad.integer("n", 0, 0, 9);
    const auto result = bad.finish();
    REQUIRE_FALSE(result);
    CHECK(result.error().code() == "bad_query");
    std::vector<std::string> found;
    for (const auto& field : result.error().fields()) found.push_back(field.pointer + " " + field.code);
    CHECK(found == std::vector<std::string>{"? bad_encoding", "?q repeated", "?limit too_large", "?mine not_allowed", "?long too_long",
                                            "?n wrong_type", "?other unknown"});
}

TEST_CASE("cursors open only as they were sealed") {
    const http::Cursors cursors("a key of thirty-two characters..");
    const std::vector<std::string> position{"2026-11-21", "", "中:1"};
    const auto cursor = cursors.seal("tickets", position);
    CHECK(*cursors.open("tickets", cursor) == position);
    CHECK(cursors.open("tickets", cursor + "A").error().code() == "bad_cursor");
    CHECK_FALSE(cursors.open("articles", cursor));
    CHECK_FALSE(http::Cursors("another key").open("tickets", cursor));
    CHECK_FALSE(cursors.open("tickets", ""));
    CHECK_FALSE(cursors.open("tickets", std::string(5000, 'A')));
    for (std::size_t i = 0; i < cursor.size(); ++i) {
        auto changed = cursor;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CHECK_FALSE(cursors.open("tickets", changed));
    }
}

TEST_CASE("a page links to the next one") {
    const auto last = http::reply(with_query("limit=2"), http::Page<std::string>{{"a"}, std::nullopt});
    CHECK(last.body == R"({"items":["a"],"next":null})");
    CHECK(last.headers.empty());
    const auto more = http::reply(with_query("limit=2&cursor=old&q=a%20b"), http::Page<std::string>{{"a"}, "new"});
    CHECK(more.body == R"({"items":["a"],"next":"new"})");
    CHECK(more.headers.at(0).second == "</api/v1/things?limit=2&q=a%20b&cursor=new>; rel=\"next\"");
}
