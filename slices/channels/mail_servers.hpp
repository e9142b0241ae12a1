#pragma once
// From a mailbox's settings to what the mail clients take: with a fresh access token where OAuth 2 is used.
#include "channels/channels.hpp"
#include "channels/smtp_settings.hpp"
#include "kit/mail/imap.hpp"
#include "kit/mail/smtp_client.hpp"

namespace mainstay::channels {

// Throw mail::OAuthError when there is no access token to be had. `mailbox_id`: where a refresh token that
// the token server replaced is saved; may be empty.
mail::ImapSettings imap_client(Channels& channels,
                               const ServerSettings& settings,
                               const std::string& mailbox_id);
mail::SmtpSettings smtp_client(Channels& channels,
                               const ServerSettings& settings,
                               const std::string& mailbox_id);

}  // namespace mainstay::channels
