#pragma once
// Hands one mail to our own SMTP server or provider.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mainstay::mail {

enum class Tls { none, starttls, implicit };

struct ServerSettings {
    std::string host;  // name or address
    std::uint16_t port = 587;
    Tls tls = Tls::starttls;     // starttls is required, never only tried
    std::string user, password;  // no sign-in when user is empty
    std::string bearer;          // an OAuth 2 access token: then OAUTHBEARER or XOAUTH2, and no password
    std::string ca_file;         // empty: the system's certificates
    bool verify_certificate = true;
    int connect_seconds = 10, total_seconds = 120;
};

struct SmtpSettings : ServerSettings {
    std::string hello = "localhost";  // our name for EHLO
};

enum class SendFailure {
    none,
    temporary,   // 4xx: try again later
    permanent,   // 5xx: tell the author
    connection,  // no answer: try again later
    our_config   // certificate, sign-in, address of the server: tell the administrator
};
std::string_view to_text(SendFailure failure);

struct RecipientResult {
    std::string recipient;
    int code = 0;      // of RCPT; 0 when it was never asked
    std::string text;  // "550 5.1.1 no such user"
    bool is_accepted() const { return code / 100 == 2; }
};

struct SendResult {
    SendFailure failure = SendFailure::none;
    int code = 0;      // the server's last answer, 0 when there was none
    std::string text;  // what it said, or what went wrong
    std::vector<RecipientResult> recipients;
    bool is_sent() const {
        return failure == SendFailure::none;
    }  // at least one recipient was accepted, see recipients
};

// How far one gets with a server. Fixed words only: what a server says may be anything.
enum class Step { resolve, connect, encrypt, sign_in, open };
struct Check {
    std::optional<Step> failed;
    std::uint32_t messages = 0;  // IMAP: in the folder
    bool is_ok() const { return !failed; }
};
Check check_smtp(
    const SmtpSettings& settings);  // connects, encrypts and signs in; sends nothing. Blocks, never throws

// `message` has CRLF line ends (see compose). Blocks, at most total_seconds. Thread-safe. Never throws for
// what the network or the server does; std::invalid_argument for addresses with control characters.
SendResult send(const SmtpSettings& settings,
                const std::string& sender,
                const std::vector<std::string>& recipients,
                std::string_view message);

}  // namespace mainstay::mail
