#include "support/scenario.hpp"

using namespace mainstay;

ON_EVERY_APP("projects: a project or version cannot take another's name, and keeps its own") {
    app.add_person("lea@desk.example", "lead");
    auto ask = [&](const char* method, const std::string& path, const std::string& body) { return app.ask(method, "/api/v1/projects" + path, body, "lea@desk.example"); };
    auto is_taken = [](const http::Response& response, const char* pointer) {
        return response.status == 422 && App::at(response, "/errors/0/pointer") == pointer && App::at(response, "/errors/0/code") == "taken";
    };
    ask("POST", "", R"({"name":"HarborDB"})");
    const auto id = App::at(ask("POST", "", R"({"name":"Tally"})"), "/id");
    CHECK(is_taken(ask("PATCH", "/" + id, R"({"name":"HarborDB","slug":"tally"})"), "/name"));
    CHECK(is_taken(ask("PATCH", "/" + id, R"({"name":"Tally","slug":"harbordb"})"), "/slug"));
    CHECK(ask("PATCH", "/" + id, R"({"name":"Tally","slug":"tally"})").status == 200);
    ask("POST", "/" + id + "/versions", R"({"name":"1.0"})");
    const auto second = App::at(ask("POST", "/" + id + "/versions", R"({"name":"2.0"})"), "/id");
    CHECK(is_taken(ask("PATCH", "/" + id + "/versions/" + second, R"({"name":"1.0"})"), "/name"));
    CHECK(ask("PATCH", "/" + id + "/versions/" + second, R"({"name":"2.0"})").status == 200);
}
