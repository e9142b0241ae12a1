// Messages, their HTML, attachments, uploads and drafts.
#include <algorithm>

#include "kit/http/http.hpp"
#include "kit/webpage/sanitise.hpp"
#include "tickets/ticket_page.hpp"
#include "tickets/ticket_store.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

using http::Access;
using http::Request;
using http::Response;

constexpr std::uint64_t kMaxUpload = 64ull << 20;
constexpr std::int64_t kMaxInlineImage = 2 << 20;

Error no_such_message() {
    return Error(ErrorKind::not_found, "no_such_message", "This ticket has no such message.");
}

Result<Message> find_visible_message(Tickets& tickets, db::Tx& tx, const Actor& actor, const std::string& ticket, const std::string& id) {
    MS_TRY(const auto found, tickets.find_visible(tx, actor, ticket));
    auto message = store::find_message(tx, id, found.id);
    if (!message || !may_see(actor, message->visibility)) return no_such_message();
    return *std::move(message);
}

MessageReply reply_of(Tickets& tickets, db::Tx& tx, const Actor& actor, const Message& m) {
    const auto deliveries = tickets.deps().deliveries ? tickets.deps().deliveries(tx, m.ticket_id) : std::vector<Delivery>{};
    return message_reply(m, store::list_attachments(tx, m.ticket_id), deliveries, actor);
}

Result<Response> list(Tickets& tickets, const Request& r) {
    http::Query q(r);
    const auto limit = q.limit();
    const auto cursor = q.text("cursor", 2000).value_or("");
    MS_CHECK(q.finish());
    std::int64_t before = INT64_MAX;
    if (!cursor.empty()) {
        MS_TRY(const auto position, tickets.deps().cursors.open("messages", cursor));
        before = std::stoll(position.at(0));
    }
    return tickets.deps().db.read([&](db::Tx& tx) -> Result<Response> {
        MS_TRY(const auto ticket, tickets.find_visible(tx, r.actor, r.param("id")));
        auto messages = store::list_messages(tx, ticket.id, r.actor.is_staff(), before, static_cast<int>(limit) + 1);
        http::Page<MessageReply> page;
        if (messages.size() > static_cast<std::size_t>(limit)) {
            messages.erase(messages.begin());
            page.next = tickets.deps().cursors.seal("messages", {std::to_string(messages.front().seq)});
        }
        const auto attachments = store::list_attachments(tx, ticket.id);
        const auto deliveries = tickets.deps().deliveries ? tickets.deps().deliveries(tx, ticket.id) : std::vector<Delivery>{};
        for (const auto& m : messages)
            if (may_see(r.actor, m.visibility)) page.items.push_back(message_reply(m, attachments, deliveries, r.actor));
        return http::reply(r, page);
    });
}

Result<Response> create(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<MessageOrder>(r.body));
    NewMessage order;
    order.kind = in.kind;
    order.body = in.body;
    order.format = in.format;
    order.attachments = in.attachments;
    order.after = in.after.value_or("");
    order.channel = in.kind == "phone" ? "phone" : r.header("authorization").empty() ? "web" : "api";
    if (in.kind != "reply" && in.kind != "note" && in.kind != "phone") return invalid_field("/kind", "unknown_word", "A message is a reply, a note or a phone note.");
    if (in.format != "text" && in.format != "markdown" && in.format != "html") return invalid_field("/format", "unknown_word", "Write text, markdown or html.");
    if (in.status) {
        order.status = status_from(*in.status);
        if (!order.status) return invalid_field("/status", "unknown_word", "\"" + *in.status + "\" is not a status.");
    }
    MS_TRY(const auto message, tickets.add_message(r.actor, r.param("id"), order));
    return tickets.deps().db.read([&](db::Tx& tx) -> Result<Response> {
        const auto stored = store::find_message(tx, message.id, message.ticket_id);
        return http::reply(201, reply_of(tickets, tx, r.actor, stored ? *stored : message));
    });
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    return text;
}

bool is_safe_image(const std::string& type) {
    return type == "image/png" || type == "image/jpeg" || type == "image/gif" || type == "image/webp";
}

std::string base64(const std::string& bytes) {
    static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::size_t i = 0;
    auto at = [&](std::size_t n) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[n])); };
    for (; i + 2 < bytes.size(); i += 3) {
        const unsigned v = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        out += {kAlphabet[v >> 18], kAlphabet[v >> 12 & 63], kAlphabet[v >> 6 & 63], kAlphabet[v & 63]};
    }
    if (i + 1 == bytes.size()) {
        const unsigned v = at(i) << 16;
        out += {kAlphabet[v >> 18], kAlphabet[v >> 12 & 63], '=', '='};
    } else if (i + 2 == bytes.size()) {
        const unsigned v = at(i) << 16 | at(i + 1) << 8;
        out += {kAlphabet[v >> 18], kAlphabet[v >> 12 & 63], kAlphabet[v >> 6 & 63], '='};
    }
    return out;
}

// Images inside the mail go into the page as data: the frame has no origin and so no session to fetch them with.
std::string with_inline_images(Tickets& tickets, db::Tx& tx, const Message& message, std::string html) {
    for (const auto& a : tickets.attachments_of(tx, message)) {
        const auto mark = "\"/inline/" + a.id + "\"";
        if (!a.is_inline || html.find(mark) == std::string::npos) continue;
        const auto bytes = is_safe_image(a.type) && a.size <= kMaxInlineImage ? tickets.deps().blobs.read(a.blob_id) : std::nullopt;
        html = replace_all(std::move(html), mark, bytes ? "\"data:" + a.type + ";base64," + base64(*bytes) + "\"" : "\"data:,\"");
    }
    return html;
}

Result<Response> show_html(Tickets& tickets, const Request& r) {
    http::Query q(r);
    const bool wants_remote = q.flag("remote_images").value_or(false);
    MS_CHECK(q.finish());
    return tickets.deps().db.read([&](db::Tx& tx) -> Result<Response> {
        MS_TRY(const auto message, find_visible_message(tickets, tx, r.actor, r.param("id"), r.param("message_id")));
        auto html = tx.find(sql::find_message_html, {message.id, message.ticket_id}, [](const db::Row& row) { return row.text(0); }).value_or("");
        html = with_inline_images(tickets, tx, message, std::move(html));
        if (wants_remote) html = replace_all(std::move(html), " data-remote-src=\"", " src=\"");
        Response response;
        response.type = "text/html; charset=utf-8";
        response.body = "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light\"><style>"
                        "body{font:14px/1.5 system-ui,\"PingFang SC\",\"Noto Sans CJK SC\",\"Microsoft YaHei\",sans-serif;margin:8px;overflow-wrap:anywhere}"
                        "img{max-width:100%;height:auto}blockquote{border-left:3px solid #c7d0d9;margin:0;padding-left:12px}pre{white-space:pre-wrap}"
                        "</style></head><body>" + html + "</body></html>";
        response.header("content-security-policy", std::string("default-src 'none'; style-src 'unsafe-inline'; img-src data:") +
                                                       (wants_remote ? " https: http:" : "") + "; sandbox allow-popups; frame-ancestors 'self'");
        return response;
    });
}

Result<Response> show_raw(Tickets& tickets, const Request& r) {
    return tickets.deps().db.read([&](db::Tx& tx) -> Result<Response> {
        MS_TRY(const auto message, find_visible_message(tickets, tx, r.actor, r.param("id"), r.param("message_id")));
        auto raw = message.mail_id.empty() || !tickets.deps().raw_mail ? std::nullopt : tickets.deps().raw_mail(tx, message.mail_id);
        if (!raw) return Error(ErrorKind::not_found, "no_raw_mail", "This message did not come by mail.");
        return *std::move(raw);
    });
}

Result<Response> split(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<SplitOrder>(r.body));
    MS_TRY(const auto made, tickets.split(r.actor, r.param("id"), r.param("message_id"), in.subject));
    MS_TRY(const auto page, ticket_page(tickets, r.actor, made.id));
    return http::reply(201, page).etag(page.version);
}

// A stored name is never a path; controls, quotes and direction marks do not survive.
std::string clean_name(const std::string& given) {
    std::string name = given.substr(given.find_last_of("/\\") == std::string::npos ? 0 : given.find_last_of("/\\") + 1);
    std::string clean;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto c = static_cast<unsigned char>(name[i]);
        if (c < 0x20 || c == 0x7F || c == '"') continue;
        if (c == 0xE2 && i + 2 < name.size() && static_cast<unsigned char>(name[i + 1]) == 0x80 && static_cast<unsigned char>(name[i + 2]) >= 0xA8 &&
            static_cast<unsigned char>(name[i + 2]) <= 0xAE) {
            i += 2;
            continue;
        }
        clean += name[i];
    }
    while (clean.size() > 200 || (!clean.empty() && (static_cast<unsigned char>(clean.back()) & 0xC0) == 0x80 && clean.size() > 197)) clean.pop_back();
    return clean.empty() || clean == "." || clean == ".." ? "file" : clean;
}

Result<Response> upload(Tickets& tickets, const Request& r) {
    http::Query q(r);
    const auto name = clean_name(q.text("name").value_or("file"));
    MS_CHECK(q.finish());
    const auto kept = r.body_file.empty() ? tickets.deps().blobs.put(r.body) : tickets.deps().blobs.adopt(r.body_file);
    auto type = std::string(r.header("content-type"));
    if (type.empty() || type.size() > 100 || type.find_first_of("\r\n\"") != std::string::npos) type = "application/octet-stream";
    Attachment a{.id = tickets.deps().next_id(), .uploader_id = r.actor.id, .name = name, .type = type, .size = static_cast<std::int64_t>(kept.size),
                 .sha256 = kept.sha256, .blob_id = kept.id, .created_at = tickets.deps().now()};
    MS_CHECK(tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
        store::insert(tx, a);
        return Done{};
    }));
    return http::reply(201, UploadReply{a.id, a.name, a.type, a.size});
}

std::string percent_encoded(const std::string& text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (const char ch : text) {
        const auto c = static_cast<unsigned char>(ch);
        if (std::isalnum(c) || c == '.' || c == '-' || c == '_')
            out += ch;
        else
            out += {'%', kHex[c >> 4], kHex[c & 15]};
    }
    return out;
}

// Asked for anew on every request: whoever may not see the message may not have its files.
Result<Response> show_attachment(Tickets& tickets, const Request& r) {
    const Error none(ErrorKind::not_found, "no_such_attachment", "There is no such file.");
    return tickets.deps().db.read([&](db::Tx& tx) -> Result<Response> {
        const auto a = store::find_attachment(tx, r.param("id"));
        if (!a) return none;
        if (a->message_id.empty()) {
            if (a->uploader_id != r.actor.id) return none;
        } else if (!find_visible_message(tickets, tx, r.actor, a->ticket_id, a->message_id)) {
            return none;
        }
        const auto path = tickets.deps().blobs.path(a->blob_id);
        if (!path) throw std::runtime_error("blob " + a->blob_id + " of attachment " + a->id + " is missing");
        Response response;
        response.file = http::FileBody{*path, static_cast<std::uint64_t>(a->size)};
        const bool is_shown = is_safe_image(a->type);
        response.type = is_shown ? a->type : "application/octet-stream";
        response.header("content-disposition", std::string(is_shown ? "inline" : "attachment") + "; filename*=UTF-8''" + percent_encoded(a->name));
        response.header("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
        response.header("cache-control", "private, max-age=300");
        return response;
    });
}

Result<Response> put_draft(Tickets& tickets, const Request& r) {
    MS_TRY(const auto in, json::read<DraftOrder>(r.body));
    const auto& kind = r.param("kind");
    if (kind != "reply" && kind != "note") return Error(ErrorKind::not_found, "no_such_draft", "A draft is a reply or a note.");
    return tickets.deps().db.write([&](db::Tx& tx) -> Result<Response> {
        MS_TRY(const auto ticket, tickets.find_visible(tx, r.actor, r.param("id")));
        const auto now = tickets.deps().now();
        tx.exec(sql::put_draft, {ticket.id, r.actor.id, kind, in.body, in.format, now});
        return http::reply(200, DraftReply{kind, in.body, in.format, now, {r.actor.id, r.actor.name, ""}});
    });
}
Result<Response> remove_draft(Tickets& tickets, const Request& r) {
    MS_CHECK(tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
        MS_TRY(const auto ticket, tickets.find_visible(tx, r.actor, r.param("id")));
        tx.exec(sql::remove_draft, {ticket.id, r.actor.id, r.param("kind")});
        return Done{};
    }));
    return http::no_content();
}

}  // namespace

void bind_messages_api(http::Router& router, Tickets& tickets) {
    auto with = [&tickets](auto handler) { return [&tickets, handler](const Request& request) { return handler(tickets, request); }; };
    router.get("/api/v1/tickets/{id}/messages", Access::signed_in, with(list)).about("Messages, oldest first; the cursor leads to older ones").gives_list<MessageReply>();
    router.post("/api/v1/tickets/{id}/messages", Access::signed_in, with(create)).about("Reply, or (agents) write a note").takes<MessageOrder>().gives<MessageReply>(201);
    router.get("/api/v1/tickets/{id}/messages/{message_id}/html", Access::signed_in, with(show_html)).about("The message as it was formatted, for a sandboxed frame")
        .gives_type("text/html").filters({{"remote_images", "true shows images from elsewhere", "boolean"}});
    router.get("/api/v1/tickets/{id}/messages/{message_id}/raw", Access::agents, with(show_raw)).about("The mail as it came").gives_type("message/rfc822");
    router.post("/api/v1/tickets/{id}/messages/{message_id}/split", Access::agents, with(split)).about("Move a message into a ticket of its own").takes<SplitOrder>().gives<TicketPage>(201);
    router.put("/api/v1/tickets/{id}/drafts/{kind}", Access::signed_in, with(put_draft)).about("Keep what I am writing").takes<DraftOrder>().gives<DraftReply>();
    router.remove("/api/v1/tickets/{id}/drafts/{kind}", Access::signed_in, with(remove_draft)).about("Throw my draft away").gives_nothing();
    router.post("/api/v1/uploads", Access::signed_in, with(upload)).about("Upload a file, to be named in a message within a day").gives<UploadReply>(201)
        .upload(kMaxUpload).not_repeatable().filters({{"name", "the file's name"}});
    router.get("/api/v1/attachments/{id}", Access::signed_in, with(show_attachment)).about("A file").gives_type("application/octet-stream");
}

}  // namespace mainstay::tickets
