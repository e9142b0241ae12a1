// Attacks by mail, named as in the list of attacks that every release must withstand; the others are in
// intake_test.cpp.
#include "support/scenario.hpp"

using namespace mainstay;

namespace {

constexpr char kBox[] = "support@harbor.example";

std::string raw_mail(const std::string& headers, const std::string& body = "Help!") {
    return headers + "Message-ID: <" + std::to_string(std::hash<std::string>{}(headers + body)) +
           "@x.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + "\r\n";
}
channels::Received send(App& app,
                        const std::string& raw,
                        const std::string& to = kBox,
                        const std::string& sender = "x@x.example") {
    return app.house().channels->receive(raw,
                                         {.source = "lmtp",
                                          .envelope_from = sender,
                                          .recipient = to,
                                          .mailbox_id = {},
                                          .trace = "Return-Path: <" + sender + ">\r\n"});
}
int mails_out(App& app) {
    int n = 0;
    const auto mails = app.ask("GET", "/api/v1/demo/mails");
    while (!App::at(mails, "/items/" + std::to_string(n) + "/id").empty()) ++n;
    return n;
}
std::string ask_ticket(App& app, const std::string& id, const std::string& as = "mei@desk.example") {
    return app.ask("GET", "/api/v1/tickets/" + id, "", as).body;
}
// A ticket of li by mail; gives the address that only li's answers come to.
std::string reply_address_of(App& app, std::string& ticket_id) {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    ticket_id =
        send(app, raw_mail("From: Li <li@a.example>\r\nTo: support@harbor.example\r\nSubject: Broken\r\n"))
            .ticket_id;
    app.run_jobs();
    return App::at(app.ask("GET", "/api/v1/demo/mails"), "/items/0/reply_to");
}

}  // namespace

ON_EVERY_APP("B4: a right and a wrong token get the same answer at the door, and a wrong one is a new mail") {
    std::string id;
    const auto right = reply_address_of(app, id);
    auto wrong = right;
    wrong[12] = wrong[12] == 'a' ? 'b' : 'a';
    CHECK(right.find('@') - right.find("+t-") - 3 >= 26);  // 128 bits in base32
    CHECK(app.house().channels->mailbox_for(right)->id == app.house().channels->mailbox_for(wrong)->id);
    const auto guessed = send(app, raw_mail("From: li@a.example\r\nSubject: guess\r\n"), wrong);
    CHECK(guessed.outcome == "new_ticket");
    CHECK(guessed.ticket_id != id);
}

ON_EVERY_APP("B5: the token of one person is no key for another who may see the ticket's mails") {
    std::string id;
    const auto address = reply_address_of(app, id);
    app.add_person("bob@a.example", "customer");
    const auto received = send(app, raw_mail("From: bob@a.example\r\nSubject: Re\r\n"), address);
    CHECK(received.outcome == "unverified");
    CHECK(app.ask("GET", "/api/v1/tickets/" + id, "", "bob@a.example").status == 404);
}

ON_EVERY_APP("B6: who writes is the one parsed From address, whatever is dressed up around it") {
    std::string id;
    const auto address = reply_address_of(app, id);
    const char* disguises[] = {
        "From: \"li@a.example\" <evil@x.example>\r\n",
        "From: evil@x.example (li@a.example)\r\n",
        "From: evil@x.example\r\nSender: li@a.example\r\nReply-To: li@a.example\r\n",
        "From: li@a.example, evil@x.example\r\n",
        "From: li@a.example\r\nFrom: evil@x.example\r\n",
        "From: friends: li@a.example, evil@x.example;\r\n",
        "From: =?utf-8?q?li=40a=2Eexample?= <evil@x.example>\r\n",
        "From: li@\xD0\xB0.example\r\n",  // a Cyrillic a
        "From: <li@a.example@x.example>\r\n",
        "From: li@a.example.x.example\r\n",
    };
    for (const char* from : disguises) {
        CAPTURE(std::string(from));
        CHECK(send(app, raw_mail(std::string(from) + "Subject: Re\r\n", from), address).outcome != "reply");
    }
    CHECK(
        send(app, raw_mail("From: \"evil@x.example\" <LI@a.example>\r\nSubject: Re\r\n"), address).outcome ==
        "reply");
}

ON_EVERY_APP("B7: control headers from outside say nothing") {
    std::string id;
    reply_address_of(app, id);
    const auto received =
        send(app,
             raw_mail("From: evil@x.example\r\nSubject: [#1] Re: Broken\r\nX-Mainstay-Ticket: " + id +
                      "\r\nX-Mainstay-Role: admin\r\nX-Mainstay-Actor: mei@desk.example\r\n"
                      "X-Loop: support@harbor.example\r\nList-Id: "
                      "<support.harbor.example>\r\nX-Mainstay-Verified: yes\r\nReceived-SPF: pass\r\n"
                      "Authentication-Results: mx; dkim=pass header.d=desk.example\r\n"));
    CHECK(received.outcome == "new_ticket");
    CHECK(received.ticket_id != id);
    CHECK(ask_ticket(app, received.ticket_id).find("mei@desk.example") == std::string::npos);
}

ON_EVERY_APP("B8: a verification mail sent to a reply address is not shown to whoever opened the ticket") {
    std::string id;
    const auto address = reply_address_of(app, id);
    const auto received =
        send(app, raw_mail("From: no-reply@chat.example\r\nSubject: Confirm\r\n", "CODE-314159"), address);
    CHECK(received.outcome == "unverified");
    CHECK(ask_ticket(app, id).find("CODE-314159") != std::string::npos);
    CHECK(ask_ticket(app, id, "li@a.example").find("CODE-314159") == std::string::npos);
    app.run_jobs();
    CHECK(app.ask("GET", "/api/v1/demo/mails").body.find("CODE-314159") == std::string::npos);
}

ON_EVERY_APP("B9: a thousand mails in the name of a victim bring the victim few answers") {
    app.add_mailbox(kBox);
    for (int i = 0; i < 1000; ++i) {
        send(app, raw_mail("From: victim@x.example\r\nSubject: Buy now " + std::to_string(i) + "\r\n"));
        if (i % 100 == 99) app.now() += kMinute;
    }
    app.run_jobs();
    CHECK(mails_out(app) <= 2);
    CHECK(app.ask("GET", "/api/v1/demo/mails").body.find("Buy now") == std::string::npos);
}

ON_EVERY_APP(
    "B10: answering machines with and without headers, empty senders and bounces of bounces end at once") {
    std::string id;
    const auto address = reply_address_of(app, id);
    app.ask(
        "POST", "/api/v1/tickets/" + id + "/messages", R"({"body":"Which version?"})", "mei@desk.example");
    app.run_jobs();
    const auto before = mails_out(app);
    for (int i = 0; i < 10; ++i) {
        const auto n = std::to_string(i);
        send(app,
             raw_mail("From: li@a.example\r\nSubject: Away " + n + "\r\nAuto-Submitted: auto-replied\r\n"),
             address);
        send(app,
             raw_mail("From: li@a.example\r\nSubject: Out of office " + n + "\r\n", "I am on holiday " + n),
             address);
        send(app,
             raw_mail("From: machine" + n + "@x.example\r\nSubject: ping\r\nPrecedence: auto_reply\r\n"));
        send(app,
             raw_mail("From: MAILER-DAEMON@x.example\r\nSubject: Undelivered Mail " + n +
                      "\r\nContent-Description: x\r\n"),
             kBox,
             "");
        send(app, raw_mail("From: robot" + n + "@x.example\r\nSubject: no sender\r\n"), kBox, "");
        send(app, raw_mail("From: support@harbor.example\r\nSubject: loop " + n + "\r\n"));
    }
    app.run_jobs();
    CHECK(mails_out(app) == before);
}

ON_EVERY_APP("B11: line ends in names, subjects and file names become no header of ours") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    const auto id = send(app,
                         raw_mail("From: =?utf-8?q?Li=0D=0ABcc:_evil@x.example?= <li@a.example>\r\nSubject: "
                                  "=?utf-8?q?Hi=0D=0ABcc:_evil@x.example=0D=0A=0D=0AFirst_line=E2=80=A8Bcc:_"
                                  "evil@x.example=00?=\r\n"))
                        .ticket_id;
    REQUIRE(!id.empty());
    const auto file = App::at(app.ask("POST",
                                      "/api/v1/uploads?name=a%E2%80%A8Bcc:%20evil@x.example%22;x.txt",
                                      "x",
                                      "mei@desk.example",
                                      {{"content-type", "text/plain"}}),
                              "/id");
    REQUIRE(!file.empty());
    REQUIRE(app.ask("POST",
                    "/api/v1/tickets/" + id + "/messages",
                    R"({"body":"Hello","attachments":[")" + file + R"("]})",
                    "mei@desk.example")
                .status == 201);
    app.run_jobs();
    const auto sent = app.house().database->read([](db::Tx& tx) {
        static constexpr db::Query kAll{"test.mails", "SELECT raw FROM demo_mails"};
        return tx.list(kAll, {}, [](const db::Row& row) { return channels::inflate_base64(row.text(0)); });
    });
    CHECK(sent.size() == 2);  // the acknowledgement and the answer
    for (const auto& raw : sent) {
        CHECK(raw.find("\nBcc:") == std::string::npos);
        CHECK(raw.find('\0') == std::string::npos);
        const auto read = mail::read(raw);
        CHECK(read.to.size() == 1);
        CHECK(read.to.front().address == "li@a.example");
    }
}
