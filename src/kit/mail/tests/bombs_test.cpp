// MIME bombs: time and memory stay bounded, and the mail is still read.
#include <doctest/doctest.h>

#include <chrono>

#include "kit/mail/message.hpp"

using namespace mainstay::mail;

namespace {

// Not a timing: what is quadratic on these sizes takes hours.
constexpr double kBound = 120;

template <class Work>
double seconds(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

void check_bounded(const std::string& raw) {
    Message mail;
    CHECK(seconds([&] { mail = read(raw); }) < kBound);
    CHECK(mail.attachments.size() <= 1000);
    CHECK(mail.subject == "bomb");
}

const std::string kTop = "Subject: bomb\nFrom: a@b\n";

}  // namespace

TEST_CASE("10,000 nested multiparts") {
    std::string raw = kTop;
    for (int i = 0; i < 10'000; ++i)
        raw += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
               std::to_string(i) + "\n";
    check_bounded(raw);
    const auto mail = read(raw);
    REQUIRE_FALSE(mail.repairs.empty());  // it says where it stopped
    CHECK(mail.repairs.front().find("levels") != std::string::npos);
}

TEST_CASE("10,000 nested multiparts of one boundary") {
    check_bounded(kTop + repeated("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 10'000));
}

TEST_CASE("100,000 parts") {
    const auto raw = kTop + "Content-Type: multipart/mixed; boundary=b\n\n" +
                     repeated("--b\nContent-Type: image/png\n\nx\n", 100'000);
    check_bounded(raw);
    CHECK(read(raw).repairs.size() >= 1);
}

TEST_CASE("1,000,000 headers") {
    check_bounded(kTop + repeated("X-A: b\n", 1'000'000) + "\ntext");
}
TEST_CASE("1,000,000 references") {
    check_bounded(kTop + "References: " + repeated("<a@b>\n ", 1'000'000) + "\n\ntext");
}
TEST_CASE("a header line of 100 MB") {
    check_bounded(kTop + "X-Long: " + std::string(100u << 20, 'x') + "\n\ntext");
}
TEST_CASE("a subject of 20 MB of encoded words") {
    CHECK(seconds([] { read("Subject: " + repeated("=?utf-8?Q?a?= ", 1'500'000) + "\n\n"); }) < kBound);
}

TEST_CASE("1,000,000 pieces of a parameter") {
    std::string params;
    for (int i = 0; i < 1'000'000; ++i) params += ";\n x*" + std::to_string(i) + "=a";
    check_bounded(kTop + "Content-Type: text/plain" + params + "\n\ntext");
}

TEST_CASE("delimiters that fit nothing") {
    check_bounded(kTop + "Content-Type: multipart/mixed; boundary=b\n\n" + repeated("--\n--c\n", 3'000'000));
}
TEST_CASE("unbroken base64 of 60 MB") {
    check_bounded(kTop + "Content-Type: application/x\nContent-Transfer-Encoding: base64\n\n" +
                  std::string(60u << 20, 'A'));
}
TEST_CASE("addresses without end") {
    check_bounded(kTop + "To: " + repeated("(((((((((", 50'000) + repeated("a@b,", 100'000) + "\n\ntext");
}
TEST_CASE("a bounce without end") {
    check_bounded(kTop + "Return-Path: <>\nContent-Type: text/plain\n\nUndeliverable\n" +
                  repeated("<a@b.c>: 550 5.1.1 user unknown\n", 300'000));
    check_bounded(kTop + "Content-Type: message/delivery-status\n\n" +
                  repeated("Final-Recipient: rfc822; a@b\nAction: failed\n\n", 200'000));
    check_bounded(kTop + "Content-Type: message/delivery-status\n\n" + repeated("no field\n", 500'000));
}

TEST_CASE("a reply without end") {
    for (const std::string line : {"On 2024-01-01 10:00 a <a@b.c> wrote:\n> q\nanswer\n",
                                   "From: a\nTo: b\nDate: c\n",
                                   "> x\n",
                                   "--\n",
                                   "On x\n",
                                   "Sent from my phone\n\n",
                                   "2024 a@b\n\n"}) {
        CAPTURE(line);
        const auto text = repeated(line, 3'000'000 / line.size());
        Trimmed parts;
        CHECK(seconds([&] { parts = trim_reply(text); }) < kBound);
        CHECK(parts.reply.size() + parts.signature.size() + parts.quoted.size() == text.size());
    }
}
