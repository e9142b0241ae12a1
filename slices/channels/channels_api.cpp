#include "channels/channels.hpp"
#include "channels/channels_sql.hpp"
#include "channels/intake.hpp"
#include "channels/mail_store.hpp"
#include "channels/smtp_settings.hpp"
#include "kit/http/http.hpp"

namespace mainstay::channels {

struct MailboxReply {
    std::string id, address, name, kind, language;
    std::optional<std::string> project_id, team_id;
    bool is_active = true, sends_acknowledgement = true;
    std::int64_t most_per_minute = 60;
    std::optional<ServerSettings> imap, smtp;  // without passwords
    std::string imap_state;
    std::optional<Millis> imap_checked_at;
    std::int64_t version = 1;
};
struct MailboxOrder {
    std::string address, name, kind = "private", language = "en";
    std::optional<std::string> project_id, team_id;
    bool is_active = true, sends_acknowledgement = true;
    std::int64_t most_per_minute = 60;
    std::optional<std::optional<ServerSettings>> imap, smtp;
};
struct UnprocessedReply {
    std::string id;
    Millis received_at = 0;
    std::string source, envelope_from, recipient;
    std::int64_t size = 0;
    std::string error, code;  // code: a fixed word for the reason, empty when there is none
    std::int64_t attempts = 1;
};
struct OutboxReply {
    std::string id, to, subject, state;
    std::int64_t attempts = 0;
    std::string last_error;
    Millis next_try_at = 0, created_at = 0;
    std::optional<std::string> ticket_id;
    std::optional<std::int64_t> ticket_number;
};
struct SendingState {
    bool is_stopped = false;
    std::string reason;
};
struct RetryReply {
    std::string outcome;
    std::optional<std::string> ticket_id;
};

}  // namespace mainstay::channels

namespace mainstay::json {

using namespace mainstay::channels;
template <> struct Shape<MailboxReply> {
    static constexpr const char* name = "Mailbox";
    static const Fields& fields() {
        using T = MailboxReply;
        static const Fields list{required<&T::id>("id"), required<&T::address>("address"), required<&T::name>("name"), required<&T::kind>("kind"),
                                 required<&T::language>("language"), required<&T::project_id>("project_id"), required<&T::team_id>("team_id"),
                                 required<&T::is_active>("is_active"), required<&T::sends_acknowledgement>("sends_acknowledgement"),
                                 required<&T::most_per_minute>("most_per_minute"), required<&T::imap>("imap"), required<&T::smtp>("smtp"),
                                 required<&T::imap_state>("imap_state"), required_time<&T::imap_checked_at>("imap_checked_at"),
                                 required<&T::version>("version")};
        return list;
    }
};
template <> struct Shape<MailboxOrder> {
    static constexpr const char* name = "MailboxOrder";
    static const Fields& fields() {
        using T = MailboxOrder;
        static const Fields list{required<&T::address>("address", {.min = 3, .max = 200, .format = "email"}), required<&T::name>("name", {.min = 1, .max = 120}),
                                 optional<&T::kind>("kind"), optional<&T::language>("language", {.format = "language"}), optional<&T::project_id>("project_id"),
                                 optional<&T::team_id>("team_id"), optional<&T::is_active>("is_active"),
                                 optional<&T::sends_acknowledgement>("sends_acknowledgement"),
                                 optional<&T::most_per_minute>("most_per_minute", {.lowest = 1, .highest = 100'000}), optional<&T::imap>("imap"),
                                 optional<&T::smtp>("smtp")};
        return list;
    }
};
template <> struct Shape<UnprocessedReply> {
    static constexpr const char* name = "UnprocessedMail";
    static const Fields& fields() {
        using T = UnprocessedReply;
        static const Fields list{required<&T::id>("id"), required_time<&T::received_at>("received_at"), required<&T::source>("source"),
                                 required<&T::envelope_from>("envelope_from"), required<&T::recipient>("recipient"), required<&T::size>("size"),
                                 required<&T::error>("error"), required<&T::code>("code"), required<&T::attempts>("attempts")};
        return list;
    }
};
template <> struct Shape<OutboxReply> {
    static constexpr const char* name = "OutboxMail";
    static const Fields& fields() {
        using T = OutboxReply;
        static const Fields list{required<&T::id>("id"), required<&T::to>("to"), required<&T::subject>("subject"), required<&T::state>("state"),
                                 required<&T::attempts>("attempts"), required<&T::last_error>("last_error"), required_time<&T::next_try_at>("next_try_at"),
                                 required_time<&T::created_at>("created_at"), required<&T::ticket_id>("ticket_id"), required<&T::ticket_number>("ticket_number")};
        return list;
    }
};
template <> struct Shape<SendingState> {
    static constexpr const char* name = "SendingState";
    static const Fields& fields() {
        static const Fields list{required<&SendingState::is_stopped>("is_stopped"), optional<&SendingState::reason>("reason", {.max = 500})};
        return list;
    }
};
template <> struct Shape<RetryReply> {
    static constexpr const char* name = "RetryOutcome";
    static const Fields& fields() {
        static const Fields list{required<&RetryReply::outcome>("outcome"), required<&RetryReply::ticket_id>("ticket_id")};
        return list;
    }
};

}  // namespace mainstay::json

namespace mainstay::channels {
namespace {

using http::Access;
using http::Request;
using http::Response;

std::optional<std::string> maybe(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::optional<ServerSettings> shown(const crypto::KeyRing& keys, const std::string& place, const std::string& sealed) {
    auto settings = open_settings(keys, place, sealed);
    if (!settings) return settings;
    settings->password.clear();  // a saved secret never leaves
    if (settings->oauth) settings->oauth->client_secret = settings->oauth->refresh_token = "";
    return settings;
}

MailboxReply reply_of(Channels& channels, const Mailbox& b) {
    const auto& keys = channels.deps().keys;
    return {.id = b.id, .address = b.address, .name = b.name, .kind = b.kind, .language = b.language, .project_id = maybe(b.project_id),
            .team_id = maybe(b.team_id), .is_active = b.is_active, .sends_acknowledgement = b.sends_acknowledgement, .most_per_minute = b.most_per_minute,
            .imap = shown(keys, "mailboxes|imap|" + b.id, b.imap), .smtp = shown(keys, "mailboxes|smtp|" + b.id, b.smtp), .imap_state = b.imap_state,
            .imap_checked_at = b.imap_checked_at, .version = b.version};
}

Result<std::string> sealed(Channels& channels, const std::string& place, const std::optional<std::optional<ServerSettings>>& order, const std::string& before) {
    if (!order) return before;
    if (!*order) return std::string();
    MS_TRY(const auto settings, with_saved_secrets(**order, open_settings(channels.deps().keys, place, before)));
    return seal_settings(channels.deps().keys, place, settings);
}

Result<Mailbox> mailbox_from(Channels& channels, const MailboxOrder& in, Mailbox b) {
    if (in.kind != "private" && in.kind != "public_list") return invalid_field("/kind", "unknown_word", "A mailbox is private or public_list.");
    if (in.address.find('+') != std::string::npos) return invalid_field("/address", "has_plus", "The part after \"+\" is ours to use; give the address without it.");
    b.address = accounts::fold_email(in.address);
    b.name = in.name;
    b.kind = in.kind;
    b.language = in.language;
    b.project_id = in.project_id.value_or("");
    b.team_id = in.team_id.value_or("");
    b.is_active = in.is_active;
    b.sends_acknowledgement = in.sends_acknowledgement;
    b.most_per_minute = in.most_per_minute;
    MS_TRY(b.imap, sealed(channels, "mailboxes|imap|" + b.id, in.imap, b.imap));
    MS_TRY(b.smtp, sealed(channels, "mailboxes|smtp|" + b.id, in.smtp, b.smtp));
    return b;
}

Result<Response> list_mailboxes(Channels& channels, const Request& r) {
    http::Page<MailboxReply> page;
    for (const auto& b : channels.deps().db.read([](db::Tx& tx) { return store::list_mailboxes(tx); })) page.items.push_back(reply_of(channels, b));
    return http::reply(r, page);
}
Result<Response> create_mailbox(Channels& channels, const Request& r) {
    MS_TRY(const auto in, json::read<MailboxOrder>(r.body));
    Mailbox fresh;
    fresh.id = channels.deps().next_id();
    MS_TRY(const auto mailbox, mailbox_from(channels, in, fresh));
    MS_TRY(const auto made, channels.create_mailbox(r.actor, mailbox));
    return http::reply(201, reply_of(channels, made)).etag(made.version);
}
Result<Response> change_mailbox(Channels& channels, const Request& r) {
    MS_TRY(const auto in, json::read<MailboxOrder>(r.body));
    return channels.deps().db.write([&](db::Tx& tx) -> Result<Response> {
        const auto before = store::find_mailbox(tx, r.param("id"));
        if (!before) return Error(ErrorKind::not_found, "no_such_mailbox", "There is no such mailbox.");
        MS_TRY(auto after, mailbox_from(channels, in, *before));
        MS_CHECK(channels.check(tx, after));
        if (!store::update(tx, after)) return Error(ErrorKind::conflict, "changed_meanwhile", "Somebody changed this just now. Load it again.");
        ++after.version;
        tx.emit(r.actor, {.kind = "channels.mailbox_changed", .subject_type = "mailbox", .subject_id = after.id, .scope = "admin"});
        return http::reply(200, reply_of(channels, after)).etag(after.version);
    });
}
Result<Response> remove_mailbox(Channels& channels, const Request& r) {
    MS_CHECK(channels.deps().db.write([&](db::Tx& tx) -> Result<> {
        auto mailbox = store::find_mailbox(tx, r.param("id"));
        if (!mailbox) return Error(ErrorKind::not_found, "no_such_mailbox", "There is no such mailbox.");
        mailbox->is_active = false;  // its mails stay readable
        store::update(tx, *mailbox);
        tx.emit(r.actor, {.kind = "channels.mailbox_removed", .subject_type = "mailbox", .subject_id = mailbox->id, .scope = "admin"});
        return Done{};
    }));
    return http::no_content();
}

// "no_sender: The mail names ..." -> "no_sender"
std::string code_of(const std::string& error) {
    const auto end = error.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    return end != std::string::npos && end > 0 && error[end] == ':' ? error.substr(0, end) : "";
}

Result<Response> list_unprocessed(Channels& channels, const Request& r) {
    http::Query q(r);
    const auto limit = q.limit();
    const auto cursor = q.text("cursor").value_or("");
    MS_CHECK(q.finish());
    std::string before;
    if (!cursor.empty()) {
        MS_TRY(const auto position, channels.deps().cursors.open("unprocessed", cursor));
        before = position.at(0);
    }
    auto mails = channels.deps().db.read([&](db::Tx& tx) { return store::list_unprocessed(tx, r.actor, before, static_cast<int>(limit) + 1); });
    http::Page<UnprocessedReply> page;
    if (mails.size() > static_cast<std::size_t>(limit)) {
        mails.pop_back();
        page.next = channels.deps().cursors.seal("unprocessed", {mails.back().id});
    }
    for (const auto& k : mails) page.items.push_back({k.id, k.received_at, k.source, k.envelope_from, k.recipient, k.size, k.error, code_of(k.error), k.attempts});
    return http::reply(r, page);
}
Result<Response> show_unprocessed(Channels& channels, const Request& r) {
    auto raw = channels.deps().db.read([&](db::Tx& tx) -> std::optional<Response> {
        const auto kept = store::find_kept(tx, r.param("id"));
        return kept && may_handle(tx, r.actor, *kept) ? channels.raw_mail(tx, kept->id) : std::nullopt;
    });
    if (!raw) return Error(ErrorKind::not_found, "no_such_mail", "No unprocessed mail has this id.");
    return *std::move(raw);
}
Result<Response> retry_unprocessed(Channels& channels, const Request& r) {
    MS_TRY(const auto received, channels.retry(r.actor, r.param("id")));
    return http::reply(200, RetryReply{received.outcome, maybe(received.ticket_id)});
}
Result<Response> discard_unprocessed(Channels& channels, const Request& r) {
    MS_CHECK(channels.deps().db.write([&](db::Tx& tx) -> Result<> {
        auto kept = store::find_kept(tx, r.param("id"));
        if (!kept || !may_handle(tx, r.actor, *kept)) return Error(ErrorKind::not_found, "no_such_mail", "No unprocessed mail has this id.");
        kept->state = "discarded";
        store::update(tx, *kept);
        tx.emit(r.actor, {.kind = "channels.mail_discarded", .subject_type = "mail", .subject_id = kept->id, .scope = "staff"});
        return Done{};
    }));
    return http::no_content();
}

// The same policy as list_outbox.sql: a mail belongs to its ticket; without one to the team of its mailbox.
bool may_see(Channels& channels, db::Tx& tx, const Actor& actor, const OutMail& mail) {
    if (!mail.ticket_id.empty()) return actor.all_teams || channels.deps().tickets.find_visible(tx, actor, mail.ticket_id);
    return may_see_mail_of(actor, store::find_mailbox(tx, mail.mailbox_id));
}
Result<Response> list_outbox(Channels& channels, const Request& r) {
    http::Query q(r);
    const auto limit = q.limit();
    const auto state = q.text("state").value_or("queued"), cursor = q.text("cursor").value_or("");
    MS_CHECK(q.finish());
    std::string before;
    if (!cursor.empty()) {
        MS_TRY(const auto position, channels.deps().cursors.open("outbox", cursor));
        before = position.at(0);
    }
    auto mails = channels.deps().db.read([&](db::Tx& tx) { return store::list_out(tx, r.actor, state, before, static_cast<int>(limit) + 1); });
    http::Page<OutboxReply> page;
    if (mails.size() > static_cast<std::size_t>(limit)) {
        mails.pop_back();
        page.next = channels.deps().cursors.seal("outbox", {mails.back().id});
    }
    for (const auto& m : mails)
        page.items.push_back({m.id, m.recipient, m.subject, m.state, m.attempts, m.last_error, m.next_try_at, m.created_at, maybe(m.ticket_id),
                              m.ticket_number ? std::optional(m.ticket_number) : std::nullopt});
    return http::reply(r, page);
}
Result<Response> retry_outbox(Channels& channels, const Request& r) {
    MS_CHECK(channels.deps().db.write([&](db::Tx& tx) -> Result<> {
        auto mail = store::find_out(tx, r.param("id"));
        if (!mail || mail->state == "sent" || mail->state == "sending" || !may_see(channels, tx, r.actor, *mail)) return Error(ErrorKind::not_found, "no_such_mail", "No mail with this id waits to be sent.");
        mail->state = "queued";
        mail->attempts = 0;
        mail->next_try_at = channels.deps().now();
        store::update(tx, *mail);
        channels.deps().jobs.enqueue(tx, "channels.send", "{\"outbox_id\":\"" + mail->id + "\"}", mail->next_try_at);
        tx.emit(r.actor, {.kind = "channels.mail_retried", .subject_type = "mail", .subject_id = mail->id, .scope = "staff"});
        return Done{};
    }));
    return http::no_content();
}
Result<Response> show_sending(Channels& channels, const Request&) {
    const auto reason = channels.deps().db.read([](db::Tx& tx) { return store::setting(tx, "mail.stopped"); });
    return http::reply(200, SendingState{!reason.empty(), reason});
}
Result<Response> put_sending(Channels& channels, const Request& r) {
    MS_TRY(auto in, json::read<SendingState>(r.body));
    if (in.is_stopped && in.reason.empty()) in.reason = "stopped by " + r.actor.name;
    MS_CHECK(channels.deps().db.write([&](db::Tx& tx) -> Result<> {
        store::put_setting(tx, "mail.stopped", in.is_stopped ? in.reason : "");
        tx.emit(r.actor, {.kind = in.is_stopped ? "channels.sending_stopped" : "channels.sending_started", .subject_type = "mail", .subject_id = "outbox", .scope = "staff"});
        tx.after_commit([&channels] { channels.deps().jobs.wake(); });
        return Done{};
    }));
    return show_sending(channels, r);
}

}  // namespace

Result<> Channels::check(db::Tx& tx, const Mailbox& mailbox) {
    MS_CHECK(deps_.tickets.deps().projects.check(tx, mailbox.project_id, "", ""));
    if (!mailbox.team_id.empty() && !deps_.accounts.find_team(tx, mailbox.team_id)) return invalid_field("/team_id", "no_such_team", "There is no such team.");
    if (tx.find(sql::is_address_taken, {mailbox.address, mailbox.id}, [](const db::Row&) { return true; }))
        return invalid_field("/address", "taken", "There is a mailbox with this address already.");
    return Done{};
}

Result<Mailbox> Channels::create_mailbox(const Actor& actor, const Mailbox& order) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Mailbox> {
        Mailbox made = order;
        if (made.id.empty()) made.id = deps_.next_id();
        made.address = accounts::fold_email(made.address);
        MS_CHECK(check(tx, made));
        store::insert(tx, made);
        tx.emit(actor, {.kind = "channels.mailbox_created", .subject_type = "mailbox", .subject_id = made.id, .scope = "admin"});
        return made;
    });
}

void bind_channels_api(http::Router& router, Channels& channels) {
    auto with = [&channels](auto handler) { return [&channels, handler](const Request& request) { return handler(channels, request); }; };
    router.get("/api/v1/mailboxes", Access::admins, with(list_mailboxes)).about("Mail addresses of ours").gives_list<MailboxReply>();
    router.post("/api/v1/mailboxes", Access::admins, with(create_mailbox)).about("Add a mailbox").takes<MailboxOrder>().gives<MailboxReply>(201);
    router.patch("/api/v1/mailboxes/{id}", Access::admins, with(change_mailbox)).about("Change a mailbox; passwords left out stay").takes<MailboxOrder>().gives<MailboxReply>();
    router.remove("/api/v1/mailboxes/{id}", Access::admins, with(remove_mailbox)).about("Stop using a mailbox").gives_nothing();
    router.get("/api/v1/mail/unprocessed", Access::agents, with(list_unprocessed)).about("Mails that could not become part of a ticket").gives_list<UnprocessedReply>();
    router.get("/api/v1/mail/unprocessed/{id}/raw", Access::agents, with(show_unprocessed)).about("The raw mail").gives_type("message/rfc822");
    router.post("/api/v1/mail/unprocessed/{id}/retry", Access::agents, with(retry_unprocessed)).about("Try again").gives<RetryReply>();
    router.remove("/api/v1/mail/unprocessed/{id}", Access::agents, with(discard_unprocessed)).about("Put it away; the raw mail is kept").gives_nothing();
    router.get("/api/v1/mail/outbox", Access::agents, with(list_outbox)).about("Mails on their way out").gives_list<OutboxReply>()
        .filters({{"state", "queued, sending, sent, failed, bounced or held"}});
    router.post("/api/v1/mail/outbox/{id}/retry", Access::agents, with(retry_outbox)).about("Send again now").gives_nothing();
    router.get("/api/v1/mail/sending", Access::agents, with(show_sending)).about("Is sending stopped?").gives<SendingState>();
    router.put("/api/v1/mail/sending", Access::admins, with(put_sending)).about("Stop or start all outgoing mail").takes<SendingState>().gives<SendingState>();
}

}  // namespace mainstay::channels
