#pragma once
// The channels slice, as the rest of Mainstay sees it: how words come in and go out. Today mail; forms, chat and phone follow.
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "accounts/accounts.hpp"
#include "channels/mailbox.hpp"
#include "kit/blob/blob.hpp"
#include "kit/crypto/crypto.hpp"
#include "kit/jobs/jobs.hpp"
#include "kit/mail/message.hpp"
#include "tickets/tickets.hpp"

namespace mainstay::channels {

struct Deps {
    db::Database& db;
    Clock now;
    NextId next_id;
    const crypto::KeyRing& keys;
    const http::Cursors& cursors;
    blob::Store& blobs;
    jobs::Jobs& jobs;
    accounts::Accounts& accounts;
    tickets::Tickets& tickets;
    std::string base_url;
    bool is_demo = false;
    std::string default_smtp;        // settings JSON (see smtp_settings.hpp) for mailboxes without their own; empty: none
    std::string system_sender = "mainstay@localhost";  // mails about accounts
    std::int64_t most_per_minute = 300;                // all mailboxes and nodes together
    Millis poll_every = 30 * kSecond;                  // IMAP
    std::function<bool()> may_take_mail;               // no: it stays with whoever has it; may be empty
    std::function<void(const std::string& direction, const std::string& outcome)> count_mail;  // "in", "out"; may be empty
};

// Where a mail came from. Mailbox and hash of the raw bytes make a second delivery of the same mail recognisable,
// never the Message-ID alone; nor the UID of IMAP, which a mail server may give anew.
struct Arrival {
    std::string source;  // lmtp, smtp, imap, pipe, import, demo
    std::string envelope_from, recipient, mailbox_id;
    std::string trace;        // Return-Path and Received lines to keep in front of the mail; not part of its identity
    bool is_history = false;  // import: the date of the mail counts, nobody is answered
};

struct Received {
    std::string kept_id, ticket_id, outcome;  // "new_ticket", "reply", "unverified", "bounce", "duplicate", "unprocessed", "note"
};

class Channels {
public:
    explicit Channels(Deps deps) : deps_(std::move(deps)) {}

    // Returns after the durable commit, whatever the mail is: what cannot be understood is kept as unprocessed.
    // Throws only when it could not be kept (no space, no database): then the sender must keep it.
    Received receive(const blob::Bytes& raw, const Arrival& arrival);
    // A mail that stays on its server because it is too large: shown as unprocessed, once, with its headers and size.
    void note_too_large(const Mailbox& mailbox, const std::string& headers, std::uint64_t size);
    Result<Received> retry(const Actor& actor, const std::string& kept_id);
    std::optional<Mailbox> mailbox_for(const std::string& recipient);  // by address, with or without +detail
    std::optional<http::Response> raw_mail(db::Tx& tx, const std::string& kept_id);  // as a download

    // Ports of tickets and accounts.
    void send_out(db::Tx& tx, const Actor& actor, const tickets::Ticket& ticket, const tickets::Message& message);
    void send_account_mail(db::Tx& tx, const accounts::MailOrder& order);
    std::vector<tickets::Delivery> deliveries(db::Tx& tx, const std::string& ticket_id);

    Result<> check(db::Tx& tx, const Mailbox& mailbox);  // what it names exists, its address is free
    Result<Mailbox> create_mailbox(const Actor& actor, const Mailbox& order);
    void add_jobs();  // sending and IMAP polling
    Result<> poll(const std::string& mailbox_id);
    Deps& deps() { return deps_; }
    void count(const char* direction, const std::string& outcome) const {
        if (deps_.count_mail) deps_.count_mail(direction, outcome);
    }
    struct AccessTokens {  // of mail servers with OAuth 2, until they expire
        std::mutex mutex;
        std::map<std::string, std::pair<std::string, Millis>> tokens;
    };
    AccessTokens& access_tokens() { return access_tokens_; }

private:
    friend struct Intake;
    friend struct Sending;
    Deps deps_;
    AccessTokens access_tokens_;
};

struct ImportReport {
    std::int64_t seen = 0, tickets = 0, replies = 0, duplicates = 0, unprocessed = 0, other = 0;
};
// Reads an mbox file or a maildir; `progress` is called now and then with (bytes done, bytes in all, report).
ImportReport import_mail(Channels& channels, const std::string& kind, const std::string& path, const std::string& mailbox_id,
                         const std::function<void(std::uint64_t, std::uint64_t, const ImportReport&)>& progress);

void bind_mailbox_test_api(http::Router& router, Channels& channels);
void bind_channels_api(http::Router& router, Channels& channels);
void bind_demo_api(http::Router& router, Channels& channels);

}  // namespace mainstay::channels
