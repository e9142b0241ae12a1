// Getting a mail of the outbox out: the stop switch, rate caps shared by all nodes, the demo sink or SMTP.
#include <boost/json.hpp>
#include <random>
#include <iterator>
#include <sstream>

#include "channels/channels_sql.hpp"
#include "channels/mail_servers.hpp"
#include "channels/reply_token.hpp"
#include "channels/sending.hpp"
#include "kit/mail/compose.hpp"
#include "kit/mail/oauth.hpp"
#include "kit/webpage/sanitise.hpp"

namespace mainstay::channels {
namespace {

constexpr std::int64_t kMostAttempts = 20;
constexpr Millis kLease = 4 * kMinute;  // shorter than that of a job: a job taken over finds the mail free

std::string text_in(const std::string& payload, const char* name) {
    boost::system::error_code ec;
    const auto value = boost::json::parse(payload, ec);
    const auto* found = !ec && value.is_object() ? value.as_object().if_contains(name) : nullptr;
    return found && found->is_string() ? std::string(found->as_string()) : "";
}

mail::Outgoing outgoing_of(Channels& channels, db::Tx& tx, const OutMail& m, const std::optional<Mailbox>& mailbox) {
    auto& deps = channels.deps();
    mail::Outgoing out;
    out.from = mailbox ? mail::Address{mailbox->name, mailbox->address} : mail::Address{"Mainstay", deps.system_sender};
    out.to = {{m.recipient_name, m.recipient}};
    if (!m.reply_to.empty()) out.reply_to = {{mailbox ? mailbox->name : "", m.reply_to}};
    out.subject = m.subject;
    out.date = m.created_at;
    out.message_id = m.message_id_header;
    out.in_reply_to = m.in_reply_to;
    std::istringstream thread(m.thread);
    out.references.assign(std::istream_iterator<std::string>(thread), {});
    out.auto_submitted = !m.is_automatic ? "" : m.in_reply_to.empty() ? "auto-generated" : "auto-replied";
    out.text = m.text;
    out.html = m.html;
    if (m.message_id.empty()) return out;
    const auto message = deps.tickets.find_message(tx, m.message_id);
    if (!message) throw std::runtime_error("the message of mail " + m.id + " is missing");
    for (const auto& a : deps.tickets.attachments_of(tx, *message)) {
        auto bytes = deps.blobs.read(a.blob_id);
        if (!bytes) throw std::runtime_error("the bytes of attachment " + a.id + " are missing");
        out.files.push_back(mail::file_of(a.name, a.type, *std::move(bytes)));
    }
    return out;
}

// Counts against the caps of this minute; all nodes count in the same rows.
bool is_over_cap(db::Tx& tx, Deps& deps, const std::optional<Mailbox>& mailbox) {
    const auto minute = deps.now() / kMinute;
    auto count = [&](const std::string& name) { return *tx.find(sql::count_rate, {name, minute}, [](const db::Row& r) { return r.integer(0); }); };
    const auto all = count("all");
    const auto own = mailbox ? count(mailbox->id) : 0;
    return all > deps.most_per_minute || (mailbox && own > mailbox->most_per_minute);
}

void postpone(Channels& channels, db::Tx& tx, OutMail& m, Millis until, const std::string& why) {
    m.state = "queued";
    m.next_try_at = until;
    m.last_error = why;
    store::update(tx, m);
    channels.deps().jobs.enqueue(tx, "channels.send", "{\"outbox_id\":\"" + m.id + "\"}", until);
}

std::optional<ServerSettings> smtp_of(Deps& deps, const std::optional<Mailbox>& mailbox) {
    if (mailbox && !mailbox->smtp.empty()) return open_settings(deps.keys, "mailboxes|smtp|" + mailbox->id, mailbox->smtp);
    return deps.default_smtp.empty() ? std::nullopt : settings_from(deps.default_smtp);
}

void put_in_sink(Channels& channels, db::Tx& tx, const OutMail& m, const mail::Outgoing& out, const std::string& raw) {
    tx.exec(sql::insert_demo_mail, {channels.deps().next_id(), channels.deps().now(), out.from.address, m.recipient, m.subject, m.message_id_header,
                                    m.reply_to.empty() ? out.from.address : m.reply_to, m.text, deflate_base64(raw)});
}

Millis delay_after(std::int64_t attempts) {
    Millis delay = 30 * kSecond;
    for (std::int64_t i = 1; i < attempts && delay < 2 * kHour; ++i) delay *= 2;
    static thread_local std::minstd_rand random{std::random_device{}()};
    const double jitter = std::uniform_real_distribution<>(0.8, 1.2)(random);  // parts mails that failed together
    return static_cast<Millis>(static_cast<double>(std::min<Millis>(delay, 2 * kHour)) * jitter);
}

struct Prepared {
    OutMail mail;
    mail::Outgoing out;
    std::string raw;
    std::optional<ServerSettings> smtp;
    bool is_ready = false;
};

// Marks the mail as being sent, durably, before the first byte leaves: after a crash it goes out once more at most, with
// the same Message-ID.
Result<Prepared> prepare(Channels& channels, const std::string& id) {
    auto& deps = channels.deps();
    return deps.db.write([&](db::Tx& tx) -> Result<Prepared> {
        Prepared p;
        auto found = store::find_out(tx, id);
        if (!found || (found->state != "queued" && found->state != "sending")) return p;
        p.mail = *std::move(found);
        if (p.mail.state == "sending" && p.mail.next_try_at > deps.now() && deps.jobs.is_alive(tx, p.mail.sending_by))  // another job for the same mail, after a retry by hand
            return Error(ErrorKind::unavailable, "being_sent", "The mail is being sent already.");
        const auto mailbox = p.mail.mailbox_id.empty() ? std::nullopt : store::find_mailbox(tx, p.mail.mailbox_id);
        if (const auto stopped = store::setting(tx, "mail.stopped"); !stopped.empty()) {
            postpone(channels, tx, p.mail, deps.now() + 15 * kSecond, "Sending is stopped: " + stopped);
            return p;
        }
        if (is_over_cap(tx, deps, mailbox)) {
            postpone(channels, tx, p.mail, (deps.now() / kMinute + 1) * kMinute, "The rate cap of this minute is reached.");
            return p;
        }
        try {
            p.out = outgoing_of(channels, tx, p.mail, mailbox);
            p.raw = mail::compose(p.out);
        } catch (const std::invalid_argument& bad) {  // an address that no mail can carry: nothing will mend it
            p.mail.state = "failed";
            p.mail.last_error = bad.what();
            store::update(tx, p.mail);
            return p;
        }
        p.smtp = smtp_of(deps, mailbox);
        ++p.mail.attempts;
        if (!p.smtp && deps.is_demo) {
            p.mail.state = "sent";
            p.mail.sent_at = deps.now();
            put_in_sink(channels, tx, p.mail, p.out, p.raw);
        } else if (!p.smtp) {
            p.mail.state = "held";
            p.mail.last_error = "No outgoing mail server is configured ([mail.smtp] or the mailbox's own).";
        } else {
            p.mail.state = "sending";
            p.mail.next_try_at = deps.now() + kLease;
            p.mail.sending_by = deps.jobs.node();
            p.is_ready = true;
        }
        store::update(tx, p.mail);
        return p;
    });
}

mail::SendResult hand_over(Channels& channels, const Prepared& p) {
    try {
        return mail::send(smtp_client(channels, *p.smtp, p.mail.mailbox_id), p.out.from.address, {p.mail.recipient}, p.raw);
    } catch (const mail::OAuthError& failure) {
        return {mail::SendFailure::our_config, 0, failure.what(), {}};
    }
}

void settle(Channels& channels, OutMail m, const mail::SendResult& result) {
    auto& deps = channels.deps();
    (void)deps.db.write([&](db::Tx& tx) -> Result<> {
        const auto now_there = store::find_out(tx, m.id);
        const bool is_ours = now_there && now_there->state == "sending" && now_there->sending_by == m.sending_by && now_there->attempts == m.attempts;
        if (!is_ours) return Done{};  // somebody took it over: what they find out counts
        const auto ticket = m.ticket_id.empty() ? std::nullopt : deps.tickets.find(tx, m.ticket_id);
        if (result.is_sent()) {
            m.state = "sent";
            m.sent_at = deps.now();
            m.last_error.clear();
            store::update(tx, m);
        } else if (result.failure == mail::SendFailure::permanent || m.attempts >= kMostAttempts) {
            m.state = "failed";
            m.last_error = result.text.substr(0, 500);
            store::update(tx, m);
            if (ticket) deps.tickets.note_delivery(tx, for_system("mail-outbox"), *ticket, "channels.mail_failed", m.recipient + ": " + m.last_error);
            tx.emit(for_system("mail-outbox"), {.kind = "channels.mail_dead", .subject_type = "mail", .subject_id = m.id, .scope = "staff"});
        } else {
            postpone(channels, tx, m, deps.now() + delay_after(m.attempts), result.text.substr(0, 500));
        }
        if (ticket) deps.tickets.note_delivery(tx, for_system("mail-outbox"), *ticket, "channels.delivery_changed", "");
        return Done{};
    });
}

}  // namespace

Result<> send_one(Channels& channels, const std::string& outbox_id) {
    MS_TRY(auto p, prepare(channels, outbox_id));
    if (p.mail.state == "sent" && !p.is_ready) channels.count("out", "demo");
    if (!p.is_ready) return Done{};
    const auto result = hand_over(channels, p);
    settle(channels, p.mail, result);
    channels.count("out", result.is_sent() ? "sent" : result.failure == mail::SendFailure::permanent ? "refused" : "failed");
    return Done{};
}

void Channels::add_jobs() {
    deps_.jobs.add_kind("channels.send", {.work = [this](const jobs::Job& job) { return send_one(*this, text_in(job.payload, "outbox_id")); },
                                          .max_attempts = 50, .first_delay = 5 * kSecond});
    deps_.jobs.every("channels.poll", deps_.poll_every, [this]() -> Result<> {
        for (const auto& mailbox : deps_.db.read([](db::Tx& tx) { return store::list_mailboxes(tx); }))
            if (mailbox.is_active && !mailbox.imap.empty()) (void)poll(mailbox.id);
        return Done{};
    });
    deps_.jobs.every("channels.clean", kHour, [this]() -> Result<> {
        return deps_.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec(sql::remove_old_rates, {deps_.now() / kMinute - 60});
            return Done{};
        });
    });
}

}  // namespace mainstay::channels
