#include "channels/intake.hpp"

#include <algorithm>

#include "channels/channels_sql.hpp"
#include "channels/mail_templates.hpp"
#include "channels/reply_token.hpp"
#include "channels/sending.hpp"

namespace mainstay::channels {
namespace {

constexpr std::size_t kMostText = 1'000'000;

std::string join_addresses(const std::vector<mail::Address>& list) {
    std::string text;
    for (std::size_t i = 0; i < list.size() && i < 100; ++i)
        text += (i ? "\n" : "") + (list[i].name.empty() ? list[i].address : list[i].name + " <" + list[i].address + ">");
    return text;
}

std::string clip(std::string text, std::size_t most) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    text.resize(most);
    return text;
}

bool looks_chinese(const std::string& text) {
    std::size_t wide = 0;
    for (const char c : text.substr(0, 2'000))
        if (static_cast<unsigned char>(c) >= 0xE4 && static_cast<unsigned char>(c) <= 0xE9) ++wide;
    return wide >= 4;
}

// A merged ticket may have been merged again; its words belong to the last one.
std::optional<tickets::Ticket> follow_merges(tickets::Tickets& tickets, db::Tx& tx, std::optional<tickets::Ticket> ticket) {
    for (int step = 0; step < 20 && ticket && !ticket->merged_into.empty(); ++step) ticket = tickets.find(tx, ticket->merged_into);
    return ticket;
}

// The one parsed From address; with several or none nobody is identified.
std::string sender_of(const mail::Message& mail) {
    if (mail.from.size() != 1) return "";
    const auto address = accounts::fold_email(mail.from.front().address);
    return accounts::is_email(address) ? address : "";
}

}  // namespace

Actor Intake::actor_for(const accounts::Person& person) {
    auto actor = deps().accounts.actor_of(tx, person);
    actor.role = Role::customer;  // by mail nobody is more than that: a header proves nothing
    return actor;
}

std::optional<Place> Intake::place_by_token() {
    for (const auto& token : tokens_in(mail, arrival.recipient)) {
        const auto known = store::find_reply_token(tx, crypto::token_hash(token));
        if (!known) continue;
        const auto person = deps().accounts.find(tx, known->person_id);
        const bool is_them = person && person->is_active && person->email == sender_of(mail);
        const bool is_customer = person && (person->role == Role::customer || person->role == Role::community);
        const auto ticket = follow_merges(deps().tickets, tx, deps().tickets.find(tx, known->ticket_id));
        if (!ticket) continue;
        return Place{ticket->id, known->person_id, is_them && is_customer};
    }
    return std::nullopt;
}

std::optional<Place> Intake::place_by_references() {
    auto ids = mail.in_reply_to;
    ids.insert(ids.end(), mail.references.rbegin(), mail.references.rend());
    const auto person = deps().accounts.find_by_email(tx, sender_of(mail));
    for (const auto& id : ids) {
        for (const auto& ticket_id : store::find_threads(tx, id)) {
            auto ticket = deps().tickets.find(tx, ticket_id);
            ticket = follow_merges(deps().tickets, tx, std::move(ticket));
            if (!ticket) continue;
            // Only what came through this very list is public: a private ticket is not joined by a Message-ID that many know.
            const bool is_public = mailbox.kind == "public_list" && tx.find(sql::came_through, {ticket->id, mailbox.id}, [](const db::Row&) { return true; });
            if (is_public && !sender_of(mail).empty()) return Place{ticket->id, person ? person->id : "", true};
            const bool is_customer = person && (person->role == Role::customer || person->role == Role::community);
            if (is_customer && deps().tickets.may_write(tx, *ticket, *person)) return Place{ticket->id, person->id, true};
        }
    }
    return std::nullopt;
}

Place Intake::find_place() {
    if (auto place = place_by_token()) return *place;
    if (auto place = place_by_references()) return *place;
    return {};
}

tickets::NewMessage Intake::message(const std::string& kind) {
    tickets::NewMessage m;
    const auto parts = mail::trim_reply(mail.text);
    m.kind = kind;
    m.body = clip(parts.reply.empty() && parts.quoted.empty() ? mail.text : parts.reply, kMostText);
    m.signature = clip(parts.signature, kMostText);
    m.quoted = clip(parts.quoted, kMostText);
    m.html = html;
    m.has_remote_images = has_remote_images;
    m.files = files;
    m.channel = arrival.is_history ? "import" : "mail";
    m.from_text = clip(join_addresses(mail.from), 2'000);
    m.to_text = clip(join_addresses(mail.to), 8'000);
    m.cc_text = clip(join_addresses(mail.cc), 8'000);
    m.mail_id = kept_id;
    m.is_quiet = true;  // nothing that came by mail goes out as mail by itself
    if (arrival.is_history && mail.date && *mail.date > 0 && *mail.date <= deps().now()) m.at = *mail.date;
    return m;
}

void Intake::remember(const std::string& ticket_id) {
    store::insert_thread(tx, mail.message_id, ticket_id, deps().now(), "");
}

// A note that only colleagues see: automatic answers, and words of senders who could not be matched.
Result<Received> Intake::take_note(const std::string& ticket_id, const std::string& outcome) {
    auto note = message("note");
    note.is_unverified = outcome == "unverified";
    MS_CHECK(deps().tickets.add_message(for_system("mail-intake"), ticket_id, note));
    remember(ticket_id);
    return Received{kept_id, ticket_id, outcome};
}

Result<Received> Intake::take_bounce() {
    std::optional<OutMail> original;
    if (!mail.verdict.original_message_id.empty()) original = store::find_out_by_message_id(tx, mail.verdict.original_message_id);
    for (std::size_t i = 0; !original && i < mail.references.size(); ++i) original = store::find_out_by_message_id(tx, mail.references[i]);
    for (std::size_t i = 0; !original && i < mail.in_reply_to.size(); ++i) original = store::find_out_by_message_id(tx, mail.in_reply_to[i]);
    if (!original) return Error(ErrorKind::invalid, "unmatched_bounce", "A bounce of a mail that we did not send: " + mail.verdict.why);
    std::string why = mail.verdict.why;
    if (!mail.verdict.failed.empty()) {
        const auto& failed = mail.verdict.failed.front();
        why = failed.status + " " + failed.reason + (failed.diagnostic.empty() ? "" : ": " + failed.diagnostic);
    }
    // A bounce can be forged; our Message-ID holds a secret token, so whoever knows it had our mail.
    original->state = "bounced";
    original->last_error = clip(why, 500);
    store::update(tx, *original);
    if (const auto ticket = deps().tickets.find(tx, original->ticket_id))
        deps().tickets.note_delivery(tx, for_system("mail-intake"), *ticket, "channels.mail_bounced", original->recipient + ": " + original->last_error);
    return Received{kept_id, original->ticket_id, "bounce"};
}

Result<Received> Intake::take_reply(const Place& place) {
    const auto person = deps().accounts.find(tx, place.person_id);
    if (!place.is_verified || (!person && mailbox.kind != "public_list")) return take_note(place.ticket_id, "unverified");
    const auto writer = person ? *person
                               : deps().accounts.find_or_create(tx, for_system("mail-intake"), sender_of(mail),
                                                                mail.from.empty() ? "" : mail.from.front().name, mailbox.language);
    if (mailbox.kind == "public_list") deps().tickets.join(tx, place.ticket_id, writer.id);
    MS_CHECK(deps().tickets.add_message(actor_for(writer), place.ticket_id, message("customer")));
    remember(place.ticket_id);
    return Received{kept_id, place.ticket_id, "reply"};
}

Result<Received> Intake::take_new() {
    const auto sender = sender_of(mail);
    if (sender.empty()) return Error(ErrorKind::invalid, "no_sender", "The mail names no single sender that can be answered.");
    const auto language = looks_chinese(mail.subject + mail.text) ? "zh" : mailbox.language;
    const auto person = deps().accounts.find_or_create(tx, for_system("mail-intake"), sender, mail.from.front().name, language);
    tickets::NewTicket order;
    order.subject = clip(mail.subject.empty() ? (language == std::string("zh") ? "（无主题）" : "(no subject)") : mail.subject, 300);
    order.first = message("customer");
    if (order.first.body.empty()) {  // only a quote or a signature: then that is what they wrote
        order.first.body = clip(mail.text, kMostText);
        order.first.quoted.clear();
        order.first.signature.clear();
    }
    order.requester_id = person.id;
    order.organisation_id = person.organisation_id;
    order.project_id = mailbox.project_id;
    order.team_id = mailbox.team_id;
    order.channel = order.first.channel;
    MS_TRY(const auto opened, deps().tickets.open_for(actor_for(person), order));
    remember(opened.ticket.id);
    acknowledge(opened.ticket, person);
    return Received{kept_id, opened.ticket.id, "new_ticket"};
}

void Intake::acknowledge(const tickets::Ticket& ticket, const accounts::Person& person) {
    const bool wanted = mailbox.sends_acknowledgement && mailbox.kind == "private" && !arrival.is_history;
    if (!wanted || !mail.verdict.may_be_answered || mail.verdict.is_list) return;
    // One automatic answer per address and ten minutes: two robots cannot keep each other busy.
    if (tx.exec(sql::put_acknowledgement, {person.email, deps().now(), deps().now() - 10 * kMinute}) == 0) return;
    Sending{channels, tx}.queue_acknowledgement(mailbox, ticket, person, mail.message_id);
}

Result<Received> Intake::take() {
    using mail::Kind;
    const auto sender = sender_of(mail);
    if (!sender.empty() && !arrival.is_history && store::find_mailbox_by_address(tx, without_detail(sender)))
        return Error(ErrorKind::invalid, "loop", "The mail claims to come from one of our own addresses.");
    if (mail.verdict.kind == Kind::bounce) return take_bounce();
    const auto place = find_place();
    const bool is_automatic = mail.verdict.kind == Kind::auto_reply || mail.verdict.kind == Kind::delivery_receipt || mail.verdict.kind == Kind::feedback_report;
    if (!place.ticket_id.empty()) return is_automatic ? take_note(place.ticket_id, "note") : take_reply(place);
    if (mail.verdict.kind == Kind::delivery_receipt || mail.verdict.kind == Kind::feedback_report)
        return Error(ErrorKind::invalid, "unmatched_report", "A report about a mail that we do not know: " + mail.verdict.why);
    return take_new();
}

}  // namespace mainstay::channels
