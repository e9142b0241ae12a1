#pragma once
// How to reach a mail server; kept as sealed JSON.
#include <optional>
#include <string>

#include "kit/crypto/crypto.hpp"
#include "kit/json/shape.hpp"

namespace mainstay::channels {

struct OAuthSettings {
    std::string token_url, client_id, client_secret, refresh_token;
};

struct ServerSettings {
    std::string host;
    std::int64_t port = 0;
    std::string security = "tls";  // none, starttls, tls
    std::string user, password;
    std::string folder = "INBOX";  // IMAP only
    std::optional<OAuthSettings> oauth;  // instead of a password
};

std::string seal_settings(const crypto::KeyRing& keys, const std::string& place, const ServerSettings& settings);
std::optional<ServerSettings> open_settings(const crypto::KeyRing& keys, const std::string& place, const std::string& sealed);
// What a form sends leaves saved secrets out; each stays only with the server it was given for. Errors: invalid settings.
Result<ServerSettings> with_saved_secrets(ServerSettings order, const std::optional<ServerSettings>& before);
std::string settings_json(const ServerSettings& settings);
std::optional<ServerSettings> settings_from(const std::string& json);

}  // namespace mainstay::channels

namespace mainstay::json {
template <> struct Shape<channels::OAuthSettings> { static constexpr const char* name = "MailOAuth"; static const Fields& fields(); };
template <> struct Shape<channels::ServerSettings> { static constexpr const char* name = "MailServer"; static const Fields& fields(); };
}  // namespace mainstay::json
