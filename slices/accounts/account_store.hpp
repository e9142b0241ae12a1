#pragma once
// People, teams, sessions and tokens in SQL. One function a query; no rules here.
#include <optional>
#include <string>
#include <vector>

#include "accounts/person.hpp"
#include "kit/db/db.hpp"

namespace mainstay::accounts::store {

bool insert(db::Tx& tx, const Person& person);  // false: the address is taken
std::optional<Person> find(db::Tx& tx, const std::string& id);
std::optional<Person> find_by_email(db::Tx& tx, const std::string& email);
bool update(db::Tx& tx, const Person& person);  // false: changed meanwhile
bool has_persons(db::Tx& tx);
std::vector<std::string> team_ids(db::Tx& tx, const std::string& person_id);

struct PersonFilter {
    std::string words, role, organisation_id;
    std::string after_name, after_id;  // position
    int limit = 50;
};
std::vector<Person> list(db::Tx& tx, const PersonFilter& filter);

struct SignedIn {
    Person person;
    std::string session_id;
    std::vector<std::string> scopes;  // of a token
    Millis last_seen_at = 0;
};
std::optional<SignedIn> find_by_session(db::Tx& tx, const std::string& token_hash, Millis now);
std::optional<SignedIn> find_by_access_token(db::Tx& tx, const std::string& token_hash, Millis now);
std::optional<SignedIn> find_by_access_token_id(db::Tx& tx, const std::string& id, Millis now);

struct SessionRow {
    std::string id;
    Millis created_at = 0, last_seen_at = 0;
    std::string user_agent, ip_prefix;
    bool is_current = false;
};
struct NewSession {
    std::string id, token_hash, person_id, user_agent, ip_prefix;
    Millis at = 0;
};
void insert_session(db::Tx& tx, const NewSession& session);
std::vector<SessionRow> list_sessions(db::Tx& tx, const std::string& person_id, Millis now);
bool remove_session(db::Tx& tx, const std::string& id, const std::string& person_id);
void end_all(db::Tx& tx, const std::string& person_id);  // sessions and tokens

struct TokenRow {
    std::string id, name;
    std::vector<std::string> scopes;
    Millis created_at = 0;
    std::optional<Millis> expires_at, last_used_at;
    std::string token;  // only when just made
};
void insert_token(db::Tx& tx, const TokenRow& token, const std::string& token_hash, const std::string& person_id);
std::vector<TokenRow> list_tokens(db::Tx& tx, const std::string& person_id);
bool remove_token(db::Tx& tx, const std::string& id, const std::string& person_id);

struct OneTime {
    std::string purpose, person_id, bound_to;
    Millis created_at = 0, expires_at = 0;
};
void insert_one_time(db::Tx& tx, const std::string& token_hash, const OneTime& token);
std::optional<OneTime> use_one_time(db::Tx& tx, const std::string& token_hash, const std::string& purpose, Millis now);

std::vector<Team> list_teams(db::Tx& tx);
std::optional<Team> find_team(db::Tx& tx, const std::string& id);
bool insert_team(db::Tx& tx, const Team& team);
bool update_team(db::Tx& tx, const Team& team);
std::vector<std::pair<std::string, PersonRef>> list_team_members(db::Tx& tx);  // team id, person

}  // namespace mainstay::accounts::store
