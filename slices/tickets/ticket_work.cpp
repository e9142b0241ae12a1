#include "tickets/ticket_work.hpp"

#include <algorithm>

#include "kit/json/shape.hpp"
#include "kit/search/tokens.hpp"
#include "kit/webpage/sanitise.hpp"
#include "tickets/custom_fields.hpp"
#include "tickets/search_scope.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

Result<> TicketWork::agents_only() const {
    if (actor.is_staff()) return Done{};
    return Error(ErrorKind::forbidden, "agents_only", "Only agents may do this.");
}

std::string change_payload(const Ticket& ticket, const std::vector<Change>& changes, const std::string& reason) {
    std::string text;
    json::Writer out(text);
    out.begin_object();
    out.key("number"), out.integer(ticket.number);
    if (!reason.empty()) out.key("reason"), out.text(reason);
    out.key("changes"), out.begin_array();
    for (const auto& change : changes) {
        out.begin_object();
        out.key("field"), out.text(change.field);
        out.key("from"), out.text(change.from);
        out.key("to"), out.text(change.to);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return text;
}

void TicketWork::emit(const Ticket& ticket, const std::string& kind, const std::string& payload, bool is_internal) {
    tx.emit(actor, {.kind = kind, .subject_type = "ticket", .subject_id = ticket.id, .payload = payload, .scope = audience(ticket, is_internal, followers(ticket))});
}

void TicketWork::move_counters(const Ticket* before, const Ticket* after) {
    auto keys_of = [&](const Ticket* ticket) {
        std::vector<std::string> keys;
        if (!ticket) return keys;
        for (const auto& key : views_of(*ticket)) keys.push_back("view:" + key);
        for (auto& key : own_views_of(*ticket, followers(*ticket))) keys.push_back(std::move(key));
        return keys;
    };
    move_counters(keys_of(before), keys_of(after));
}

void TicketWork::move_counters(std::vector<std::string> was, std::vector<std::string> is) {
    std::sort(was.begin(), was.end());
    std::sort(is.begin(), is.end());
    std::vector<std::string> gone, come;
    std::set_difference(was.begin(), was.end(), is.begin(), is.end(), std::back_inserter(gone));
    std::set_difference(is.begin(), is.end(), was.begin(), was.end(), std::back_inserter(come));
    for (const auto& key : gone) tx.count(key, -1);
    for (const auto& key : come) tx.count(key, 1);
}

void TicketWork::follow(const Ticket& ticket, const std::string& person_id, bool follows) {
    const auto was = followers(ticket);
    tx.exec(follows ? sql::insert_follower : sql::remove_follower, {ticket.id, person_id});
    known_followers.reset();
    move_counters(own_views_of(ticket, was), own_views_of(ticket, followers(ticket)));
}

const std::vector<std::string>& TicketWork::followers(const Ticket& ticket) {
    if (!known_followers || known_followers->ticket_id != ticket.id) known_followers = Followers{ticket.id, store::follower_ids(tx, ticket.id)};
    return known_followers->ids;
}

Result<Ticket> TicketWork::save(const Ticket& before, Ticket after, const std::string& kind, const std::string& reason) {
    MS_CHECK(may_resolve(before, after));
    const auto changes = differences(before, after);
    if (changes.empty() && before.hold_until == after.hold_until && before.message_count == after.message_count) return after;
    after.updated_at = std::max(before.updated_at, deps().now());
    if (!store::update(tx, after)) return Error(ErrorKind::conflict, "changed_meanwhile", "Somebody changed this ticket just now. Load it again.");
    ++after.version;
    if (before.tags != after.tags) store::put_tags(tx, after);
    move_counters(&before, &after);
    if (before.organisation_id != after.organisation_id && !after.organisation_id.empty()) add_scopes(after.id, {organisation_scope(after.organisation_id)});
    emit(after, kind, change_payload(after, changes, reason), false);
    return after;
}

Message TicketWork::write(const Ticket& ticket, const NewMessage& order) {
    Message m{.id = deps().next_id(), .ticket_id = ticket.id, .kind = order.kind, .author_id = actor.role == Role::system ? "" : actor.id,
              .author_role = std::string(to_text(actor.role)), .from_text = order.from_text, .to_text = order.to_text, .cc_text = order.cc_text,
              .channel = order.channel, .is_unverified = order.is_unverified, .mail_id = order.mail_id,
              .created_at = order.at.value_or(deps().now()), .has_remote_images = order.has_remote_images, .text = order.body,
              .signature = order.signature, .quoted = order.quoted, .html = order.html, .author_name = actor.name};
    const bool is_hidden = order.kind == "note" || order.kind == "phone" || order.is_unverified;
    m.visibility = is_hidden ? Visibility::internal : Visibility::customer;
    if (order.format == "markdown") m.html = webpage::markdown_to_html(order.body);
    if (order.format == "html") {
        const auto safe = webpage::sanitise(order.body);
        m.html = safe.html;
        m.text = webpage::html_to_text(order.body);
    }
    m.has_html = !m.html.empty();
    return m;
}

Result<> TicketWork::attach(Ticket& ticket, Message& message, const NewMessage& order) {
    for (std::size_t i = 0; i < order.attachments.size(); ++i)
        if (!store::claim_attachment(tx, order.attachments[i], message, actor.id))
            return invalid_field("/attachments/" + std::to_string(i), "no_such_upload", "Upload this file again; it is not there (any more).");
    for (const auto& file : order.files)
        store::insert(tx, Attachment{.id = file.id.empty() ? deps().next_id() : file.id, .message_id = message.id, .ticket_id = ticket.id,
                                     .uploader_id = actor.id, .name = file.name, .type = file.type, .size = file.size, .sha256 = file.sha256,
                                     .blob_id = file.blob_id, .is_inline = file.is_inline, .content_id = file.content_id,
                                     .created_at = message.created_at});
    return Done{};
}

std::vector<std::string> TicketWork::scopes(const Ticket& ticket) {
    std::vector<std::string> scopes{person_scope(ticket.requester_id)};
    if (!ticket.organisation_id.empty()) scopes.push_back(organisation_scope(ticket.organisation_id));
    tx.each(sql::list_participant_ids, {ticket.id}, [&](const db::Row& r) { scopes.push_back(person_scope(r.text(0))); });
    return scopes;
}

// A scope that is lost stays in the index: what may be seen is asked of the ticket too, for each hit.
void TicketWork::add_scopes(const std::string& ticket_id, const std::vector<std::string>& scopes) {
    tx.before_commit([ticket_id, words = joined(scopes)](db::Tx& late) { late.exec(sql::add_scopes, {ticket_id, words}); });
}

void TicketWork::join(const std::string& ticket_id, const std::string& person_id) {
    if (tx.exec(sql::insert_participant, {ticket_id, person_id}) > 0) add_scopes(ticket_id, {person_scope(person_id)});
}

// Internal words never share an index with what customers may find. People and organisations enter as words of their own,
// so that a customer's search touches only their tickets.
void TicketWork::index(const Ticket& ticket, const Message& message, const std::string& also) {
    const auto doc = tx.insert_for_key(sql::insert_search_doc, {ticket.id, message.seq});
    auto words = search::index_text(also + "\n" + message.text + "\n" + message.quoted, 5'000);
    const bool is_internal = message.visibility == Visibility::internal || message.visibility == Visibility::embargoed;
    // All the words of a group of commits make one segment of the index instead of one each.
    if (!is_internal) words += " " + joined(scopes(ticket));
    const auto& query = is_internal ? sql::insert_words_internal : sql::insert_words_customer;
    tx.before_commit([doc, query, words = std::move(words)](db::Tx& late) { late.exec(query, {doc, words}); });
}

Result<> TicketWork::may_resolve(const Ticket& before, const Ticket& after) {
    if (after.status != Status::resolved || before.status == Status::resolved) return Done{};
    return check_required(tx, after.fields);
}

Result<Message> TicketWork::post(Ticket ticket, const NewMessage& order) {
    const Ticket before = ticket;
    auto message = write(ticket, order);
    message.seq = store::insert(tx, message);
    MS_CHECK(attach(ticket, message, order));
    ++ticket.message_count;
    const bool is_customer = order.kind == "customer";
    if (is_customer) ticket.last_customer_message_at = message.created_at;
    auto wanted = order.status;
    if (!wanted && is_customer) wanted = after_customer_message(ticket.status);
    if (!wanted && order.kind == "reply" && actor.is_staff()) wanted = after_agent_reply(ticket.status);
    if (wanted && *wanted != ticket.status && !order.is_unverified) {
        // Whoever answers a closed ticket opens it again on the way.
        if (ticket.status == Status::closed || ticket.status == Status::resolved) {
            MS_TRY(ticket, tickets::set_status(std::move(ticket), Status::open, deps().now()));
        }
        MS_TRY(ticket, tickets::set_status(std::move(ticket), *wanted, deps().now()));
    }
    if (!order.is_quiet) MS_CHECK(may_resolve(before, ticket));
    const bool is_internal = !(message.visibility == Visibility::everyone || message.visibility == Visibility::customer);
    const auto changes = differences(before, ticket);
    ticket.updated_at = std::max(before.updated_at, deps().now());
    if (!store::update(tx, ticket)) return Error(ErrorKind::conflict, "changed_meanwhile", "Somebody changed this ticket just now. Load it again.");
    move_counters(&before, &ticket);
    index(ticket, message, "");
    std::string payload = "{\"number\":" + std::to_string(ticket.number) + ",\"message_id\":\"" + message.id + "\",\"kind\":\"" + message.kind + "\"}";
    emit(ticket, "tickets.message_added", payload, is_internal);
    if (!changes.empty()) emit(ticket, "tickets.ticket_changed", change_payload(ticket, changes, ""), false);
    tx.exec(sql::remove_draft, {ticket.id, actor.id, order.kind});
    if (!is_internal && !order.is_quiet && deps().send_out) deps().send_out(tx, actor, ticket, message);
    return message;
}

}  // namespace mainstay::tickets
