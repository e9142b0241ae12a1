#include "channels/smtp_settings.hpp"

#include "kit/mail/oauth.hpp"

namespace mainstay::json {

const Fields& Shape<channels::OAuthSettings>::fields() {
    using T = channels::OAuthSettings;
    static const Fields list{required<&T::token_url>("token_url", {.min = 1, .max = 500}), required<&T::client_id>("client_id", {.min = 1, .max = 500}),
                             optional<&T::client_secret>("client_secret", {.max = 2'000}), optional<&T::refresh_token>("refresh_token", {.max = 8'000})};
    return list;
}

const Fields& Shape<channels::ServerSettings>::fields() {
    using T = channels::ServerSettings;
    static const Fields list{required<&T::host>("host", {.min = 1, .max = 253}), required<&T::port>("port", {.lowest = 1, .highest = 65535}),
                             optional<&T::security>("security", {.about = "none, starttls or tls"}), optional<&T::user>("user", {.max = 254}),
                             optional<&T::password>("password", {.max = 500}), optional<&T::folder>("folder", {.min = 1, .max = 200}), optional<&T::oauth>("oauth")};
    return list;
}

}  // namespace mainstay::json

namespace mainstay::channels {

Result<ServerSettings> with_saved_secrets(ServerSettings order, const std::optional<ServerSettings>& before) {
    if (order.security != "none" && order.security != "starttls" && order.security != "tls")
        return invalid_field("/security", "unknown_word", "Security is none, starttls or tls.");
    if (order.oauth && !mail::is_token_url(order.oauth->token_url))
        return invalid_field("/oauth/token_url", "not_https", "The token URL must begin with https://.");
    if (order.oauth && order.user.empty()) return invalid_field("/user", "required", "OAuth 2 needs the user name of the mailbox.");
    const bool is_same_server = before && before->host == order.host && before->port == order.port && before->user == order.user;
    if (order.password.empty() && is_same_server) order.password = before->password;
    if (order.oauth) order.password.clear();
    const bool is_same_client = is_same_server && order.oauth && before->oauth && before->oauth->token_url == order.oauth->token_url &&
                                before->oauth->client_id == order.oauth->client_id;
    if (!is_same_client) return order;
    if (order.oauth->client_secret.empty()) order.oauth->client_secret = before->oauth->client_secret;
    if (order.oauth->refresh_token.empty()) order.oauth->refresh_token = before->oauth->refresh_token;
    return order;
}

std::string settings_json(const ServerSettings& settings) {
    return json::write(settings);
}
std::optional<ServerSettings> settings_from(const std::string& text) {
    auto settings = json::read<ServerSettings>(text);
    return settings ? std::optional(*std::move(settings)) : std::nullopt;
}
std::string seal_settings(const crypto::KeyRing& keys, const std::string& place, const ServerSettings& settings) {
    return crypto::seal(keys.key("secrets"), place, settings_json(settings));
}
std::optional<ServerSettings> open_settings(const crypto::KeyRing& keys, const std::string& place, const std::string& sealed) {
    const auto text = sealed.empty() ? std::nullopt : crypto::open(keys.key("secrets"), place, sealed);
    return text ? settings_from(*text) : std::nullopt;
}

}  // namespace mainstay::channels
