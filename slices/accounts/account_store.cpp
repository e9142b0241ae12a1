#include "accounts/account_store.hpp"

#include "base/text.hpp"
#include "accounts/accounts_sql.hpp"

namespace mainstay::accounts::store {
namespace {

constexpr int kPersonColumns = 14;

Person read(const db::Row& r) {
    return {.id = r.text(0), .email = r.text(1), .name = r.text(2), .role = role_from(r.view(3)), .language = r.text(4),
            .time_zone = r.text(5), .organisation_id = r.text(6), .all_teams = r.flag(7), .is_active = r.flag(8), .is_verified = r.flag(9),
            .password_hash = r.text(10), .notes = r.text(11), .created_at = r.integer(12), .version = r.integer(13)};
}

SignedIn read_token(const db::Row& r) {
    return {.person = read(r), .session_id = r.text(kPersonColumns), .scopes = split(r.view(kPersonColumns + 1), ' '),
            .last_seen_at = r.integer(kPersonColumns + 2)};
}

}  // namespace

bool insert(db::Tx& tx, const Person& p) {
    return tx.exec(sql::insert_person, {p.id, p.email, p.name, to_text(p.role), p.language, p.time_zone, db::or_null(p.organisation_id),
                                        p.all_teams, p.is_active, p.is_verified, db::or_null(p.password_hash), p.notes, p.created_at}) > 0;
}
std::optional<Person> find(db::Tx& tx, const std::string& id) {
    return tx.find(sql::find_person, {id}, read);
}
std::optional<Person> find_by_email(db::Tx& tx, const std::string& email) {
    return tx.find(sql::find_person_by_email, {email}, read);
}
bool update(db::Tx& tx, const Person& p) {
    return tx.exec(sql::update_person, {p.id, p.version, p.name, to_text(p.role), p.language, p.time_zone, db::or_null(p.organisation_id),
                                        p.all_teams, p.is_active, p.is_verified, db::or_null(p.password_hash), p.notes}) > 0;
}
bool has_persons(db::Tx& tx) {
    return tx.find(sql::count_persons, {}, [](const db::Row& r) { return r.integer(0) > 0; }).value_or(false);
}
std::vector<std::string> team_ids(db::Tx& tx, const std::string& person_id) {
    return tx.list(sql::list_team_ids, {person_id}, [](const db::Row& r) { return r.text(0); });
}

std::vector<Person> list(db::Tx& tx, const PersonFilter& f) {
    db::Select select(
        "SELECT p.id, p.email, p.name, p.role, p.language, p.time_zone, COALESCE(p.organisation_id, ''), p.all_teams, p.is_active,"
        " p.is_verified, '', p.notes, p.created_at, p.version FROM persons p");
    // "%" and "_" of the user are letters, not wildcards.
    std::string pattern;
    for (const char c : fold_email(f.words)) pattern += (c == '%' || c == '_' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    pattern = "%" + pattern + "%";
    if (!f.words.empty()) select.where("(LOWER(p.name) LIKE ? ESCAPE '\\' OR p.email LIKE ? ESCAPE '\\')", {pattern, pattern});
    if (f.role == "staff")
        select.where("p.role IN ('agent', 'lead', 'admin')");
    else if (!f.role.empty())
        select.where("p.role = ?", {f.role});
    if (!f.organisation_id.empty()) select.where("p.organisation_id = ?", {f.organisation_id});
    if (!f.after_id.empty()) select.where("(p.name > ? OR (p.name = ? AND p.id > ?))", {f.after_name, f.after_name, f.after_id});
    select.then("ORDER BY p.name, p.id LIMIT ?", {f.limit});
    std::vector<Person> people;
    select.run(tx, "accounts.list_persons", [&](const db::Row& row) { people.push_back(read(row)); });
    return people;
}

std::optional<SignedIn> find_by_session(db::Tx& tx, const std::string& token_hash, Millis now) {
    return tx.find(sql::find_person_by_session, {token_hash, now, now - kSessionIdle}, [](const db::Row& r) {
        return SignedIn{.person = read(r), .session_id = r.text(kPersonColumns), .last_seen_at = r.integer(kPersonColumns + 1)};
    });
}
std::optional<SignedIn> find_by_access_token(db::Tx& tx, const std::string& token_hash, Millis now) {
    return tx.find(sql::find_person_by_access_token, {token_hash, now}, read_token);
}
std::optional<SignedIn> find_by_access_token_id(db::Tx& tx, const std::string& id, Millis now) {
    return tx.find(sql::find_person_by_access_token_id, {id, now}, read_token);
}

void insert_session(db::Tx& tx, const NewSession& s) {
    tx.exec(sql::insert_session, {s.id, s.token_hash, s.person_id, s.at, s.at + kSessionLife, s.user_agent, s.ip_prefix});
}
std::vector<SessionRow> list_sessions(db::Tx& tx, const std::string& person_id, Millis now) {
    return tx.list(sql::list_sessions, {person_id, now}, [](const db::Row& r) {
        return SessionRow{.id = r.text(0), .created_at = r.integer(1), .last_seen_at = r.integer(2), .user_agent = r.text(3), .ip_prefix = r.text(4)};
    });
}
bool remove_session(db::Tx& tx, const std::string& id, const std::string& person_id) {
    return tx.exec(sql::remove_session, {id, person_id}) > 0;
}
void end_all(db::Tx& tx, const std::string& person_id) {
    tx.exec(sql::remove_sessions_of, {person_id});
    tx.exec(sql::remove_access_tokens_of, {person_id});
}

void insert_token(db::Tx& tx, const TokenRow& t, const std::string& token_hash, const std::string& person_id) {
    const auto scopes = join(t.scopes, ' ');
    tx.exec(sql::insert_access_token, {t.id, token_hash, person_id, t.name, scopes, t.created_at, t.expires_at});
}
std::vector<TokenRow> list_tokens(db::Tx& tx, const std::string& person_id) {
    return tx.list(sql::list_access_tokens, {person_id}, [](const db::Row& r) {
        return TokenRow{.id = r.text(0), .name = r.text(1), .scopes = split(r.view(2), ' '), .created_at = r.integer(3),
                        .expires_at = r.maybe_integer(4), .last_used_at = r.maybe_integer(5), .token = ""};
    });
}
bool remove_token(db::Tx& tx, const std::string& id, const std::string& person_id) {
    return tx.exec(sql::remove_access_token, {id, person_id}) > 0;
}

void insert_one_time(db::Tx& tx, const std::string& token_hash, const OneTime& t) {
    tx.exec(sql::insert_one_time_token, {token_hash, t.purpose, db::or_null(t.person_id), t.bound_to, t.created_at, t.expires_at});
}
std::optional<OneTime> use_one_time(db::Tx& tx, const std::string& token_hash, const std::string& purpose, Millis now) {
    return tx.find(sql::use_one_time_token, {token_hash, purpose, now}, [&](const db::Row& r) {
        return OneTime{.purpose = purpose, .person_id = r.text(0), .bound_to = r.text(1)};
    });
}

namespace {
Team read_team(const db::Row& r) {
    return {.id = r.text(0), .name = r.text(1), .description = r.text(2), .version = r.integer(3)};
}
}  // namespace

std::vector<Team> list_teams(db::Tx& tx) {
    return tx.list(sql::list_teams, {}, read_team);
}
std::optional<Team> find_team(db::Tx& tx, const std::string& id) {
    return tx.find(sql::find_team, {id}, read_team);
}
bool insert_team(db::Tx& tx, const Team& t) {
    return tx.exec(sql::insert_team, {t.id, t.name, t.description}) > 0;
}
bool update_team(db::Tx& tx, const Team& t) {
    return tx.exec(sql::update_team, {t.id, t.version, t.name, t.description}) > 0;
}
std::vector<std::pair<std::string, PersonRef>> list_team_members(db::Tx& tx) {
    return tx.list(sql::list_team_members, {}, [](const db::Row& r) {
        return std::pair(r.text(0), PersonRef{r.text(1), r.text(2), r.text(3)});
    });
}

}  // namespace mainstay::accounts::store
