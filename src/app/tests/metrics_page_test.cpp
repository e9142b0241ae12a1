#include "support/scenario.hpp"

using namespace mainstay;

namespace {

http::Response numbers(App& app, http::Headers headers = {}) {
    return app.ask("GET", "/metrics", "", "", std::move(headers));
}
bool has(const http::Response& page, const std::string& line) {
    return page.body.find("\n" + line) != std::string::npos;
}

}  // namespace

ON_EVERY_APP("metrics: requests by route template and class, writes, mail, jobs, build") {
    app.add_person("mei@desk.example", "agent");
    const auto id = app.open_ticket("mei@desk.example", "One");
    for (int i = 0; i < 3; ++i) app.ask("GET", "/api/v1/tickets/" + id, "", "mei@desk.example");
    app.ask("GET", "/api/v1/tickets/none", "", "mei@desk.example");
    app.ask("GET", "/api/v1/nowhere-" + id, "", "mei@desk.example");
    app.house().channels->receive("Subject: x\r\n\r\nhello", {.source = "lmtp", .envelope_from = "x@y.example", .recipient = "no@body.example", .mailbox_id = {}, .trace = {}});
    const auto page = numbers(app);
    CHECK(page.status == 200);
    CHECK(has(page, R"(mainstay_http_requests_total{method="GET",route="/api/v1/tickets/{id}",status="2xx"} 3)"));
    CHECK(has(page, R"(mainstay_http_requests_total{method="GET",route="/api/v1/tickets/{id}",status="4xx"} 1)"));
    CHECK(has(page, R"(mainstay_http_requests_total{method="any",route="none",status="4xx"} 1)"));
    CHECK(has(page, R"(mainstay_http_request_seconds_count{method="GET",route="/api/v1/tickets/{id}"} 4)"));
    CHECK(has(page, R"(mainstay_mails_total{direction="in",outcome="unprocessed"} 1)"));
    CHECK(has(page, "mainstay_unprocessed_mails 1"));
    CHECK(has(page, "mainstay_database_writes_total "));
    CHECK(!has(page, "mainstay_database_writes_total 0"));
    CHECK(has(page, R"(mainstay_jobs{state="dead"} 0)"));
    CHECK(has(page, "mainstay_build_info{version="));
    CHECK(page.body.find(id) == std::string::npos);  // labels never grow with the data
}

TEST_CASE("metrics: what came through a proxy needs the token, also on the proxy's own machine") {
    App app(db::Engine::sqlite, [](app::Config& c) { c.metrics_token = "a-long-secret"; });
    CHECK(numbers(app).status == 200);
    CHECK(numbers(app, {{"x-forwarded-for", "203.0.113.9"}}).status == 404);
    CHECK(numbers(app, {{"forwarded", "for=203.0.113.9"}}).status == 404);
    CHECK(numbers(app, {{"x-forwarded-for", "203.0.113.9"}, {"x-metrics-token", "wrong"}}).status == 404);
    CHECK(numbers(app, {{"x-forwarded-for", "203.0.113.9"}, {"x-metrics-token", "a-long-secret"}}).status == 200);
}
