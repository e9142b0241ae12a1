#pragma once
// Access tokens for mail servers that want OAuth 2 instead of a password (RFC 6749, 6: refreshing).
#include <cstdint>
#include <stdexcept>
#include <string>

namespace mainstay::mail {

struct OAuthClient {
    std::string token_url, client_id, client_secret, refresh_token;
};
struct AccessToken {
    std::string token;
    std::int64_t seconds = 0;   // how long it is good for
    std::string refresh_token;  // a new one to use from now on; empty: the old one stays
};
class OAuthError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

bool is_token_url(const std::string& url);  // https, or http on this machine
AccessToken refresh(
    const OAuthClient& client);  // blocks, at most 15 s; throws OAuthError, which names no secret

}  // namespace mainstay::mail
