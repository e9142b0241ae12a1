#include "support/scenario.hpp"

using namespace mainstay;

namespace {

std::string cookie_of(const http::Response& response) {
    for (const auto& [name, value] : response.headers)
        if (name == "set-cookie") return value.substr(0, value.find(';'));
    return "";
}

http::Headers same_origin(const std::string& cookie) {
    return {{"cookie", cookie}, {"sec-fetch-site", "same-origin"}};
}

// The token in the newest mail of the sink.
std::string mailed_token(App& app) {
    app.run_jobs();
    const auto text = App::at(app.ask("GET", "/api/v1/demo/mails"), "/items/0/text");
    const auto at = text.find("token=");
    return at == std::string::npos ? "" : text.substr(at + 6, 52);
}

http::Response verify(App& app, const std::string& token, const std::string& password) {
    return app.ask("POST", "/api/v1/registrations/verification", R"({"token":")" + token + R"(","password":")" + password + R"("})");
}

}  // namespace

ON_EVERY_APP("accounts: set-up works once, with the printed token") {
    CHECK(App::at(app.ask("GET", "/api/v1/setup"), "/is_open") == "true");
    const auto token = app.house().accounts->make_setup_token();
    auto body = [](const std::string& t) { return R"({"token":")" + t + R"(","name":"Ada","email":"ada@x.example","password":"a long password"})"; };
    CHECK(app.ask("POST", "/api/v1/setup", body(std::string(52, 'a'))).status == 404);
    const auto made = app.ask("POST", "/api/v1/setup", body(token));
    CHECK(made.status == 201);
    CHECK(App::at(made, "/person/role") == "admin");
    CHECK(app.ask("GET", "/api/v1/me", "", "", same_origin(cookie_of(made))).status == 200);
    CHECK(app.ask("POST", "/api/v1/setup", body(token)).status == 404);
    CHECK(app.ask("POST", "/api/v1/setup", body(app.house().accounts->make_setup_token())).status == 404);
    CHECK(App::at(app.ask("GET", "/api/v1/setup"), "/is_open") == "false");
}

ON_EVERY_APP("accounts: register, verify by mail, sign in, sign out") {
    CHECK(app.ask("POST", "/api/v1/registrations", R"({"email":"New@X.example","name":"New"})").status == 202);
    const std::string sign_in = R"({"email":"new@x.example","password":"long enough 1"})";
    CHECK(app.ask("POST", "/api/v1/sessions", sign_in).status == 401);  // not verified yet
    const auto token = mailed_token(app);
    CHECK(verify(app, token.substr(0, 51), "long enough 1").status == 404);
    CHECK(verify(app, token, "short").status == 422);
    CHECK(verify(app, token, "new@x.example").status == 422);  // a weak password does not use the token up
    CHECK(verify(app, token, "long enough 1").status == 201);
    CHECK(verify(app, token, "long enough 1").status == 404);
    const auto session = app.ask("POST", "/api/v1/sessions", sign_in);
    CHECK(session.status == 201);
    const auto cookie = cookie_of(session);
    CHECK(App::at(app.ask("GET", "/api/v1/me", "", "", same_origin(cookie)), "/role") == "customer");
    CHECK(app.ask("DELETE", "/api/v1/sessions/current", "", "", same_origin(cookie)).status == 204);
    CHECK(app.ask("GET", "/api/v1/me", "", "", same_origin(cookie)).status == 401);
}

ON_EVERY_APP("accounts: whoever confirms the mail chooses the password, not whoever registered") {
    CHECK(app.ask("POST", "/api/v1/registrations", R"({"email":"li@x.example","name":"Li","password":"password of a stranger"})").status == 422);
    CHECK(app.ask("POST", "/api/v1/registrations", R"({"email":"li@x.example","name":"Li"})").status == 202);
    const auto token = mailed_token(app);
    CHECK(app.ask("POST", "/api/v1/registrations/verification", R"({"token":")" + token + R"("})").status == 422);
    CHECK(verify(app, token, "password of Li").status == 201);
    CHECK(app.ask("POST", "/api/v1/sessions", R"({"email":"li@x.example","password":"password of a stranger"})").status == 401);
    CHECK(app.ask("POST", "/api/v1/sessions", R"({"email":"li@x.example","password":"password of Li"})").status == 201);
}

ON_EVERY_APP("accounts: known and unknown addresses answer alike") {
    app.add_person("known@x.example", "customer");
    for (const std::string path : {"/api/v1/password-resets", "/api/v1/registrations"}) {
        const std::string rest = path.ends_with("registrations") ? R"(","name":"N"})" : R"("})";
        const auto known = app.ask("POST", path, R"({"email":"known@x.example)" + rest), unknown = app.ask("POST", path, R"({"email":"nobody@x.example)" + rest);
        CHECK(known.status == 202);
        CHECK(known.status == unknown.status);
        CHECK(known.body == unknown.body);
    }
    const auto a = app.ask("POST", "/api/v1/sessions", R"({"email":"known@x.example","password":"wrong wrong"})");
    const auto b = app.ask("POST", "/api/v1/sessions", R"({"email":"nobody@x.example","password":"wrong wrong"})");
    CHECK(a.status == 401);
    CHECK(a.body == b.body);
}

ON_EVERY_APP("accounts: a reset ends every session, works once and for an hour") {
    app.add_person("li@x.example", "customer");
    CHECK(app.ask("GET", "/api/v1/me", "", "li@x.example").status == 200);
    app.ask("POST", "/api/v1/password-resets", R"({"email":"li@x.example"})");
    const auto token = mailed_token(app);
    CHECK(app.ask("PUT", "/api/v1/password-resets/" + token, R"({"password":"brand new password"})").status == 204);
    CHECK(app.ask("PUT", "/api/v1/password-resets/" + token, R"({"password":"brand new password"})").status == 404);
    CHECK(app.ask("POST", "/api/v1/sessions", R"({"email":"li@x.example","password":"brand new password"})").status == 201);
    app.now() += kMinute;
    app.ask("POST", "/api/v1/password-resets", R"({"email":"li@x.example"})");
    const auto late = mailed_token(app);
    app.now() += 2 * kHour;
    CHECK(app.ask("PUT", "/api/v1/password-resets/" + late, R"({"password":"another password"})").status == 404);
}

ON_EVERY_APP("accounts: guessing is slowed down, and others are not locked out") {
    app.add_person("li@x.example", "customer");
    REQUIRE(app.house().accounts->set_password(for_system("test"), "li@x.example", "the right password"));
    for (int i = 0; i < 5; ++i) CHECK(app.ask("POST", "/api/v1/sessions", R"({"email":"li@x.example","password":"wrong"})").status == 401);
    const auto slowed = app.ask("POST", "/api/v1/sessions", R"({"email":"li@x.example","password":"the right password"})");
    CHECK(slowed.status == 429);
    app.now() += 2 * kMinute;
    CHECK(app.ask("POST", "/api/v1/sessions", R"({"email":"li@x.example","password":"the right password"})").status == 201);
}

ON_EVERY_APP("accounts: tokens have scopes, JWT live shortly, both end when revoked") {
    app.add_person("mei@x.example", "agent");
    const auto made = app.ask("POST", "/api/v1/me/tokens", R"({"name":"ci","scopes":["tickets:read","access-tokens:write"]})", "mei@x.example");
    CHECK(made.status == 201);
    const http::Headers bearer{{"authorization", "Bearer " + App::at(made, "/token")}};
    CHECK(app.ask("GET", "/api/v1/tickets", "", "", bearer).status == 200);
    CHECK(app.ask("POST", "/api/v1/tickets", R"({"subject":"x","body":"y"})", "", bearer).status == 403);
    CHECK(app.ask("GET", "/api/v1/people", "", "", bearer).status == 403);
    const auto jwt = App::at(app.ask("POST", "/api/v1/access-tokens", "", "", bearer), "/access_token");
    const http::Headers short_lived{{"authorization", "Bearer " + jwt}};
    CHECK(app.ask("GET", "/api/v1/tickets", "", "", short_lived).status == 200);
    auto forged = jwt;
    forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
    CHECK(app.ask("GET", "/api/v1/tickets", "", "", {{"authorization", "Bearer " + forged}}).status == 401);
    const std::string none = crypto::base64url(R"({"alg":"none","typ":"JWT"})") + jwt.substr(jwt.find('.'), jwt.rfind('.') - jwt.find('.') + 1);
    CHECK(app.ask("GET", "/api/v1/tickets", "", "", {{"authorization", "Bearer " + none}}).status == 401);
    app.now() += 16 * kMinute;
    CHECK(app.ask("GET", "/api/v1/tickets", "", "", short_lived).status == 401);
    CHECK(app.ask("DELETE", "/api/v1/me/tokens/" + App::at(made, "/id"), "", "mei@x.example").status == 204);
    CHECK(app.ask("GET", "/api/v1/tickets", "", "", bearer).status == 401);
}

ON_EVERY_APP("accounts: nobody gives themselves a role") {
    app.add_person("mei@x.example", "agent");
    app.add_person("li@x.example", "customer");
    const auto mei = App::at(app.ask("GET", "/api/v1/me", "", "mei@x.example"), "/id");
    const auto li = App::at(app.ask("GET", "/api/v1/me", "", "li@x.example"), "/id");
    CHECK(app.ask("PATCH", "/api/v1/people/" + mei, R"({"role":"admin"})", "mei@x.example").status == 403);
    CHECK(app.ask("PATCH", "/api/v1/people/" + li, R"({"role":"admin"})", "mei@x.example").status == 403);
    CHECK(app.ask("PATCH", "/api/v1/me", R"({"role":"admin"})", "li@x.example").status == 422);
    CHECK(app.ask("GET", "/api/v1/people", "", "li@x.example").status == 403);
    CHECK(app.ask("POST", "/api/v1/invitations", R"({"email":"e@x.example","name":"E","role":"admin"})", "mei@x.example").status == 403);
}

ON_EVERY_APP("accounts: losing rights ends the sessions at once") {
    app.add_person("ada@x.example", "admin");
    app.add_person("mei@x.example", "agent");
    CHECK(app.ask("GET", "/api/v1/views", "", "mei@x.example").status == 200);
    const auto mei = App::at(app.ask("GET", "/api/v1/me", "", "mei@x.example"), "/id");
    const auto made = app.ask("POST", "/api/v1/me/tokens", R"({"name":"t","scopes":["tickets:read"]})", "mei@x.example");
    const http::Headers bearer{{"authorization", "Bearer " + App::at(made, "/token")}};
    CHECK(app.ask("PATCH", "/api/v1/people/" + mei, R"({"is_active":false})", "ada@x.example").status == 200);
    CHECK(app.ask("GET", "/api/v1/tickets", "", "", bearer).status == 401);
    CHECK(app.ask("GET", "/api/v1/views", "", "mei@x.example").status == 401);
}

ON_EVERY_APP("accounts: a cross-site request with a cookie is refused") {
    app.add_person("li@x.example", "customer");
    app.ask("GET", "/api/v1/me", "", "li@x.example");
    const std::string cookie = "mainstay_session=test-token-of-li@x.example" + std::string(40, 'x');
    const std::string body = R"({"subject":"x","body":"y"})";
    CHECK(app.ask("POST", "/api/v1/tickets", body, "", {{"cookie", cookie}, {"sec-fetch-site", "cross-site"}}).status == 403);
    CHECK(app.ask("POST", "/api/v1/tickets", body, "", {{"cookie", cookie}, {"origin", "http://evil.example"}}).status == 403);
    CHECK(app.ask("POST", "/api/v1/tickets", body, "", {{"cookie", cookie}}).status == 403);
    CHECK(app.ask("POST", "/api/v1/tickets", body, "", {{"cookie", cookie}, {"origin", "http://mainstay.test"}}).status == 201);
}

ON_EVERY_APP("accounts: a team cannot take another's name, and keeps its own") {
    app.add_person("ada@x.example", "admin");
    app.ask("POST", "/api/v1/teams", R"({"name":"X"})", "ada@x.example");
    const auto id = App::at(app.ask("POST", "/api/v1/teams", R"({"name":"Y"})", "ada@x.example"), "/id");
    const auto taken = app.ask("PATCH", "/api/v1/teams/" + id, R"({"name":"X"})", "ada@x.example");
    CHECK(taken.status == 422);
    CHECK(App::at(taken, "/errors/0/pointer") == "/name");
    CHECK(App::at(taken, "/errors/0/code") == "taken");
    CHECK(app.ask("PATCH", "/api/v1/teams/" + id, R"({"name":"Y","description":"same name"})", "ada@x.example").status == 200);
}
