#include "kit/mail/imap.hpp"

#include <doctest/doctest.h>

using namespace mainstay::mail;

TEST_CASE("answers are cut from any pieces, literals kept apart") {
    const std::string bytes = "* 1 FETCH (UID 7 BODY[] {12}\r\nab\r\nM1 OK\r\nx)\r\nM1 OK done\r\n";
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
        ImapReader reader(100);
        std::vector<ImapAnswer> answers;
        for (std::size_t at = 0; at < bytes.size(); at += size) {
            reader.feed(std::string_view(bytes).substr(at, size));
            while (auto answer = reader.next()) answers.push_back(*answer);
        }
        REQUIRE(answers.size() == 2);
        CHECK(answers[0].literals == std::vector<std::string>{"ab\r\nM1 OK\r\nx"});
        CHECK(read_body(answers[0], 7) == "ab\r\nM1 OK\r\nx");
        CHECK(answers[1].text == "M1 OK done");
    }
}

TEST_CASE("bodies: literal, quoted, nil, UID behind, another UID") {
    CHECK(read_body({"* 1 FETCH (BODY[] {2} UID 9)", {"hi"}}, 9) == "hi");
    CHECK(read_body({"* 1 FETCH (UID 9 BODY[] \"a\\\"b\")", {}}, 9) == "a\"b");
    CHECK(read_body({"* 1 FETCH (UID 9 BODY[] NIL)", {}}, 9) == "");
    CHECK_FALSE(read_body({"* 1 FETCH (UID 10 BODY[] {2})", {"hi"}}, 9));
    CHECK_FALSE(read_body({"* 1 EXISTS", {}}, 9));
}

TEST_CASE("too much is refused before it is read") {
    ImapReader reader(10, 1000);
    reader.feed("* 1 FETCH (BODY[] {11}\r\n");
    CHECK_THROWS_AS(reader.next(), ImapError);
    ImapReader endless(10, 1000);
    endless.feed(std::string(2000, 'x'));
    CHECK_THROWS_AS(endless.next(), ImapError);
    ImapReader huge(10);
    huge.feed("* {99999999999999999999999}\r\n");
    CHECK_NOTHROW(huge.next());  // no number: no literal
}

TEST_CASE("numbers of searches and codes") {
    CHECK(read_search("* SEARCH 3 1 x 4294967296 2") == std::vector<std::uint32_t>{3, 1, 2});
    CHECK(read_search("* OK 1").empty());
    CHECK(read_number("* OK [UIDNEXT 7] next", "UIDNEXT") == 7);
    CHECK_FALSE(read_number("* OK [UIDNEXT]", "UIDNEXT"));
}

TEST_CASE("mailbox names are encoded and quoted") {
    CHECK(quote_mailbox("INBOX") == "\"INBOX\"");
    CHECK(quote_mailbox("a\"b\\c") == "\"a\\\"b\\\\c\"");
    CHECK(quote_mailbox("Entwürfe") == "\"Entw&APw-rfe\"");
    CHECK_THROWS_AS(quote_mailbox("a\r\nM1 LOGOUT"), ImapError);
}
