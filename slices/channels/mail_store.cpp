#include "channels/mail_store.hpp"

#include "channels/channels_sql.hpp"

namespace mainstay::channels::store {
namespace {

Mailbox read_mailbox(const db::Row& r) {
    return {.id = r.text(0), .address = r.text(1), .name = r.text(2), .kind = r.text(3), .project_id = r.text(4), .team_id = r.text(5),
            .language = r.text(6), .is_active = r.flag(7), .imap = r.text(8), .smtp = r.text(9), .sends_acknowledgement = r.flag(10),
            .most_per_minute = r.integer(11), .imap_uid_validity = r.integer(12), .imap_last_uid = r.integer(13), .imap_state = r.text(14),
            .imap_checked_at = r.maybe_integer(15), .version = r.integer(16)};
}
KeptMail read_kept(const db::Row& r) {
    return {.id = r.text(0), .mailbox_id = r.text(1), .source = r.text(2), .source_key = r.text(3), .received_at = r.integer(4),
            .envelope_from = r.text(5), .recipient = r.text(6), .size = r.integer(7), .state = r.text(8), .ticket_id = r.text(9),
            .message_id = r.text(10), .error = r.text(11), .attempts = r.integer(12), .blob_id = r.text(13), .raw = r.text(14)};
}
OutMail read_out(const db::Row& r) {
    return {.id = r.text(0), .ticket_id = r.text(1), .message_id = r.text(2), .mailbox_id = r.text(3), .recipient = r.text(4),
            .recipient_name = r.text(5), .reply_to = r.text(6), .subject = r.text(7), .message_id_header = r.text(8), .in_reply_to = r.text(9),
            .thread = r.text(10), .is_automatic = r.flag(11), .state = r.text(12), .attempts = r.integer(13), .next_try_at = r.integer(14),
            .last_error = r.text(15), .created_at = r.integer(16), .sent_at = r.maybe_integer(17), .text = r.text(18), .html = r.text(19), .sending_by = r.text(20)};
}

}  // namespace

std::optional<Mailbox> find_mailbox(db::Tx& tx, const std::string& id) {
    return tx.find(sql::find_mailbox, {id}, read_mailbox);
}
std::optional<Mailbox> find_mailbox_by_address(db::Tx& tx, const std::string& address) {
    return tx.find(sql::find_mailbox_by_address, {address}, read_mailbox);
}
std::vector<Mailbox> list_mailboxes(db::Tx& tx) {
    return tx.list(sql::list_mailboxes, {}, read_mailbox);
}
bool insert(db::Tx& tx, const Mailbox& b) {
    return tx.exec(sql::insert_mailbox, {b.id, b.address, b.name, b.kind, db::or_null(b.project_id), db::or_null(b.team_id), b.language, b.is_active,
                                         b.imap, b.smtp, b.sends_acknowledgement, b.most_per_minute}) > 0;
}
bool update(db::Tx& tx, const Mailbox& b) {
    return tx.exec(sql::update_mailbox, {b.id, b.version, b.address, b.name, b.kind, db::or_null(b.project_id), db::or_null(b.team_id), b.language,
                                         b.is_active, b.imap, b.smtp, b.sends_acknowledgement, b.most_per_minute}) > 0;
}

bool insert(db::Tx& tx, const KeptMail& k) {
    return tx.exec(sql::insert_kept_mail, {k.id, db::or_null(k.mailbox_id), k.source, k.source_key, k.received_at, k.envelope_from, k.recipient, k.size,
                                           k.state, db::or_null(k.ticket_id), db::or_null(k.message_id), k.error, db::or_null(k.blob_id),
                                           db::or_null(k.raw)}) > 0;
}
std::optional<KeptMail> find_kept(db::Tx& tx, const std::string& id) {
    return tx.find(sql::find_kept_mail, {id}, read_kept);
}
std::optional<KeptMail> find_kept_by_key(db::Tx& tx, const std::string& key) {
    return tx.find(sql::find_kept_mail_by_key, {key}, read_kept);
}
std::vector<KeptMail> list_unprocessed(db::Tx& tx, const Actor& actor, const std::string& before_id, int limit) {
    return tx.list(sql::list_unprocessed, {before_id.empty() ? std::string("~") : before_id, limit, actor.all_teams, actor.id}, read_kept);
}
void update(db::Tx& tx, const KeptMail& k) {
    tx.exec(sql::update_kept_mail, {k.id, k.state, db::or_null(k.ticket_id), db::or_null(k.message_id), k.error});
}

void insert_thread(db::Tx& tx, const std::string& message_id, const std::string& ticket_id, Millis at, const std::string& recipient) {
    if (!message_id.empty() && message_id.size() <= 998) tx.exec(sql::insert_thread, {message_id, ticket_id, at, recipient});
}
Thread thread_for(db::Tx& tx, const std::string& ticket_id, const std::string& recipient) {
    Thread thread;
    tx.each(sql::list_thread, {ticket_id, recipient}, [&](const db::Row& r) {
        if (thread.last_in.empty() && r.text(1).empty()) thread.last_in = r.text(0);
        thread.references = r.text(0) + (thread.references.empty() ? "" : " " + thread.references);
    });
    return thread;
}
std::vector<std::string> find_threads(db::Tx& tx, const std::string& message_id) {
    return tx.list(sql::find_threads, {message_id}, [](const db::Row& r) { return r.text(0); });
}
std::optional<ReplyToken> find_reply_token(db::Tx& tx, const std::string& token_hash) {
    return tx.find(sql::find_reply_token, {token_hash}, [](const db::Row& r) { return ReplyToken{r.text(0), r.text(1)}; });
}

void insert(db::Tx& tx, const OutMail& m) {
    tx.exec(sql::insert_outbox, {m.id, db::or_null(m.ticket_id), db::or_null(m.message_id), db::or_null(m.mailbox_id), m.recipient, m.recipient_name,
                                 m.reply_to, m.subject, m.message_id_header, m.in_reply_to, m.thread, m.is_automatic, m.state, m.created_at, m.text,
                                 m.html});
}
std::optional<OutMail> find_out(db::Tx& tx, const std::string& id) {
    return tx.find(sql::find_outbox, {id}, read_out);
}
std::optional<OutMail> find_out_by_message_id(db::Tx& tx, const std::string& message_id) {
    return tx.find(sql::find_outbox_by_message_id, {message_id}, read_out);
}
std::vector<OutMail> list_out(db::Tx& tx, const Actor& actor, const std::string& state, const std::string& before_id, int limit) {
    return tx.list(sql::list_outbox, {state, before_id.empty() ? std::string("~") : before_id, limit, actor.all_teams, actor.id}, [](const db::Row& r) {
        auto mail = read_out(r);
        mail.ticket_number = r.integer(21);
        return mail;
    });
}
void update(db::Tx& tx, const OutMail& m) {
    tx.exec(sql::update_outbox, {m.id, m.state, m.attempts, m.next_try_at, m.last_error, m.sent_at, m.sending_by});
}
std::vector<tickets::Delivery> deliveries(db::Tx& tx, const std::string& ticket_id) {
    return tx.list(sql::list_deliveries, {ticket_id}, [](const db::Row& r) {
        return tickets::Delivery{r.text(0), r.text(1), r.text(2) == "sending" ? "queued" : r.text(2), r.text(3), r.integer(4)};
    });
}

std::string setting(db::Tx& tx, const std::string& name) {
    return tx.find(sql::find_setting, {name}, [](const db::Row& r) { return r.text(0); }).value_or("");
}
void put_setting(db::Tx& tx, const std::string& name, const std::string& value) {
    tx.exec(sql::put_setting, {name, value});
}

}  // namespace mainstay::channels::store
