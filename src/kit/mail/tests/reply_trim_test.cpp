#include <doctest/doctest.h>

#include "kit/mail/message.hpp"

using namespace mainstay::mail;

namespace {
std::string reply(const std::string& text) {
    const auto parts = trim_reply(text);
    CHECK(parts.reply.size() + parts.signature.size() + parts.quoted.size() == text.size());
    auto out = parts.reply;
    while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
    return out;
}
}  // namespace

TEST_CASE("a text without quote stays whole") {
    for (const std::string text : {"Hello",
                                   "",
                                   "\n",
                                   "One\n\nTwo\n",
                                   "The log of 2024-01-01 10:00 said:\n\nerror 42\n\nWhat now?",
                                   "Q: why?\nA: because",
                                   "Steps:\n---\n1\n2\n3\n4\n5\n6\n7\n8\nend",
                                   "On Monday the server wrote:\n\nerror",
                                   "> is the prompt\nI typed it",
                                   "From here: to there"})
        CHECK(trim_reply(text).reply == text);
}

TEST_CASE("quotes below are cut in many languages") {
    for (const std::string intro : {"On Fri, Nov 20, 2026 at 10:00 AM Jo <jo@x.org> wrote:",
                                    "Am 20.11.2026 um 10:00 schrieb Jo <jo@x.org>:",
                                    "Le ven. 20 nov. 2026 à 10:00, Jo <jo@x.org> a écrit :",
                                    "El vie, 20 nov 2026 a las 10:00, Jo (<jo@x.org>) escribió:",
                                    "2026年11月20日(金) 10:00 Jo <jo@x.org>:",
                                    "在 2026年11月20日 10:00，Jo <jo@x.org> 写道：",
                                    "Jo <jo@x.org> 于2026年11月20日周五 10:00写道："}) {
        CAPTURE(intro);
        CHECK(reply("Thanks!\n\n" + intro + "\n\n> old text\n> more\n") == "Thanks!");
    }
    CHECK(reply("好的\n\n------------------ 原始邮件 ------------------\n发件人: \"客服\" "
                "<a@x.cn>;\n发送时间: 2026年11月20日\n收件人: \"b\"<b@x.cn>;\n主题: 你好\n\n旧文\n") ==
          "好的");
    CHECK(reply("OK\n\nFrom: Jo <jo@x.org>\nSent: Friday\nTo: me\nSubject: x\n\nold\n") == "OK");
    CHECK(reply("收到\n\n发自我的iPhone\n\n> 旧\n") == "收到");
}

TEST_CASE("answers between the quotes and below them are kept") {
    const std::string inline_answer = "On 2026-11-20 10:00 Jo <jo@x.org> wrote:\n> one?\nYes.\n> two?\nNo.\n";
    CHECK(trim_reply(inline_answer).reply.find("Yes.") != std::string::npos);
    CHECK(trim_reply(inline_answer).reply.find("No.") != std::string::npos);
    CHECK(reply("> Does it work?\n\nIt does.\n") == "It does.");
    const auto only_quote = trim_reply("> all quoted\n");
    CHECK(only_quote.reply + only_quote.signature + only_quote.quoted == "> all quoted\n");
}

TEST_CASE("signatures are folded away, not lost") {
    const auto parts = trim_reply("Fixed.\n\n-- \nJo\nACME\n");
    CHECK(parts.reply == "Fixed.\n\n");
    CHECK(parts.signature == "-- \nJo\nACME\n");
}
