#include "support/scenario.hpp"

using namespace mainstay;

ON_EVERY_APP("customers: an organisation cannot take another's name, and keeps its own") {
    app.add_person("mei@desk.example", "agent");
    app.add_organisation("Blue River");
    const auto id = app.add_organisation("Red Hill");
    const auto taken = app.ask("PATCH", "/api/v1/organisations/" + id, R"({"name":"Blue River"})", "mei@desk.example");
    CHECK(taken.status == 422);
    CHECK(App::at(taken, "/errors/0/pointer") == "/name");
    CHECK(App::at(taken, "/errors/0/code") == "taken");
    CHECK(app.ask("PATCH", "/api/v1/organisations/" + id, R"({"name":"Red Hill","notes":"same name"})", "mei@desk.example").status == 200);
}
