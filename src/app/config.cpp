#include "app/config.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <sstream>
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace mainstay::app {
namespace {

enum class Type { text, list, number, flag };
struct Set {
    Type type;
    std::function<std::string(Config&, const std::string&)> call;  // gives what is wrong with the value, or ""
};

Set text(std::string Config::*member) {
    return {Type::text, [member](Config& c, const std::string& v) {
        c.*member = v;
        return std::string();
    }};
}
Set list(std::vector<std::string> Config::*member) {
    return {Type::list, [member](Config& c, const std::string& v) {
        (c.*member).clear();
        std::stringstream parts(v);
        for (std::string part; std::getline(parts, part, ',');) {
            part.erase(0, part.find_first_not_of(' '));
            if (!part.empty()) (c.*member).push_back(part);
        }
        return std::string();
    }};
}
Set number(std::int64_t Config::*member, std::int64_t low, std::int64_t high) {
    return {Type::number, [=](Config& c, const std::string& v) -> std::string {
        std::int64_t n = 0;
        const auto [end, error] = std::from_chars(v.data(), v.data() + v.size(), n);
        if (error != std::errc{} || end != v.data() + v.size() || n < low || n > high)
            return "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high);
        c.*member = n;
        return "";
    }};
}
Set flag(bool Config::*member) {
    return {Type::flag, [member](Config& c, const std::string& v) -> std::string {
        if (v != "true" && v != "false") return "must be true or false";
        c.*member = v == "true";
        return "";
    }};
}
Set one_of(std::string Config::*member, std::vector<std::string> words) {
    return {Type::text, [member, words = std::move(words)](Config& c, const std::string& v) -> std::string {
        if (std::find(words.begin(), words.end(), v) == words.end()) {
            std::string all;
            for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
            return "must be one of " + all;
        }
        c.*member = v;
        return "";
    }};
}

struct Entry {
    Key key;
    Set set;
};

const std::vector<Entry>& entries() {
    static const std::vector<Entry> all{
        {{"data.folder", "--data", "folder of the data, keys and files"}, text(&Config::data)},
        {{"data.database", "--database", "sqlite:PATH (default: in the data folder) or postgres://..."}, text(&Config::database)},
        {{"data.readers", "", "database connections for reading"}, number(&Config::readers, 1, 64)},
        {{"data.keep_free_mb", "", "with less space left on the disk nothing is changed any more"}, number(&Config::keep_free_mb, 0, 1'000'000'000)},
        {{"server.read_only", "--read-only", "true: people can sign in and read, nothing else"}, flag(&Config::is_read_only)},
        {{"server.listen", "--listen", "host:port, [v6]:port or unix:/path; several with commas"}, list(&Config::listen)},
        {{"server.base_url", "--base-url", "how people reach it, e.g. https://support.example.org"}, text(&Config::base_url)},
        {{"server.tls_certificate", "--tls-certificate", "PEM file; empty: plain HTTP behind a proxy"}, text(&Config::tls_certificate)},
        {{"server.tls_key", "--tls-key", "PEM file"}, text(&Config::tls_key)},
        {{"server.trusted_proxies", "", "addresses whose X-Forwarded-For counts"}, list(&Config::trusted_proxies)},
        {{"server.workers", "", "most threads that answer requests"}, number(&Config::workers, 1, 512)},
        {{"server.io_threads", "", "threads that move bytes"}, number(&Config::io_threads, 1, 8)},
        {{"server.max_queue", "", "requests that may wait; above it 503"}, number(&Config::max_queue, 1, 100'000)},
        {{"server.requests_per_minute", "", "per person or address; 0: no limit"}, number(&Config::requests_per_minute, 0, 10'000'000)},
        {{"server.metrics_token", "", "lets others than this machine read /metrics"}, text(&Config::metrics_token)},
        {{"mail.lmtp", "--lmtp", "listen for LMTP: host:port or unix:/path"}, text(&Config::lmtp)},
        {{"mail.smtp_listen", "--smtp", "listen for SMTP: host:port"}, text(&Config::smtp)},
        {{"mail.hostname", "", "our name in SMTP greetings"}, text(&Config::hostname)},
        {{"mail.tls_certificate", "", "PEM file for STARTTLS on LMTP and SMTP; empty: server.tls_certificate"}, text(&Config::mail_tls_certificate)},
        {{"mail.tls_key", "", "PEM file"}, text(&Config::mail_tls_key)},
        {{"mail.system_sender", "", "From of mails about accounts"}, text(&Config::system_sender)},
        {{"mail.per_minute", "", "most mails sent a minute, all mailboxes together"}, number(&Config::mails_per_minute, 1, 1'000'000)},
        {{"mail.poll_seconds", "", "how often IMAP mailboxes are looked at"}, number(&Config::poll_seconds, 1, 86'400)},
        {{"mail.smtp.host", "", "server for outgoing mail; empty: mails wait"}, text(&Config::smtp_host)},
        {{"mail.smtp.port", "", "its port"}, number(&Config::smtp_port, 1, 65535)},
        {{"mail.smtp.security", "", "none, starttls or tls"}, one_of(&Config::smtp_security, {"none", "starttls", "tls"})},
        {{"mail.smtp.user", "", "user name, if it wants one"}, text(&Config::smtp_user)},
        {{"mail.smtp.password", "", "password; better in MAINSTAY_MAIL_SMTP_PASSWORD"}, text(&Config::smtp_password)},
        {{"log.level", "--log-level", "debug, info, warning or error"}, one_of(&Config::log_level, {"debug", "info", "warning", "error"})},
        {{"demo", "--demo", "true: built-in mail sink and demo sign-ins"}, flag(&Config::is_demo)},
    };
    return all;
}

Error bad(const std::string& place, const std::string& what) {
    return Error(ErrorKind::invalid, "bad_config", place + ": " + what);
}

Result<> set(Config& config, const std::string& name, const std::string& value, const std::string& place) {
    for (const auto& entry : entries()) {
        if (entry.key.name != name) continue;
        const auto wrong = entry.set.call(config, value);
        if (!wrong.empty()) return bad(place, name + " " + wrong + ", not \"" + (name.find("password") == std::string::npos ? value : "...") + "\"");
        return Done{};
    }
    return bad(place, "unknown key \"" + name + "\"");
}

// The value as the environment would give it; nothing when the file has another type there.
std::optional<std::string> as_text(const toml::node& node, Type type) {
    if (const auto* s = node.as_string(); s && (type == Type::text || type == Type::list)) return s->get();
    if (const auto* n = node.as_integer(); n && type == Type::number) return std::to_string(n->get());
    if (const auto* b = node.as_boolean(); b && type == Type::flag) return b->get() ? "true" : "false";
    const auto* words = type == Type::list ? node.as_array() : nullptr;
    if (!words) return std::nullopt;
    std::string all;
    for (const auto& one : *words) {
        const auto word = as_text(one, Type::text);
        if (!word) return std::nullopt;
        all += (all.empty() ? "" : ",") + *word;
    }
    return all;
}

const char* wanted(Type type) {
    switch (type) {
        case Type::text: return "a text in quotes";
        case Type::list: return "a list of texts in quotes";
        case Type::number: return "a whole number";
        case Type::flag: return "true or false";
    }
    return "";
}

Result<> set_from_file(Config& config, const std::string& name, const toml::node& node, const std::string& place) {
    for (const auto& entry : entries()) {
        if (entry.key.name != name) continue;
        const auto value = as_text(node, entry.set.type);
        if (!value) return bad(place, name + " must be " + wanted(entry.set.type));
        return set(config, name, *value, place);
    }
    return bad(place, "unknown key \"" + name + "\"");
}

Result<> read_table(Config& config, const toml::table& table, const std::string& prefix, const std::string& file) {
    for (const auto& [key, node] : table) {
        const auto name = prefix + std::string(key.str());
        const auto place = file + " line " + std::to_string(node.source().begin.line);
        if (const auto* inner = node.as_table()) {
            MS_CHECK(read_table(config, *inner, name + ".", file));
        } else {
            MS_CHECK(set_from_file(config, name, node, place));
        }
    }
    return Done{};
}

}  // namespace

std::string Config::public_url() const {
    if (!base_url.empty()) return base_url.ends_with('/') ? base_url.substr(0, base_url.size() - 1) : base_url;
    for (const auto& address : listen)
        if (!address.starts_with("unix:")) return (tls_certificate.empty() ? "http://" : "https://") + address;
    return "http://localhost";
}

std::string environment_name(std::string key) {
    for (auto& c : key) c = c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return "MAINSTAY_" + key;
}

const std::vector<Key>& config_keys() {
    static const std::vector<Key> keys = [] {
        std::vector<Key> all;
        for (const auto& entry : entries()) all.push_back(entry.key);
        return all;
    }();
    return keys;
}

Result<Config> read_config(const std::string& file, const std::map<std::string, std::string>& environment,
                           const std::vector<std::pair<std::string, std::string>>& flags) {
    Config config;
    if (!file.empty()) {
        const auto parsed = toml::parse_file(file);
        if (!parsed) return bad(file + " line " + std::to_string(parsed.error().source().begin.line), std::string(parsed.error().description()));
        MS_CHECK(read_table(config, parsed.table(), "", file));
    }
    for (const auto& entry : entries()) {
        const auto name = environment_name(entry.key.name);
        if (const auto found = environment.find(name); found != environment.end()) MS_CHECK(set(config, entry.key.name, found->second, "environment " + name));
    }
    for (const auto& [given, value] : flags) {
        const auto known = std::find_if(entries().begin(), entries().end(), [&, flag_name = given](const Entry& e) { return flag_name == e.key.flag; });
        if (known == entries().end()) return bad("flags", "unknown flag \"" + given + "\"");
        MS_CHECK(set(config, known->key.name, value, "flag " + given));
    }
    return config;
}

}  // namespace mainstay::app
