// What must never happen to a mail on its way in, whatever the database, the files or two people at once do.
#include <atomic>
#include <filesystem>
#include <thread>

#include "support/scenario.hpp"

using namespace mainstay;

namespace {

constexpr char kBox[] = "support@harbor.example";

std::string raw_mail(const std::string& subject, const std::string& more = "") {
    return "From: Li <li@a.example>\r\nTo: support@harbor.example\r\nSubject: " + subject +
           "\r\nMessage-ID: <" + std::to_string(std::hash<std::string>{}(subject + more)) +
           "@client.example>\r\n" + more + "Content-Type: text/plain; charset=utf-8\r\n\r\nHelp!\r\n";
}
channels::Received send(App& app, const std::string& raw, const std::string& to = kBox) {
    return app.house().channels->receive(
        raw,
        {.source = "lmtp", .envelope_from = "li@a.example", .recipient = to, .mailbox_id = {}, .trace = {}});
}
int tickets_of(App& app) {
    int n = 0;
    const auto list = app.ask("GET", "/api/v1/tickets?view=all", "", "mei@desk.example");
    while (!App::at(list, "/items/" + std::to_string(n) + "/id").empty()) ++n;
    return n;
}
// Makes PostgreSQL do `what` at the first new ticket, and only then: a sequence is not rolled back.
void fail_once(App& app, const std::string& what) {
    (void)app.house().database->write([&](db::Tx& tx) -> Result<> {
        tx.run_script(
            "CREATE SEQUENCE failed; CREATE FUNCTION fail_once() RETURNS trigger AS $$ BEGIN IF "
            "nextval('failed') = 1 THEN " +
            what +
            " END IF; RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER fail_once BEFORE INSERT ON tickets "
            "FOR EACH ROW EXECUTE FUNCTION fail_once()");
        return Done{};
    });
}
std::size_t files_of(App& app) {
    std::size_t n = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             std::filesystem::path(app.house().blobs.upload_folder()).parent_path()))
        n += entry.is_regular_file() ? 1 : 0;
    return n;
}
bool is_postgres(App& app) {
    return app.house().database->engine() == db::Engine::postgres;
}

}  // namespace

ON_EVERY_APP("receive: a deadlock in the middle of a mail is tried again, not shown as unprocessed") {
    if (!is_postgres(app)) return;  // SQLite has one writer
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    fail_once(app, "RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01';");
    CHECK(send(app, raw_mail("Deadlock")).outcome == "new_ticket");
    CHECK(tickets_of(app) == 1);
    CHECK(App::at(app.ask("GET", "/api/v1/mail/unprocessed", "", "mei@desk.example"), "/items") == "[]");
}

ON_EVERY_APP(
    "receive: a connection lost in the middle of a mail is an exception; sent again it is one ticket") {
    if (!is_postgres(app)) return;
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    fail_once(app, "PERFORM pg_terminate_backend(pg_backend_pid());");
    const auto raw = raw_mail("Lost");
    CHECK_THROWS_AS(send(app, raw), db::Undone);
    CHECK(tickets_of(app) == 0);
    CHECK(App::at(app.ask("GET", "/api/v1/mail/unprocessed", "", "mei@desk.example"), "/items") == "[]");
    CHECK(send(app, raw).outcome == "new_ticket");
    CHECK(send(app, raw).outcome == "duplicate");
    CHECK(tickets_of(app) == 1);
}

ON_EVERY_APP(
    "receive: raw bytes of another charset in headers, names and the envelope are kept, not refused") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    const auto raw = raw_mail("caf\xE9 \xC4\xE3\xBA\xC3",
                              "Cc: \"J\xF6rg\" <joerg@a.example>\r\nReferences: "
                              "<\xFF\xFE@x.example>\r\nX-Odd: \xF0\x28\r\nDate: \xE9\r\n");
    const auto received = app.house().channels->receive(raw,
                                                        {.source = "lmtp",
                                                         .envelope_from = "j\xF6rg@a.example",
                                                         .recipient = kBox,
                                                         .mailbox_id = {},
                                                         .trace = {}});
    CHECK(received.outcome == "new_ticket");
    const auto odd = app.house().channels->receive("\xC4\xE3",
                                                   {.source = "lmtp",
                                                    .envelope_from = "\xC4\xE3@a.example",
                                                    .recipient = "\xC4\xE3@b.example",
                                                    .mailbox_id = {},
                                                    .trace = {}});
    CHECK(odd.outcome == "unprocessed");
    const auto page = app.ask("GET", "/api/v1/mail/unprocessed", "", "mei@desk.example");
    CHECK(App::at(page, "/items/0/envelope_from") == "\uFFFD\uFFFD@a.example");
}

ON_EVERY_APP("receive: two people who retry one mail at once make one ticket") {
    app.add_person("mei@desk.example", "agent");
    const auto kept = send(app, raw_mail("Early"), "later@harbor.example");
    REQUIRE(kept.outcome == "unprocessed");
    app.add_mailbox("later@harbor.example");
    std::atomic<int> made = 0, refused = 0;
    std::vector<std::thread> people;
    for (int i = 0; i < 4; ++i)
        people.emplace_back([&] {
            const auto again = app.house().channels->retry(for_system("test"), kept.kept_id);
            ++(again ? made : refused);
        });
    for (auto& one : people) one.join();
    CHECK(made == 1);
    CHECK(refused == 3);
    CHECK(tickets_of(app) == 1);
}

ON_EVERY_APP(
    "receive: one mail to two of our addresses is one ticket at each, and no more when it comes again") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    app.add_mailbox("sales@harbor.example");
    const auto raw = raw_mail("To both of you");
    const auto one = send(app, raw), two = send(app, raw, "sales@harbor.example");
    CHECK(one.outcome == "new_ticket");
    CHECK(two.outcome == "new_ticket");
    CHECK(one.ticket_id != two.ticket_id);
    CHECK(send(app, raw).ticket_id == one.ticket_id);
    CHECK(send(app, raw, "sales@harbor.example").ticket_id == two.ticket_id);
    CHECK(tickets_of(app) == 2);
}

ON_EVERY_APP(
    "receive: a large mail is a file, its attachments too, and nothing of a second delivery stays behind") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    const std::string bytes(300'000, 'x');
    const auto raw =
        "From: li@a.example\r\nTo: support@harbor.example\r\nSubject: Log\r\nContent-Type: multipart/mixed; "
        "boundary=b\r\n\r\n--b\r\n\r\nSee the log\r\n--b\r\n"
        "Content-Type: application/octet-stream; name=log.bin\r\n\r\n" +
        bytes + "\r\n--b--\r\n";
    const auto received = app.house().channels->receive(raw,
                                                        {.source = "lmtp",
                                                         .envelope_from = "li@a.example",
                                                         .recipient = kBox,
                                                         .mailbox_id = {},
                                                         .trace = "Return-Path: <li@a.example>\r\n"});
    REQUIRE(received.outcome == "new_ticket");
    const auto page = app.ask("GET", "/api/v1/tickets/" + received.ticket_id, "", "mei@desk.example");
    CHECK(App::at(page, "/messages/0/attachments/0/size") == "300000");
    const auto download = app.ask(
        "GET",
        "/api/v1/tickets/" + received.ticket_id + "/messages/" + App::at(page, "/messages/0/id") + "/raw",
        "",
        "mei@desk.example");
    REQUIRE(download.file);
    CHECK(blob::MappedFile(download.file->path).bytes().view() == "Return-Path: <li@a.example>\r\n" + raw);
    const auto before = files_of(app);
    CHECK(send(app, raw).outcome == "duplicate");
    CHECK(send(app, raw, "nobody@elsewhere.example").outcome == "unprocessed");
    CHECK(files_of(app) == before + 1);  // the raw bytes of what is unprocessed
}

ON_EVERY_APP("receive: a token in strange hands opens no private ticket by way of a public list") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    app.add_mailbox("dev@list.example", "public_list");
    const auto id = send(app, raw_mail("Private")).ticket_id;
    app.run_jobs();
    const auto reply_to = App::at(app.ask("GET", "/api/v1/demo/mails"), "/items/0/reply_to");
    REQUIRE(reply_to.starts_with("support+t-"));
    const auto raw = "From: evil@elsewhere.example\r\nTo: dev@list.example, " + reply_to +
                     "\r\nSubject: Re\r\nMessage-ID: <9@elsewhere.example>\r\n\r\nlet me in\r\n";
    CHECK(send(app, raw, "dev@list.example").outcome != "reply");
    const auto page = app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example");
    CHECK(App::at(page, "/participants/1") == "");
    CHECK(App::at(page, "/messages/1/visibility") != "customer");
}

ON_EVERY_APP(
    "receive: an answer with a file goes out whole although its ticket was merged before it was sent") {
    app.add_person("mei@desk.example", "agent");
    app.add_person("admin@desk.example", "admin");
    app.add_mailbox(kBox);
    const auto first = send(app, raw_mail("First")).ticket_id,
               second = send(app, raw_mail("Second")).ticket_id;
    app.run_jobs();
    CHECK(
        app.ask(
               "PUT", "/api/v1/mail/sending", R"({"is_stopped":true,"reason":"storm"})", "admin@desk.example")
            .status == 200);
    const auto file = App::at(app.ask("POST",
                                      "/api/v1/uploads?name=patch.txt",
                                      "the bytes of the patch",
                                      "mei@desk.example",
                                      {{"content-type", "text/plain"}}),
                              "/id");
    CHECK(app.ask("POST",
                  "/api/v1/tickets/" + first + "/messages",
                  R"({"body":"Please apply","attachments":[")" + file + R"("]})",
                  "mei@desk.example")
              .status == 201);
    app.run_jobs();
    CHECK(app.ask("POST",
                  "/api/v1/tickets/" + first + "/merger",
                  R"({"into":")" + second + R"("})",
                  "mei@desk.example")
              .status == 200);
    CHECK(app.ask("PUT", "/api/v1/mail/sending", R"({"is_stopped":false})", "admin@desk.example").status ==
          200);
    app.now() += kMinute;
    app.run_jobs();
    const auto raw = app.house().database->read([](db::Tx& tx) {
        static constexpr db::Query kLast{"test.last_mail",
                                         "SELECT raw FROM demo_mails ORDER BY id DESC LIMIT 1"};
        return *tx.find(kLast, {}, [](const db::Row& row) { return channels::inflate_base64(row.text(0)); });
    });
    const auto sent = mail::read(raw);
    CHECK(sent.text.find("Please apply") != std::string::npos);
    REQUIRE(sent.attachments.size() == 1);
    CHECK(sent.attachments[0].name == "patch.txt");
    CHECK(sent.attachments[0].bytes == "the bytes of the patch");
}

ON_EVERY_APP(
    "receive: a mail too large to fetch is shown once, with its headers and real size, and is not retried as "
    "if it were whole") {
    app.add_person("mei@desk.example", "agent");
    app.add_mailbox(kBox);
    const auto box = *app.house().channels->mailbox_for(kBox);
    const std::string headers = "From: Li <li@a.example>\r\nSubject: The whole dump\r\n\r\n";
    app.house().channels->note_too_large(box, headers, 70'000'000);
    app.house().channels->note_too_large(box, headers, 70'000'000);
    const auto list = app.ask("GET", "/api/v1/mail/unprocessed", "", "mei@desk.example");
    CHECK(App::at(list, "/items/0/code") == "too_large");
    CHECK(App::at(list, "/items/0/size") == "70000000");
    CHECK(App::at(list, "/items/0/envelope_from") == "li@a.example");
    CHECK(App::at(list, "/items/1") == "");
    const auto id = App::at(list, "/items/0/id");
    CHECK(app.ask("GET", "/api/v1/mail/unprocessed/" + id + "/raw", "", "mei@desk.example").body == headers);
    CHECK(app.ask("POST", "/api/v1/mail/unprocessed/" + id + "/retry", "", "mei@desk.example").status == 409);
    CHECK(tickets_of(app) == 0);
    CHECK(app.ask("DELETE", "/api/v1/mail/unprocessed/" + id, "", "mei@desk.example").status == 204);
}
