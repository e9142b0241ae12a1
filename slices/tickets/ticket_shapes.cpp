#include "tickets/ticket_shapes.hpp"

namespace mainstay::json {

using namespace mainstay::tickets;

namespace {

constexpr Rule kSubject{.min = 1, .max = 300, .about = "One line: what is it about?"};

constexpr Rule kBody{.min = 1, .max = 200'000, .is_multiline = true};

constexpr Rule kId{.max = 40};

constexpr Rule kReason{.max = 2'000, .is_multiline = true};

}  // namespace

const Fields& Shape<mainstay::tickets::Person>::fields() {
    using T = mainstay::tickets::Person;
    static const Fields list{
        required<&T::id>("id"),
        required<&T::name>("name"),
        required<&T::email>("email")};
    return list;
}

const Fields& Shape<TicketRow>::fields() {
    using T = TicketRow;
    static const Fields list{
        required<&T::id>("id"),
        required<&T::number>("number"),
        required<&T::subject>("subject"),
        required<&T::status>("status"),
        required<&T::type>("type"),
        required<&T::priority>("priority"),
        required<&T::impact>("impact"),
        required<&T::urgency>("urgency"),
        required<&T::requester>("requester"),
        required<&T::organisation_id>("organisation_id"),
        required<&T::organisation_name>("organisation_name"),
        required<&T::assignee>("assignee"),
        required<&T::team_id>("team_id"),
        required<&T::team_name>("team_name"),
        required<&T::project_id>("project_id"),
        required<&T::project_name>("project_name"),
        required<&T::tags>("tags"),
        required<&T::message_count>("message_count"),
        required_time<&T::created_at>("created_at"),
        required_time<&T::updated_at>("updated_at"),
        required_time<&T::last_customer_message_at>("last_customer_message_at"),
        required<&T::is_unread>("is_unread"),
        required<&T::snippet>("snippet")};
    return list;
}

const Fields& Shape<AttachmentReply>::fields() {
    using T = AttachmentReply;
    static const Fields list{
        required<&T::id>("id"),
        required<&T::name>("name"),
        required<&T::type>("type"),
        required<&T::size>("size"),
        required<&T::is_inline>("is_inline"),
        required<&T::url>("url")};
    return list;
}

const Fields& Shape<DeliveryReply>::fields() {
    using T = DeliveryReply;
    static const Fields list{
        required<&T::recipient>("recipient"),
        required<&T::state>("state"),
        required<&T::detail>("detail"),
        required_time<&T::at>("at")};
    return list;
}

const Fields& Shape<MessageReply>::fields() {
    using T = MessageReply;
    static const Fields list{
        required<&T::id>("id"),
        required<&T::kind>("kind"),
        required<&T::visibility>("visibility"),
        required<&T::author>("author"),
        required<&T::author_role>("author_role"),
        required<&T::from_text>("from_text"),
        required<&T::text>("text"),
        required<&T::quoted>("quoted"),
        required<&T::signature>("signature"),
        required<&T::has_html>("has_html"),
        required<&T::has_remote_images>("has_remote_images"),
        required<&T::attachments>("attachments"),
        required<&T::channel>("channel"),
        required_time<&T::created_at>("created_at"),
        required<&T::delivery>("delivery"),
        required<&T::is_unverified>("is_unverified"),
        required<&T::to>("to"),
        required<&T::cc>("cc")};
    return list;
}

const Fields& Shape<LinkReply>::fields() {
    using T = LinkReply;
    static const Fields list{
        required<&T::id>("id"),
        required<&T::kind>("kind"),
        required<&T::ticket_id>("ticket_id"),
        required<&T::number>("number"),
        required<&T::subject>("subject"),
        required<&T::status>("status")};
    return list;
}

const Fields& Shape<DraftReply>::fields() {
    using T = DraftReply;
    static const Fields list{
        required<&T::kind>("kind"),
        required<&T::body>("body"),
        required<&T::format>("format"),
        required_time<&T::updated_at>("updated_at"),
        required<&T::author>("author")};
    return list;
}

const Fields& Shape<TicketPage>::fields() {
    using T = TicketPage;
    static const Fields own{
        required<&T::version_id>("version_id"),
        required<&T::version_name>("version_name"),
        required<&T::component_id>("component_id"),
        required<&T::component_name>("component_name"),
        required<&T::channel>("channel"),
        required<&T::participants>("participants"),
        required<&T::followers>("followers"),
        required<&T::fields>("fields"),
        required<&T::links>("links"),
        required<&T::merged_into>("merged_into"),
        required<&T::resolution>("resolution"),
        required_time<&T::resolved_at>("resolved_at"),
        required_time<&T::closed_at>("closed_at"),
        required_time<&T::hold_until>("hold_until"),
        required<&T::version>("version"),
        required<&T::messages>("messages"),
        required<&T::older_messages>("older_messages"),
        required<&T::allowed_statuses>("allowed_statuses"),
        required<&T::drafts>("drafts")};
    static const Fields list = [] {
        Fields all = json::inherited<TicketRow, TicketPage>();
        all.insert(all.end(), own.begin(), own.end());
        return all;
    }();
    return list;
}

const Fields& Shape<ViewReply>::fields() {
    using T = ViewReply;
    static const Fields list{
        required<&T::key>("key"),
        required<&T::name>("name"),
        required<&T::count>("count"),
        required<&T::group>("group", {.about = "mine, all, team; own and shared are saved views"}),
        required<&T::sort>("sort"),
        required<&T::order>("order"),
        required<&T::columns>("columns")};
    return list;
}

const Fields& Shape<HistoryChange>::fields() {
    using T = HistoryChange;
    static const Fields list{
        required<&T::field>("field"),
        required<&T::from>("from"),
        required<&T::to>("to")};
    return list;
}

const Fields& Shape<HistoryReply>::fields() {
    using T = HistoryReply;
    static const Fields list{
        required<&T::seq>("seq"),
        required_time<&T::at>("at"),
        required<&T::actor>("actor"),
        required<&T::kind>("kind"),
        required<&T::reason>("reason"),
        required<&T::changes>("changes")};
    return list;
}

const Fields& Shape<UploadReply>::fields() {
    using T = UploadReply;
    static const Fields list{
        required<&T::id>("id"),
        required<&T::name>("name"),
        required<&T::type>("type"),
        required<&T::size>("size")};
    return list;
}

const Fields& Shape<OpenOrder>::fields() {
    using T = OpenOrder;
    static const Fields list{
        required<&T::subject>("subject", kSubject),
        required<&T::body>("body", kBody),
        optional<&T::format>("format"),
        optional<&T::type>("type"),
        optional<&T::impact>("impact"),
        optional<&T::urgency>("urgency"),
        optional<&T::project_id>("project_id", kId),
        optional<&T::version_id>("version_id", kId),
        optional<&T::component_id>("component_id", kId),
        optional<&T::requester_id>("requester_id", kId),
        optional<&T::requester_email>("requester_email", {.max = 254, .format = "email"}),
        optional<&T::requester_name>("requester_name", {.max = 200}),
        optional<&T::organisation_id>("organisation_id", kId),
        optional<&T::team_id>("team_id", kId),
        optional<&T::assignee_id>("assignee_id", kId),
        optional<&T::channel>("channel", kId),
        optional<&T::tags>("tags", {.max = 60, .max_items = 50}),
        optional<&T::fields>("fields"),
        optional<&T::attachments>("attachments", {.max = 40, .max_items = 50}),
        optional<&T::cc>("cc", {.max = 254, .max_items = 50})};
    return list;
}

const Fields& Shape<MessageOrder>::fields() {
    using T = MessageOrder;
    static const Fields list{
        optional<&T::kind>("kind", {.about = "reply, note or phone"}),
        required<&T::body>("body", kBody),
        optional<&T::format>("format", {.about = "text, markdown or html"}),
        optional<&T::attachments>("attachments", {.max = 40, .max_items = 50}),
        optional<&T::status>("status", {.about = "Set together with sending."}),
        optional<&T::after>("after", {.max = 40, .about = "Id of the last message you have read: 409 answered_meanwhile when somebody else has written to the customer, or they to us, since."})};
    return list;
}

const Fields& Shape<ChangeOrder>::fields() {
    using T = ChangeOrder;
    static const Fields list{
        optional<&T::subject>("subject", kSubject),
        optional<&T::type>("type"),
        optional<&T::impact>("impact"),
        optional<&T::urgency>("urgency"),
        optional<&T::project_id>("project_id", kId),
        optional<&T::version_id>("version_id", kId),
        optional<&T::component_id>("component_id", kId),
        optional<&T::organisation_id>("organisation_id", kId),
        optional<&T::requester_id>("requester_id", kId),
        optional<&T::tags>("tags", {.max = 60, .max_items = 50}),
        optional<&T::fields>("fields")};
    return list;
}

const Fields& Shape<AssignOrder>::fields() {
    using T = AssignOrder;
    static const Fields list{
        optional<&T::assignee_id>("assignee_id", kId),
        optional<&T::team_id>("team_id", kId)};
    return list;
}

const Fields& Shape<StatusOrder>::fields() {
    using T = StatusOrder;
    static const Fields list{
        required<&T::status>("status"),
        optional<&T::reason>("reason", kReason)};
    return list;
}

const Fields& Shape<ResolutionOrder>::fields() {
    using T = ResolutionOrder;
    static const Fields list{
        optional<&T::summary>("summary", kReason),
        optional<&T::message>("message", {.max = 200'000, .is_multiline = true})};
    return list;
}

const Fields& Shape<ReasonOrder>::fields() {
    using T = ReasonOrder;
    static const Fields list{
        optional<&T::reason>("reason", kReason)};
    return list;
}

const Fields& Shape<HoldOrder>::fields() {
    using T = HoldOrder;
    static const Fields list{
        optional_time<&T::until>("until"),
        optional<&T::reason>("reason", kReason)};
    return list;
}

const Fields& Shape<MergeOrder>::fields() {
    using T = MergeOrder;
    static const Fields list{
        required<&T::into>("into", {.min = 1, .max = 40, .about = "Number or id of the ticket that stays."})};
    return list;
}

const Fields& Shape<LinkOrder>::fields() {
    using T = LinkOrder;
    static const Fields list{
        required<&T::ticket>("ticket", {.min = 1, .max = 40}),
        required<&T::kind>("kind")};
    return list;
}

const Fields& Shape<ParticipantOrder>::fields() {
    using T = ParticipantOrder;
    static const Fields list{
        required<&T::email>("email", {.min = 3, .max = 254, .format = "email"}),
        optional<&T::name>("name", {.max = 200})};
    return list;
}

const Fields& Shape<SplitOrder>::fields() {
    using T = SplitOrder;
    static const Fields list{
        required<&T::subject>("subject", kSubject)};
    return list;
}

const Fields& Shape<DraftOrder>::fields() {
    using T = DraftOrder;
    static const Fields list{
        required<&T::body>("body", {.max = 200'000, .is_multiline = true}),
        optional<&T::format>("format")};
    return list;
}

const Fields& Shape<FieldOrder>::fields() {
    using T = FieldOrder;
    static const Fields list{
        required<&T::key>("key", {.min = 1, .max = 60, .format = "slug"}),
        required<&T::name_en>("name_en", {.min = 1, .max = 120}),
        required<&T::name_zh>("name_zh", {.min = 1, .max = 120}),
        optional<&T::type>("type"),
        optional<&T::options>("options", {.max = 120, .max_items = 200}),
        optional<&T::is_required>("is_required")};
    return list;
}

const Fields& Shape<CustomField>::fields() {
    using T = CustomField;
    static const Fields list{
        required<&T::id>("id"),
        required<&T::key>("key"),
        required<&T::name_en>("name_en"),
        required<&T::name_zh>("name_zh"),
        required<&T::type>("type"),
        required<&T::options>("options"),
        required<&T::is_required>("is_required")};
    return list;
}

}  // namespace mainstay::json
