// Fetching from IMAP mailboxes: each mail is committed before it is marked as seen. UIDVALIDITY and UID say where to
// go on; a mail that comes again all the same is known by its raw hash.
#include "base/log.hpp"
#include "channels/channels.hpp"
#include "channels/channels_sql.hpp"
#include "channels/mail_store.hpp"
#include "channels/mail_servers.hpp"
#include "kit/mail/oauth.hpp"
#include "kit/mail/spool.hpp"

namespace mainstay::channels {
namespace {

constexpr std::size_t kMostAtOnce = 500, kInMemory = 256 << 10;

void save_position(db::Database& db, const std::string& id, std::int64_t validity, std::int64_t uid) {
    (void)db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(sql::update_imap_position, {id, validity, uid});
        return Done{};
    });
}

void save_state(Deps& deps, const std::string& id, const std::string& state) {
    (void)deps.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(sql::update_imap_state, {id, state.substr(0, 500), deps.now()});
        return Done{};
    });
}

Error note_failure(Deps& deps, const Mailbox& mailbox, const std::string& why) {
    log::warning("imap_failed", {{"mailbox", mailbox.address}, {"why", why}});
    save_state(deps, mailbox.id, why);
    return Error(ErrorKind::unavailable, "imap_failed", why);
}

// One mail: read, commit, then \Seen. When we die in between, the same mail comes again and is known as a duplicate.
void take(Channels& channels, mail::ImapMailbox& imap, const Mailbox& mailbox, std::uint32_t uid) {
    mail::Spool spool(kInMemory, channels.deps().blobs.upload_folder());
    if (!imap.fetch(uid, [&](std::string_view piece) { spool.append(piece); })) return;
    channels.receive(spool.bytes(), {.source = "imap", .envelope_from = "", .recipient = mailbox.address, .mailbox_id = mailbox.id, .trace = {}});
    imap.mark_seen(uid);
}

void fetch_new(Channels& channels, const Mailbox& mailbox, const ServerSettings& settings) {
    mail::ImapMailbox imap(imap_client(channels, settings, mailbox.id));
    const auto status = imap.status();
    const std::int64_t validity = status.uidvalidity;
    // A new UIDVALIDITY makes all UIDs new.
    std::int64_t last = validity == mailbox.imap_uid_validity ? mailbox.imap_last_uid : 0;
    for (const auto uid : imap.list(static_cast<std::uint32_t>(last), kMostAtOnce)) {
        try {
            take(channels, imap, mailbox, uid);
        } catch (const mail::ImapError& failure) {
            if (failure.failure() != mail::ImapFailure::too_large) throw;
            channels.note_too_large(mailbox, imap.fetch_headers(uid).value_or(""), failure.size());
        }
        save_position(channels.deps().db, mailbox.id, validity, uid);
    }
}

}  // namespace

Result<> Channels::poll(const std::string& mailbox_id) {
    if (deps_.may_take_mail && !deps_.may_take_mail()) return Done{};  // the mails stay on their server
    const auto mailbox = deps_.db.read([&](db::Tx& tx) { return store::find_mailbox(tx, mailbox_id); });
    const auto settings = mailbox ? open_settings(deps_.keys, "mailboxes|imap|" + mailbox->id, mailbox->imap) : std::nullopt;
    if (!settings) return Error(ErrorKind::not_found, "no_imap", "This mailbox is not fetched by IMAP.");
    try {
        fetch_new(*this, *mailbox, *settings);
        save_state(deps_, mailbox_id, "");
        return Done{};
    } catch (const mail::ImapError& failure) {
        return note_failure(deps_, *mailbox, failure.what());
    } catch (const mail::OAuthError& failure) {
        return note_failure(deps_, *mailbox, failure.what());
    }
}

}  // namespace mainstay::channels
