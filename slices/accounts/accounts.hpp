#pragma once
// The accounts slice, as the rest of Mainstay sees it: people, teams, roles, sign-in, tokens.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "accounts/person.hpp"
#include "base/id.hpp"
#include "kit/crypto/crypto.hpp"
#include "kit/db/db.hpp"

namespace mainstay::http {
class Router;
struct Request;
class Cursors;
}  // namespace mainstay::http

namespace mainstay::accounts {

// A mail the application shall send: words come from a template in the reader's language.
struct MailOrder {
    std::string to, to_name, language, template_name;
    std::map<std::string, std::string> values;
};

struct Deps {
    db::Database& db;
    Clock now;
    NextId next_id;
    const crypto::KeyRing& keys;
    const http::Cursors& cursors;
    std::string base_url;
    bool is_demo = false;
    std::function<void(db::Tx&, const MailOrder&)> send_mail;                               // in the caller's transaction
    std::function<std::pair<std::string, bool>(db::Tx&, const std::string& id)> organisation;  // name, shares tickets
    std::function<std::string(db::Tx&, const std::string& domain)> organisation_by_domain;  // id of a verified domain, or ""
    std::function<Result<>(db::Tx&, const Actor&, const std::string& project_name, const std::string& address)> first_project;
};

struct Session {
    std::string id, token;
    Person person;
    Millis created_at = 0, expires_at = 0;
};

struct NewPerson {
    std::string email, name, role = "customer", language = "en", time_zone = "UTC", organisation_id, password;
    bool is_verified = false;
};

class Accounts {
public:
    explicit Accounts(Deps deps);
    ~Accounts();

    // Who speaks: a cookie, a personal token or a JWT. Guest without credentials (or with an old cookie);
    // unauthenticated "bad_token" for a bearer that is not (any more) good.
    Result<Actor> authenticate(const http::Request& request);
    Actor actor_of(db::Tx& tx, const Person& person);

    // Used by other slices, in their transaction.
    std::optional<Person> find(db::Tx& tx, const std::string& id);
    std::optional<Person> find_by_email(db::Tx& tx, const std::string& address);
    // The person with this address; made (a customer without password, not verified) when there is none.
    Person find_or_create(db::Tx& tx, const Actor& actor, const std::string& address, const std::string& name, const std::string& language);
    std::optional<Team> find_team(db::Tx& tx, const std::string& id);

    // For the command line, seeds and the administrator.
    Result<Person> create(const Actor& actor, const NewPerson& order);
    Result<> set_password(const Actor& actor, const std::string& email, const std::string& password);
    Result<Team> create_team(const Actor& actor, const std::string& name, const std::string& description);
    Result<> add_to_team(const Actor& actor, const std::string& team_id, const std::string& person_id);
    bool needs_setup();
    std::string make_setup_token();  // replaces an earlier one; 24 hours

private:
    friend void bind_accounts_api(http::Router&, Accounts&);
    friend struct Api;
    struct Throttle;
    Deps deps_;
    std::unique_ptr<Throttle> throttle_;
};

void bind_accounts_api(http::Router& router, Accounts& accounts);

}  // namespace mainstay::accounts
