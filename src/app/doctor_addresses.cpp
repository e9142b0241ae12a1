#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>

#include "app/doctor.hpp"
#include "kit/crypto/certificate.hpp"

namespace mainstay::app {
namespace {

bool is_only_here(const std::string& listen) {
    return listen.starts_with("127.") || listen.starts_with("localhost:") || listen.starts_with("[::1]:") || listen.starts_with("unix:");
}

void examine_base_url(const Config& c, Findings& found) {
    const bool is_open = std::any_of(c.listen.begin(), c.listen.end(), [](const auto& one) { return !is_only_here(one); });
    const bool is_https = c.base_url.starts_with("https://"), has_tls = !c.tls_certificate.empty();
    if (c.base_url.empty())
        return found.warn("base_url", "server.base_url is not set: links in mails lead to " + c.public_url() + ". Set it to the address that people use.");
    if (!is_https && c.base_url.find("://localhost") == std::string::npos && c.base_url.find("://127.") == std::string::npos)
        return found.problem("base_url", "People reach " + c.base_url + " without encryption: passwords and sessions can be read on the way. Use https.");
    if (is_https && !has_tls && is_open)
        return found.warn("base_url", "The address is https, but the server itself listens without TLS on an address that others can reach. Listen on 127.0.0.1 behind the proxy, or set server.tls_certificate.");
    found.good("base_url", "People reach it as " + c.base_url + ".");
}

void examine_proxies(const Config& c, Findings& found) {
    for (const auto& proxy : c.trusted_proxies)
        if (proxy.starts_with("0.0.0.0") || proxy.starts_with("::/") || proxy == "::" || proxy.ends_with("/0"))
            return found.problem("proxies", "server.trusted_proxies trusts everybody (" + proxy + "): anyone can claim any address and escape the limits. Name the proxy only.");
    if (c.base_url.starts_with("https://") && c.tls_certificate.empty() && c.trusted_proxies.empty())
        return found.warn("proxies", "A proxy must be in front (the address is https, and there is no server.tls_certificate), but server.trusted_proxies is empty: everybody seems to come from one address and shares its limits.");
    found.good("proxies", "The trusted proxies fit the address.");
}

void examine_certificate(const std::string& name, const std::string& certificate, const std::string& key, Millis now, Findings& found) {
    if (certificate.empty() && key.empty()) return;
    if (certificate.empty() || key.empty()) return found.problem("tls", name + ": certificate and key must both be set.");
    const auto ends = crypto::certificate_ends(certificate);
    if (!ends) return found.problem("tls", "Cannot read a certificate in " + certificate + ".");
    if (!std::filesystem::exists(key)) return found.problem("tls", "The key " + key + " does not exist.");
    const auto days = (*ends - now) / kDay;
    if (*ends <= now) return found.problem("tls", "The certificate " + certificate + " has ended. Renew it and start the server again.");
    if (days < 14) return found.warn("tls", "The certificate " + certificate + " ends in " + std::to_string(days) + " days.");
    found.good("tls", "The certificate " + certificate + " is good for " + std::to_string(days) + " days.");
}

// "" when a connection can be made within three seconds, else why not.
std::string cannot_reach(const std::string& host, std::int64_t port) {
    addrinfo hints{}, *list = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
    if (failed != 0) return std::string("its name is not known here (") + gai_strerror(failed) + ")";
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, ::freeaddrinfo);
    for (const auto* one = list; one; one = one->ai_next) {
        const int fd = ::socket(one->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) continue;
        int error = ::connect(fd, one->ai_addr, one->ai_addrlen) == 0 ? 0 : errno;
        pollfd waiting{fd, POLLOUT, 0};
        socklen_t size = sizeof error;
        if (error == EINPROGRESS && ::poll(&waiting, 1, 3000) == 1) ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
        ::close(fd);
        if (error == 0) return "";
    }
    return "nothing answers on port " + std::to_string(port);
}

void examine_mail(const Config& c, Findings& found) {
    if (c.smtp_host.empty())
        return found.warn("mail", "mail.smtp.host is not set: mails about accounts, and those of mailboxes without a server of their own, stay in the outbox.");
    const auto why = cannot_reach(c.smtp_host, c.smtp_port);
    if (!why.empty()) return found.problem("mail", "The server for outgoing mail, " + c.smtp_host + ", cannot be reached: " + why + ".");
    if (c.smtp_security == "none" && c.smtp_host != "localhost" && !c.smtp_host.starts_with("127."))
        return found.warn("mail", "Mails go to " + c.smtp_host + " without encryption; set mail.smtp.security.");
    found.good("mail", "The server for outgoing mail answers.");
}

}  // namespace

void examine_addresses(const Config& config, Millis now, Findings& found) {
    examine_base_url(config, found);
    examine_proxies(config, found);
    examine_certificate("server", config.tls_certificate, config.tls_key, now, found);
    examine_certificate("mail", config.mail_tls_certificate, config.mail_tls_key, now, found);
    examine_mail(config, found);
}

}  // namespace mainstay::app
