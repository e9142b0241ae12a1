#include "load/template.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using mainstay::load::Template;
using mainstay::load::Values;

namespace {

std::string fill(const std::string& request, const Values& values = {}) {
    const Template one(request, "h", {"X: {n}"}, values);
    std::string out;
    std::mt19937_64 random(1);
    one.fill(out, random, 7);
    return out;
}

}  // namespace

TEST_CASE("load templates fill their blanks") {
    CHECK(fill("GET /a/{n}") == "GET /a/7 HTTP/1.1\r\nHost: h\r\nX: 7\r\n\r\n");
    CHECK(fill("3*GET /{rand:5-5}?q={word}", {{"word", {"w"}}}) == "GET /5?q=w HTTP/1.1\r\nHost: h\r\nX: 7\r\n\r\n");
    CHECK(fill(R"(POST /a {"n":{n}, "o":{"p":1}})") ==
          "POST /a HTTP/1.1\r\nHost: h\r\nX: 7\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"n\":7, \"o\":{\"p\":1}}");
    CHECK(Template("3*GET /", "h", {}, {}).share() == 3);
    CHECK(Template("GET /*", "h", {}, {}).share() == 1);
    CHECK_THROWS_AS(fill("GET /{nothing}"), std::runtime_error);
    CHECK_THROWS_AS(fill("GET"), std::runtime_error);
}
