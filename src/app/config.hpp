#pragma once
// Settings from defaults, a TOML file, the environment and flags, in this order; the last word wins. Errors name the key.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace mainstay::app {

struct Config {
    std::string data = "data";
    std::string database;  // empty: sqlite:<data>/mainstay.db
    std::vector<std::string> listen{"127.0.0.1:8080"};
    std::string base_url;  // empty: http://<first listen>
    std::string lmtp, smtp;  // host:port or unix:/path; empty: off
    std::string hostname = "localhost";
    std::string smtp_host, smtp_security = "starttls", smtp_user, smtp_password;
    std::int64_t smtp_port = 587;
    std::string system_sender;  // From of mails about accounts
    std::int64_t mails_per_minute = 300, poll_seconds = 30;
    std::string tls_certificate, tls_key;
    std::string mail_tls_certificate, mail_tls_key;  // of LMTP and SMTP; empty: those of the server
    std::vector<std::string> trusted_proxies;
    std::int64_t workers = 64, io_threads = 1, readers = 8, max_queue = 1024;
    std::int64_t requests_per_minute = 6000;  // per person or address; 0: no limit
    std::string metrics_token;
    std::string log_level = "info";
    std::int64_t keep_free_mb = 64;  // below it nothing is changed any more
    bool is_read_only = false;
    bool is_demo = false;
    bool is_durable = true;  // tests only

    std::string database_url() const { return database.empty() ? "sqlite:" + data + "/mainstay.db" : database; }
    std::string public_url() const;
};

struct Key {
    const char* name;  // "server.listen" in the file, MAINSTAY_SERVER_LISTEN in the environment
    const char* flag;  // "--listen"
    const char* about;
};
const std::vector<Key>& config_keys();
std::string environment_name(std::string key);  // "server.listen" -> "MAINSTAY_SERVER_LISTEN"

// `flags`: pairs of flag and value as given. Errors: invalid "bad_config" whose detail names the place and the key.
Result<Config> read_config(const std::string& file, const std::map<std::string, std::string>& environment,
                           const std::vector<std::pair<std::string, std::string>>& flags);

}  // namespace mainstay::app
