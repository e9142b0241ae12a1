#include "channels/sending.hpp"

#include "channels/channels_sql.hpp"
#include "channels/mail_templates.hpp"
#include "channels/reply_token.hpp"
#include "kit/webpage/sanitise.hpp"

namespace mainstay::channels {
namespace {

std::string payload_of(const std::string& outbox_id) {
    return "{\"outbox_id\":\"" + outbox_id + "\"}";
}

// "Re: Re: 回复: x" -> "Re: x", in the reader's language; our number last, for people.
std::string reply_subject(const tickets::Ticket& ticket) {
    std::string subject = ticket.subject;
    if (!subject.starts_with("Re: ") && !subject.starts_with("RE: ") && !subject.starts_with("回复")) subject = "Re: " + subject;
    const auto number = "[#" + std::to_string(ticket.number) + "]";
    return subject.find(number) == std::string::npos ? subject + " " + number : subject;
}

}  // namespace

void Sending::put(OutMail mail) {
    mail.created_at = mail.next_try_at = deps().now();
    store::insert(tx, mail);
    deps().jobs.enqueue(tx, "channels.send", payload_of(mail.id), deps().now(), "mail:" + mail.id);
}

std::string Sending::token_for(const std::string& ticket_id, const std::string& person_id) {
    const auto token = reply_token(deps().keys, ticket_id, person_id);
    tx.exec(sql::put_reply_token, {crypto::token_hash(token), ticket_id, person_id});
    return token;
}

// The mailbox of the ticket's project, else the first one.
std::optional<Mailbox> Sending::mailbox_of(const tickets::Ticket& ticket) {
    std::optional<Mailbox> any;
    for (const auto& mailbox : store::list_mailboxes(tx)) {
        if (!mailbox.is_active) continue;
        if (!ticket.project_id.empty() && mailbox.project_id == ticket.project_id) return mailbox;
        if (!any) any = mailbox;
    }
    return any;
}

void Sending::queue_reply(const Actor& actor, const tickets::Ticket& ticket, const tickets::Message& message) {
    const auto mailbox = mailbox_of(ticket);
    for (const auto& person : deps().tickets.participants(tx, ticket.id)) {
        if (person.id == actor.id) continue;
        const auto reader = deps().accounts.find(tx, person.id);
        if (!reader || !reader->is_active) continue;
        const auto id = deps().next_id();
        const auto token = token_for(ticket.id, person.id);
        const auto thread = store::thread_for(tx, ticket.id, person.email);
        const auto domain = mailbox ? split_address(mailbox->address).second : "localhost";
        OutMail mail{.id = id, .ticket_id = ticket.id, .message_id = message.id, .mailbox_id = mailbox ? mailbox->id : "", .recipient = person.email,
                     .recipient_name = person.name, .reply_to = mailbox ? reply_address(mailbox->address, token) : "",
                     .subject = reply_subject(ticket), .message_id_header = message_id_for(id, token, domain), .in_reply_to = thread.last_in,
                     .thread = thread.references};
        mail.text = reply_line(reader->language) + "\n\n" + message.text + "\n\n-- \n" + actor.name + (mailbox ? "\n" + mailbox->name : "") + "\n";
        mail.html = "<p style=\"color:#6b7785;font-size:12px\">" + reply_line(reader->language) + "</p>" +
                    (message.html.empty() ? text_as_html(message.text) : message.html) + "<p style=\"color:#6b7785\">-- <br>" +
                    webpage::escape(actor.name) + (mailbox ? "<br>" + webpage::escape(mailbox->name) : "") + "</p>";
        store::insert_thread(tx, mail.message_id_header, ticket.id, deps().now(), mail.recipient);
        put(std::move(mail));
    }
}

void Sending::queue_acknowledgement(const Mailbox& mailbox, const tickets::Ticket& ticket, const accounts::Person& person, const std::string& in_reply_to) {
    const auto id = deps().next_id();
    const auto token = token_for(ticket.id, person.id);
    const auto words = words_of("acknowledgement", person.language, {{"number", std::to_string(ticket.number)}, {"team", mailbox.name}});
    OutMail mail{.id = id, .ticket_id = ticket.id, .mailbox_id = mailbox.id, .recipient = person.email, .recipient_name = "",
                 .reply_to = reply_address(mailbox.address, token), .subject = words.subject,
                 .message_id_header = message_id_for(id, token, split_address(mailbox.address).second), .in_reply_to = in_reply_to,
                 .thread = in_reply_to, .is_automatic = true};
    mail.text = words.text;
    mail.html = text_as_html(words.text);
    store::insert_thread(tx, mail.message_id_header, ticket.id, deps().now(), mail.recipient);
    put(std::move(mail));
}

void Sending::queue_account_mail(const accounts::MailOrder& order) {
    const auto words = words_of(order.template_name, order.language, order.values);
    const auto id = deps().next_id();
    OutMail mail{.id = id, .recipient = order.to, .recipient_name = order.to_name, .subject = words.subject,
                 .message_id_header = "<" + id + "@" + split_address(deps().system_sender).second + ">", .is_automatic = true};
    mail.text = words.text;
    mail.html = text_as_html(words.text);
    put(std::move(mail));
}

void Channels::send_out(db::Tx& tx, const Actor& actor, const tickets::Ticket& ticket, const tickets::Message& message) {
    Sending{*this, tx}.queue_reply(actor, ticket, message);
}
void Channels::send_account_mail(db::Tx& tx, const accounts::MailOrder& order) {
    Sending{*this, tx}.queue_account_mail(order);
}
std::vector<tickets::Delivery> Channels::deliveries(db::Tx& tx, const std::string& ticket_id) {
    return store::deliveries(tx, ticket_id);
}

}  // namespace mainstay::channels
