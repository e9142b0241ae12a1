#pragma once
// Requests and replies of the tickets API.
#include "kit/json/shape.hpp"
#include "tickets/custom_fields.hpp"
#include "tickets/tickets.hpp"

namespace mainstay::tickets {

struct Person {  // a name to show
    std::string id, name, email;
};
struct TicketRow {
    std::string id;
    std::int64_t number = 0;
    std::string subject, status, type, priority, impact, urgency;
    Person requester;
    std::optional<std::string> organisation_id, organisation_name;
    std::optional<Person> assignee;
    std::optional<std::string> team_id, team_name, project_id, project_name;
    std::vector<std::string> tags;
    std::int64_t message_count = 0;
    Millis created_at = 0, updated_at = 0;
    std::optional<Millis> last_customer_message_at;
    bool is_unread = false;
    std::optional<std::string> snippet;
};
struct AttachmentReply {
    std::string id, name, type;
    std::int64_t size = 0;
    bool is_inline = false;
    std::string url;
};
struct DeliveryReply {
    std::string recipient, state, detail;
    Millis at = 0;
};
struct MessageReply {
    std::string id, kind, visibility;
    std::optional<Person> author;
    std::string author_role, from_text, text, quoted, signature;
    bool has_html = false, has_remote_images = false;
    std::vector<AttachmentReply> attachments;
    std::string channel;
    Millis created_at = 0;
    std::vector<DeliveryReply> delivery;
    bool is_unverified = false;
    std::vector<std::string> to, cc;
};
struct LinkReply {
    std::string id, kind, ticket_id;
    std::int64_t number = 0;
    std::string subject, status;
};
struct DraftReply {
    std::string kind, body, format;
    Millis updated_at = 0;
    Person author;
};
struct TicketPage : TicketRow {
    std::optional<std::string> version_id, version_name, component_id, component_name;
    std::string channel;
    std::vector<Person> participants, followers;
    json::Raw fields;
    std::vector<LinkReply> links;
    std::optional<std::string> merged_into, resolution;
    std::optional<Millis> resolved_at, closed_at, hold_until;
    std::int64_t version = 1;
    std::vector<MessageReply> messages;
    std::int64_t older_messages = 0;
    std::vector<std::string> allowed_statuses;
    std::vector<DraftReply> drafts;
};
struct ViewReply {
    std::string key, name, group;
    std::optional<std::int64_t> count = {};  // saved views are counted when somebody asks
    std::optional<std::string> sort = {}, order = {};
    std::vector<std::string> columns = {};
};
struct HistoryChange {
    std::string field, from, to;
};
struct HistoryReply {
    std::int64_t seq = 0;
    Millis at = 0;
    std::optional<Person> actor;
    std::string kind, reason;
    std::vector<HistoryChange> changes;
};
struct UploadReply {
    std::string id, name, type;
    std::int64_t size = 0;
};

struct OpenOrder {
    std::string subject, body, format = "text", type = "question", impact = "medium", urgency = "medium";
    std::optional<std::string> project_id, version_id, component_id, requester_id, requester_email, requester_name, organisation_id, team_id,
        assignee_id, channel;
    std::vector<std::string> tags, attachments, cc;
    json::Raw fields{"{}"};
};
struct MessageOrder {
    std::string kind = "reply", body, format = "text";
    std::vector<std::string> attachments;
    std::optional<std::string> status, after;
};
struct ChangeOrder {
    std::optional<std::string> subject, type, impact, urgency, requester_id;
    std::optional<std::optional<std::string>> project_id, version_id, component_id, organisation_id;
    std::optional<std::vector<std::string>> tags;
    std::optional<json::Raw> fields;
};
struct AssignOrder {
    std::optional<std::optional<std::string>> assignee_id, team_id;
};
struct StatusOrder { std::string status; std::optional<std::string> reason; };
struct ResolutionOrder { std::string summary, message; };
struct ReasonOrder { std::string reason; };
struct HoldOrder { std::optional<Millis> until; std::string reason; };
struct MergeOrder { std::string into; };
struct LinkOrder { std::string ticket, kind; };
struct ParticipantOrder { std::string email, name; };
struct SplitOrder { std::string subject; };
struct DraftOrder { std::string body, format = "text"; };
struct FieldOrder {
    std::string key, name_en, name_zh, type = "text";
    std::vector<std::string> options;
    bool is_required = false;
};

}  // namespace mainstay::tickets

namespace mainstay::json {

template <> struct Shape<tickets::Person> { static constexpr const char* name = "TicketPerson"; static const Fields& fields(); };
template <> struct Shape<tickets::TicketRow> { static constexpr const char* name = "TicketRow"; static const Fields& fields(); };
template <> struct Shape<tickets::AttachmentReply> { static constexpr const char* name = "Attachment"; static const Fields& fields(); };
template <> struct Shape<tickets::DeliveryReply> { static constexpr const char* name = "Delivery"; static const Fields& fields(); };
template <> struct Shape<tickets::MessageReply> { static constexpr const char* name = "Message"; static const Fields& fields(); };
template <> struct Shape<tickets::LinkReply> { static constexpr const char* name = "TicketLink"; static const Fields& fields(); };
template <> struct Shape<tickets::DraftReply> { static constexpr const char* name = "Draft"; static const Fields& fields(); };
template <> struct Shape<tickets::TicketPage> { static constexpr const char* name = "Ticket"; static const Fields& fields(); };
template <> struct Shape<tickets::ViewReply> { static constexpr const char* name = "View"; static const Fields& fields(); };
template <> struct Shape<tickets::HistoryChange> { static constexpr const char* name = "HistoryChange"; static const Fields& fields(); };
template <> struct Shape<tickets::HistoryReply> { static constexpr const char* name = "HistoryEntry"; static const Fields& fields(); };
template <> struct Shape<tickets::UploadReply> { static constexpr const char* name = "Upload"; static const Fields& fields(); };
template <> struct Shape<tickets::OpenOrder> { static constexpr const char* name = "OpenTicket"; static const Fields& fields(); };
template <> struct Shape<tickets::MessageOrder> { static constexpr const char* name = "AddMessage"; static const Fields& fields(); };
template <> struct Shape<tickets::ChangeOrder> { static constexpr const char* name = "ChangeTicket"; static const Fields& fields(); };
template <> struct Shape<tickets::AssignOrder> { static constexpr const char* name = "AssignTicket"; static const Fields& fields(); };
template <> struct Shape<tickets::StatusOrder> { static constexpr const char* name = "SetStatus"; static const Fields& fields(); };
template <> struct Shape<tickets::ResolutionOrder> { static constexpr const char* name = "ResolveTicket"; static const Fields& fields(); };
template <> struct Shape<tickets::ReasonOrder> { static constexpr const char* name = "Reason"; static const Fields& fields(); };
template <> struct Shape<tickets::HoldOrder> { static constexpr const char* name = "HoldTicket"; static const Fields& fields(); };
template <> struct Shape<tickets::MergeOrder> { static constexpr const char* name = "MergeTicket"; static const Fields& fields(); };
template <> struct Shape<tickets::LinkOrder> { static constexpr const char* name = "LinkTicket"; static const Fields& fields(); };
template <> struct Shape<tickets::ParticipantOrder> { static constexpr const char* name = "AddParticipant"; static const Fields& fields(); };
template <> struct Shape<tickets::SplitOrder> { static constexpr const char* name = "SplitMessage"; static const Fields& fields(); };
template <> struct Shape<tickets::DraftOrder> { static constexpr const char* name = "PutDraft"; static const Fields& fields(); };
template <> struct Shape<tickets::FieldOrder> { static constexpr const char* name = "FieldOrder"; static const Fields& fields(); };
template <> struct Shape<tickets::CustomField> { static constexpr const char* name = "TicketField"; static const Fields& fields(); };

}  // namespace mainstay::json
