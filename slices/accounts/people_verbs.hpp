#pragma once
#include "accounts/session_verbs.hpp"
#include "kit/http/http.hpp"

namespace mainstay::accounts {

struct PersonListOrder {
    std::string words, role, organisation_id, cursor;
    std::int64_t limit = 50;
};

// Verbs over people and teams that only the API needs.
struct People {
    Api& api;

    Result<http::Page<PersonReply>> list(const PersonListOrder& order);
    Result<PersonReply> get(const std::string& id);
    Result<PersonReply> create(const Actor& actor, const CreatePerson& order);
    Result<PersonReply> change(const Actor& actor, const std::string& id, std::optional<std::int64_t> version, const ChangePerson& order);
    Result<Me> change_me(const Actor& actor, const ChangeMe& order);
    std::vector<TeamReply> teams();
    Result<TeamReply> team(const std::string& id);
    Result<TeamReply> change_team(const Actor& actor, const std::string& id, const TeamOrder& order);
    Result<> remove_team(const Actor& actor, const std::string& id);
    Result<> set_member(const Actor& actor, const std::string& team_id, const std::string& person_id, bool is_member);

private:
    Result<> check_organisation(db::Tx& tx, const std::string& id);
};

}  // namespace mainstay::accounts
