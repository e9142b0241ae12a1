#include "support/scenario.hpp"
#include "tickets/canned_replies.hpp"

using namespace mainstay;

namespace {

constexpr char kMei[] = "mei@desk.example";
constexpr char kLead[] = "lead@desk.example";

std::string add(App& app, const std::string& body_en, const std::string& body_zh) {
    const auto r = app.ask("POST", "/api/v1/canned-replies", R"({"title":"Version","shortcut":"version","body_en":")" + body_en + R"(","body_zh":")" + body_zh + R"("})", kLead);
    REQUIRE_MESSAGE(r.status == 201, r.body);
    return App::at(r, "/id");
}

void add_desk(App& app) {
    app.add_person(kMei, "agent");
    app.add_person(kLead, "lead");
    app.add_person("li@a.example", "customer");
}

}  // namespace

TEST_CASE("canned replies: variables are filled in once") {
    const tickets::Variables values{{"customer.name", "{{agent.name}}"}, {"agent.name", "Mei"}};
    CHECK(tickets::fill_in("Hello {{customer.name}}, {{ agent.name }} here", values) == "Hello {{agent.name}}, Mei here");
    CHECK(tickets::fill_in("{{nobody}} {{open", values) == "{{nobody}} {{open");
    CHECK(tickets::fill_in("", values).empty());
    CHECK(tickets::unknown_variables("{{customer.name}} {{shoe}} {{ticket.number}} {{}}") == std::vector<std::string>{"shoe", ""});
}

ON_EVERY_APP("canned replies: filled in from the ticket, in the reader's language") {
    add_desk(app);
    const auto reply = add(app, "Hello {{customer.name}}, about #{{ticket.number}}: {{ticket.subject}} {{organisation.name}}. {{agent.name}}", "您好 {{customer.name}}");
    const auto id = app.open_ticket("li@a.example", "It broke");
    const auto path = "/api/v1/tickets/" + id + "/canned-replies/" + reply;
    auto r = app.ask("GET", path, "", kMei);
    CHECK(App::at(r, "/text") == "Hello li, about #1: It broke . mei");
    CHECK(App::at(r, "/language") == "en");
    app.ask("PATCH", "/api/v1/me", R"({"language":"zh"})", "li@a.example");
    r = app.ask("GET", path, "", kMei);
    CHECK(App::at(r, "/text") == "您好 li");
    CHECK(App::at(r, "/is_in_their_language") == "true");
    REQUIRE(app.ask("PATCH", "/api/v1/canned-replies/" + reply, R"({"title":"Version","shortcut":"version","body_en":"Only English"})", kLead, {{"if-match", "\"v1\""}}).status == 200);
    r = app.ask("GET", path, "", kMei);
    CHECK(App::at(r, "/text") == "Only English");
    CHECK(App::at(r, "/is_in_their_language") == "false");
    CHECK(App::at(r, "/language") == "en");
    CHECK(app.ask("GET", path, "", "li@a.example").status == 403);
    CHECK(app.ask("GET", "/api/v1/tickets/nowhere/canned-replies/" + reply, "", kMei).status == 404);
}

ON_EVERY_APP("canned replies: leads write them, agents read them, mistakes have their place") {
    add_desk(app);
    const auto id = add(app, "Which version?", "");
    const auto path = "/api/v1/canned-replies/" + id;
    CHECK(App::at(app.ask("GET", "/api/v1/canned-replies", "", kMei), "/items/0/shortcut") == "version");
    CHECK(app.ask("POST", "/api/v1/canned-replies", R"({"title":"x","shortcut":"x","body_en":"x"})", kMei).status == 403);
    CHECK(app.ask("DELETE", path, "", kMei).status == 403);
    CHECK(app.ask("GET", "/api/v1/canned-replies", "", "li@a.example").status == 403);
    auto r = app.ask("POST", "/api/v1/canned-replies", R"({"title":"x","shortcut":"version","body_en":"x"})", kLead);
    CHECK(App::at(r, "/errors/0/pointer") == "/shortcut");
    r = app.ask("POST", "/api/v1/canned-replies", R"({"title":"x","shortcut":"y","body_zh":"{{shoe}}"})", kLead);
    CHECK(App::at(r, "/errors/0/pointer") == "/body_zh");
    CHECK(app.ask("POST", "/api/v1/canned-replies", R"({"title":"x","shortcut":"y"})", kLead).status == 422);
    CHECK(app.ask("PATCH", path, R"({"title":"x","shortcut":"version","body_en":"x"})", kLead, {{"if-match", "\"v7\""}}).status == 412);
    CHECK(app.ask("DELETE", path, "", kLead).status == 204);
    CHECK(app.ask("DELETE", path, "", kLead).status == 404);
}
