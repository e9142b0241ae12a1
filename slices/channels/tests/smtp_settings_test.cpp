#include "channels/smtp_settings.hpp"

#include <doctest/doctest.h>

#include "kit/mail/oauth.hpp"

using namespace mainstay;
using channels::with_saved_secrets;

namespace {

const channels::ServerSettings kSaved{
    .host = "mail.example", .port = 993, .user = "desk", .password = "old", .oauth = {}};
const channels::OAuthSettings kOAuth{"https://id.example/token", "client", "client secret", "refresh token"};

}  // namespace

TEST_CASE("E5: a saved password stays only with the host, port and user it was given for") {
    auto order = kSaved;
    order.password.clear();
    CHECK(with_saved_secrets(order, kSaved)->password == "old");
    for (auto change : {+[](channels::ServerSettings& s) { s.host = "evil.example"; },
                        +[](channels::ServerSettings& s) { s.port = 1993; },
                        +[](channels::ServerSettings& s) { s.user = "evil"; }}) {
        auto changed = order;
        change(changed);
        CHECK(with_saved_secrets(changed, kSaved)->password.empty());
    }
}

TEST_CASE(
    "E5: a saved refresh token stays only with its client and token server, and replaces the password") {
    auto saved = kSaved;
    saved.oauth = kOAuth;
    auto order = saved;
    order.oauth->client_secret = order.oauth->refresh_token = "";
    const auto same = with_saved_secrets(order, saved);
    CHECK(same->oauth->refresh_token == "refresh token");
    CHECK(same->oauth->client_secret == "client secret");
    CHECK(same->password.empty());
    order.oauth->token_url = "https://evil.example/token";
    CHECK(with_saved_secrets(order, saved)->oauth->refresh_token.empty());
    order = saved;
    order.host = "evil.example";
    order.oauth->client_secret = order.oauth->refresh_token = "";
    CHECK(with_saved_secrets(order, saved)->oauth->refresh_token.empty());
}

TEST_CASE("E1: a token URL is https, or http on this machine, without a user in it") {
    CHECK(mail::is_token_url("https://login.example/oauth2/token"));
    CHECK(mail::is_token_url("http://127.0.0.1:8000/token"));
    for (const char* url : {"http://login.example/token",
                            "https://",
                            "ftp://login.example",
                            "http://127.0.0.1:80@evil.example/",
                            "https://a@evil.example/t",
                            "http://localhost.evil.example:80/",
                            "file:///etc/passwd",
                            "https://x.example/a b"})
        CHECK_MESSAGE(!mail::is_token_url(url), url);
}
