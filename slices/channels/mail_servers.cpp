#include "channels/mail_servers.hpp"

#include "channels/channels_sql.hpp"
#include "channels/mail_store.hpp"
#include "kit/mail/oauth.hpp"

namespace mainstay::channels {
namespace {

constexpr Millis kEarly = kMinute;  // before a token expires it is refreshed

// A token server may give a new refresh token and take the old one back (RFC 6749, 6): it is saved before it
// is used, for both servers of a mailbox when they share it.
void save_refresh_token(Channels& channels,
                        const std::string& mailbox_id,
                        const std::string& before,
                        const std::string& after) {
    const auto& keys = channels.deps().keys;
    auto renewed = [&](const std::string& place, const std::string& sealed) {
        auto settings = open_settings(keys, place, sealed);
        if (!settings || !settings->oauth || settings->oauth->refresh_token != before) return sealed;
        settings->oauth->refresh_token = after;
        return seal_settings(keys, place, *settings);
    };
    (void)channels.deps().db.write([&](db::Tx& tx) -> Result<> {
        if (const auto mailbox = store::find_mailbox(tx, mailbox_id))
            tx.exec(sql::update_mail_servers,
                    {mailbox_id,
                     renewed("mailboxes|imap|" + mailbox_id, mailbox->imap),
                     renewed("mailboxes|smtp|" + mailbox_id, mailbox->smtp)});
        return Done{};
    });
}

std::string access_token(Channels& channels, OAuthSettings oauth, const std::string& mailbox_id) {
    auto& known = channels.access_tokens();
    auto key = [&] {
        return crypto::keyed_hash(
            channels.deps().keys.key("secrets"),
            {oauth.token_url, oauth.client_id, oauth.client_secret, oauth.refresh_token});
    };
    const std::lock_guard lock(known.mutex);
    const auto now = channels.deps().now();
    if (const auto found = known.tokens.find(key());
        found != known.tokens.end() && found->second.second > now + kEarly)
        return found->second.first;
    const auto fresh =
        mail::refresh({oauth.token_url, oauth.client_id, oauth.client_secret, oauth.refresh_token});
    if (!fresh.refresh_token.empty() && fresh.refresh_token != oauth.refresh_token) {
        save_refresh_token(channels, mailbox_id, oauth.refresh_token, fresh.refresh_token);
        oauth.refresh_token = fresh.refresh_token;
    }
    if (known.tokens.size() > 500) known.tokens.clear();
    known.tokens[key()] = {fresh.token, now + fresh.seconds * kSecond};
    return fresh.token;
}

void fill(mail::ServerSettings& out,
          Channels& channels,
          const ServerSettings& s,
          const std::string& mailbox_id) {
    out.host = s.host;
    out.port = static_cast<std::uint16_t>(s.port);
    out.tls = s.security == "none"       ? mail::Tls::none
              : s.security == "starttls" ? mail::Tls::starttls
                                         : mail::Tls::implicit;
    out.user = s.user;
    out.password = s.password;
    if (s.oauth) out.bearer = access_token(channels, *s.oauth, mailbox_id);
}

}  // namespace

mail::ImapSettings imap_client(Channels& channels,
                               const ServerSettings& settings,
                               const std::string& mailbox_id) {
    mail::ImapSettings out;
    fill(out, channels, settings, mailbox_id);
    out.mailbox = settings.folder;
    return out;
}

mail::SmtpSettings smtp_client(Channels& channels,
                               const ServerSettings& settings,
                               const std::string& mailbox_id) {
    mail::SmtpSettings out;
    fill(out, channels, settings, mailbox_id);
    return out;
}

}  // namespace mainstay::channels
