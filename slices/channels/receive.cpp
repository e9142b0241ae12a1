// The way of a mail into the house: read, keep, decide, commit.
#include "channels/channels_sql.hpp"
#include "channels/intake.hpp"
#include "channels/reply_token.hpp"
#include "kit/webpage/sanitise.hpp"

namespace mainstay::channels {
namespace {

constexpr std::size_t kLargeMail = 64 << 10;  // above it the raw mail is a blob

struct Understood {
    mail::Message mail;
    std::vector<tickets::NewFile> files;
    std::string html;
    bool has_remote_images = false;
};

// Attachments go to the blob store before the transaction: a row never names bytes that are not there.
Understood understand(std::string_view raw, Deps& deps) {
    Understood u;
    mail::ReadOptions options;
    u.mail = mail::read(raw, options);
    for (auto& a : u.mail.attachments) {
        const auto kept = deps.blobs.put(a.bytes);
        u.files.push_back({.id = deps.next_id(), .name = a.name.empty() ? "file" : a.name, .type = a.type, .blob_id = kept.id, .sha256 = kept.sha256,
                           .content_id = a.content_id, .size = static_cast<std::int64_t>(kept.size), .is_inline = a.is_inline});
        a.bytes.clear();
    }
    if (!u.mail.html.empty()) {
        webpage::SanitiseOptions safe;
        safe.inline_image = [&](std::string_view cid) -> std::string {
            for (const auto& file : u.files)
                if (!file.content_id.empty() && file.content_id == cid) return "/inline/" + file.id;
            return "";
        };
        auto clean = webpage::sanitise(u.mail.html, safe);
        u.html = std::move(clean.html);
        u.has_remote_images = clean.has_remote_images;
    }
    return u;
}

std::string key_of(std::string_view raw, const Arrival& arrival, const std::string& mailbox_id) {
    // One mail to two addresses of one mailbox is one mail.
    return (mailbox_id.empty() ? arrival.recipient : mailbox_id) + "|" + crypto::hex(crypto::sha256(raw));
}

// An Error or exception of the intake undoes only the intake: the mail itself stays, shown as unprocessed.
Received keep_and_take(Channels& channels, db::Tx& tx, KeptMail kept, const Mailbox& mailbox, const Arrival& arrival, const Understood* understood,
                       std::string problem, bool is_new) {
    Received received{kept.id, "", "unprocessed"};
    if (understood) {
        try {
            auto taken = channels.deps().db.write([&](db::Tx& inner) {
                return Intake{channels, inner, mailbox, understood->mail, arrival, understood->files, understood->html, understood->has_remote_images, kept.id}.take();
            });
            if (taken)
                received = *std::move(taken);
            else
                problem = taken.error().code() + ": " + taken.error().detail();
        } catch (const db::OutOfSpace&) {
            throw;
        } catch (const std::exception& failure) {
            problem = failure.what();
        }
    }
    kept.state = received.outcome == "unprocessed" ? "unprocessed" : "processed";
    kept.ticket_id = received.ticket_id;
    kept.error = problem.substr(0, 1'000);
    if (is_new)
        store::insert(tx, kept);
    else
        store::update(tx, kept);
    if (kept.state == "unprocessed")
        tx.emit(for_system("mail-intake"), {.kind = "channels.mail_unprocessed", .subject_type = "mail", .subject_id = kept.id, .scope = "staff"});
    return received;
}

}  // namespace

std::optional<Mailbox> Channels::mailbox_for(const std::string& recipient) {
    const auto address = accounts::fold_email(recipient);
    return deps_.db.read([&](db::Tx& tx) {
        auto found = store::find_mailbox_by_address(tx, address);
        return found ? found : store::find_mailbox_by_address(tx, without_detail(address));
    });
}

bool may_handle(db::Tx& tx, const Actor& actor, const KeptMail& mail) {
    return mail.state == "unprocessed" && may_see_mail_of(actor, mail.mailbox_id.empty() ? std::nullopt : store::find_mailbox(tx, mail.mailbox_id));
}

Received Channels::receive(std::string_view given, const Arrival& arrival) {
    const auto raw = arrival.trace + std::string(given);
    std::optional<Mailbox> mailbox;
    if (!arrival.mailbox_id.empty()) mailbox = deps_.db.read([&](db::Tx& tx) { return store::find_mailbox(tx, arrival.mailbox_id); });
    if (!mailbox && !arrival.recipient.empty()) mailbox = mailbox_for(arrival.recipient);
    KeptMail kept{.id = deps_.next_id(), .mailbox_id = mailbox ? mailbox->id : "", .source = arrival.source,
                  .source_key = key_of(given, arrival, mailbox ? mailbox->id : ""), .received_at = deps_.now(), .envelope_from = arrival.envelope_from,
                  .recipient = arrival.recipient, .size = static_cast<std::int64_t>(raw.size())};
    const auto known = deps_.db.read([&](db::Tx& tx) { return store::find_kept_by_key(tx, kept.source_key); });
    if (known) {
        count("in", "duplicate");
        return {known->id, known->ticket_id, "duplicate"};
    }
    std::optional<Understood> understood;
    std::string problem = mailbox ? "" : "No mailbox of ours has the address " + arrival.recipient + ".";
    try {
        if (mailbox) understood = understand(raw, deps_);
    } catch (const std::exception& failure) {
        problem = std::string("unreadable: ") + failure.what();
    }
    if (raw.size() > kLargeMail)
        kept.blob_id = deps_.blobs.put(raw).id;
    else
        kept.raw = deflate_base64(raw);
    Received received;
    auto done = deps_.db.write([&](db::Tx& tx) -> Result<> {
        if (const auto same = store::find_kept_by_key(tx, kept.source_key)) {
            received = {same->id, same->ticket_id, "duplicate"};
            return Done{};
        }
        static const Mailbox kNone;
        received = keep_and_take(*this, tx, kept, mailbox ? *mailbox : kNone, arrival, understood ? &*understood : nullptr, problem, true);
        return Done{};
    });
    (void)done;  // it only ever holds a value: failures are exceptions here
    count("in", received.outcome);
    return received;
}

std::optional<std::string> Channels::raw_mail(db::Tx& tx, const std::string& kept_id) {
    const auto kept = store::find_kept(tx, kept_id);
    if (!kept) return std::nullopt;
    return kept->blob_id.empty() ? std::optional(inflate_base64(kept->raw)) : deps_.blobs.read(kept->blob_id);
}

Result<Received> Channels::retry(const Actor& actor, const std::string& kept_id) {
    auto kept = deps_.db.read([&](db::Tx& tx) {
        auto found = store::find_kept(tx, kept_id);
        return found && may_handle(tx, actor, *found) ? found : std::nullopt;
    });
    if (!kept) return Error(ErrorKind::not_found, "no_such_mail", "No unprocessed mail has this id.");
    const auto raw = deps_.db.read([&](db::Tx& tx) { return raw_mail(tx, kept_id); });
    if (!raw) return Error(ErrorKind::not_found, "no_such_mail", "The raw mail is gone.");
    const auto mailbox = kept->mailbox_id.empty() ? mailbox_for(kept->recipient)
                                                  : deps_.db.read([&](db::Tx& tx) { return store::find_mailbox(tx, kept->mailbox_id); });
    Arrival arrival{.source = kept->source, .envelope_from = kept->envelope_from, .recipient = kept->recipient, .mailbox_id = kept->mailbox_id, .trace = {}, .is_history = kept->source == "import"};
    std::optional<Understood> understood;
    std::string problem = mailbox ? "" : "No mailbox of ours has the address " + kept->recipient + ".";
    try {
        if (mailbox) understood = understand(*raw, deps_);
    } catch (const std::exception& failure) {
        problem = std::string("unreadable: ") + failure.what();
    }
    return deps_.db.write([&](db::Tx& tx) -> Result<Received> {
        const auto still = store::find_kept(tx, kept_id);  // somebody may have been quicker
        if (!still || still->state != "unprocessed") return Error(ErrorKind::not_found, "no_such_mail", "No unprocessed mail has this id.");
        static const Mailbox kNone;
        auto received = keep_and_take(*this, tx, *kept, mailbox ? *mailbox : kNone, arrival, understood ? &*understood : nullptr, problem, false);
        tx.emit(actor, {.kind = "channels.mail_retried", .subject_type = "mail", .subject_id = kept_id, .scope = "staff"});
        return received;
    });
}

}  // namespace mainstay::channels
