// With a full disk people read and sign in; everything else is refused in words, and goes on by itself when there is space again.
#include "app/writable.hpp"

#include "support/scenario.hpp"

using namespace mainstay;

namespace {

void fill_disk(App& app) {
    app.house().writable.free_bytes = [] { return std::uint64_t{1}; };
}
void free_disk(App& app) {
    app.house().writable.free_bytes = [] { return std::uint64_t{1} << 40; };
}
std::string mode(App& app) {
    return App::at(app.ask("GET", "/api/v1/service", "", "mei@desk.example"), "/mode");
}

}  // namespace

ON_EVERY_APP("app: a full disk refuses changes with 507 and opens again by itself") {
    app.add_person("mei@desk.example", "agent");
    const auto ticket = app.open_ticket("mei@desk.example", "Before");
    CHECK(mode(app) == "open");
    fill_disk(app);
    CHECK(mode(app) == "full");
    const auto refused = app.ask("POST", "/api/v1/tickets", R"({"subject":"While","body":"x"})", "mei@desk.example");
    CHECK(refused.status == 507);
    CHECK(App::at(refused, "/code") == "disk_full");
    const auto chinese = app.ask("POST", "/api/v1/tickets", R"({"subject":"While","body":"x"})", "mei@desk.example", {{"accept-language", "zh"}});
    CHECK(chinese.status == 507);
    CHECK(app.ask("GET", "/api/v1/tickets/" + ticket, "", "mei@desk.example").status == 200);
    free_disk(app);
    CHECK(mode(app) == "open");
    CHECK(app.ask("POST", "/api/v1/tickets", R"({"subject":"After","body":"x"})", "mei@desk.example").status == 201);
}

ON_EVERY_APP("app: with a full disk no mail is taken and none is lost") {
    const auto box = app.add_mailbox("help@desk.example");
    const std::string raw = "From: li@a.example\r\nTo: help@desk.example\r\nSubject: Later\r\nMessage-ID: <1@a.example>\r\n\r\nx\r\n";
    const channels::Arrival arrival{.source = "lmtp", .envelope_from = "li@a.example", .recipient = "help@desk.example", .mailbox_id = {}, .trace = {}};
    fill_disk(app);
    CHECK_THROWS_AS(app.house().channels->receive(raw, arrival), db::OutOfSpace);
    free_disk(app);
    CHECK(app.house().channels->receive(raw, arrival).outcome == "new_ticket");
}

ON_EVERY_APP("app: a disk that becomes full in the middle of a write is told as such") {
    app.house().router.post("/api/v1/fill", http::Access::anyone, [](const http::Request&) -> Result<http::Response> { throw db::OutOfSpace("db.commit: disk full"); }).hidden();
    const auto refused = app.ask("POST", "/api/v1/fill", "");
    CHECK(refused.status == 507);
    CHECK(App::at(refused, "/code") == "disk_full");
}

TEST_CASE("app: read-only lets people read and nothing be changed") {
    App app(db::Engine::sqlite, [](app::Config& c) { c.is_read_only = true; });
    app.add_person("mei@desk.example", "agent");
    CHECK(mode(app) == "read_only");
    const auto refused = app.ask("POST", "/api/v1/tickets", R"({"subject":"While","body":"x"})", "mei@desk.example");
    CHECK(refused.status == 503);
    CHECK(App::at(refused, "/code") == "read_only");
    CHECK(app.ask("GET", "/api/v1/tickets", "", "mei@desk.example").status == 200);
    // Sign-in is not refused for it: it fails for the password only.
    CHECK(App::at(app.ask("POST", "/api/v1/sessions", R"({"email":"mei@desk.example","password":"wrong wrong wrong"})"), "/code") != "read_only");
}
