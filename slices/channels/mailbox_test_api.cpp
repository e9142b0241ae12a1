// "Test connection": how far one gets with the servers of a mailbox, before it is saved. Nothing is fetched,
// sent or kept.
#include "channels/channels.hpp"
#include "channels/mail_servers.hpp"
#include "channels/mail_store.hpp"
#include "kit/http/http.hpp"
#include "kit/mail/oauth.hpp"

namespace mainstay::channels {

struct ServerTest {
    bool is_ok = false;
    std::vector<std::string> passed;
    std::optional<std::string> failed;
    std::optional<std::int64_t> messages;
};
struct MailboxTest {
    std::optional<ServerTest> imap, smtp;
};
struct MailboxTestOrder {
    std::optional<std::string> mailbox_id;
    std::optional<ServerSettings> imap, smtp;
};

}  // namespace mainstay::channels

namespace mainstay::json {

using namespace mainstay::channels;
template <>
struct Shape<ServerTest> {
    static constexpr const char* name = "MailServerTest";
    static const Fields& fields() {
        using T = ServerTest;
        static const Fields list{
            required<&T::is_ok>("is_ok"),
            required<&T::passed>(
                "passed", {.about = "steps that went well: resolve, connect, encrypt, token, sign_in, open"}),
            required<&T::failed>("failed", {.about = "the step that did not"}),
            required<&T::messages>("messages", {.about = "IMAP: mails in the folder"})};
        return list;
    }
};
template <>
struct Shape<MailboxTest> {
    static constexpr const char* name = "MailboxTest";
    static const Fields& fields() {
        static const Fields list{required<&MailboxTest::imap>("imap"), required<&MailboxTest::smtp>("smtp")};
        return list;
    }
};
template <>
struct Shape<MailboxTestOrder> {
    static constexpr const char* name = "MailboxTestOrder";
    static const Fields& fields() {
        using T = MailboxTestOrder;
        static const Fields list{
            optional<&T::mailbox_id>("mailbox_id",
                                     {.about = "whose saved secrets are used where none are given"}),
            optional<&T::imap>("imap"),
            optional<&T::smtp>("smtp")};
        return list;
    }
};

}  // namespace mainstay::json

namespace mainstay::channels {
namespace {

std::vector<std::pair<mail::Step, std::string>> steps_of(const ServerSettings& settings, bool is_imap) {
    std::vector<std::pair<mail::Step, std::string>> steps{{mail::Step::resolve, "resolve"},
                                                          {mail::Step::connect, "connect"}};
    if (settings.security != "none") steps.emplace_back(mail::Step::encrypt, "encrypt");
    if (!settings.user.empty()) steps.emplace_back(mail::Step::sign_in, "sign_in");
    if (is_imap) steps.emplace_back(mail::Step::open, "open");
    return steps;
}

ServerTest told(const ServerSettings& settings, const mail::Check& check, bool is_imap) {
    ServerTest test{.is_ok = check.is_ok()};
    if (settings.oauth) test.passed.emplace_back("token");
    for (const auto& [step, name] : steps_of(settings, is_imap)) {
        if (check.failed && step >= *check.failed) {
            test.failed = name;
            break;
        }
        test.passed.push_back(name);
    }
    if (check.failed && !test.failed) test.failed = "connect";
    if (check.is_ok() && is_imap) test.messages = check.messages;
    return test;
}

ServerTest test_server(Channels& channels,
                       const ServerSettings& settings,
                       const std::string& mailbox_id,
                       bool is_imap) {
    try {
        if (is_imap) {
            auto client = imap_client(channels, settings, mailbox_id);
            client.total_seconds = 20;
            return told(settings, mail::check_imap(client), true);
        }
        auto client = smtp_client(channels, settings, mailbox_id);
        client.total_seconds = 20;
        return told(settings, mail::check_smtp(client), false);
    } catch (const mail::OAuthError&) {
        return {.is_ok = false, .passed = {}, .failed = "token", .messages = {}};
    }
}

Result<std::optional<ServerTest>> test_one(Channels& channels,
                                           const std::optional<ServerSettings>& order,
                                           const std::optional<Mailbox>& saved,
                                           const std::string& which) {
    if (!order) return std::optional<ServerTest>();
    std::optional<ServerSettings> before;
    if (saved)
        before = open_settings(channels.deps().keys,
                               "mailboxes|" + which + "|" + saved->id,
                               which == "imap" ? saved->imap : saved->smtp);
    MS_TRY(const auto settings, with_saved_secrets(*order, before));
    return std::optional(test_server(channels, settings, saved ? saved->id : "", which == "imap"));
}

Result<http::Response> test_mailbox(Channels& channels, const http::Request& r) {
    MS_TRY(const auto in, json::read<MailboxTestOrder>(r.body));
    const auto id = in.mailbox_id.value_or("");
    const auto saved = channels.deps().db.read([&](db::Tx& tx) { return store::find_mailbox(tx, id); });
    if (!id.empty() && !saved)
        return Error(ErrorKind::not_found, "no_such_mailbox", "There is no such mailbox.");
    MailboxTest test;
    MS_TRY(test.imap, test_one(channels, in.imap, saved, "imap"));
    MS_TRY(test.smtp, test_one(channels, in.smtp, saved, "smtp"));
    return http::reply(200, test);
}

}  // namespace

void bind_mailbox_test_api(http::Router& router, Channels& channels) {
    router
        .post("/api/v1/mailboxes/test",
              http::Access::admins,
              [&channels](const http::Request& request) { return test_mailbox(channels, request); })
        .about("How far one gets with the servers of a mailbox; nothing is saved, fetched or sent")
        .takes<MailboxTestOrder>()
        .gives<MailboxTest>();
}

}  // namespace mainstay::channels
