// The demo's mail sink: read what would have been sent, write a mail as a customer. Bound only in demo mode.
#include "channels/channels.hpp"
#include "channels/channels_sql.hpp"
#include "channels/mail_store.hpp"
#include "kit/http/http.hpp"
#include "kit/mail/compose.hpp"

namespace mainstay::channels {

struct DemoMail {
    std::string id;
    Millis at = 0;
    std::string from, to, subject, message_id, reply_to, text;
};
struct DemoFile {
    std::string name, type = "application/octet-stream", base64;
};
struct WriteDemoMail {
    std::string from_name, from, to, subject, body, in_reply_to;
    std::vector<DemoFile> files;
};
struct DemoOutcome {
    std::string outcome;
    std::optional<std::string> ticket_id;
};

}  // namespace mainstay::channels

namespace mainstay::json {

using namespace mainstay::channels;
template <> struct Shape<DemoMail> {
    static constexpr const char* name = "DemoMail";
    static const Fields& fields() {
        using T = DemoMail;
        static const Fields list{required<&T::id>("id"), required_time<&T::at>("at"), required<&T::from>("from"), required<&T::to>("to"),
                                 required<&T::subject>("subject"), required<&T::message_id>("message_id"), required<&T::reply_to>("reply_to"),
                                 required<&T::text>("text")};
        return list;
    }
};
template <> struct Shape<DemoFile> {
    static constexpr const char* name = "DemoFile";
    static const Fields& fields() {
        using T = DemoFile;
        static const Fields list{required<&T::name>("name", {.min = 1, .max = 200}), optional<&T::type>("type", {.max = 100}),
                                 required<&T::base64>("base64", {.max = 4'000'000, .about = "URL-safe or standard base64."})};
        return list;
    }
};
template <> struct Shape<WriteDemoMail> {
    static constexpr const char* name = "WriteDemoMail";
    static const Fields& fields() {
        using T = WriteDemoMail;
        static const Fields list{optional<&T::from_name>("from_name", {.max = 200}), required<&T::from>("from", {.min = 3, .max = 254, .format = "email"}),
                                 required<&T::to>("to", {.min = 3, .max = 254}), required<&T::subject>("subject", {.min = 1, .max = 300}),
                                 required<&T::body>("body", {.min = 1, .max = 100'000, .is_multiline = true}), optional<&T::in_reply_to>("in_reply_to", {.max = 500}),
                                 optional<&T::files>("files", {.max_items = 10})};
        return list;
    }
};
template <> struct Shape<DemoOutcome> {
    static constexpr const char* name = "DemoOutcome";
    static const Fields& fields() {
        static const Fields list{required<&DemoOutcome::outcome>("outcome"), required<&DemoOutcome::ticket_id>("ticket_id")};
        return list;
    }
};

}  // namespace mainstay::json

namespace mainstay::channels {
namespace {

using http::Access;
using http::Request;
using http::Response;

DemoMail read(const db::Row& r) {
    return {r.text(0), r.integer(1), r.text(2), r.text(3), r.text(4), r.text(5), r.text(6), r.text(7)};
}

Result<Response> list(Channels& channels, const Request& r) {
    return http::reply(r, http::Page<DemoMail>{channels.deps().db.read([](db::Tx& tx) { return tx.list(sql::list_demo_mails, {}, read); }), {}});
}
Result<Response> show(Channels& channels, const Request& r) {
    const auto mail = channels.deps().db.read([&](db::Tx& tx) { return tx.find(sql::find_demo_mail, {r.param("id")}, read); });
    if (!mail) return Error(ErrorKind::not_found, "no_such_mail", "There is no such mail.");
    return http::reply(200, *mail);
}

std::optional<std::string> from_base64(std::string text) {
    while (!text.empty() && text.back() == '=') text.pop_back();
    for (auto& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return crypto::from_base64url(text);
}

Result<Response> write(Channels& channels, const Request& r) {
    MS_TRY(const auto in, json::read<WriteDemoMail>(r.body));
    if (!channels.mailbox_for(in.to)) return invalid_field("/to", "no_such_mailbox", "No mailbox of the demo has this address.");
    mail::Outgoing out;
    out.from = {in.from_name, in.from};
    out.to = {{"", in.to}};
    out.subject = in.subject;
    out.date = channels.deps().now();
    out.message_id = mail::new_message_id(channels.deps().next_id(), "customer.example");
    out.in_reply_to = in.in_reply_to;
    if (!in.in_reply_to.empty()) out.references = {in.in_reply_to};
    out.text = in.body;
    for (std::size_t i = 0; i < in.files.size(); ++i) {
        auto bytes = from_base64(in.files[i].base64);
        if (!bytes) return invalid_field("/files/" + std::to_string(i) + "/base64", "not_base64", "This is not base64.");
        out.files.push_back(mail::file_of(in.files[i].name, in.files[i].type, *std::move(bytes)));
    }
    std::string raw;
    try {
        raw = mail::compose(out);
    } catch (const std::invalid_argument& bad) {
        return invalid_field("/from", "not_an_address", bad.what());
    }
    const auto received = channels.receive(raw, {.source = "demo", .envelope_from = in.from, .recipient = in.to, .mailbox_id = {}, .trace = {}});
    return http::reply(201, DemoOutcome{received.outcome, received.ticket_id.empty() ? std::nullopt : std::optional(received.ticket_id)});
}

}  // namespace

void bind_demo_api(http::Router& router, Channels& channels) {
    auto with = [&channels](auto handler) { return [&channels, handler](const Request& request) { return handler(channels, request); }; };
    router.get("/api/v1/demo/mails", Access::anyone, with(list)).about("Demo: mails that would have been sent, newest first").gives_list<DemoMail>();
    router.get("/api/v1/demo/mails/{id}", Access::anyone, with(show)).about("Demo: one of them").gives<DemoMail>();
    router.post("/api/v1/demo/mails", Access::anyone, with(write)).about("Demo: write a mail as a customer").takes<WriteDemoMail>().gives<DemoOutcome>(201).body_limit(8u << 20);
}

}  // namespace mainstay::channels
