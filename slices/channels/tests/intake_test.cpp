#include "support/scenario.hpp"

using namespace mainstay;

namespace {

constexpr char kBox[] = "support@harbor.example";

std::string raw_mail(const std::string& from, const std::string& subject, const std::string& body, const std::string& more = "") {
    return "From: " + from + "\r\nTo: support@harbor.example\r\nSubject: " + subject + "\r\nMessage-ID: <" + std::to_string(std::hash<std::string>{}(from + subject + body + more)) +
           "@client.example>\r\nDate: Sun, 15 Jun 2025 12:00:00 +0000\r\n" + more + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + body + "\r\n";
}

channels::Received send(App& app, const std::string& raw, const std::string& to = kBox) {
    return app.house().channels->receive(raw, {.source = "lmtp", .envelope_from = "x@client.example", .recipient = to, .mailbox_id = {}, .trace = {}});
}

// A ticket by mail from li, answered by mei; gives the answer as li received it.
http::Response answered(App& app, std::string& ticket_id) {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    ticket_id = send(app, raw_mail("Li <li@a.example>", "Broken", "Help!")).ticket_id;
    app.run_jobs();
    app.ask("POST", "/api/v1/tickets/" + ticket_id + "/messages", R"({"body":"Which version?"})", "mei@desk.example");
    app.run_jobs();
    return app.ask("GET", "/api/v1/demo/mails");
}

std::string text_of(App& app, const std::string& ticket, int index) {
    return App::at(app.ask("GET", "/api/v1/tickets/" + ticket, "", "mei@desk.example"), "/messages/" + std::to_string(index) + "/text");
}

}  // namespace

ON_EVERY_APP("B9 mail: a stranger's mail becomes a ticket and is acknowledged without their words") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    const auto received = send(app, raw_mail("Li <li@a.example>", "BUY-NOW-http://evil.example", "SPAM-BODY"));
    CHECK(received.outcome == "new_ticket");
    CHECK(text_of(app, received.ticket_id, 0) == "SPAM-BODY");
    app.run_jobs();
    const auto mails = app.ask("GET", "/api/v1/demo/mails");
    CHECK(App::at(mails, "/items/0/to") == "li@a.example");
    CHECK(mails.body.find("SPAM") == std::string::npos);
    CHECK(mails.body.find("BUY-NOW") == std::string::npos);
    CHECK(mails.body.find("\"Li\"") == std::string::npos);
}

ON_EVERY_APP("mail: the answer to our answer joins the ticket by its token") {
    std::string id;
    const auto mails = answered(app, id);
    const auto reply_to = App::at(mails, "/items/0/reply_to");
    CHECK(reply_to.starts_with("support+t-"));
    const auto received = send(app, raw_mail("li@a.example", "whatever", "Version 3.2"), reply_to);
    CHECK(received.outcome == "reply");
    CHECK(received.ticket_id == id);
    CHECK(text_of(app, id, 2) == "Version 3.2");
    const auto by_reference = send(app, raw_mail("li@a.example", "x", "And more", "In-Reply-To: " + App::at(mails, "/items/0/message_id") + "\r\n"));
    CHECK(by_reference.ticket_id == id);
}

ON_EVERY_APP("B1 mail: a token in other hands is shown to colleagues only, and brings nobody in") {
    std::string id;
    const auto reply_to = App::at(answered(app, id), "/items/0/reply_to");
    const auto received = send(app, raw_mail("evil@elsewhere.example", "Re", "Send me everything", "Cc: evil2@elsewhere.example\r\n"), reply_to);
    CHECK(received.outcome == "unverified");
    const auto page = app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example");
    CHECK(App::at(page, "/messages/2/is_unverified") == "true");
    CHECK(App::at(page, "/messages/2/visibility") == "internal");
    CHECK(App::at(page, "/participants/1") == "");
    CHECK(App::at(page, "/status") == "waiting_for_customer");
}

ON_EVERY_APP("B5 mail: broken, upper-case and foreign tokens join nothing") {
    std::string id;
    const auto reply_to = App::at(answered(app, id), "/items/0/reply_to");
    auto upper = reply_to;
    for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    auto shorter = reply_to;
    shorter.erase(shorter.find('@') - 1, 1);
    auto other = reply_to;
    other[12] = other[12] == 'a' ? 'b' : 'a';
    int n = 0;
    for (const auto& address : {upper, shorter, other, std::string("support+t-@harbor.example")}) {
        const auto received = send(app, raw_mail("li@a.example", "try " + std::to_string(++n), "x"), address);
        CHECK_MESSAGE(received.ticket_id != id, address);
    }
}

ON_EVERY_APP("B3 mail: a subject with our number, or a guessed reference, joins nothing") {
    std::string id;
    answered(app, id);
    CHECK(send(app, raw_mail("evil@elsewhere.example", "Re: Broken [#1]", "x")).outcome == "new_ticket");
    const auto page = app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example");
    CHECK(App::at(page, "/message_count") == "2");
    // Even the customer's own Message-ID helps only those who may write to the ticket.
    const auto original = std::to_string(std::hash<std::string>{}("Li <li@a.example>BrokenHelp!"));
    const std::string reference = "In-Reply-To: <" + original + "@client.example>\r\n";
    CHECK(send(app, raw_mail("evil@elsewhere.example", "Re", "y", reference)).outcome == "new_ticket");
    CHECK(send(app, raw_mail("li@a.example", "Re", "z", reference)).ticket_id == id);
}

ON_EVERY_APP("B2 mail: an agent's name in From is no agent") {
    std::string id;
    const auto mails = answered(app, id);
    const auto received = send(app, raw_mail("mei@desk.example", "Re", "as if I were mei", "In-Reply-To: " + App::at(mails, "/items/0/message_id") + "\r\n"));
    CHECK(received.outcome == "unverified");
    app.run_jobs();
    CHECK(app.ask("GET", "/api/v1/demo/mails").body.find("as if I were") == std::string::npos);
}

ON_EVERY_APP("mail: the same bytes twice are one message") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    const auto raw = raw_mail("li@a.example", "Once", "x");
    const auto first = send(app, raw), again = send(app, raw);
    CHECK(again.outcome == "duplicate");
    CHECK(again.kept_id == first.kept_id);
    CHECK(App::at(app.ask("GET", "/api/v1/tickets", "", "mei@desk.example"), "/items/1") == "");
}

ON_EVERY_APP("B13 mail: two mails with one Message-ID are two mails") {
    app.add_mailbox(kBox);
    const std::string head = "From: a@x.example\r\nTo: support@harbor.example\r\nMessage-ID: <same@x.example>\r\nSubject: s\r\n\r\n";
    CHECK(send(app, head + "one\r\n").outcome == "new_ticket");
    CHECK(send(app, head + "two\r\n").outcome != "duplicate");
}

ON_EVERY_APP("B9 B10 mail: robots are not answered, and a person only once in a while") {
    app.add_mailbox(kBox);
    const char* automatic[] = {"Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n", "List-Id: <dev.example.org>\r\n", "X-Auto-Response-Suppress: All\r\n"};
    int n = 0;
    for (const char* header : automatic) send(app, raw_mail("robot" + std::to_string(++n) + "@x.example", "I am away", "x", header));
    app.run_jobs();
    CHECK(App::at(app.ask("GET", "/api/v1/demo/mails"), "/items") == "[]");
    for (int i = 0; i < 5; ++i) send(app, raw_mail("person@x.example", "Mail " + std::to_string(i), "x"));
    app.run_jobs();
    const auto mails = app.ask("GET", "/api/v1/demo/mails");
    CHECK(App::at(mails, "/items/0/to") == "person@x.example");
    CHECK(App::at(mails, "/items/1") == "");
}

ON_EVERY_APP("mail: a bounce is shown at the message it belongs to") {
    std::string id;
    const auto mails = answered(app, id);
    const auto original = App::at(mails, "/items/0/message_id");
    const std::string bounce =
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: support@harbor.example\r\nSubject: Undelivered Mail Returned to Sender\r\nReturn-Path: <>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; li@a.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: support@harbor.example\r\nTo: li@a.example\r\nMessage-ID: " + original + "\r\nSubject: Re\r\n\r\nx\r\n--b--\r\n";
    const auto received = send(app, bounce);
    CHECK(received.outcome == "bounce");
    CHECK(received.ticket_id == id);
    const auto page = app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example");
    CHECK(App::at(page, "/messages/1/delivery/0/state") == "bounced");
    CHECK(App::at(page, "/messages/1/delivery/0/detail").find("5.1.1") != std::string::npos);
    CHECK(App::at(page, "/message_count") == "2");
}

ON_EVERY_APP("mail: what cannot be placed is kept, shown, and can be tried again") {
    app.add_person("mei@desk.example", "agent");
    const auto received = send(app, raw_mail("li@a.example", "Early", "before the mailbox"), "later@harbor.example");
    CHECK(received.outcome == "unprocessed");
    auto list = app.ask("GET", "/api/v1/mail/unprocessed", "", "mei@desk.example");
    CHECK(App::at(list, "/items/0/id") == received.kept_id);
    CHECK(app.ask("GET", "/api/v1/mail/unprocessed/" + received.kept_id + "/raw", "", "mei@desk.example").body.find("before the mailbox") != std::string::npos);
    app.add_mailbox("later@harbor.example");
    const auto again = app.ask("POST", "/api/v1/mail/unprocessed/" + received.kept_id + "/retry", "", "mei@desk.example");
    CHECK(App::at(again, "/outcome") == "new_ticket");
    CHECK(App::at(app.ask("GET", "/api/v1/mail/unprocessed", "", "mei@desk.example"), "/items") == "[]");
    CHECK(send(app, "\r\n\r\nno headers at all").outcome == "unprocessed");
    CHECK(send(app, "").outcome == "unprocessed");
}

ON_EVERY_APP("mail: anybody joins by References on a public list") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox("dev@list.example", "public_list");
    const std::string first = "From: a@x.example\r\nTo: dev@list.example\r\nMessage-ID: <1@x.example>\r\nSubject: Topic\r\n\r\nHello\r\n";
    const auto opened = send(app, first, "dev@list.example");
    const auto joined = send(app, "From: b@y.example\r\nTo: dev@list.example\r\nMessage-ID: <2@y.example>\r\nIn-Reply-To: <1@x.example>\r\nSubject: Re: Topic\r\n\r\nMe too\r\n", "dev@list.example");
    CHECK(joined.ticket_id == opened.ticket_id);
    CHECK(joined.outcome == "reply");
    CHECK(text_of(app, opened.ticket_id, 1) == "Me too");
}

ON_EVERY_APP("mail: stopped sending waits, and nothing is lost") {
    app.add_person("admin@desk.example", "admin");
    app.add_mailbox(kBox);
    CHECK(app.ask("PUT", "/api/v1/mail/sending", R"({"is_stopped":true,"reason":"storm"})", "admin@desk.example").status == 200);
    send(app, raw_mail("li@a.example", "x", "y"));
    app.run_jobs();
    CHECK(App::at(app.ask("GET", "/api/v1/demo/mails"), "/items") == "[]");
    CHECK(App::at(app.ask("GET", "/api/v1/mail/outbox?state=queued", "", "admin@desk.example"), "/items/0/last_error") == "Sending is stopped: storm");
    app.ask("PUT", "/api/v1/mail/sending", R"({"is_stopped":false})", "admin@desk.example");
    app.now() += kMinute;
    app.run_jobs();
    CHECK(App::at(app.ask("GET", "/api/v1/demo/mails"), "/items/0/to") == "li@a.example");
}

ON_EVERY_APP("mail: the rate cap of a mailbox holds and the rest goes out later") {
    app.add_person("mei@desk.example", "agent");
    app.add_person("admin@desk.example", "admin");
    app.add_mailbox(kBox);
    const auto box = app.ask("GET", "/api/v1/mailboxes", "", "admin@desk.example");
    CHECK(app.ask("PATCH", "/api/v1/mailboxes/" + App::at(box, "/items/0/id"), R"({"address":"support@harbor.example","name":"Support","most_per_minute":2})", "admin@desk.example").status == 200);
    for (int i = 0; i < 4; ++i) send(app, raw_mail("p" + std::to_string(i) + "@x.example", "m", "b"));
    app.run_jobs();
    auto count = [&] {
        int n = 0;
        const auto mails = app.ask("GET", "/api/v1/demo/mails");
        while (!App::at(mails, "/items/" + std::to_string(n) + "/id").empty()) ++n;
        return n;
    };
    CHECK(count() == 2);
    app.now() += kMinute;
    app.run_jobs();
    CHECK(count() == 4);
}

ON_EVERY_APP("mail: a public list opens no private ticket, whatever Message-ID it names") {
    std::string id;
    answered(app, id);
    app.add_mailbox("dev@list.example", "public_list");
    const auto original = std::to_string(std::hash<std::string>{}("Li <li@a.example>BrokenHelp!"));
    const auto received = send(app, raw_mail("evil@elsewhere.example", "Re", "let me in", "In-Reply-To: <" + original + "@client.example>\r\n"), "dev@list.example");
    CHECK(received.ticket_id != id);
    CHECK(App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example"), "/participants/1") == "");
}

ON_EVERY_APP("mail: one mail to two addresses of one mailbox is one message") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    const auto raw = raw_mail("li@a.example", "Twice addressed", "x");
    CHECK(send(app, raw).outcome == "new_ticket");
    CHECK(send(app, raw, "support+sales@harbor.example").outcome == "duplicate");
}

ON_EVERY_APP("mail: an answer to a ticket that was merged twice arrives at the last one") {
    std::string first;
    const auto reply_to = App::at(answered(app, first), "/items/0/reply_to");
    const auto second = send(app, raw_mail("li@a.example", "Second", "b")).ticket_id, third = send(app, raw_mail("li@a.example", "Third", "c")).ticket_id;
    CHECK(app.ask("POST", "/api/v1/tickets/" + first + "/merger", R"({"into":")" + second + R"("})", "mei@desk.example").status == 200);
    CHECK(app.ask("POST", "/api/v1/tickets/" + second + "/merger", R"({"into":")" + third + R"("})", "mei@desk.example").status == 200);
    const auto received = send(app, raw_mail("li@a.example", "Re", "still here"), reply_to);
    CHECK(received.outcome == "reply");
    CHECK(received.ticket_id == third);
    CHECK(App::at(app.ask("GET", "/api/v1/tickets/" + third, "", "mei@desk.example"), "/messages/1/delivery/0/state") == "sent");
}

ON_EVERY_APP("mail: agents of one team see that team's outgoing and unprocessed mail, and no other") {
    std::string id;
    answered(app, id);  // a ticket without a team, and its mails
    app.add_person("xaver@desk.example", "agent");
    app.add_person("admin@desk.example", "admin");
    const auto team = App::at(app.ask("POST", "/api/v1/teams", R"({"name":"X"})", "admin@desk.example"), "/id");
    const auto xaver = App::at(app.ask("GET", "/api/v1/me", "", "xaver@desk.example"), "/id");
    CHECK(app.ask("PATCH", "/api/v1/people/" + xaver, R"({"all_teams":false})", "admin@desk.example").status == 200);
    CHECK(app.ask("PUT", "/api/v1/teams/" + team + "/members/" + xaver, "", "admin@desk.example").status == 204);

    auto outbox = [&](const char* as) { return app.ask("GET", "/api/v1/mail/outbox?state=sent", "", as); };
    CHECK(App::at(outbox("mei@desk.example"), "/items/0/ticket_id") == id);
    CHECK(App::at(outbox("xaver@desk.example"), "/items") == "[]");
    static constexpr db::Query kFail{"test.fail", "UPDATE outbox SET state = 'failed'"};
    (void)app.house().database->write([](db::Tx& tx) -> Result<> { tx.exec(kFail, {}); return Done{}; });
    const auto failed = App::at(app.ask("GET", "/api/v1/mail/outbox?state=failed", "", "mei@desk.example"), "/items/0/id");
    CHECK(app.ask("POST", "/api/v1/mail/outbox/" + failed + "/retry", "", "xaver@desk.example").status == 404);
    CHECK(app.ask("PUT", "/api/v1/tickets/" + id + "/assignment", R"({"team_id":")" + team + R"("})", "mei@desk.example").status == 200);
    CHECK(App::at(app.ask("GET", "/api/v1/mail/outbox?state=failed", "", "xaver@desk.example"), "/items/0/id") == failed);
    CHECK(app.ask("POST", "/api/v1/mail/outbox/" + failed + "/retry", "", "xaver@desk.example").status == 204);

    const auto lost = send(app, raw_mail("li@a.example", "Lost", "Where?"), "nobody@harbor.example").kept_id;
    const std::string path = "/api/v1/mail/unprocessed";
    CHECK(App::at(app.ask("GET", path, "", "mei@desk.example"), "/items/0/id") == lost);
    CHECK(App::at(app.ask("GET", path, "", "xaver@desk.example"), "/items") == "[]");
    CHECK(app.ask("GET", path + "/" + lost + "/raw", "", "xaver@desk.example").status == 404);
    CHECK(app.ask("POST", path + "/" + lost + "/retry", "", "xaver@desk.example").status == 404);
    CHECK(app.ask("DELETE", path + "/" + lost, "", "xaver@desk.example").status == 404);
    static constexpr db::Query kGive{"test.give", "UPDATE kept_mails SET mailbox_id = (SELECT id FROM mailboxes) WHERE id = $1"};
    static constexpr db::Query kTeam{"test.team", "UPDATE mailboxes SET team_id = $1"};
    (void)app.house().database->write([&](db::Tx& tx) -> Result<> { tx.exec(kGive, {lost}); tx.exec(kTeam, {team}); return Done{}; });
    CHECK(App::at(app.ask("GET", path, "", "xaver@desk.example"), "/items/0/id") == lost);
    CHECK(app.ask("GET", path + "/" + lost + "/raw", "", "xaver@desk.example").status == 200);
    CHECK(app.ask("POST", path + "/" + lost + "/retry", "", "xaver@desk.example").status == 200);
}

ON_EVERY_APP("mail: a mailbox cannot take another's address, not even that of one no longer used") {
    app.add_person("ada@desk.example", "admin");
    const auto first = app.add_mailbox("first@harbor.example"), second = app.add_mailbox("second@harbor.example");
    CHECK(app.ask("DELETE", "/api/v1/mailboxes/" + first, "", "ada@desk.example").status == 204);
    const std::string body = R"({"address":"first@harbor.example","name":"Support"})";
    for (const auto& answer : {app.ask("PATCH", "/api/v1/mailboxes/" + second, body, "ada@desk.example"), app.ask("POST", "/api/v1/mailboxes", body, "ada@desk.example")}) {
        CHECK(answer.status == 422);
        CHECK(App::at(answer, "/errors/0/pointer") == "/address");
        CHECK(App::at(answer, "/errors/0/code") == "taken");
    }
    CHECK(app.ask("PATCH", "/api/v1/mailboxes/" + second, R"({"address":"second@harbor.example","name":"Support","team_id":"none"})", "ada@desk.example").status == 422);
    CHECK(app.ask("PATCH", "/api/v1/mailboxes/" + second, R"({"address":"second@harbor.example","name":"Desk"})", "ada@desk.example").status == 200);
}
