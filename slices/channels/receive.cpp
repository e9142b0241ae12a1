// The way of a mail into the house: read, keep, decide, commit.
#include "channels/channels_sql.hpp"
#include "channels/intake.hpp"
#include "channels/reply_token.hpp"
#include "kit/webpage/sanitise.hpp"

namespace mainstay::channels {
namespace {

constexpr std::size_t kLargeMail = 64 << 10;  // above it the raw mail is a blob
constexpr const char* kTooLarge = "too_large";

struct Understood {
    mail::Message mail;
    std::vector<tickets::NewFile> files;
    std::string html;
    bool has_remote_images = false;
};

// Attachments go to the blob store before the transaction: a row never names bytes that are not there.
Understood understand(const blob::Bytes& raw, Deps& deps) {
    Understood u;
    mail::ReadOptions options;
    options.sink = [&](const mail::Attachment&, const std::function<void(const mail::ReadOptions::Take&)>& pieces) {
        auto writer = deps.blobs.write();
        pieces([&](std::string_view piece) { writer.write(piece); });
        return writer.finish().id;
    };
    u.mail = mail::read(raw, options);
    for (const auto& a : u.mail.attachments) {
        if (a.blob.empty()) continue;  // larger than allowed: only in the original mail
        u.files.push_back({.id = deps.next_id(), .name = a.name.empty() ? "file" : a.name, .type = a.type, .blob_id = a.blob, .sha256 = a.sha256,
                           .content_id = a.content_id, .size = static_cast<std::int64_t>(a.size), .is_inline = a.is_inline});
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

std::string key_of(const blob::Bytes& raw, const Arrival& arrival, const std::string& mailbox_id) {
    crypto::Sha256 hash;
    raw.each_piece(raw, [&](std::string_view piece) { hash.add(piece); });
    // One mail to two addresses of one mailbox is one mail.
    return (mailbox_id.empty() ? arrival.recipient : mailbox_id) + "|" + hash.hex();
}

std::string keep_as_blob(blob::Store& blobs, const std::string& trace, const blob::Bytes& given) {
    auto writer = blobs.write();
    writer.write(trace);
    given.each_piece(given, [&](std::string_view piece) { writer.write(piece); });
    return writer.finish().id;
}

// The bytes of a kept mail, for as long as this lives.
class RawMail {
public:
    RawMail(blob::Store& blobs, const KeptMail& kept) {
        if (kept.blob_id.empty())
            text_ = inflate_base64(kept.raw);
        else if (auto file = blobs.map(kept.blob_id))
            file_ = *std::move(file);
        else
            throw std::runtime_error("the bytes of a kept mail are missing");
        is_file_ = !kept.blob_id.empty();
    }
    blob::Bytes bytes() const { return is_file_ ? file_.bytes() : blob::Bytes(text_); }

private:
    std::string text_;
    blob::MappedFile file_;
    bool is_file_ = false;
};

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
        } catch (const db::Undone&) {
            throw;  // the writer tries again, or the sender does
        } catch (const std::bad_alloc&) {
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

namespace {

struct Reading {
    std::optional<Understood> understood;
    std::string problem;  // why not

    Reading(const std::function<Understood()>& read, const std::optional<Mailbox>& mailbox, const std::string& recipient) {
        if (!mailbox) problem = "no_mailbox: No mailbox of ours has the address " + recipient + ".";
        try {
            if (mailbox) understood = read();
        } catch (const std::system_error&) {
            throw;  // no room, no file: not the fault of the mail, which must be tried again
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& failure) {
            problem = std::string("unreadable: ") + failure.what();
        }
    }
    // What no row names is removed. Called after a commit whose outcome is certain, never when it failed.
    void tidy(blob::Store& blobs, const Received& received) const {
        const bool is_used = received.outcome != "duplicate" && received.outcome != "unprocessed" && received.outcome != "bounce";
        if (understood && !is_used)
            for (const auto& file : understood->files) blobs.remove(file.blob_id);
    }
};

}  // namespace

Received Channels::receive(const blob::Bytes& given, const Arrival& arrival) {
    if (deps_.may_take_mail && !deps_.may_take_mail()) throw db::OutOfSpace("no mail is taken now: the disk is full, or the server is read-only");
    std::optional<Mailbox> mailbox;
    if (!arrival.mailbox_id.empty()) mailbox = deps_.db.read([&](db::Tx& tx) { return store::find_mailbox(tx, arrival.mailbox_id); });
    if (!mailbox && !arrival.recipient.empty()) mailbox = mailbox_for(arrival.recipient);
    KeptMail kept{.id = deps_.next_id(), .mailbox_id = mailbox ? mailbox->id : "", .source = arrival.source,
                  .source_key = key_of(given, arrival, mailbox ? mailbox->id : ""), .received_at = deps_.now(), .envelope_from = arrival.envelope_from,
                  .recipient = arrival.recipient, .size = static_cast<std::int64_t>(arrival.trace.size() + given.size())};
    const auto known = deps_.db.read([&](db::Tx& tx) { return store::find_kept_by_key(tx, kept.source_key); });
    if (known) {
        count("in", "duplicate");
        return {known->id, known->ticket_id, "duplicate"};
    }
    if (static_cast<std::size_t>(kept.size) > kLargeMail)
        kept.blob_id = keep_as_blob(deps_.blobs, arrival.trace, given);
    else
        kept.raw = deflate_base64(arrival.trace + std::string(given));
    const RawMail raw(deps_.blobs, kept);
    const Reading reading([&] { return understand(raw.bytes(), deps_); }, mailbox, arrival.recipient);
    Received received;
    auto done = deps_.db.write([&](db::Tx& tx) -> Result<> {
        if (const auto same = store::find_kept_by_key(tx, kept.source_key)) {
            received = {same->id, same->ticket_id, "duplicate"};
            return Done{};
        }
        static const Mailbox kNone;
        received = keep_and_take(*this, tx, kept, mailbox ? *mailbox : kNone, arrival, reading.understood ? &*reading.understood : nullptr, reading.problem, true);
        return Done{};
    });
    (void)done;  // it only ever holds a value: failures are exceptions here
    count("in", received.outcome);
    reading.tidy(deps_.blobs, received);
    if (received.outcome == "duplicate" && !kept.blob_id.empty()) deps_.blobs.remove(kept.blob_id);
    return received;
}

void Channels::note_too_large(const Mailbox& mailbox, const std::string& headers, std::uint64_t size) {
    const auto from = mail::read(headers).from;
    KeptMail kept{.id = deps_.next_id(), .mailbox_id = mailbox.id, .source = "imap",
                  .source_key = mailbox.id + "|too_large|" + std::to_string(size) + "|" + crypto::hex(crypto::sha256(headers)), .received_at = deps_.now(),
                  .envelope_from = from.empty() ? "" : from.front().address, .recipient = mailbox.address, .size = static_cast<std::int64_t>(size),
                  .state = "unprocessed", .error = std::string(kTooLarge) + ": The mail is larger than allowed. It is still on the mail server, unseen; here are its headers.",
                  .raw = deflate_base64(headers)};
    (void)deps_.db.write([&](db::Tx& tx) -> Result<> {
        if (store::insert(tx, kept))
            tx.emit(for_system("mail-intake"), {.kind = "channels.mail_unprocessed", .subject_type = "mail", .subject_id = kept.id, .scope = "staff"});
        return Done{};
    });
}

std::optional<http::Response> Channels::raw_mail(db::Tx& tx, const std::string& kept_id) {
    const auto kept = store::find_kept(tx, kept_id);
    const auto path = kept ? deps_.blobs.path(kept->blob_id) : std::nullopt;
    if (!kept || (!kept->blob_id.empty() && !path)) return std::nullopt;
    http::Response response;
    response.type = "message/rfc822";
    if (path)
        response.file = http::FileBody{*path, static_cast<std::uint64_t>(kept->size)};
    else
        response.body = inflate_base64(kept->raw);
    response.header("content-disposition", "attachment; filename=\"message.eml\"");
    return response;
}

Result<Received> Channels::retry(const Actor& actor, const std::string& kept_id) {
    const auto kept = deps_.db.read([&](db::Tx& tx) {
        auto found = store::find_kept(tx, kept_id);
        return found && may_handle(tx, actor, *found) ? found : std::nullopt;
    });
    if (!kept) return Error(ErrorKind::not_found, "no_such_mail", "No unprocessed mail has this id.");
    if (kept->error.starts_with(std::string(kTooLarge) + ":"))
        return Error(ErrorKind::conflict, kTooLarge, "Only the headers of this mail are here: it is too large, and still on the mail server.");
    const RawMail raw(deps_.blobs, *kept);
    const auto mailbox = kept->mailbox_id.empty() ? mailbox_for(kept->recipient)
                                                  : deps_.db.read([&](db::Tx& tx) { return store::find_mailbox(tx, kept->mailbox_id); });
    const Arrival arrival{.source = kept->source, .envelope_from = kept->envelope_from, .recipient = kept->recipient, .mailbox_id = kept->mailbox_id, .trace = {}, .is_history = kept->source == "import"};
    const Reading reading([&] { return understand(raw.bytes(), deps_); }, mailbox, kept->recipient);
    auto done = deps_.db.write([&](db::Tx& tx) -> Result<Received> {
        const auto still = store::find_kept(tx, kept_id);  // somebody may have been quicker
        if (!still || still->state != "unprocessed") return Error(ErrorKind::not_found, "no_such_mail", "No unprocessed mail has this id.");
        static const Mailbox kNone;
        auto received = keep_and_take(*this, tx, *kept, mailbox ? *mailbox : kNone, arrival, reading.understood ? &*reading.understood : nullptr, reading.problem, false);
        tx.emit(actor, {.kind = "channels.mail_retried", .subject_type = "mail", .subject_id = kept_id, .scope = "staff"});
        return received;
    });
    reading.tidy(deps_.blobs, done ? *done : Received{kept_id, "", "duplicate"});
    return done;
}

}  // namespace mainstay::channels
