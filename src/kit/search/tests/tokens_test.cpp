#include <doctest/doctest.h>

#include "kit/search/tokens.hpp"

using namespace mainstay::search;
using List = std::vector<std::string>;

TEST_CASE("search: English is folded and stemmed") {
    CHECK(tokens("Crashes CRASHED the Café-Server v1.2.3") == List{"crash", "crash", "the", "cafe", "server", "v1", "2", "3"});
}

TEST_CASE("search: Chinese becomes overlapping pairs, a two-character word is found") {
    CHECK(tokens("数据库连接失败") == List{"数据", "据库", "库连", "连接", "接失", "失败"});
    CHECK(words("连接").all == List{"连接"});
    CHECK(words("库").prefix == "库");
}

TEST_CASE("search: mixed scripts part from each other") {
    CHECK(tokens("升级到Kafka3后报错") == List{"升级", "级到", "kafka3", "后报", "报错"});
}

TEST_CASE("search: user text cannot become query syntax") {
    for (const char* text : {"user@example.com", "can't connect", "C++", "foo-bar", "\"unclosed", "a AND", "*", "(x", "NEAR(", "internal:word",
                             "v1.2.3", "a:b", "^", "100%", "#123", "'; DROP TABLE tickets; --"}) {
        const auto query = words(text).fts5();
        for (const char c : query) CHECK_MESSAGE((c == '"' || c == ' ' || std::isalnum(static_cast<unsigned char>(c))), query);
    }
    CHECK(words("a AND").fts5() == "\"a\" AND \"and\"");
    CHECK(words("***").is_empty());
}

// One letter may fold to several characters, and not all of them are letters: U+2474 to "(1)", U+FC5E to a space and marks.
TEST_CASE("search: what a letter folds to is letters and digits only") {
    CHECK(words("\u2474").all == List{"1"});
    for (const auto& token : tokens("a\uFC5Eb \u3220 \u249C \uFE70x")) CHECK_MESSAGE(token.find_first_of("\"'()*: ,.") == std::string::npos, token);
}

TEST_CASE("search: a snippet marks the hit and never cuts a character") {
    const auto text = snippet("前面很长的一段文字，然后数据库崩溃了，无法启动。", words("崩溃"), 10);
    CHECK(text.find("«") != std::string::npos);
    CHECK(snippet("the server crashed twice", words("crash")) == "the server «crashed» twice");
}
