#include "support/scenario.hpp"

using namespace mainstay;

namespace {

constexpr char kMei[] = "mei@desk.example";

void add_desk(App& app) {
    app.add_person(kMei, "agent");
    app.add_person("tom@desk.example", "agent");
    app.add_person("lead@desk.example", "lead");
    app.add_person("li@a.example", "customer");
}

std::string save(App& app,
                 const std::string& conditions,
                 const std::string& more = "",
                 const std::string& as = kMei) {
    const auto r = app.ask(
        "POST", "/api/v1/saved-views", R"({"name":"Mine 我的","conditions":)" + conditions + more + "}", as);
    REQUIRE_MESSAGE(r.status == 201, r.body);
    return App::at(r, "/id");
}

std::int64_t preview(App& app, const std::string& conditions) {
    const auto r = app.ask("POST", "/api/v1/view-previews", R"({"conditions":)" + conditions + "}", kMei);
    REQUIRE_MESSAGE(r.status == 200, r.body);
    return std::stoll(App::at(r, "/count"));
}

std::string one(const std::string& field, const std::string& op, const std::string& value) {
    return R"({"field":")" + field + R"(","op":")" + op + R"(","values":[")" + value + R"("]})";
}

}  // namespace

ON_EVERY_APP("saved views: conditions say which tickets, in groups of groups") {
    add_desk(app);
    const auto first = app.open_ticket("li@a.example", "Replica lags 副本延迟");
    app.open_ticket("li@a.example", "Backup is slow");
    const auto mei = App::at(app.ask("GET", "/api/v1/me", "", kMei), "/id");
    app.ask("PUT", "/api/v1/tickets/" + first + "/assignment", R"({"assignee_id":")" + mei + R"("})", kMei);
    app.ask("PATCH",
            "/api/v1/tickets/" + first,
            R"({"tags":["kafka"],"impact":"high","urgency":"high"})",
            kMei,
            {{"if-match", "*"}});
    CHECK(preview(app, "{}") == 2);
    CHECK(preview(app, one("assignee", "is", "me")) == 1);
    CHECK(preview(app, one("assignee", "is", "none")) == 1);
    CHECK(preview(app, one("assignee", "is_not", "me")) == 1);
    CHECK(preview(app, one("assignee", "is_not", "none")) == 1);
    CHECK(preview(app, one("team", "is_not", "some-team")) == 2);
    CHECK(preview(app, one("priority", "is", "urgent")) == 1);
    CHECK(preview(app, one("priority", "is_not", "urgent")) == 1);
    CHECK(preview(app, one("tag", "is", "kafka")) == 1);
    CHECK(preview(app, one("tag", "is_not", "kafka")) == 1);
    CHECK(preview(app, one("status", "is", "new")) == 1);
    CHECK(preview(app, one("type", "is_not", "question")) == 0);
    CHECK(preview(app, one("words", "contains", "副本")) == 1);
    CHECK(preview(app, one("words", "contains", "work")) == 2);
    CHECK(preview(app,
                  R"({"any":[)" + one("tag", "is", "kafka") + "," + one("words", "contains", "backup") +
                      "]}") == 2);
    CHECK(preview(app,
                  R"({"all":[)" + one("status", "is_not", "closed") + R"(,{"any":[)" +
                      one("tag", "is", "kafka") + "," + one("priority", "is", "low") + "]}]}") == 1);
}

ON_EVERY_APP("saved views: times and ages") {
    add_desk(app);
    app.open_ticket("li@a.example", "Old");
    app.now() += 3 * 86'400'000LL;
    app.open_ticket("li@a.example", "Young");
    CHECK(preview(app, one("created", "older_than", "2d")) == 1);
    CHECK(preview(app, one("created", "newer_than", "48h")) == 1);
    CHECK(preview(app, one("updated", "newer_than", "4d")) == 2);
    const auto young =
        App::at(app.ask("GET", "/api/v1/tickets?sort=number", "", kMei), "/items/0/created_at");
    CHECK(preview(app, one("created", "before", young)) == 1);
    CHECK(preview(app, one("created", "after", young)) == 1);
}

ON_EVERY_APP("saved views: a view lists, counts, and stands among the others") {
    add_desk(app);
    app.open_ticket("li@a.example", "One");
    app.open_ticket("li@a.example", "Two");
    const auto id = save(app,
                         one("words", "contains", "two"),
                         R"(,"sort":"priority","order":"asc","columns":["team","created"])");
    const auto listed = app.ask("GET", "/api/v1/tickets?view=saved:" + id, "", kMei);
    CHECK(App::at(listed, "/items/0/subject") == "Two");
    CHECK(App::at(listed, "/items/1") == "");
    CHECK(App::at(app.ask("GET", "/api/v1/saved-views/" + id + "/count", "", kMei), "/count") == "1");
    const auto views = app.ask("GET", "/api/v1/views", "", kMei);
    CHECK(App::at(views, "/items/11/key") == "saved:" + id);
    CHECK(App::at(views, "/items/11/group") == "own");
    CHECK(App::at(views, "/items/11/sort") == "priority");
    CHECK(App::at(views, "/items/11/columns/1") == "created");
    const auto shown = app.ask("GET", "/api/v1/saved-views/" + id, "", kMei);
    CHECK(App::at(shown, "/conditions/field") == "words");
}

ON_EVERY_APP("saved views: every mistake has its place") {
    add_desk(app);
    CHECK(app.ask("POST", "/api/v1/saved-views", R"({"name":"","conditions":{}})", kMei)
              .body.find(R"("pointer":"/name")") != std::string::npos);
    const auto wrong = app.ask(
        "POST",
        "/api/v1/saved-views",
        R"({"name":"x","sort":"size","columns":["shoe"],"conditions":{"all":[{"field":"shoe","op":"is","values":["x"]},)"
        R"({"field":"status","op":"before","values":["new"]},{"field":"status","op":"is","values":["new","gone"]},{"any":[]},)"
        R"({"field":"created","op":"older_than","values":["3 weeks"]},{"field":"tag","op":"is","values":[]}]}})",
        kMei);
    CHECK(wrong.status == 422);
    for (const char* place : {"/sort",
                              "/columns/0",
                              "/conditions/all/0/field",
                              "/conditions/all/1/op",
                              "/conditions/all/2/values/1",
                              "/conditions/all/3",
                              "/conditions/all/4/values/0",
                              "/conditions/all/5/values"})
        CHECK_MESSAGE(wrong.body.find("\"pointer\":\"" + std::string(place) + "\"") != std::string::npos,
                      place);
    std::string deep = one("status", "is", "new");
    for (int i = 0; i < 5; ++i) deep = R"({"all":[)" + deep + "]}";
    CHECK(app.ask("POST", "/api/v1/view-previews", R"({"conditions":)" + deep + "}", kMei).status == 422);
    std::string many;
    for (int i = 0; i < 40; ++i) many += (i ? "," : "") + one("status", "is", "new");
    CHECK(app.ask("POST", "/api/v1/view-previews", R"({"conditions":{"all":[)" + many + "]}}", kMei).status ==
          422);
}

ON_EVERY_APP("saved views: words that look like SQL are words") {
    add_desk(app);
    app.open_ticket("li@a.example", "It's 'quoted'");
    for (const char* value : {"x') OR 1=1 --", "'; DROP TABLE tickets; --", "? OR 1=1", "$1"}) {
        CHECK(preview(app, one("tag", "is", value)) == 0);
        CHECK(preview(app, one("assignee", "is", value)) == 0);
        CHECK(preview(app, one("organisation", "is_not", value)) == 1);
    }
    CHECK(preview(app, one("words", "contains", "quoted OR nothing")) == 0);
}

ON_EVERY_APP(
    "saved views: a personal view does not exist for others, a shared one is changed by owner and leads") {
    add_desk(app);
    const auto id = save(app, "{}");
    for (const auto& path : {"/api/v1/saved-views/" + id,
                             "/api/v1/saved-views/" + id + "/count",
                             "/api/v1/tickets?view=saved:" + id})
        CHECK_MESSAGE(app.ask("GET", path, "", "tom@desk.example").status == 404, path);
    CHECK(app.ask("DELETE", "/api/v1/saved-views/" + id, "", "lead@desk.example").status == 404);
    const auto path = "/api/v1/saved-views/" + id;
    CHECK(app.ask("PATCH",
                  path,
                  R"({"name":"Ours","is_shared":true,"conditions":{}})",
                  kMei,
                  {{"if-match", "\"v1\""}})
              .status == 200);
    CHECK(App::at(app.ask("GET", path, "", "tom@desk.example"), "/may_change") == "false");
    CHECK(app.ask("PATCH",
                  path,
                  R"({"name":"Tom's","is_shared":true,"conditions":{}})",
                  "tom@desk.example",
                  {{"if-match", "\"v2\""}})
              .status == 403);
    CHECK(app.ask("DELETE", path, "", "tom@desk.example").status == 403);
    CHECK(app.ask("PATCH",
                  path,
                  R"({"name":"Late","is_shared":true,"conditions":{}})",
                  kMei,
                  {{"if-match", "\"v1\""}})
              .status == 412);
    CHECK(app.ask("PATCH",
                  path,
                  R"({"name":"Hidden","conditions":{}})",
                  "lead@desk.example",
                  {{"if-match", "\"v2\""}})
              .status == 403);
    CHECK(App::at(app.ask("GET", path, "", kMei), "/name") == "Ours");
    CHECK(app.ask("DELETE", path, "", "lead@desk.example").status == 204);
    CHECK(app.ask("GET", path, "", kMei).status == 404);
    CHECK(app.ask("GET", "/api/v1/saved-views", "", "li@a.example").status == 403);
    CHECK(app.ask("GET", "/api/v1/tickets?view=saved:" + id, "", "li@a.example").status == 404);
}

ON_EVERY_APP("saved views: no condition reaches past what the actor may see") {
    add_desk(app);
    const auto admin = "root@desk.example";
    app.add_person(admin, "admin");
    const auto team = App::at(app.ask("POST", "/api/v1/teams", R"({"name":"Core"})", admin), "/id");
    const auto id = app.open_ticket("li@a.example", "For the core team");
    app.ask("PUT", "/api/v1/tickets/" + id + "/assignment", R"({"team_id":")" + team + R"("})", admin);
    const auto tom = App::at(app.ask("GET", "/api/v1/me", "", "tom@desk.example"), "/id");
    const auto version = App::at(app.ask("GET", "/api/v1/people/" + tom, "", admin), "/version");
    REQUIRE(app.ask("PATCH",
                    "/api/v1/people/" + tom,
                    R"({"all_teams":false})",
                    admin,
                    {{"if-match", "\"v" + version + "\""}})
                .status == 200);
    for (const auto& conditions :
         {std::string("{}"),
          one("team", "is", team),
          R"({"any":[)" + one("team", "is", team) + "," + one("team", "is_not", team) + "]}"}) {
        const auto r = app.ask(
            "POST", "/api/v1/view-previews", R"({"conditions":)" + conditions + "}", "tom@desk.example");
        CHECK(App::at(r, "/count") == "0");
        CHECK(App::at(r, "/items") == "[]");
        CHECK(preview(app, conditions) == 1);
    }
}
