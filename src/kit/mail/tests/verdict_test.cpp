#include <doctest/doctest.h>

#include "kit/mail/message.hpp"

using namespace mainstay::mail;

namespace {
Verdict of(const std::string& raw) {
    return read(raw).verdict;
}
const std::string kPerson = "From: Jo <jo@example.org>\nTo: help@x.org\n";
}  // namespace

TEST_CASE("an ordinary mail is ordinary and may be answered") {
    const auto verdict = of(kPerson +
                            "Return-Path: <jo@example.org>\nSubject: It does not start\n\nI get 550 5.1.1 "
                            "user unknown when I send. Delivery failed?");
    CHECK(verdict.kind == Kind::ordinary);
    CHECK(verdict.may_be_answered);
    CHECK_FALSE(verdict.is_list);
}

TEST_CASE("a customer who forwards a bounce is no bounce") {
    const auto verdict =
        of(kPerson +
           "Subject: Fwd: Undelivered Mail Returned to Sender\nContent-Type: multipart/mixed; "
           "boundary=b\n\n--b\n\nWhat is this? Mail delivery failed, returning message to "
           "sender\n--b\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@x\nSubject: Undelivered "
           "Mail\n\n<a@b.c>: 550 5.1.1 user unknown\n--b--\n");
    CHECK(verdict.kind == Kind::ordinary);
    CHECK(verdict.may_be_answered);
}

TEST_CASE("automatic answers need more than a subject") {
    CHECK(of(kPerson + "Subject: Out of office\n\n").kind == Kind::ordinary);
    CHECK(of(kPerson + "Subject: 自动回复: 你好\n\n").kind == Kind::ordinary);
    CHECK(of(kPerson + "Subject: 自动回复: 你好\nAuto-Submitted: auto-generated\n\n").kind ==
          Kind::auto_reply);
    CHECK(of(kPerson + "Subject: Automatic reply: x\nX-Auto-Response-Suppress: All\n\n").kind ==
          Kind::auto_reply);
    CHECK(of(kPerson + "Subject: x\nAuto-Submitted: auto-replied (vacation)\n\n").kind == Kind::auto_reply);
    CHECK(of(kPerson + "Subject: x\nX-Autoreply: yes\n\n").kind == Kind::auto_reply);
    CHECK(of(kPerson + "Subject: x\nPrecedence: auto_reply\n\n").kind == Kind::auto_reply);
    CHECK(of(kPerson + "Subject: x\nAuto-Submitted: no\n\n").kind == Kind::ordinary);
}

TEST_CASE("what must never be answered automatically") {
    for (const std::string header : {"Auto-Submitted: auto-generated",
                                     "Precedence: bulk",
                                     "Precedence: junk",
                                     "Return-Path: <>",
                                     "List-Id: <l.x.org>",
                                     "X-Auto-Response-Suppress: OOF",
                                     "List-Unsubscribe: <mailto:u@x>",
                                     "X-Loop: help@x.org"}) {
        CAPTURE(header);
        const auto verdict = of(kPerson + header + "\nSubject: x\n\n");
        CHECK_FALSE(verdict.may_be_answered);
        CHECK_FALSE(verdict.why.empty());
    }
    CHECK_FALSE(of("From: MAILER-DAEMON@x.org\n\n").may_be_answered);
    CHECK_FALSE(of("From: no-reply@x.org\n\n").may_be_answered);
    CHECK_FALSE(of("Subject: nobody\n\n").may_be_answered);
    CHECK(of(kPerson + "List-Id: <l.x.org>\n\n").is_list);
}

TEST_CASE("a delivery status report names recipients, codes and reasons") {
    const auto verdict =
        of("From: MAILER-DAEMON@x.org\nReturn-Path: <>\nContent-Type: multipart/report; "
           "report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n"
           "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.org\n\nFinal-Recipient: "
           "rfc822; a@b.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n <a@b.org>: "
           "user unknown\n\n"
           "Final-Recipient: rfc822; c@b.org\nAction: delayed\nStatus: 4.2.2\nDiagnostic-Code: smtp; 452 "
           "4.2.2 mailbox full\n\n"
           "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <m1@x.org>\n--b--\n");
    CHECK(verdict.kind == Kind::bounce);
    REQUIRE(verdict.failed.size() == 2);
    CHECK(verdict.failed[0].recipient == "a@b.org");
    CHECK(verdict.failed[0].status == "5.1.1");
    CHECK(verdict.failed[0].reply == 550);
    CHECK(verdict.failed[0].reason == "userunknown");
    CHECK(verdict.failed[0].is_hard);
    CHECK(verdict.failed[1].reason == "mailboxfull");
    CHECK_FALSE(verdict.failed[1].is_hard);
    CHECK(verdict.original_message_id == "<m1@x.org>");
    CHECK_FALSE(verdict.may_be_answered);
}

TEST_CASE("a success report is a receipt, a feedback report a complaint") {
    CHECK(of("From: p@x\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
             "message/delivery-status\n\nX: y\n\nFinal-Recipient: rfc822; a@b\nAction: delivered\nStatus: "
             "2.0.0\n--b--\n")
              .kind == Kind::delivery_receipt);
    const auto verdict =
        of("From: p@x\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
           "message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: a@b.org\n--b--\n");
    CHECK(verdict.kind == Kind::feedback_report);
    CHECK(verdict.feedback_type == "abuse");
}

TEST_CASE("Chinese bounces in words") {
    const auto verdict =
        of("From: postmaster@qq.example\nReturn-Path: <>\nSubject: 系统退信\nContent-Type: text/plain; "
           "charset=utf-8\n\n抱歉，您的邮件被退回来了。\n收件人 <zhang@qq.example>\n550 5.1.1 用户不存在\n");
    CHECK(verdict.kind == Kind::bounce);
    REQUIRE(verdict.failed.size() == 1);
    CHECK(verdict.failed[0].recipient == "zhang@qq.example");
    CHECK(verdict.failed[0].is_hard);
}
