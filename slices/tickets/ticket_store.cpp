#include "tickets/ticket_store.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets::store {
namespace {

Ticket read(const db::Row& r) {
    return {.number = r.integer(0), .id = r.text(1), .subject = r.text(2), .type = type_from(r.view(3)).value_or(Type::question),
            .status = status_from(r.view(4)).value_or(Status::open), .impact = level_from(r.view(5)).value_or(Level::medium),
            .urgency = level_from(r.view(6)).value_or(Level::medium), .requester_id = r.text(7), .organisation_id = r.text(8),
            .assignee_id = r.text(9), .team_id = r.text(10), .project_id = r.text(11), .version_id = r.text(12), .component_id = r.text(13),
            .channel = r.text(14), .tags = split(r.view(15), ' '), .fields = r.text(16), .message_count = r.integer(17), .created_at = r.integer(18),
            .updated_at = r.integer(19), .last_customer_message_at = r.maybe_integer(20), .resolved_at = r.maybe_integer(21),
            .closed_at = r.maybe_integer(22), .hold_until = r.maybe_integer(23), .resolution = r.text(24), .merged_into = r.text(25),
            .version = r.integer(26)};
}

Message read_message(const db::Row& r) {
    return {.seq = r.integer(0), .id = r.text(1), .ticket_id = r.text(2), .kind = r.text(3), .visibility = visibility_from(r.view(4)),
            .author_id = r.text(5), .author_role = r.text(6), .from_text = r.text(7), .to_text = r.text(8), .cc_text = r.text(9),
            .channel = r.text(10), .is_unverified = r.flag(11), .mail_id = r.text(12), .created_at = r.integer(13), .has_html = r.flag(14),
            .has_remote_images = r.flag(15), .text = r.text(16), .signature = r.text(17), .quoted = r.text(18), .html = {},
            .author_name = r.text(19), .author_email = r.text(20)};
}

Attachment read_attachment(const db::Row& r) {
    return {.id = r.text(0), .message_id = r.text(1), .ticket_id = r.text(2), .uploader_id = r.text(3), .name = r.text(4), .type = r.text(5),
            .size = r.integer(6), .sha256 = r.text(7), .blob_id = r.text(8), .is_inline = r.flag(9), .content_id = r.text(10),
            .created_at = r.integer(11)};
}

}  // namespace

std::int64_t insert(db::Tx& tx, const Ticket& t) {
    const auto tags = join(t.tags, ' ');
    return tx.insert_for_key(sql::insert_ticket,
                    {t.id, t.subject, to_text(t.type), to_text(t.status), t.is_open(), t.waits_for_us(), to_text(t.impact), to_text(t.urgency),
                     static_cast<int>(t.priority()), t.requester_id, db::or_null(t.organisation_id), db::or_null(t.assignee_id),
                     db::or_null(t.team_id), db::or_null(t.project_id), db::or_null(t.version_id), db::or_null(t.component_id), t.channel, tags,
                     t.fields, t.message_count, t.created_at, t.updated_at, t.last_customer_message_at, t.resolved_at, t.closed_at, t.hold_until,
                     t.resolution});
}

std::optional<Ticket> find(db::Tx& tx, const std::string& id) {
    return tx.find(sql::find_ticket, {id}, read);
}
std::optional<Ticket> find_by_number(db::Tx& tx, std::int64_t number) {
    return tx.find(sql::find_ticket_by_number, {number}, read);
}

bool update(db::Tx& tx, const Ticket& t) {
    const auto tags = join(t.tags, ' ');
    return tx.exec(sql::update_ticket,
                   {t.id, t.version, t.subject, to_text(t.type), to_text(t.status), t.is_open(), t.waits_for_us(), to_text(t.impact),
                    to_text(t.urgency), static_cast<int>(t.priority()), t.requester_id, db::or_null(t.organisation_id), db::or_null(t.assignee_id),
                    db::or_null(t.team_id), db::or_null(t.project_id), db::or_null(t.version_id), db::or_null(t.component_id), tags, t.fields,
                    t.message_count, t.updated_at, t.last_customer_message_at, t.resolved_at, t.closed_at, t.hold_until, t.resolution,
                    db::or_null(t.merged_into)}) > 0;
}

bool is_participant(db::Tx& tx, const std::string& ticket_id, const std::string& person_id) {
    return tx.find(sql::is_participant, {ticket_id, person_id}, [](const db::Row&) { return true; }).value_or(false);
}

bool is_follower(db::Tx& tx, const std::string& ticket_id, const std::string& person_id) {
    return tx.find(sql::is_follower, {ticket_id, person_id}, [](const db::Row&) { return true; }).value_or(false);
}
std::vector<std::string> follower_ids(db::Tx& tx, const std::string& ticket_id) {
    return tx.list(sql::list_follower_ids, {ticket_id}, [](const db::Row& r) { return r.text(0); });
}

void put_tags(db::Tx& tx, const Ticket& t) {
    tx.exec(sql::remove_tags, {t.id});
    for (const auto& tag : t.tags) tx.exec(sql::insert_tag, {tag, t.id});
}

std::int64_t insert(db::Tx& tx, const Message& m) {
    return tx.insert_for_key(sql::insert_message,
                    {m.id, m.ticket_id, m.kind, to_text(m.visibility), db::or_null(m.author_id), m.author_role, m.from_text, m.to_text, m.cc_text,
                     m.channel, m.is_unverified, db::or_null(m.mail_id), m.created_at, !m.html.empty(), m.has_remote_images, m.text, m.signature,
                     m.quoted, db::or_null(m.html)});
}
std::optional<Message> find_message(db::Tx& tx, const std::string& id, const std::string& ticket_id) {
    return tx.find(sql::find_message, {id, ticket_id}, read_message);
}
std::vector<Message> list_messages(db::Tx& tx, const std::string& ticket_id, bool with_internal, std::int64_t before_seq, int limit) {
    auto messages = tx.list(sql::list_messages, {ticket_id, before_seq, with_internal, limit}, read_message);
    std::reverse(messages.begin(), messages.end());
    return messages;
}

void insert(db::Tx& tx, const Attachment& a) {
    tx.exec(sql::insert_attachment, {a.id, db::or_null(a.message_id), db::or_null(a.ticket_id), db::or_null(a.uploader_id), a.name, a.type, a.size,
                                     a.sha256, a.blob_id, a.is_inline, a.content_id, a.created_at});
}
std::optional<Attachment> find_attachment(db::Tx& tx, const std::string& id) {
    return tx.find(sql::find_attachment, {id}, read_attachment);
}
std::vector<Attachment> list_attachments(db::Tx& tx, const std::string& ticket_id) {
    return tx.list(sql::list_attachments, {ticket_id}, read_attachment);
}
bool claim_attachment(db::Tx& tx, const std::string& id, const Message& message, const std::string& uploader_id) {
    return tx.exec(sql::claim_attachment, {id, message.id, message.ticket_id, uploader_id}) > 0;
}

std::int64_t counter(db::Tx& tx, const std::string& name) {
    return tx.find(sql::find_counter, {name}, [](const db::Row& r) { return r.integer(0); }).value_or(0);
}

}  // namespace mainstay::tickets::store
