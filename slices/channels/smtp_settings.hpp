#pragma once
// How to reach a mail server; kept as sealed JSON.
#include <optional>
#include <string>

#include "kit/crypto/crypto.hpp"
#include "kit/json/shape.hpp"

namespace mainstay::channels {

struct ServerSettings {
    std::string host;
    std::int64_t port = 0;
    std::string security = "tls";  // none, starttls, tls
    std::string user, password;
    std::string folder = "INBOX";  // IMAP only
};

std::string seal_settings(const crypto::KeyRing& keys, const std::string& place, const ServerSettings& settings);
std::optional<ServerSettings> open_settings(const crypto::KeyRing& keys, const std::string& place, const std::string& sealed);
std::string settings_json(const ServerSettings& settings);
std::optional<ServerSettings> settings_from(const std::string& json);

}  // namespace mainstay::channels

namespace mainstay::json {
template <> struct Shape<channels::ServerSettings> { static constexpr const char* name = "MailServer"; static const Fields& fields(); };
}  // namespace mainstay::json
