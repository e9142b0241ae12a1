#include "support/scenario.hpp"

using namespace mainstay;

namespace {

void add_people(App& app) {
    app.add_person("mei@desk.example", "agent");
    const auto a = app.add_organisation("Blue River");
    const auto b = app.add_organisation("Red Hill");
    app.add_person("li@a.example", "customer", a);
    app.add_person("wang@a.example", "customer", a);
    app.add_person("bob@b.example", "customer", b);
}

std::int64_t count_of(App& app, const std::string& view, const std::string& as = "mei@desk.example") {
    const auto views = app.ask("GET", "/api/v1/views", "", as);
    for (int i = 0; i < 20; ++i)
        if (App::at(views, "/items/" + std::to_string(i) + "/key") == view) return std::stoll(App::at(views, "/items/" + std::to_string(i) + "/count"));
    return -1;
}

}  // namespace

ON_EVERY_APP("tickets: a guest is asked to sign in") {
    CHECK(app.ask("POST", "/api/v1/tickets", R"({"subject":"x","body":"y"})").status == 401);
    CHECK(app.ask("GET", "/api/v1/tickets").status == 401);
}

ON_EVERY_APP("tickets: every mistake is reported at once") {
    add_people(app);
    const auto r = app.ask("POST", "/api/v1/tickets", R"({"subjct":"x","body":7,"tags":"no"})", "li@a.example");
    CHECK(r.status == 422);
    for (const char* part : {R"("pointer":"/subject")", R"("pointer":"/subjct")", R"("pointer":"/body")", R"("pointer":"/tags")"})
        CHECK_MESSAGE(r.body.find(part) != std::string::npos, r.body);
}

ON_EVERY_APP("tickets: opened, answered, answered again, resolved, reopened") {
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "It broke 它坏了");
    CHECK(count_of(app, "new") == 1);
    CHECK(count_of(app, "unassigned") == 1);
    auto r = app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"body":"Which version?"})", "mei@desk.example");
    CHECK(r.status == 201);
    r = app.ask("GET", "/api/v1/tickets/" + id, "", "li@a.example");
    CHECK(App::at(r, "/status") == "waiting_for_customer");
    CHECK(App::at(r, "/messages/1/text") == "Which version?");
    app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"body":"3.2"})", "li@a.example");
    CHECK(count_of(app, "waiting_for_us") == 1);
    r = app.ask("POST", "/api/v1/tickets/" + id + "/resolution", R"({"summary":"Upgraded","message":"Please upgrade."})", "mei@desk.example");
    CHECK(App::at(r, "/status") == "resolved");
    CHECK(App::at(r, "/messages/3/text") == "Please upgrade.");
    CHECK(count_of(app, "open") == 0);
    CHECK(count_of(app, "resolved") == 1);
    CHECK(app.ask("POST", "/api/v1/tickets/" + id + "/resolution", "{}", "mei@desk.example").status == 409);
    r = app.ask("POST", "/api/v1/tickets/" + id + "/reopening", R"({"reason":"Not yet"})", "li@a.example");
    CHECK(App::at(r, "/status") == "open");
    CHECK(count_of(app, "open") == 1);
    CHECK(count_of(app, "all") == 1);
}

ON_EVERY_APP("tickets: what another organisation has does not exist") {
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "Secret plans");
    for (const char* other : {"bob@b.example", "wang@a.example"}) {
        for (const auto& path : {"/api/v1/tickets/" + id, std::string("/api/v1/tickets/1"), "/api/v1/tickets/" + id + "/messages", "/api/v1/tickets/" + id + "/history"})
            CHECK_MESSAGE(app.ask("GET", path, "", other).status == 404, path);
        CHECK(app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"body":"hello"})", other).status == 404);
        CHECK(app.ask("POST", "/api/v1/tickets/" + id + "/closure", "{}", other).status == 404);
        CHECK(App::at(app.ask("GET", "/api/v1/tickets", "", other), "/items") == "[]");
        CHECK(App::at(app.ask("GET", "/api/v1/search?q=secret", "", other), "/items") == "[]");
        CHECK(App::at(app.ask("GET", "/api/v1/search?q=%231", "", other), "/items") == "[]");
    }
}

ON_EVERY_APP("tickets: colleagues see each other's tickets when the organisation shares") {
    const auto org = app.add_organisation("Sharing", true);
    app.add_person("one@s.example", "customer", org);
    app.add_person("two@s.example", "customer", org);
    const auto id = app.open_ticket("one@s.example", "Shared");
    CHECK(app.ask("GET", "/api/v1/tickets/" + id, "", "two@s.example").status == 200);
    CHECK(App::at(app.ask("GET", "/api/v1/tickets", "", "two@s.example"), "/items/0/subject") == "Shared");
}

ON_EVERY_APP("tickets: an internal note reaches no customer, in no way") {
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "Question");
    CHECK(app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"kind":"note","body":"CANARY they are late with paying"})", "mei@desk.example").status == 201);
    for (const auto& path : {"/api/v1/tickets/" + id, "/api/v1/tickets/" + id + "/messages", "/api/v1/tickets/" + id + "/history", std::string("/api/v1/search?q=canary"), std::string("/api/v1/tickets")}) {
        const auto r = app.ask("GET", path, "", "li@a.example");
        CHECK_MESSAGE(r.body.find("CANARY") == std::string::npos, path);
        CHECK_MESSAGE(r.body.find("note") == std::string::npos, path, r.body);
    }
    CHECK(App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "li@a.example"), "/message_count") == "1");
    CHECK(App::at(app.ask("GET", "/api/v1/search?q=canary", "", "mei@desk.example"), "/items/0/id") == id);
    const auto note = App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example"), "/messages/1/id");
    CHECK(app.ask("GET", "/api/v1/tickets/" + id + "/messages/" + note + "/html", "", "li@a.example").status == 404);
    CHECK(app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"kind":"note","body":"mine"})", "li@a.example").status == 403);
    app.run_jobs();
    CHECK(app.ask("GET", "/api/v1/demo/mails").body.find("CANARY") == std::string::npos);
}

ON_EVERY_APP("tickets: a message of one ticket is not found under another") {
    add_people(app);
    const auto mine = app.open_ticket("bob@b.example", "Mine");
    const auto theirs = app.open_ticket("li@a.example", "Theirs");
    const auto message = App::at(app.ask("GET", "/api/v1/tickets/" + theirs, "", "li@a.example"), "/messages/0/id");
    CHECK(app.ask("GET", "/api/v1/tickets/" + mine + "/messages/" + message + "/html", "", "bob@b.example").status == 404);
    CHECK(app.ask("POST", "/api/v1/tickets/" + mine + "/messages/" + message + "/split", R"({"subject":"x"})", "mei@desk.example").status == 404);
}

ON_EVERY_APP("tickets: a change needs the version it was based on") {
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "Question");
    const auto path = "/api/v1/tickets/" + id;
    CHECK(app.ask("PATCH", path, R"({"subject":"Better"})", "mei@desk.example").status == 428);
    auto r = app.ask("PATCH", path, R"({"subject":"Better","tags":["Kafka"],"impact":"high","urgency":"high"})", "mei@desk.example", {{"if-match", "\"v1\""}});
    CHECK(r.status == 200);
    CHECK(App::at(r, "/priority") == "urgent");
    CHECK(App::at(r, "/tags/0") == "kafka");
    CHECK(app.ask("PATCH", path, R"({"subject":"Worse"})", "mei@desk.example", {{"if-match", "\"v1\""}}).status == 412);
    CHECK(App::at(app.ask("GET", path, "", "mei@desk.example"), "/subject") == "Better");
    CHECK(App::at(app.ask("GET", "/api/v1/search?q=better", "", "mei@desk.example"), "/items/0/id") == id);
    CHECK(app.ask("PATCH", path, R"({"subject":"Mine"})", "li@a.example", {{"if-match", "*"}}).status == 403);
}

ON_EVERY_APP("tickets: history says who changed what") {
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "Question");
    const auto mei = App::at(app.ask("GET", "/api/v1/me", "", "mei@desk.example"), "/id");
    app.ask("PUT", "/api/v1/tickets/" + id + "/assignment", R"({"assignee_id":")" + mei + R"("})", "mei@desk.example");
    const auto r = app.ask("GET", "/api/v1/tickets/" + id + "/history", "", "mei@desk.example");
    CHECK(App::at(r, "/items/0/kind") == "tickets.ticket_assigned");
    CHECK(App::at(r, "/items/0/actor/name") == "mei");
    CHECK(App::at(r, "/items/0/changes/0/field") == "status");
    CHECK(App::at(r, "/items/0/changes/1/to") == mei);
    CHECK(count_of(app, "mine") == 1);
    CHECK(count_of(app, "unassigned") == 0);
    CHECK(App::at(app.ask("GET", "/api/v1/tickets?view=mine", "", "mei@desk.example"), "/items/0/id") == id);
    const auto customer = App::at(app.ask("GET", "/api/v1/me", "", "li@a.example"), "/id");
    CHECK(app.ask("PUT", "/api/v1/tickets/" + id + "/assignment", R"({"assignee_id":")" + customer + R"("})", "mei@desk.example").status == 422);
}

ON_EVERY_APP("tickets: why we did something is said among us, why the customer did to all") {
    add_people(app);
    const auto path = "/api/v1/tickets/" + app.open_ticket("li@a.example", "Question");
    CHECK(app.ask("PUT", path + "/hold", R"({"reason":"CANARY until they pay"})", "mei@desk.example").status == 200);
    CHECK(app.ask("POST", path + "/closure", R"({"reason":"solved it myself"})", "li@a.example").status == 200);
    const auto theirs = app.ask("GET", path + "/history", "", "li@a.example").body, ours = app.ask("GET", path + "/history", "", "mei@desk.example").body;
    CHECK(theirs.find("CANARY") == std::string::npos);
    CHECK(theirs.find("solved it myself") != std::string::npos);
    CHECK(ours.find("CANARY") != std::string::npos);
}

ON_EVERY_APP("tickets: merging moves the words, and stays inside one organisation") {
    add_people(app);
    const auto first = app.open_ticket("li@a.example", "First", "alpha words");
    const auto second = app.open_ticket("li@a.example", "Second", "beta words");
    const auto foreign = app.open_ticket("bob@b.example", "Foreign");
    CHECK(app.ask("POST", "/api/v1/tickets/" + second + "/merger", R"({"into":")" + foreign + R"("})", "mei@desk.example").status == 409);
    CHECK(app.ask("POST", "/api/v1/tickets/" + second + "/merger", R"({"into":"99"})", "mei@desk.example").status == 422);
    const auto r = app.ask("POST", "/api/v1/tickets/" + second + "/merger", R"({"into":"1"})", "mei@desk.example");
    CHECK(App::at(r, "/id") == first);
    CHECK(App::at(r, "/messages/1/text") == "beta words");
    CHECK(App::at(r, "/message_count") == "2");
    CHECK(App::at(app.ask("GET", "/api/v1/tickets/" + second, "", "mei@desk.example"), "/merged_into") == first);
    CHECK(App::at(app.ask("GET", "/api/v1/search?q=beta", "", "mei@desk.example"), "/items/0/id") == first);
    CHECK(app.ask("POST", "/api/v1/tickets/" + second + "/messages", R"({"body":"x"})", "mei@desk.example").status == 409);
    CHECK(count_of(app, "open") == 2);
}

ON_EVERY_APP("tickets: a message can become a ticket of its own") {
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "Two things");
    app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"body":"And another thing: gamma"})", "li@a.example");
    const auto message = App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example"), "/messages/1/id");
    const auto r = app.ask("POST", "/api/v1/tickets/" + id + "/messages/" + message + "/split", R"({"subject":"Another thing"})", "mei@desk.example");
    CHECK(r.status == 201);
    CHECK(App::at(r, "/messages/0/text") == "And another thing: gamma");
    CHECK(App::at(r, "/links/0/ticket_id") == id);
    CHECK(App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example"), "/message_count") == "1");
    CHECK(App::at(app.ask("GET", "/api/v1/search?q=gamma", "", "li@a.example"), "/items/0/id") == App::at(r, "/id"));
    const auto only = App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example"), "/messages/0/id");
    CHECK(app.ask("POST", "/api/v1/tickets/" + id + "/messages/" + only + "/split", R"({"subject":"x"})", "mei@desk.example").status == 409);
}

ON_EVERY_APP("tickets: pages follow each other without gap or double") {
    add_people(app);
    for (int i = 0; i < 7; ++i) {
        app.now() += 1000;
        app.open_ticket("li@a.example", "Number " + std::to_string(i));
    }
    std::string cursor, seen;
    for (int page = 0; page < 4; ++page) {
        const auto r = app.ask("GET", "/api/v1/tickets?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor), "", "mei@desk.example");
        for (int i = 0; i < 3; ++i) seen += App::at(r, "/items/" + std::to_string(i) + "/number") + " ";
        cursor = App::at(r, "/next");
        if (page == 0) app.open_ticket("li@a.example", "Came in between");
        if (cursor == "null") break;
    }
    CHECK(seen == "7 6 5 4 3 2 1   ");
    CHECK(app.ask("GET", "/api/v1/tickets?cursor=forged", "", "mei@desk.example").status == 400);
    CHECK(app.ask("GET", "/api/v1/tickets?sort=subject;drop", "", "mei@desk.example").status == 422);
    CHECK(app.ask("GET", "/api/v1/tickets?nonsense=1", "", "mei@desk.example").status == 400);
}

ON_EVERY_APP("tickets: the same request with the same key happens once") {
    add_people(app);
    const std::string body = R"({"subject":"Once","body":"only"})";
    const auto first = app.ask("POST", "/api/v1/tickets", body, "li@a.example", {{"idempotency-key", "k1"}});
    const auto again = app.ask("POST", "/api/v1/tickets", body, "li@a.example", {{"idempotency-key", "\"k1\""}});
    CHECK(first.status == 201);
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    CHECK(app.ask("POST", "/api/v1/tickets", R"({"subject":"Other","body":"x"})", "li@a.example", {{"idempotency-key", "k1"}}).status == 422);
    CHECK(count_of(app, "all") == 1);
}

ON_EVERY_APP("tickets: hold ends by itself") {
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "Later");
    const auto r = app.ask("PUT", "/api/v1/tickets/" + id + "/hold", R"({"until":"2025-06-16T15:06:40Z","reason":"waits"})", "mei@desk.example");
    CHECK(App::at(r, "/status") == "on_hold");
    REQUIRE(app.house().tickets->release_due());
    CHECK(App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example"), "/status") == "on_hold");
    app.now() += 2 * kDay;
    REQUIRE(app.house().tickets->release_due());
    CHECK(App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example"), "/status") == "open");
}

ON_EVERY_APP("tickets: uploads belong to their uploader until they are sent") {
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "With file");
    const auto up = app.ask("POST", "/api/v1/uploads?name=..%2Flog.txt", "content", "li@a.example", {{"content-type", "text/plain"}});
    CHECK(up.status == 201);
    CHECK(App::at(up, "/name") == "log.txt");
    const auto file = App::at(up, "/id");
    CHECK(app.ask("GET", "/api/v1/attachments/" + file, "", "bob@b.example").status == 404);
    CHECK(app.ask("POST", "/api/v1/tickets/" + app.open_ticket("bob@b.example", "b") + "/messages", R"({"body":"x","attachments":[")" + file + R"("]})", "bob@b.example").status == 422);
    const auto sent = app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"body":"see file","attachments":[")" + file + R"("]})", "li@a.example");
    CHECK(App::at(sent, "/attachments/0/size") == "7");
    const auto got = app.ask("GET", "/api/v1/attachments/" + file, "", "mei@desk.example");
    CHECK(got.status == 200);
    CHECK(got.type == "application/octet-stream");
    CHECK(app.ask("GET", "/api/v1/attachments/" + file, "", "bob@b.example").status == 404);
}

ON_EVERY_APP("tickets: agents of one team do not see another team's tickets or counts") {
    add_people(app);
    app.add_person("xaver@desk.example", "agent");
    app.add_person("admin@desk.example", "admin");
    const auto x = App::at(app.ask("POST", "/api/v1/teams", R"({"name":"X"})", "admin@desk.example"), "/id");
    const auto y = App::at(app.ask("POST", "/api/v1/teams", R"({"name":"Y"})", "admin@desk.example"), "/id");
    const auto xaver = App::at(app.ask("GET", "/api/v1/me", "", "xaver@desk.example"), "/id");
    CHECK(app.ask("PATCH", "/api/v1/people/" + xaver, R"({"all_teams":false})", "admin@desk.example").status == 200);
    CHECK(app.ask("PUT", "/api/v1/teams/" + x + "/members/" + xaver, "", "admin@desk.example").status == 204);
    const auto first = app.open_ticket("li@a.example", "For X delta");
    const auto second = app.open_ticket("li@a.example", "For Y delta");
    app.ask("PUT", "/api/v1/tickets/" + first + "/assignment", R"({"team_id":")" + x + R"("})", "mei@desk.example");
    app.ask("PUT", "/api/v1/tickets/" + second + "/assignment", R"({"team_id":")" + y + R"("})", "mei@desk.example");
    CHECK(app.ask("GET", "/api/v1/tickets/" + first, "", "xaver@desk.example").status == 200);
    CHECK(app.ask("GET", "/api/v1/tickets/" + second, "", "xaver@desk.example").status == 404);
    CHECK(app.ask("POST", "/api/v1/tickets/" + first + "/merger", R"({"into":")" + second + R"("})", "xaver@desk.example").status == 422);
    const auto list = app.ask("GET", "/api/v1/tickets", "", "xaver@desk.example");
    CHECK(App::at(list, "/items/0/id") == first);
    CHECK(App::at(list, "/items/1") == "");
    const auto hits = app.ask("GET", "/api/v1/search?q=delta", "", "xaver@desk.example");
    CHECK(App::at(hits, "/items/0/id") == first);
    CHECK(App::at(hits, "/items/1") == "");
    const auto views = app.ask("GET", "/api/v1/views", "", "xaver@desk.example");
    CHECK(App::at(views, "/items/4/key") == "open");
    CHECK(App::at(views, "/items/4/count") == "1");
}

ON_EVERY_APP("tickets: Chinese words are found, two characters suffice") {
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "升级后报错", "数据库连接失败，请帮忙");
    for (const char* words : {"%E8%BF%9E%E6%8E%A5", "%E5%8D%87%E7%BA%A7", "%E5%BA%93"})
        CHECK_MESSAGE(App::at(app.ask("GET", std::string("/api/v1/search?q=") + words, "", "li@a.example"), "/items/0/id") == id, words);
    CHECK(App::at(app.ask("GET", "/api/v1/search?q=%E6%B2%A1%E6%9C%89", "", "li@a.example"), "/items") == "[]");
}

ON_EVERY_APP("tickets: many are changed at once, each with its own result") {
    add_people(app);
    const auto first = app.open_ticket("li@a.example", "One"), second = app.open_ticket("bob@b.example", "Two");
    const auto r = app.ask("POST", "/api/v1/bulk-changes", R"({"tickets":[")" + first + R"(","99","2"],"status":"closed"})", "mei@desk.example");
    CHECK(r.status == 200);
    CHECK(App::at(r, "/items/0/status") == "200");
    CHECK(App::at(r, "/items/1/code") == "no_such_ticket");
    CHECK(App::at(r, "/items/2/status") == "200");
    CHECK(App::at(app.ask("GET", "/api/v1/tickets/" + second, "", "mei@desk.example"), "/status") == "closed");
    CHECK(app.ask("POST", "/api/v1/bulk-changes", R"({"tickets":["1"],"status":"closed"})", "li@a.example").status == 403);
    CHECK(App::at(app.ask("POST", "/api/v1/bulk-changes", R"({"tickets":["1"]})", "mei@desk.example"), "/items/0/code") == "nothing_to_do");
}

TEST_CASE("tickets: fields= picks members, of what may be seen anyway") {
    App app(db::Engine::sqlite);
    add_people(app);
    app.open_ticket("li@a.example", "One");
    const auto picked = app.ask_unchecked("GET", "/api/v1/tickets?fields=number,subject", "li@a.example");
    CHECK(App::at(picked, "/items/0") == R"({"number":1,"subject":"One"})");
    const auto bad = app.ask("GET", "/api/v1/tickets?fields=number,password_hash", "", "li@a.example");
    CHECK(bad.status == 400);
    CHECK(bad.body.find("?fields") != std::string::npos);
}

ON_EVERY_APP("tickets: an agent of one team sees what they opened, have or follow, and counts, list and search say the same") {
    add_people(app);
    const auto xaver = app.add_person("xaver@desk.example", "agent");
    app.add_person("admin@desk.example", "admin");
    const auto x = App::at(app.ask("POST", "/api/v1/teams", R"({"name":"X"})", "admin@desk.example"), "/id");
    const auto y = App::at(app.ask("POST", "/api/v1/teams", R"({"name":"Y"})", "admin@desk.example"), "/id");
    CHECK(app.ask("PATCH", "/api/v1/people/" + xaver, R"({"all_teams":false})", "admin@desk.example").status == 200);
    CHECK(app.ask("PUT", "/api/v1/teams/" + x + "/members/" + xaver, "", "admin@desk.example").status == 204);
    auto count = [&](const std::string& view) { return count_of(app, view, "xaver@desk.example"); };
    auto listed = [&](const std::string& path) {
        const auto page = app.ask("GET", path, "", "xaver@desk.example");
        int n = 0;
        while (App::at(page, "/items/" + std::to_string(n)) != "") ++n;
        return n;
    };
    auto all_say = [&](int n) {
        CHECK(count("all") == n);
        CHECK(listed("/api/v1/tickets") == n);
        CHECK(listed("/api/v1/search?q=delta") == n);
    };
    auto open_by_xaver = [&](const std::string& more) {
        const auto made = app.ask("POST", "/api/v1/tickets", R"({"subject":"delta","body":"b","requester_email":"li@a.example")" + more + "}", "xaver@desk.example");
        CHECK(made.status == 201);
        CHECK(app.ask("GET", "/api/v1/tickets/" + App::at(made, "/id"), "", "xaver@desk.example").status == 200);
        return made;
    };
    CHECK(App::at(open_by_xaver(""), "/team_id") == x);
    const auto handed = App::at(open_by_xaver(R"(,"team_id":")" + y + R"(")"), "/id");
    CHECK(count("unassigned") == 2);
    all_say(2);
    const auto mine = app.open_ticket("li@a.example", "delta"), other = app.open_ticket("li@a.example", "delta");
    all_say(2);
    app.ask("PUT", "/api/v1/tickets/" + mine + "/assignment", R"({"assignee_id":")" + xaver + R"(","team_id":")" + y + R"("})", "mei@desk.example");
    CHECK(count("mine") == 1);
    CHECK(count("open") == 3);
    all_say(3);
    CHECK(app.ask("GET", "/api/v1/tickets/" + other, "", "xaver@desk.example").status == 404);
    app.ask("PUT", "/api/v1/tickets/" + other + "/followers/" + xaver, "", "mei@desk.example");
    app.ask("PUT", "/api/v1/tickets/" + mine + "/followers/" + xaver, "", "mei@desk.example");  // seen twice, counted once
    CHECK(app.ask("GET", "/api/v1/tickets/" + other, "", "xaver@desk.example").status == 200);
    all_say(4);
    app.ask("POST", "/api/v1/tickets/" + other + "/closure", "{}", "mei@desk.example");
    CHECK(count("closed") == 1);
    CHECK(count("open") == 3);
    const auto passed_on = App::at(open_by_xaver(""), "/id");
    all_say(5);
    CHECK(app.ask("PUT", "/api/v1/tickets/" + passed_on + "/assignment", R"({"team_id":")" + y + R"("})", "xaver@desk.example").status == 200);
    all_say(5);
    app.ask("DELETE", "/api/v1/tickets/" + passed_on + "/followers/" + xaver, "", "mei@desk.example");
    all_say(4);
    CHECK(app.ask("PUT", "/api/v1/teams/" + y + "/members/" + xaver, "", "admin@desk.example").status == 204);  // the same tickets for another reason, and one more
    all_say(5);
    CHECK(app.ask("DELETE", "/api/v1/teams/" + y + "/members/" + xaver, "", "admin@desk.example").status == 204);
    app.ask("DELETE", "/api/v1/tickets/" + other + "/followers/" + xaver, "", "mei@desk.example");
    app.ask("DELETE", "/api/v1/tickets/" + handed + "/followers/" + xaver, "", "mei@desk.example");
    all_say(2);
}

ON_EVERY_APP("search: a customer finds all of theirs among many foreign hits of the same word, page by page") {
    add_people(app);
    std::vector<std::string> own;
    for (int n = 0; n < 3; ++n) {
        own.push_back(app.open_ticket("li@a.example", "delta mine"));
        for (int foreign = 0; foreign < 50; ++foreign) app.open_ticket("bob@b.example", "delta theirs");
    }
    std::string cursor;
    for (int n = 2; n >= 0; --n) {  // newest first, one a page, never an empty page
        const auto page = app.ask("GET", "/api/v1/search?q=delta&limit=1" + (cursor.empty() ? "" : "&cursor=" + cursor), "", "li@a.example");
        CHECK(App::at(page, "/items/0/id") == own[static_cast<std::size_t>(n)]);
        cursor = App::at(page, "/next");
    }
    CHECK(App::at(app.ask("GET", "/api/v1/search?q=delta&limit=1&cursor=" + cursor, "", "li@a.example"), "/items") == "[]");
}

ON_EVERY_APP("search: whoever joins a ticket finds it, whoever leaves it does not, however it came to them") {
    add_people(app);
    app.add_person("ann@c.example", "customer");
    const auto sharing = app.add_organisation("Sharing", true);
    app.add_person("two@s.example", "customer", sharing);
    auto finds = [&](const char* who, const char* word) { return App::at(app.ask("GET", std::string("/api/v1/search?q=") + word, "", who), "/items/0/id"); };
    const auto change = [&](const std::string& id, const std::string& body) {
        const auto version = App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example"), "/version");
        CHECK(app.ask("PATCH", "/api/v1/tickets/" + id, body, "mei@desk.example", {{"if-match", "\"v" + version + "\""}}).status == 200);
    };
    const auto id = app.open_ticket("li@a.example", "delta", "gamma");
    app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"kind":"note","body":"secretword"})", "mei@desk.example");
    CHECK(finds("ann@c.example", "gamma").empty());
    CHECK(app.ask("POST", "/api/v1/tickets/" + id + "/participants", R"({"email":"ann@c.example"})", "mei@desk.example").status == 200);
    CHECK(finds("ann@c.example", "gamma") == id);
    CHECK(finds("ann@c.example", "secretword").empty());
    app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"body":"epsilon"})", "mei@desk.example");
    CHECK(finds("ann@c.example", "epsilon") == id);
    const auto ann = App::at(app.ask("GET", "/api/v1/me", "", "ann@c.example"), "/id");
    CHECK(app.ask("DELETE", "/api/v1/tickets/" + id + "/participants/" + ann, "", "mei@desk.example").status == 200);
    CHECK(finds("ann@c.example", "gamma").empty());
    CHECK(finds("two@s.example", "gamma").empty());
    change(id, R"({"organisation_id":")" + sharing + R"("})");
    CHECK(finds("two@s.example", "gamma") == id);
    const auto bob = App::at(app.ask("GET", "/api/v1/me", "", "bob@b.example"), "/id");
    change(id, R"({"requester_id":")" + bob + R"("})");
    CHECK(finds("bob@b.example", "gamma") == id);
}

ON_EVERY_APP("search: after a merge and a split everybody finds what they may read") {
    add_people(app);
    app.add_person("ann@c.example", "customer");
    auto finds = [&](const char* who, const char* word) { return App::at(app.ask("GET", std::string("/api/v1/search?q=") + word, "", who), "/items/0/id"); };
    const auto source = app.open_ticket("li@a.example", "delta", "gamma"), target = app.open_ticket("wang@a.example", "zeta", "omega");
    app.ask("POST", "/api/v1/tickets/" + source + "/participants", R"({"email":"ann@c.example"})", "mei@desk.example");
    CHECK(app.ask("POST", "/api/v1/tickets/" + source + "/merger", R"({"into":")" + target + R"("})", "mei@desk.example").status == 200);
    for (const char* who : {"li@a.example", "wang@a.example", "ann@c.example"})
        for (const char* word : {"gamma", "omega"}) CHECK_MESSAGE(finds(who, word) == target, who, " ", word);
    const auto moved = App::at(app.ask("GET", "/api/v1/tickets/" + target, "", "mei@desk.example"), "/messages/0/id");
    const auto made = app.ask("POST", "/api/v1/tickets/" + target + "/messages/" + moved + "/split", R"({"subject":"apart"})", "mei@desk.example");
    CHECK(made.status == 201);
    CHECK(finds("li@a.example", "gamma") == App::at(made, "/id"));
    CHECK(finds("wang@a.example", "gamma").empty());
}

ON_EVERY_APP("merge: never across organisations, never between a security ticket and another") {
    add_people(app);
    const auto one = app.open_ticket("li@a.example", "one"), two = app.open_ticket("wang@a.example", "two"), foreign = app.open_ticket("bob@b.example", "foreign");
    auto merge = [&](const std::string& from, const std::string& into) {
        const auto answer = app.ask("POST", "/api/v1/tickets/" + from + "/merger", R"({"into":")" + into + R"("})", "mei@desk.example");
        return answer.status == 200 ? std::string("merged") : App::at(answer, "/code");
    };
    CHECK(merge(one, foreign) == "other_organisation");
    CHECK(merge(foreign, one) == "other_organisation");
    const auto secret = App::at(app.ask("POST", "/api/v1/tickets", R"({"subject":"hole","body":"b","type":"security"})", "li@a.example"), "/id");
    CHECK(merge(secret, one) == "security_only");
    CHECK(merge(one, secret) == "security_only");
    for (const auto& id : {one, foreign, secret}) CHECK(App::at(app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example"), "/merged_into") == "null");
    CHECK(merge(one, two) == "merged");
    CHECK(merge(one, two) == "was_merged");
}

TEST_CASE("tickets: expand= knows what is spelled out, and says so when it does not") {
    App app(db::Engine::sqlite);
    add_people(app);
    const auto id = app.open_ticket("li@a.example", "One");
    for (const std::string& path : {std::string("/api/v1/tickets"), "/api/v1/tickets/" + id}) {
        const auto plain = app.ask("GET", path, "", "li@a.example");
        CHECK(app.ask("GET", path + "?expand=requester,organisation,assignee", "", "li@a.example").body == plain.body);
        const auto bad = app.ask("GET", path + "?expand=requester,secrets", "", "li@a.example");
        CHECK(bad.status == 422);
        CHECK(App::at(bad, "/errors/0/pointer") == "?expand");
    }
    CHECK(app.ask("GET", "/api/v1/tickets/" + id + "?expand=secrets", "", "bob@b.example").status == 404);
    CHECK(app.house().router.openapi("1").find("requester, organisation, assignee") != std::string::npos);
}

ON_EVERY_APP("tickets: a reply is stopped when somebody answered since its author read") {
    add_people(app);
    app.add_person("tom@desk.example", "agent");
    const auto path = "/api/v1/tickets/" + app.open_ticket("li@a.example", "Question");
    auto last = [&] {
        const auto page = app.ask("GET", path + "/messages", "", "mei@desk.example");
        std::string id;
        for (int i = 0; !App::at(page, "/items/" + std::to_string(i) + "/id").empty(); ++i) id = App::at(page, "/items/" + std::to_string(i) + "/id");
        return id;
    };
    auto write = [&](const std::string& kind, const std::string& after, const std::string& as) {
        return app.ask("POST", path + "/messages", R"({"kind":")" + kind + R"(","body":"Words","after":")" + after + R"("})", as);
    };
    const auto first = last();
    CHECK(write("note", first, "tom@desk.example").status == 201);
    CHECK(write("reply", first, "mei@desk.example").status == 201);  // a colleague's note is no answer
    CHECK(write("reply", first, "mei@desk.example").status == 201);  // nor is one's own reply somebody else's
    auto r = write("reply", first, "tom@desk.example");
    CHECK(r.status == 409);
    CHECK(App::at(r, "/code") == "answered_meanwhile");
    CHECK(App::at(app.ask("GET", path, "", "mei@desk.example"), "/message_count") == "4");
    CHECK(write("note", first, "tom@desk.example").status == 201);  // a note is nobody's second answer
    CHECK(write("reply", last(), "tom@desk.example").status == 201);
    const auto seen = last();
    CHECK(app.ask("POST", path + "/messages", R"({"body":"One more thing"})", "li@a.example").status == 201);
    CHECK(write("reply", seen, "tom@desk.example").status == 409);  // the customer added something
    r = write("reply", "nowhere", "tom@desk.example");
    CHECK(r.status == 422);
    CHECK(App::at(r, "/errors/0/pointer") == "/after");
}

ON_EVERY_APP("tickets: required fields are asked for when resolving") {
    add_people(app);
    app.add_person("root@desk.example", "admin");
    const auto id = app.open_ticket("li@a.example", "Question");
    const auto path = "/api/v1/tickets/" + id;
    REQUIRE(app.ask("POST", "/api/v1/ticket-fields", R"({"key":"edition","name_en":"Edition","name_zh":"版本类型","is_required":true})", "root@desk.example").status == 201);
    REQUIRE(app.ask("POST", "/api/v1/ticket-fields", R"({"key":"nodes","name_en":"Nodes","name_zh":"节点数","type":"integer"})", "root@desk.example").status == 201);
    for (const auto& [method, target, body] : {std::tuple{"POST", "/resolution", R"({"message":"Done."})"}, {"PUT", "/status", R"({"status":"resolved"})"},
                                               {"POST", "/messages", R"({"body":"Done.","status":"resolved"})"}}) {
        const auto r = app.ask(method, path + target, body, "mei@desk.example");
        CHECK_MESSAGE(r.status == 422, target);
        CHECK(App::at(r, "/errors/0/pointer") == "/fields/edition");
        CHECK(App::at(r, "/errors/1/pointer") == "");
    }
    CHECK(App::at(app.ask("GET", path, "", "mei@desk.example"), "/message_count") == "1");
    app.ask("PATCH", "/api/v1/me", R"({"language":"zh"})", "mei@desk.example");
    CHECK(App::at(app.ask("POST", path + "/resolution", "{}", "mei@desk.example"), "/detail") == "解决之前请先填写必填字段。");
    CHECK(app.ask("PATCH", path, R"({"fields":{"edition":""}})", "mei@desk.example", {{"if-match", "*"}}).status == 200);
    CHECK(app.ask("POST", path + "/resolution", "{}", "mei@desk.example").status == 422);
    CHECK(app.ask("PATCH", path, R"({"fields":{"edition":"Team"}})", "mei@desk.example", {{"if-match", "*"}}).status == 200);
    CHECK(app.ask("POST", path + "/resolution", "{}", "mei@desk.example").status == 200);
    CHECK(app.ask("PATCH", path, R"({"fields":{}})", "mei@desk.example", {{"if-match", "*"}}).status == 200);  // resolved stays resolved
    const auto other = app.open_ticket("li@a.example", "Mine");
    CHECK(app.ask("POST", "/api/v1/tickets/" + other + "/closure", "{}", "li@a.example").status == 200);  // customers close without our fields
}
