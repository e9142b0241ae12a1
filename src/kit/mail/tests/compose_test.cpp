#include <doctest/doctest.h>

#include <stdexcept>

#include "kit/mail/compose.hpp"
#include "kit/mail/words.hpp"

using namespace mainstay::mail;

namespace {

Outgoing simple() {
    Outgoing mail;
    mail.from = {"Help, \"the\" Desk", "help@x.org"};
    mail.to = {{"客服 Jo", "jo@y.org"}, {"", "k@y.org"}};
    mail.subject = "你好 — " + std::string(40, 'x') +
                   " 关于您的工单的回复关于您的工单的回复关于您的工单的回复关于您的工单的回复";
    mail.date = 1795246200000;
    mail.message_id = "<1.2@x.org>";
    mail.text = "Hello\n.\nFrom here\n" + std::string(3000, 'a') + "\ntrailing \nÄ=1\n";
    return mail;
}

void check_wire(const std::string& bytes) {
    std::size_t start = 0;
    while (start < bytes.size()) {
        const auto end = bytes.find("\r\n", start);
        REQUIRE(end != std::string::npos);
        CHECK(end - start <= 998);
        const auto line = bytes.substr(start, end - start);
        CHECK(line.find_first_of(std::string("\r\n\0", 3)) == std::string::npos);
        start = end + 2;
    }
}

}  // namespace

TEST_CASE("what is composed is read back the same") {
    auto mail = simple();
    mail.cc = {{"O'Neil (x)", "o@z.org"}};
    mail.reply_to = {{"", "t+abc@x.org"}};
    mail.in_reply_to = "<0@y.org>";
    mail.references = {"<a@y>", "<0@y.org>"};
    mail.html = "<p>Hallo Ä <img src=\"cid:p1@x\"></p>";
    mail.files = {
        file_of("bericht für März — 报告.pdf", "application/pdf", std::string(100'000, '\x00') + "end"),
        file_of("p.png", "image/png", "PNG")};
    mail.files[1].content_id = "p1@x";
    const auto bytes = compose(mail);
    check_wire(bytes);
    const auto back = read(bytes);
    CHECK(back.from[0].name == mail.from.name);
    CHECK(back.from[0].address == "help@x.org");
    REQUIRE(back.to.size() == 2);
    CHECK(back.to[0].name == "客服 Jo");
    CHECK(back.cc[0].name == "O'Neil (x)");
    CHECK(back.reply_to[0].address == "t+abc@x.org");
    CHECK(back.subject == mail.subject);
    CHECK(back.date == mail.date);
    CHECK(back.message_id == mail.message_id);
    CHECK(back.references == mail.references);
    CHECK(back.raw_plain == mail.text);
    CHECK(back.html == mail.html);
    REQUIRE(back.attachments.size() == 2);
    CHECK(back.attachments[0].is_inline);
    CHECK(back.attachments[1].name == "bericht für März — 报告.pdf");
    CHECK(back.attachments[1].bytes == std::string(100'000, '\x00') + "end");
    CHECK(back.repairs.empty());
    CHECK(back.verdict.may_be_answered);
}

TEST_CASE("automatic mail says so") {
    auto mail = simple();
    mail.auto_submitted = "auto-replied";
    mail.list_unsubscribe = "https://x.org/u/1";
    mail.headers = {{"X-Auto-Response-Suppress", "All"}};
    const auto bytes = compose(mail);
    CHECK(bytes.find("\r\nAuto-Submitted: auto-replied\r\n") != std::string::npos);
    CHECK(bytes.find("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") != std::string::npos);
    CHECK_FALSE(read(bytes).verdict.may_be_answered);
}

TEST_CASE("no text of anybody becomes a header") {
    for (const std::string evil : {"a\r\nBcc: evil@x",
                                   "a\nBcc: evil@x",
                                   "a\rBcc: evil@x",
                                   "a\xE2\x80\xA8"
                                   "Bcc: evil@x",
                                   "a\xC2\x85"
                                   "Bcc: evil@x",
                                   "=?utf-8?B?YQ0KQmNjOiBldmls?=",
                                   "a\n\n<script>"}) {
        CAPTURE(evil);
        auto mail = simple();
        mail.subject = evil;
        mail.from.name = evil;
        mail.text = evil;
        mail.files = {file_of(evil, "text/plain", evil)};
        const auto bytes = compose(mail);
        check_wire(bytes);
        CHECK(bytes.substr(0, bytes.find("\r\n\r\n")).find("\nBcc:") == std::string::npos);
        CHECK(read(bytes).subject == one_line(read(bytes).subject));
        const auto check_refused = [&](auto set) {
            auto broken = simple();
            set(broken, "x@y.org" + evil);
            CHECK_THROWS_AS(compose(broken), std::invalid_argument);
        };
        check_refused([](Outgoing& one, const std::string& value) { one.from.address = value; });
        check_refused([](Outgoing& one, const std::string& value) { one.to = {{"", value}}; });
        check_refused([](Outgoing& one, const std::string& value) { one.message_id = value; });
        check_refused([](Outgoing& one, const std::string& value) { one.list_unsubscribe = value; });
        if (evil[0] != '=')
            check_refused([](Outgoing& one, const std::string& value) { one.auto_submitted = value; });
        auto headers = simple();
        headers.headers = {{"X-" + evil, "v"}};
        CHECK_THROWS_AS(compose(headers), std::invalid_argument);
        auto ids = simple();
        ids.references = {"<" + evil + "@x y>"};
        CHECK(compose(ids).find("evil") == std::string::npos);
    }
    auto nul = simple();
    nul.subject = std::string("a\0b", 3);
    CHECK(compose(nul).find('\0') == std::string::npos);
}

TEST_CASE("references are capped, the first is kept") {
    auto mail = simple();
    for (int i = 0; i < 100; ++i) mail.references.push_back("<" + std::to_string(i) + "@x>");
    const auto back = read(compose(mail));
    CHECK(back.references.size() == 20);
    CHECK(back.references.front() == "<0@x>");
    CHECK(back.references.back() == "<99@x>");
}

TEST_CASE("domains of other scripts are sent in ASCII") {
    auto mail = simple();
    mail.to = {{"", "jo@münchen.example"}};
    CHECK(compose(mail).find("To: jo@xn--mnchen-3ya.example\r\n") != std::string::npos);
}

TEST_CASE("a large file is read in pieces") {
    auto mail = simple();
    int calls = 0;
    mail.files = {{"big.bin", "application/octet-stream", "", [&]() -> std::string {
                       return ++calls <= 100 ? std::string(100'000, 'x') : "";
                   }}};
    std::size_t total = 0, largest = 0;
    compose(mail, [&](std::string_view piece) {
        total += piece.size(), largest = std::max(largest, piece.size());
    });
    CHECK(calls == 101);
    CHECK(total > 13'000'000);
    CHECK(largest < 200'000);
}
