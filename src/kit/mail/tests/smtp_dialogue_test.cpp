#include <doctest/doctest.h>

#include "kit/mail/message.hpp"
#include "kit/mail/smtp_dialogue.hpp"

using namespace mainstay::mail;

namespace {

// A session without sockets: feeds bytes, accepts every recipient but "no@...", keeps what was delivered.
struct Talk {
    explicit Talk(IntakeProtocol protocol = IntakeProtocol::smtp)
        : options{.protocol = protocol,
                  .hostname = "mx.x.org",
                  .max_message_bytes = 1000,
                  .max_recipients = 3,
                  .spool_above_bytes = 100},
          dialogue(options, "192.0.2.1") {}

    std::string say(std::string_view bytes) {
        std::string output;
        input += bytes;
        for (;;) {
            const auto ask = dialogue.advance(input, output);
            if (ask == Ask::input) return output;
            if (ask == Ask::close) return is_closed = true, output;
            if (ask == Ask::recipient)
                dialogue.answer_recipient(dialogue.asked_recipient().starts_with("no@")
                                              ? Reply{550, "5.1.1", "No such address"}
                                              : Reply{250, "2.1.5", "OK"},
                                          output);
            if (ask == Ask::deliver) {
                mails.emplace_back(dialogue.message()->bytes());
                envelopes.push_back(dialogue.envelope());
                dialogue.answer_delivery(
                    std::vector<Reply>(dialogue.envelope().recipients.size(), Reply{250, "2.0.0", "Kept"}),
                    output);
            }
        }
    }
    void begin_data() {
        say("EHLO c\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n");
        CHECK(say("DATA\r\n").starts_with("354"));
    }

    IntakeOptions options;
    Dialogue dialogue;
    std::string input;
    std::vector<std::string> mails;
    std::vector<Envelope> envelopes;
    bool is_closed = false;
};

}  // namespace

TEST_CASE("a mail is taken byte for byte, in any pieces") {
    const std::string script =
        "EHLO client.example\r\nMAIL FROM:<a@x> SIZE=20 BODY=8BITMIME\r\nRCPT TO:<b@y>\r\n";
    Talk talk;
    for (const char c : script) talk.say(std::string_view(&c, 1));
    CHECK(talk.say("DATA\r\n").starts_with("354"));
    for (const char c : std::string("Subject: x\r\n\r\n..dot\r\n.\r\n")) talk.say(std::string_view(&c, 1));
    REQUIRE(talk.mails.size() == 1);
    CHECK(talk.mails[0] == "Subject: x\r\n\r\n.dot\r\n");
    CHECK(talk.envelopes[0].sender == "a@x");
    CHECK(talk.envelopes[0].recipients == std::vector<std::string>{"b@y"});
    CHECK(talk.envelopes[0].helo == "client.example");
    CHECK(talk.say("QUIT\r\n").starts_with("221"));
    CHECK(talk.is_closed);
}

TEST_CASE("LMTP answers once a recipient, SMTP once a mail") {
    Talk lmtp(IntakeProtocol::lmtp);
    CHECK(lmtp.say("EHLO c\r\n").starts_with("500"));
    lmtp.say("LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@y>\r\nRCPT TO:<no@y>\r\nRCPT TO:<b@y>\r\n");
    lmtp.say("DATA\r\n");
    CHECK(lmtp.say("x\r\n.\r\n") == "250 2.0.0 Kept\r\n250 2.0.0 Kept\r\n");
    CHECK(lmtp.envelopes[0].sender.empty());
    CHECK(lmtp.envelopes[0].recipients == std::vector<std::string>{"a@y", "b@y"});
    Talk smtp;
    smtp.begin_data();
    CHECK(smtp.say("x\r\n.\r\n") == "250 2.0.0 Kept\r\n");
}

TEST_CASE("a delivery that gives the wrong number of answers is temporary") {
    Talk talk(IntakeProtocol::lmtp);
    std::string output;
    talk.say("LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@y>\r\n");
    talk.dialogue.answer_delivery({}, output);
    CHECK(output.starts_with("451"));
}

TEST_CASE("smuggling: no other end of data, and the session ends") {
    for (const std::string end :
         {"\n.\r\n", "\n.\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\n\r\n.\n"}) {
        CAPTURE(end);
        Talk talk;
        talk.begin_data();
        const auto answer = talk.say("Subject: x\r\n\r\nbody" + end +
                                     "MAIL FROM:<evil@x>\r\nRCPT TO:<b@y>\r\nDATA\r\nevil\r\n.\r\n");
        CHECK(talk.mails.empty());
        CHECK(talk.is_closed);
        CHECK(answer.starts_with("550 5.6.11"));
        CHECK(answer.find("250") == std::string::npos);
    }
    for (const std::string command : {"NOOP\nNOOP\r\n", "NO\rOP\r\n", "NOOP\n"}) {
        Talk talk;
        talk.say(command);
        CHECK(talk.is_closed);
    }
}

TEST_CASE("commands behind DATA in one piece are refused") {
    Talk talk;
    talk.say("EHLO c\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n");
    CHECK(talk.say("DATA\r\nSubject: x\r\n").starts_with("503"));
    CHECK(talk.is_closed);
}

TEST_CASE("limits: size, recipients, lines, errors") {
    Talk declared;
    declared.say("EHLO c\r\n");
    CHECK(declared.say("MAIL FROM:<a@x> SIZE=1001\r\n").starts_with("552"));
    Talk large;
    large.begin_data();
    CHECK(large.say(std::string(600, 'x') + "\r\n" + std::string(600, 'x') + "\r\n").empty());
    CHECK(large.say(".\r\n").starts_with("552"));
    CHECK(large.mails.empty());
    CHECK(large.say("NOOP\r\n").starts_with("250"));
    Talk endless;
    endless.begin_data();
    for (int i = 0; i < 100 && !endless.is_closed; ++i) endless.say(std::string(100, 'x') + "\r\n");
    CHECK(endless.is_closed);
    Talk many;
    many.say("EHLO c\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\nRCPT TO:<d@y>\r\n");
    CHECK(many.say("RCPT TO:<e@y>\r\n").starts_with("452"));
    Talk line;
    CHECK(line.say(std::string(10'000'000, 'A')).starts_with("500"));
    CHECK(line.is_closed);
    Talk data_line;
    data_line.begin_data();
    CHECK(data_line.say(std::string(70'000, 'A')).starts_with("500"));
    CHECK(data_line.is_closed);
    Talk wrong;
    for (int i = 0; i < 30 && !wrong.is_closed; ++i) wrong.say("FOO\r\n");
    CHECK(wrong.is_closed);
}

TEST_CASE("order and syntax are checked, nothing is told") {
    Talk talk;
    CHECK(talk.say("MAIL FROM:<a@x>\r\n").starts_with("503"));
    CHECK(talk.say("EHLO c\r\n").find("STARTTLS") == std::string::npos);
    CHECK(talk.say("RCPT TO:<a@x>\r\n").starts_with("503"));
    CHECK(talk.say("DATA\r\n").starts_with("503"));
    CHECK(talk.say("MAIL FROM:a@x\r\n").starts_with("501"));
    CHECK(talk.say("MAIL FROM:<a b@x>\r\n").starts_with("501"));
    CHECK(talk.say("MAIL FROM:<a@x> FOO=1\r\n").starts_with("555"));
    CHECK(talk.say("MAIL FROM:<\xC3\xA4@x>\r\n").starts_with("553"));
    CHECK(talk.say("MAIL FROM:<\xC3\xA4@x> SMTPUTF8\r\n").starts_with("250"));
    CHECK(talk.say("RCPT TO:<>\r\n").starts_with("501"));
    CHECK(talk.say("RCPT TO:<\"a b\"@x>\r\n").starts_with("250"));
    CHECK(talk.dialogue.envelope().recipients[0] == "\"a b\"@x");
    CHECK(talk.say("RCPT TO:<@r1,@r2:c@x>\r\n").starts_with("250"));
    CHECK(talk.dialogue.envelope().recipients[1] == "c@x");
    CHECK(talk.say("VRFY root\r\n").starts_with("252"));
    CHECK(talk.say("EXPN list\r\n").starts_with("502"));
    CHECK(talk.say("STARTTLS\r\n").starts_with("502"));
}

TEST_CASE("a reply cannot hold a second one") {
    CHECK(reply_line({550, "5.1.1", "a\r\n250 OK"}) == "550 5.1.1 a 250 OK\r\n");
    CHECK(reply_line({99, "x\r\n", "a"}) == "451 a\r\n");
}

TEST_CASE("a large mail waits in a file") {
    Spool spool(10, "");
    std::string all;
    for (int i = 0; i < 1000; ++i) spool.append(std::to_string(i)), all += std::to_string(i);
    CHECK(spool.bytes().view() == all);
    CHECK(spool.size() == all.size());
}

TEST_CASE("the envelope is kept in front of the mail, and cannot break it") {
    const IntakeOptions options{.hostname = "mx.x.org"};
    const auto trace =
        trace_headers({"", {"a@y"}, "192.0.2.1", "evil) by me; x\r\nBcc: z"}, options, 1795246200000);
    CHECK(trace ==
          "Return-Path: <>\r\nReceived: from evil_ by me_ x Bcc: z ([192.0.2.1])\r\n\tby mx.x.org (Mainstay) "
          "with LMTP;\r\n\tSat, 21 Nov 2026 "
          "07:30:00 +0000\r\n");
    CHECK_FALSE(read(trace + "From: a@b\r\n\r\nx").verdict.may_be_answered);
}

TEST_CASE("STARTTLS forgets all that came before, and what was sent along in plain text is not heard") {
    const IntakeOptions options{
        .protocol = IntakeProtocol::smtp, .hostname = "mx.x.org", .tls_certificate = "cert.pem"};
    Dialogue dialogue(options, "192.0.2.1");
    std::string input = "EHLO client\r\nMAIL FROM:<a@x.org>\r\nSTARTTLS now\r\n", output;
    CHECK(dialogue.advance(input, output) == Ask::input);
    CHECK(output.find("250-STARTTLS\r\n") != std::string::npos);
    CHECK(output.find("501 5.5.4") != std::string::npos);
    output.clear();
    input = "STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@x.org>\r\n";
    CHECK(dialogue.advance(input, output) == Ask::start_tls);
    CHECK(output == "220 2.0.0 Ready to start TLS\r\n");
    CHECK(input.empty());
    dialogue.encrypted();
    CHECK(dialogue.envelope().sender.empty());
    output.clear();
    input = "MAIL FROM:<a@x.org>\r\nEHLO client\r\nSTARTTLS\r\n";
    CHECK(dialogue.advance(input, output) == Ask::input);
    CHECK(output.starts_with("503 5.5.1"));
    CHECK(output.find("STARTTLS") == std::string::npos);
    CHECK(output.find("502 5.5.1") != std::string::npos);
    CHECK(trace_headers(dialogue.envelope(), options, 0).find("with ESMTPS;") != std::string::npos);
}

TEST_CASE("without a certificate there is no STARTTLS") {
    const IntakeOptions options{.protocol = IntakeProtocol::lmtp};
    Dialogue dialogue(options, "unix");
    std::string input = "LHLO client\r\nSTARTTLS\r\n", output;
    CHECK(dialogue.advance(input, output) == Ask::input);
    CHECK(output.find("STARTTLS") == std::string::npos);
    CHECK(output.find("502 5.5.1") != std::string::npos);
}
