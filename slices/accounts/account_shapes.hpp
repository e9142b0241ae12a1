#pragma once
// Requests and replies of the accounts API.
#include "accounts/account_store.hpp"
#include "accounts/accounts.hpp"
#include "kit/json/shape.hpp"

namespace mainstay::accounts {

struct Me {
    std::string id, name, email, role, language, time_zone;
    std::optional<std::string> organisation_id;
    std::vector<std::string> team_ids;
    bool all_teams = true, is_demo = false;
};
struct SessionReply {
    std::string id;
    Me person;
    Millis created_at = 0, expires_at = 0;
};
struct PersonReply {
    std::string id, name, email, role, language, time_zone;
    std::optional<std::string> organisation_id, organisation_name;
    std::vector<std::string> team_ids;
    bool is_active = true, is_verified = false;
    Millis created_at = 0;
    std::int64_t version = 1;
    std::string notes;
};
struct TeamReply {
    std::string id, name, description;
    std::vector<PersonRef> members;
    std::int64_t version = 1;
};
struct SetupState { bool is_open = false, is_demo = false; };
struct Setup { std::string token, name, email, password; std::optional<std::string> project_name, support_address; };
struct SignIn { std::string email, password; };
struct ChangeMe { std::optional<std::string> name, language, time_zone; };
struct ChangePassword { std::string current_password, new_password; };
struct MakeToken { std::string name; std::vector<std::string> scopes; std::optional<Millis> expires_at; };
struct MadeToken {
    std::string id, name;
    std::vector<std::string> scopes;
    std::string token;
    Millis created_at = 0;
    std::optional<Millis> expires_at;
};
struct AccessToken { std::string access_token, token_type = "Bearer"; std::int64_t expires_in = 0; };
struct Register { std::string email, name; std::string language = "en"; };
struct Accepted { std::string message; };
struct VerifyRegistration { std::string token, password; };
struct AskReset { std::string email; };
struct NewPassword { std::string password; std::optional<std::string> name; };
struct Invite {
    std::string email, name, role = "agent";
    std::vector<std::string> team_ids;
    std::optional<std::string> organisation_id;
    std::string language = "en";
};
struct CreatePerson {
    std::string email, name, language = "en", time_zone = "UTC";
    std::optional<std::string> organisation_id;
    std::string notes;
};
struct ChangePerson {
    std::optional<std::string> name, role, language, time_zone, notes;
    std::optional<std::optional<std::string>> organisation_id;
    std::optional<bool> is_active, all_teams;
};
struct TeamOrder { std::string name, description; };

}  // namespace mainstay::accounts

namespace mainstay::json {

template <> struct Shape<accounts::Me> { static constexpr const char* name = "Me"; static const Fields& fields(); };
template <> struct Shape<accounts::SessionReply> { static constexpr const char* name = "Session"; static const Fields& fields(); };
template <> struct Shape<accounts::store::SessionRow> { static constexpr const char* name = "SessionRow"; static const Fields& fields(); };
template <> struct Shape<accounts::PersonReply> { static constexpr const char* name = "Person"; static const Fields& fields(); };
template <> struct Shape<accounts::PersonRef> { static constexpr const char* name = "PersonRef"; static const Fields& fields(); };
template <> struct Shape<accounts::TeamReply> { static constexpr const char* name = "Team"; static const Fields& fields(); };
template <> struct Shape<accounts::SetupState> { static constexpr const char* name = "SetupState"; static const Fields& fields(); };
template <> struct Shape<accounts::Setup> { static constexpr const char* name = "Setup"; static const Fields& fields(); };
template <> struct Shape<accounts::SignIn> { static constexpr const char* name = "SignIn"; static const Fields& fields(); };
template <> struct Shape<accounts::ChangeMe> { static constexpr const char* name = "ChangeMe"; static const Fields& fields(); };
template <> struct Shape<accounts::ChangePassword> { static constexpr const char* name = "ChangePassword"; static const Fields& fields(); };
template <> struct Shape<accounts::MakeToken> { static constexpr const char* name = "MakeToken"; static const Fields& fields(); };
template <> struct Shape<accounts::MadeToken> { static constexpr const char* name = "MadeToken"; static const Fields& fields(); };
template <> struct Shape<accounts::store::TokenRow> { static constexpr const char* name = "TokenRow"; static const Fields& fields(); };
template <> struct Shape<accounts::AccessToken> { static constexpr const char* name = "AccessToken"; static const Fields& fields(); };
template <> struct Shape<accounts::Register> { static constexpr const char* name = "Register"; static const Fields& fields(); };
template <> struct Shape<accounts::Accepted> { static constexpr const char* name = "Accepted"; static const Fields& fields(); };
template <> struct Shape<accounts::VerifyRegistration> { static constexpr const char* name = "VerifyRegistration"; static const Fields& fields(); };
template <> struct Shape<accounts::AskReset> { static constexpr const char* name = "AskReset"; static const Fields& fields(); };
template <> struct Shape<accounts::NewPassword> { static constexpr const char* name = "NewPassword"; static const Fields& fields(); };
template <> struct Shape<accounts::Invite> { static constexpr const char* name = "Invite"; static const Fields& fields(); };
template <> struct Shape<accounts::CreatePerson> { static constexpr const char* name = "CreatePerson"; static const Fields& fields(); };
template <> struct Shape<accounts::ChangePerson> { static constexpr const char* name = "ChangePerson"; static const Fields& fields(); };
template <> struct Shape<accounts::TeamOrder> { static constexpr const char* name = "TeamOrder"; static const Fields& fields(); };

}  // namespace mainstay::json
