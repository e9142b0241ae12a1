#include <doctest/doctest.h>

#include "kit/json/shape.hpp"

using namespace mainstay;
using json::Document;
using json::Node;

namespace {

bool is_refused(std::string_view text) {
    const auto document = Document::parse(text);
    return !document && document.error().kind() == ErrorKind::malformed && document.error().code() == "bad_json";
}

std::string nested(int depth) { return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']'); }

}  // namespace

TEST_CASE("a document gives back what was written") {
    const auto document = Document::parse(R"({"a":[1,2.5,true,null,"x\u00e9"],"b":{}})");
    REQUIRE(document);
    const auto root = document->root();
    REQUIRE(root.kind() == Node::Kind::object);
    CHECK(root.size() == 2);
    const auto a = *root.find("a");
    CHECK(a.at(0).integer() == 1);
    CHECK(a.at(1).real() == 2.5);
    CHECK(a.at(2).boolean());
    CHECK(a.at(3).kind() == Node::Kind::null);
    CHECK(a.at(4).text() == "x\xC3\xA9");
    CHECK(root.member(1).first == "b");
    CHECK_FALSE(root.find("c"));
    CHECK(a.serialise() == "[1,2.5E0,true,null,\"x\xC3\xA9\"]");
}

TEST_CASE("what is not strict JSON is refused") {
    for (const std::string text :
         {"", " ", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "{a:1}", "nul", "NaN", "[NaN]", "Infinity", "[-Infinity]", "01", "+1", "1.",
          ".5", "\"a", "\"\x01\"", "\"\\x\"", "{} x", "{}{}", "/* c */ {}", "\xEF\xBB\xBF{}", "\"\xC0\xAF\"", "\"\xED\xA0\x80\"",
          "\"\xFF\"", "\"\\ud800\"", "1e999", "[-1e999]"})
        CHECK_MESSAGE(is_refused(text), text);
}

TEST_CASE("UTF-16 is refused") { CHECK(is_refused(std::string_view("{\0}\0", 4))); }

TEST_CASE("repeated keys are refused at every level") {
    CHECK(is_refused(R"({"a":1,"a":1})"));
    CHECK(is_refused(R"({"x":[{"a":1,"\u0061":2}]})"));
    CHECK(is_refused(R"({"a":{"b":1,"c":2},"a":{"b":1}})"));
    CHECK(Document::parse(R"({"a":{"a":{"a":":\":"}}})"));
}

TEST_CASE("nesting ends at 32") {
    CHECK(Document::parse(nested(32)));
    CHECK(is_refused(nested(33)));
    CHECK(is_refused(nested(100'000)));
}
