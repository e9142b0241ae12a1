#include "accounts/account_shapes.hpp"

namespace mainstay::json {

using namespace mainstay::accounts;

namespace {
constexpr Rule kName{.min = 1, .max = 200, .about = "How the person is called."};
constexpr Rule kEmail{.min = 3, .max = 254, .format = "email"};
constexpr Rule kPassword{.min = 1, .max = 256};
constexpr Rule kToken{.min = 1, .max = 200};
constexpr Rule kNotes{.max = 20'000, .is_multiline = true};
}  // namespace

const Fields& Shape<PersonRef>::fields() {
    static const Fields list{required<&PersonRef::id>("id"), required<&PersonRef::name>("name"), required<&PersonRef::email>("email")};
    return list;
}
const Fields& Shape<Me>::fields() {
    static const Fields list{required<&Me::id>("id"), required<&Me::name>("name"), required<&Me::email>("email"),
                             required<&Me::role>("role", {.about = "customer, community, agent, lead, security or admin."}),
                             required<&Me::language>("language"), required<&Me::time_zone>("time_zone"),
                             required<&Me::organisation_id>("organisation_id"), required<&Me::team_ids>("team_ids"),
                             required<&Me::all_teams>("all_teams"), required<&Me::is_demo>("is_demo")};
    return list;
}
const Fields& Shape<SessionReply>::fields() {
    static const Fields list{required<&SessionReply::id>("id"), required<&SessionReply::person>("person"),
                             required_time<&SessionReply::created_at>("created_at"), required_time<&SessionReply::expires_at>("expires_at")};
    return list;
}
const Fields& Shape<store::SessionRow>::fields() {
    using T = store::SessionRow;
    static const Fields list{required<&T::id>("id"), required_time<&T::created_at>("created_at"), required_time<&T::last_seen_at>("last_seen_at"),
                             required<&T::user_agent>("user_agent"), required<&T::ip_prefix>("ip_prefix"), required<&T::is_current>("is_current")};
    return list;
}
const Fields& Shape<PersonReply>::fields() {
    using T = PersonReply;
    static const Fields list{required<&T::id>("id"), required<&T::name>("name"), required<&T::email>("email"), required<&T::role>("role"),
                             required<&T::language>("language"), required<&T::time_zone>("time_zone"),
                             required<&T::organisation_id>("organisation_id"), required<&T::organisation_name>("organisation_name"),
                             required<&T::team_ids>("team_ids"), required<&T::is_active>("is_active"), required<&T::is_verified>("is_verified"),
                             required_time<&T::created_at>("created_at"), required<&T::version>("version"), required<&T::notes>("notes")};
    return list;
}
const Fields& Shape<TeamReply>::fields() {
    using T = TeamReply;
    static const Fields list{required<&T::id>("id"), required<&T::name>("name"), required<&T::description>("description"),
                             required<&T::members>("members"), required<&T::version>("version")};
    return list;
}
const Fields& Shape<SetupState>::fields() {
    static const Fields list{required<&SetupState::is_open>("is_open"), required<&SetupState::is_demo>("is_demo")};
    return list;
}
const Fields& Shape<Setup>::fields() {
    static const Fields list{required<&Setup::token>("token", kToken), required<&Setup::name>("name", kName), required<&Setup::email>("email", kEmail),
                             required<&Setup::password>("password", kPassword), optional<&Setup::project_name>("project_name", {.min = 1, .max = 120}),
                             optional<&Setup::support_address>("support_address", kEmail)};
    return list;
}
const Fields& Shape<SignIn>::fields() {
    static const Fields list{required<&SignIn::email>("email", {.min = 1, .max = 254}), required<&SignIn::password>("password", kPassword)};
    return list;
}
const Fields& Shape<ChangeMe>::fields() {
    static const Fields list{optional<&ChangeMe::name>("name", kName), optional<&ChangeMe::language>("language", {.format = "language"}),
                             optional<&ChangeMe::time_zone>("time_zone", {.format = "time-zone"})};
    return list;
}
const Fields& Shape<ChangePassword>::fields() {
    static const Fields list{required<&ChangePassword::current_password>("current_password", kPassword),
                             required<&ChangePassword::new_password>("new_password", kPassword)};
    return list;
}
const Fields& Shape<MakeToken>::fields() {
    static const Fields list{required<&MakeToken::name>("name", kName),
                             required<&MakeToken::scopes>("scopes", {.min = 1, .max = 60, .max_items = 40, .about = "\"tickets:read\", \"tickets:write\", ..."}),
                             optional_time<&MakeToken::expires_at>("expires_at")};
    return list;
}
const Fields& Shape<MadeToken>::fields() {
    using T = MadeToken;
    static const Fields list{required<&T::id>("id"), required<&T::name>("name"), required<&T::scopes>("scopes"),
                             required<&T::token>("token", {.about = "Shown once."}), required_time<&T::created_at>("created_at"),
                             required_time<&T::expires_at>("expires_at")};
    return list;
}
const Fields& Shape<store::TokenRow>::fields() {
    using T = store::TokenRow;
    static const Fields list{required<&T::id>("id"), required<&T::name>("name"), required<&T::scopes>("scopes"),
                             required_time<&T::created_at>("created_at"), required_time<&T::expires_at>("expires_at"),
                             required_time<&T::last_used_at>("last_used_at")};
    return list;
}
const Fields& Shape<AccessToken>::fields() {
    using T = AccessToken;
    static const Fields list{required<&T::access_token>("access_token"), required<&T::token_type>("token_type"), required<&T::expires_in>("expires_in")};
    return list;
}
const Fields& Shape<Register>::fields() {
    static const Fields list{required<&Register::email>("email", kEmail), required<&Register::name>("name", kName),
                             optional<&Register::language>("language", {.format = "language"})};
    return list;
}
const Fields& Shape<Accepted>::fields() {
    static const Fields list{required<&Accepted::message>("message")};
    return list;
}
const Fields& Shape<VerifyRegistration>::fields() {
    static const Fields list{required<&VerifyRegistration::token>("token", kToken), required<&VerifyRegistration::password>("password", kPassword)};
    return list;
}
const Fields& Shape<AskReset>::fields() {
    static const Fields list{required<&AskReset::email>("email", {.min = 1, .max = 254})};
    return list;
}
const Fields& Shape<NewPassword>::fields() {
    static const Fields list{required<&NewPassword::password>("password", kPassword), optional<&NewPassword::name>("name", kName)};
    return list;
}
const Fields& Shape<Invite>::fields() {
    static const Fields list{required<&Invite::email>("email", kEmail), required<&Invite::name>("name", kName), optional<&Invite::role>("role"),
                             optional<&Invite::team_ids>("team_ids", {.max_items = 50}), optional<&Invite::organisation_id>("organisation_id"),
                             optional<&Invite::language>("language", {.format = "language"})};
    return list;
}
const Fields& Shape<CreatePerson>::fields() {
    using T = CreatePerson;
    static const Fields list{required<&T::email>("email", kEmail), required<&T::name>("name", kName), optional<&T::language>("language", {.format = "language"}),
                             optional<&T::time_zone>("time_zone", {.format = "time-zone"}), optional<&T::organisation_id>("organisation_id"),
                             optional<&T::notes>("notes", kNotes)};
    return list;
}
const Fields& Shape<ChangePerson>::fields() {
    using T = ChangePerson;
    static const Fields list{optional<&T::name>("name", kName), optional<&T::role>("role"), optional<&T::language>("language", {.format = "language"}),
                             optional<&T::time_zone>("time_zone", {.format = "time-zone"}), optional<&T::organisation_id>("organisation_id"),
                             optional<&T::is_active>("is_active"), optional<&T::all_teams>("all_teams"), optional<&T::notes>("notes", kNotes)};
    return list;
}
const Fields& Shape<TeamOrder>::fields() {
    static const Fields list{required<&TeamOrder::name>("name", kName), optional<&TeamOrder::description>("description", {.max = 2'000, .is_multiline = true})};
    return list;
}

}  // namespace mainstay::json
