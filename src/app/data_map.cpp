#include "app/data_map.hpp"

namespace mainstay::app {
namespace {

using db::Column;
using db::Table;
using db::Tag;

constexpr Column text(const char* name, Tag tag = Tag::none) {
    return {name, false, tag};
}
constexpr Column number(const char* name, Tag tag = Tag::none) {
    return {name, true, tag};
}

}  // namespace

// The columns of the primary key come first.
const std::vector<Table>& data_map() {
    static const std::vector<Table> all{
        {"events", 1,
         {number("seq"), number("at"), text("kind"), text("subject_type"), text("subject_id"), text("scope"),
            text("actor_id"), text("actor_role"), text("actor_name", Tag::personal), text("ip_prefix", Tag::personal),
            text("node"), text("payload", Tag::personal), text("salt", Tag::secret), text("payload_hash"),
            text("prev_hash"), text("hash")}},
        {"counters", 1,
         {text("name"), number("n")}},
        {"event_cursors", 1,
         {text("consumer"), number("seq"), number("attempts"), text("last_error")}},
        {"jobs", 1,
         {text("id"), text("kind"), text("payload", Tag::content), text("state"), number("run_at"),
            number("locked_until"), text("locked_by"), number("attempts"), number("max_attempts"),
            text("last_error", Tag::content), number("created_at"), number("done_at")}},
        {"idempotency_keys", 1,
         {text("key_hash", Tag::secret), text("body_hash", Tag::secret), number("status"),
            text("headers", Tag::content), text("body", Tag::content), number("created_at")}},
        {"settings", 1,
         {text("name"), text("value")}},
        {"persons", 1,
         {text("id"), text("email", Tag::personal), text("name", Tag::personal), text("role"),
            text("language", Tag::personal), text("time_zone", Tag::personal), text("organisation_id"),
            number("all_teams"), number("is_active"), number("is_verified"), text("password_hash", Tag::secret),
            text("notes", Tag::personal), number("created_at"), number("version")}},
        {"teams", 1,
         {text("id"), text("name"), text("description"), number("version")}},
        {"team_members", 2,
         {text("team_id"), text("person_id")}},
        {"sessions", 1,
         {text("id"), text("token_hash", Tag::secret), text("person_id"), number("created_at"),
            number("last_seen_at"), number("expires_at"), text("user_agent", Tag::personal),
            text("ip_prefix", Tag::personal)}},
        {"access_tokens", 1,
         {text("id"), text("token_hash", Tag::secret), text("person_id"), text("name"), text("scopes"),
            number("created_at"), number("expires_at"), number("last_used_at")}},
        {"one_time_tokens", 1,
         {text("token_hash", Tag::secret), text("purpose"), text("person_id"), text("bound_to", Tag::personal),
            number("created_at"), number("expires_at")}},
        {"organisations", 1,
         {text("id"), text("name"), text("notes", Tag::personal), number("shares_tickets"), text("language"),
            text("time_zone"), number("created_at"), number("version")}},
        {"organisation_domains", 1,
         {text("domain"), text("organisation_id"), number("is_verified")}},
        {"projects", 1,
         {text("id"), text("name"), text("slug"), text("description"), number("version")}},
        {"project_versions", 1,
         {text("id"), text("project_id"), text("name"), number("released_at"), number("ends_at")}},
        {"project_components", 1,
         {text("id"), text("project_id"), text("name")}},
        {"tickets", 1,
         {number("number"), text("id"), text("subject", Tag::content), text("type"), text("status"),
            number("is_open"), number("waits_for_us"), text("impact"), text("urgency"), number("priority"),
            text("requester_id"), text("organisation_id"), text("assignee_id"), text("team_id"), text("project_id"),
            text("version_id"), text("component_id"), text("channel"), text("tags"), text("fields", Tag::content),
            number("message_count"), number("created_at"), number("updated_at"), number("last_customer_message_at"),
            number("resolved_at"), number("closed_at"), number("hold_until"), text("resolution", Tag::content),
            text("merged_into"), number("version")}, true},
        {"messages", 1,
         {number("seq"), text("id"), text("ticket_id"), text("kind"), text("visibility"), text("author_id"),
            text("author_role"), text("from_text", Tag::personal), text("to_text", Tag::personal),
            text("cc_text", Tag::personal), text("channel"), number("is_unverified"), text("mail_id"),
            number("created_at"), number("has_html"), number("has_remote_images"), text("text", Tag::content),
            text("signature", Tag::content), text("quoted", Tag::content), text("html", Tag::content)}, true},
        {"attachments", 1,
         {text("id"), text("message_id"), text("ticket_id"), text("uploader_id"), text("name", Tag::content),
            text("type"), number("size"), text("sha256"), text("blob_id", Tag::content), number("is_inline"),
            text("content_id"), number("created_at")}},
        {"ticket_participants", 2,
         {text("ticket_id"), text("person_id")}},
        {"ticket_followers", 2,
         {text("ticket_id"), text("person_id")}},
        {"ticket_tags", 2,
         {text("tag"), text("ticket_id")}},
        {"ticket_links", 1,
         {text("id"), text("from_id"), text("to_id"), text("kind")}},
        {"ticket_drafts", 3,
         {text("ticket_id"), text("author_id"), text("kind"), text("body", Tag::content), text("format"),
            number("updated_at")}},
        {"ticket_reads", 2,
         {text("person_id"), text("ticket_id"), number("read_at")}},
        {"ticket_fields", 1,
         {text("id"), text("key"), text("name_en"), text("name_zh"), text("type"), text("options"),
            number("is_required")}},
        {"saved_views", 1,
         {text("id"), text("owner_id"), text("name", Tag::content), number("is_shared"), text("conditions", Tag::content),
            text("sort"), number("is_ascending"), text("columns"), number("created_at"), number("version")}},
        {"canned_replies", 1,
         {text("id"), text("title"), text("shortcut"), text("body_en", Tag::content), text("body_zh", Tag::content),
            number("version")}},
        {"mailboxes", 1,
         {text("id"), text("address"), text("name"), text("kind"), text("project_id"), text("team_id"),
            text("language"), number("is_active"), text("imap", Tag::secret), text("smtp", Tag::secret),
            number("sends_acknowledgement"), number("most_per_minute"), number("imap_uid_validity"),
            number("imap_last_uid"), text("imap_state"), number("imap_checked_at"), number("version")}},
        {"kept_mails", 1,
         {text("id"), text("mailbox_id"), text("source"), text("source_key"), number("received_at"),
            text("envelope_from", Tag::personal), text("recipient", Tag::personal), number("size"), text("state"),
            text("ticket_id"), text("message_id"), text("error", Tag::content), number("attempts"),
            text("blob_id", Tag::content), text("raw", Tag::content)}},
        {"mail_threads", 2,
         {text("message_id"), text("ticket_id"), number("at"), text("recipient", Tag::personal)}},
        {"reply_tokens", 1,
         {text("token_hash", Tag::secret), text("ticket_id"), text("person_id")}},
        {"outbox", 1,
         {text("id"), text("ticket_id"), text("message_id"), text("mailbox_id"), text("recipient", Tag::personal),
            text("recipient_name", Tag::personal), text("reply_to", Tag::secret), text("subject", Tag::content),
            text("message_id_header"), text("in_reply_to"), text("thread"), number("is_automatic"), text("state"),
            number("attempts"), number("next_try_at"), text("last_error", Tag::content), number("created_at"),
            number("sent_at"), text("text", Tag::content), text("html", Tag::content), text("sending_by")}},
        {"mail_rates", 2,
         {text("name", Tag::personal), number("minute"), number("n")}},
        {"acknowledgements", 1,
         {text("address", Tag::personal), number("at"), number("n")}},
        {"demo_mails", 1,
         {text("id"), number("at"), text("sender", Tag::personal), text("recipient", Tag::personal),
            text("subject", Tag::content), text("message_id"), text("reply_to", Tag::personal),
            text("text", Tag::content), text("raw", Tag::content)}},
    };
    return all;
}

const std::vector<Table>& derived_tables() {
    static const std::vector<Table> all{
        {"migrations", 1, {text("name"), number("applied_at")}},
        {"nodes", 1,
         {text("id"), number("beat_at")}},
        {"search_docs", 1,
         {number("doc"), text("ticket_id"), number("message_seq")}, true},
        {"words_customer", 1, {number("doc"), text("words", Tag::content)}},
        {"words_internal", 1, {number("doc"), text("words", Tag::content)}},
    };
    return all;
}

}  // namespace mainstay::app
