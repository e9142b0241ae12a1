#include "accounts/accounts.hpp"

#include "accounts/account_store.hpp"
#include "accounts/throttle.hpp"

namespace mainstay::accounts {

Accounts::Accounts(Deps deps) : deps_(std::move(deps)), throttle_(std::make_unique<Throttle>()) {}
Accounts::~Accounts() = default;

Actor Accounts::actor_of(db::Tx& tx, const Person& p) {
    Actor actor;
    actor.id = p.id;
    actor.role = p.role;
    actor.name = p.name;
    actor.language = p.language;
    actor.time_zone = p.time_zone;
    actor.organisation_id = p.organisation_id;
    actor.all_teams = p.all_teams;
    if (actor.is_staff()) actor.team_ids = store::team_ids(tx, p.id);
    if (!p.organisation_id.empty() && !actor.is_staff() && deps_.organisation)
        actor.sees_organisation = deps_.organisation(tx, p.organisation_id).second;
    return actor;
}

std::optional<Person> Accounts::find(db::Tx& tx, const std::string& id) {
    return store::find(tx, id);
}

std::optional<Person> Accounts::find_by_email(db::Tx& tx, const std::string& address) {
    return store::find_by_email(tx, fold_email(address));
}

Person Accounts::find_or_create(db::Tx& tx, const Actor& actor, const std::string& address, const std::string& name,
                                const std::string& language) {
    const auto email = fold_email(address);
    if (auto known = store::find_by_email(tx, email)) return *std::move(known);
    Person person{.id = deps_.next_id(), .email = email, .name = name.empty() ? email : name.substr(0, 200), .language = language,
                  .created_at = deps_.now()};
    // A verified domain says which organisation writes; what they may SEE still needs a verified mailbox (sign-in).
    if (deps_.organisation_by_domain) person.organisation_id = deps_.organisation_by_domain(tx, email_domain(email));
    if (!store::insert(tx, person)) return *store::find_by_email(tx, email);  // another node was first
    tx.emit(actor, {.kind = "accounts.person_created", .subject_type = "person", .subject_id = person.id, .scope = "staff"});
    return person;
}

std::optional<Team> Accounts::find_team(db::Tx& tx, const std::string& id) {
    return store::find_team(tx, id);
}

Result<Person> Accounts::create(const Actor& actor, const NewPerson& order) {
    Person person{.id = deps_.next_id(), .email = fold_email(order.email), .name = order.name, .role = role_from(order.role),
                  .language = order.language, .time_zone = order.time_zone, .organisation_id = order.organisation_id,
                  .is_verified = order.is_verified, .created_at = deps_.now()};
    if (!is_email(person.email)) return invalid_field("/email", "not_an_address", "This is not a mail address.");
    if (person.role == Role::guest || person.role == Role::system) return invalid_field("/role", "unknown_word", "There is no such role.");
    MS_CHECK(may_set_role(actor, Role::customer, person.role));
    if (!order.password.empty()) {
        MS_CHECK(check_password_strength(order.password, person.email));
        auto hash = crypto::hash_password(order.password);
        if (!hash) return Error(ErrorKind::unavailable, "busy", "Too many people are signing in right now.").retry_after(2);
        person.password_hash = *std::move(hash);
    }
    return deps_.db.write([&](db::Tx& tx) -> Result<Person> {
        if (!store::insert(tx, person)) return invalid_field("/email", "taken", "Somebody has this address already.");
        tx.emit(actor, {.kind = "accounts.person_created", .subject_type = "person", .subject_id = person.id, .scope = "staff"});
        return person;
    });
}

Result<> Accounts::set_password(const Actor& actor, const std::string& email, const std::string& password) {
    MS_CHECK(check_password_strength(password, fold_email(email)));
    auto hash = crypto::hash_password(password);
    if (!hash) return Error(ErrorKind::unavailable, "busy", "Too many people are signing in right now.").retry_after(2);
    return deps_.db.write([&](db::Tx& tx) -> Result<> {
        auto person = store::find_by_email(tx, fold_email(email));
        if (!person) return Error(ErrorKind::not_found, "no_such_person", "Nobody has this address.");
        person->password_hash = *hash;
        if (!store::update(tx, *person)) return Error(ErrorKind::conflict, "changed_meanwhile", "Somebody changed this person just now.");
        store::end_all(tx, person->id);
        tx.emit(actor, {.kind = "accounts.password_changed", .subject_type = "person", .subject_id = person->id, .scope = "admin"});
        return Done{};
    });
}

Result<Team> Accounts::create_team(const Actor& actor, const std::string& name, const std::string& description) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Team> {
        Team team{deps_.next_id(), name, description, 1};
        if (!store::insert_team(tx, team)) return invalid_field("/name", "taken", "There is a team with this name already.");
        tx.emit(actor, {.kind = "accounts.team_created", .subject_type = "team", .subject_id = team.id, .scope = "staff"});
        return team;
    });
}

bool Accounts::needs_setup() {
    return deps_.db.read([](db::Tx& tx) { return !store::has_persons(tx); });
}

}  // namespace mainstay::accounts
