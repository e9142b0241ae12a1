// Signing in and out, setup, registration, reset, invitation, tokens: every way to become somebody.
#include "accounts/session_verbs.hpp"

#include "accounts/account_store.hpp"
#include "accounts/accounts_sql.hpp"
#include "accounts/throttle.hpp"

namespace mainstay::accounts {
namespace {

Error wrong_credentials() {
    return Error(ErrorKind::unauthenticated, "wrong_credentials", "The address or the password is not right.");
}
Error dead_link() {
    return Error(ErrorKind::not_found, "dead_link", "This link was used already or is too old. Ask for a new one.");
}
Error busy() {
    return Error(ErrorKind::unavailable, "busy", "Too many people are signing in right now.").retry_after(2);
}
bool is_plausible(const std::string& token) {
    return token.size() == 52;
}

}  // namespace

// A token works once: using it removes it, in the same transaction as its effect.
std::string Api::make_one_time(db::Tx& tx, const std::string& purpose, const Person& person, Millis life) {
    const auto token = crypto::random_token();
    tx.exec(sql::remove_one_time_tokens, {purpose, person.id});
    // Bound to the present password: changing it kills every link that was sent before.
    store::insert_one_time(tx, crypto::token_hash(token), {purpose, person.id, crypto::token_hash(person.password_hash), a.deps_.now(), a.deps_.now() + life});
    return token;
}

Result<Person> Api::use_one_time(db::Tx& tx, const std::string& purpose, const std::string& token) {
    if (!is_plausible(token)) return dead_link();
    const auto used = store::use_one_time(tx, crypto::token_hash(token), purpose, a.deps_.now());
    if (!used) return dead_link();
    auto person = store::find(tx, used->person_id);
    if (!person || !person->is_active || used->bound_to != crypto::token_hash(person->password_hash)) return dead_link();
    return *std::move(person);
}

Session Api::begin_session(db::Tx& tx, const Person& person, const Client& client) {
    Session session{.id = a.deps_.next_id(), .token = crypto::random_token(), .person = person, .created_at = a.deps_.now(),
                    .expires_at = a.deps_.now() + kSessionLife};
    store::insert_session(tx, {session.id, crypto::token_hash(session.token), person.id, client.agent.substr(0, 200), ip_prefix(client.ip), session.created_at});
    tx.emit(a.actor_of(tx, person), {.kind = "accounts.signed_in", .subject_type = "person", .subject_id = person.id, .scope = "admin"});
    return session;
}

Result<Session> Api::sign_in(const SignIn& order, const Client& client) {
    const auto email = fold_email(order.email), network = ip_prefix(client.ip);
    const auto now = a.deps_.now();
    if (const int wait = a.throttle_->wait(email, network, now); wait > 0)
        return Error(ErrorKind::rate_limited, "slow_down", "Too many wrong passwords. Please wait a little.").retry_after(wait);
    const auto person = a.deps_.db.read([&](db::Tx& tx) { return store::find_by_email(tx, email); });
    const bool may = person && person->is_active && person->is_verified;
    const auto check = crypto::check_password(order.password, may ? person->password_hash : "");
    if (check == crypto::PasswordCheck::busy) return busy();
    if (check == crypto::PasswordCheck::wrong) {
        a.throttle_->failed(email, network, now);
        return wrong_credentials();
    }
    a.throttle_->succeeded(email, network);
    return a.deps_.db.write([&](db::Tx& tx) -> Result<Session> {
        const auto again = store::find(tx, person->id);
        if (!again || !again->is_active || again->password_hash != person->password_hash) return wrong_credentials();
        return begin_session(tx, *again, client);
    });
}

Result<Session> Api::set_up(const Setup& order, const Client& client) {
    MS_CHECK(check_password_strength(order.password, fold_email(order.email)));
    auto hash = crypto::hash_password(order.password);
    if (!hash) return busy();
    return a.deps_.db.write([&](db::Tx& tx) -> Result<Session> {
        if (store::has_persons(tx)) return dead_link();
        if (!is_plausible(order.token) || !store::use_one_time(tx, crypto::token_hash(order.token), "setup", a.deps_.now())) return dead_link();
        Person admin{.id = a.deps_.next_id(), .email = fold_email(order.email), .name = order.name, .role = Role::admin, .is_verified = true,
                     .password_hash = *hash, .created_at = a.deps_.now()};
        if (!is_email(admin.email)) return invalid_field("/email", "not_an_address", "This is not a mail address.");
        store::insert(tx, admin);
        const auto actor = a.actor_of(tx, admin);
        tx.emit(actor, {.kind = "accounts.set_up", .subject_type = "person", .subject_id = admin.id, .scope = "admin"});
        if (a.deps_.first_project && (order.project_name || order.support_address))
            MS_CHECK(a.deps_.first_project(tx, actor, order.project_name.value_or(""), order.support_address.value_or("")));
        return begin_session(tx, admin, client);
    });
}

std::string Accounts::make_setup_token() {
    const auto token = crypto::random_token();
    (void)deps_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(sql::remove_setup_tokens, {});
        store::insert_one_time(tx, crypto::token_hash(token), {"setup", "", "", deps_.now(), deps_.now() + kDay});
        return Done{};
    });
    return token;
}

void Api::mail_link(db::Tx& tx, const Person& person, const std::string& template_name, const std::string& path) {
    if (!a.deps_.send_mail) return;
    a.deps_.send_mail(tx, {.to = person.email, .to_name = person.name, .language = person.language, .template_name = template_name,
                           .values = {{"name", person.name}, {"link", a.deps_.base_url + path}}});
}

// The same answer and about the same work whether or not the address is known. No password here: anybody can type an
// address, so it is chosen by whoever holds the link.
Result<> Api::register_person(const Register& order) {
    const auto email = fold_email(order.email);
    return a.deps_.db.write([&](db::Tx& tx) -> Result<> {
        auto known = store::find_by_email(tx, email);
        if (known && (known->is_verified || !known->is_active)) {
            mail_link(tx, *known, "already_registered", "/sign-in");
            return Done{};
        }
        Person person = known ? *known : Person{.id = a.deps_.next_id(), .email = email, .name = order.name, .language = order.language, .created_at = a.deps_.now()};
        if (!known) store::insert(tx, person);  // somebody who only wrote mails keeps their name
        mail_link(tx, person, "verify_address", "/verify?token=" + make_one_time(tx, "verify", person, kVerifyLife));
        return Done{};
    });
}

Result<Session> Api::verify_registration(const VerifyRegistration& order, const Client& client) {
    if (!is_plausible(order.token)) return dead_link();
    MS_CHECK(check_password_strength(order.password, ""));
    auto hash = crypto::hash_password(order.password);
    if (!hash) return busy();
    return a.deps_.db.write([&](db::Tx& tx) -> Result<Session> {
        MS_TRY(auto person, use_one_time(tx, "verify", order.token));
        MS_CHECK(check_password_strength(order.password, person.email));
        person.is_verified = true;
        person.password_hash = *hash;
        if (person.organisation_id.empty() && a.deps_.organisation_by_domain)
            person.organisation_id = a.deps_.organisation_by_domain(tx, email_domain(person.email));
        if (!store::update(tx, person)) return dead_link();
        store::end_all(tx, person.id);
        tx.emit(a.actor_of(tx, person), {.kind = "accounts.address_verified", .subject_type = "person", .subject_id = person.id, .scope = "staff"});
        return begin_session(tx, person, client);
    });
}

Result<> Api::ask_reset(const AskReset& order) {
    return a.deps_.db.write([&](db::Tx& tx) -> Result<> {
        const auto person = store::find_by_email(tx, fold_email(order.email));
        if (person && person->is_active) mail_link(tx, *person, "reset_password", "/reset?token=" + make_one_time(tx, "reset", *person, kResetLife));
        return Done{};
    });
}

Result<> Api::reset(const std::string& token, const NewPassword& order) {
    MS_CHECK(check_password_strength(order.password, ""));
    auto hash = crypto::hash_password(order.password);
    if (!hash) return busy();
    return a.deps_.db.write([&](db::Tx& tx) -> Result<> {
        MS_TRY(auto person, use_one_time(tx, "reset", token));
        return set_new_password(tx, person, *hash);
    });
}

Result<> Api::set_new_password(db::Tx& tx, Person& person, const std::string& hash) {
    person.password_hash = hash;
    person.is_verified = true;  // whoever holds the link reads the mailbox
    if (!store::update(tx, person)) return dead_link();
    store::end_all(tx, person.id);
    tx.emit(a.actor_of(tx, person), {.kind = "accounts.password_changed", .subject_type = "person", .subject_id = person.id, .scope = "admin"});
    return Done{};
}

Result<Person> Api::invite(const Actor& actor, const Invite& order) {
    const auto role = role_from(order.role);
    if (role == Role::guest || role == Role::system) return invalid_field("/role", "unknown_word", "There is no such role.");
    return a.deps_.db.write([&](db::Tx& tx) -> Result<Person> {
        Person person{.id = a.deps_.next_id(), .email = fold_email(order.email), .name = order.name, .role = role, .language = order.language,
                      .organisation_id = order.organisation_id.value_or(""), .created_at = a.deps_.now()};
        if (!store::insert(tx, person)) return invalid_field("/email", "taken", "Somebody has this address already.");
        for (const auto& team : order.team_ids) {
            if (!store::find_team(tx, team)) return invalid_field("/team_ids", "no_such_team", "There is no such team.");
            tx.exec(sql::insert_team_member, {team, person.id});
        }
        mail_link(tx, person, "invitation", "/invitation?token=" + make_one_time(tx, "invite", person, kInviteLife));
        tx.emit(actor, {.kind = "accounts.person_invited", .subject_type = "person", .subject_id = person.id, .scope = "staff"});
        return person;
    });
}

Result<Session> Api::accept_invitation(const std::string& token, const NewPassword& order, const Client& client) {
    MS_CHECK(check_password_strength(order.password, ""));
    auto hash = crypto::hash_password(order.password);
    if (!hash) return busy();
    return a.deps_.db.write([&](db::Tx& tx) -> Result<Session> {
        MS_TRY(auto person, use_one_time(tx, "invite", token));
        if (order.name) person.name = *order.name;
        MS_CHECK(set_new_password(tx, person, *hash));
        return begin_session(tx, *store::find(tx, person.id), client);
    });
}

Result<Session> Api::change_password(const Actor& actor, const ChangePassword& order, const Client& client) {
    const auto person = a.deps_.db.read([&](db::Tx& tx) { return store::find(tx, actor.id); });
    if (!person) return wrong_credentials();
    if (const int wait = a.throttle_->wait(person->email, ip_prefix(client.ip), a.deps_.now()); wait > 0)
        return Error(ErrorKind::rate_limited, "slow_down", "Too many wrong passwords. Please wait a little.").retry_after(wait);
    const auto check = crypto::check_password(order.current_password, person->password_hash);
    if (check == crypto::PasswordCheck::busy) return busy();
    if (check == crypto::PasswordCheck::wrong) {
        a.throttle_->failed(person->email, ip_prefix(client.ip), a.deps_.now());
        return invalid_field("/current_password", "wrong", "This is not your present password.");
    }
    MS_CHECK(check_password_strength(order.new_password, person->email));
    auto hash = crypto::hash_password(order.new_password);
    if (!hash) return busy();
    return a.deps_.db.write([&](db::Tx& tx) -> Result<Session> {
        auto fresh = store::find(tx, actor.id);
        if (!fresh) return wrong_credentials();
        MS_CHECK(set_new_password(tx, *fresh, *hash));
        return begin_session(tx, *store::find(tx, actor.id), client);
    });
}

Result<MadeToken> Api::make_token(const Actor& actor, const MakeToken& order) {
    for (const auto& scope : order.scopes)
        if (!actor.has_scope(scope)) return invalid_field("/scopes", "too_wide", "A token cannot make a stronger one.");
    if (order.scopes.empty()) return invalid_field("/scopes", "required", "Name at least one scope.");
    const auto token = "ms_pat_" + crypto::random_token();
    store::TokenRow row{.id = a.deps_.next_id(), .name = order.name, .scopes = order.scopes, .created_at = a.deps_.now(),
                        .expires_at = order.expires_at, .last_used_at = {}, .token = ""};
    return a.deps_.db.write([&](db::Tx& tx) -> Result<MadeToken> {
        store::insert_token(tx, row, crypto::token_hash(token), actor.id);
        tx.emit(actor, {.kind = "accounts.token_made", .subject_type = "person", .subject_id = actor.id, .scope = "admin"});
        return MadeToken{row.id, row.name, row.scopes, token, row.created_at, row.expires_at};
    });
}

Result<AccessToken> Api::make_access_token(const Actor& actor) {
    if (actor.scopes.empty())
        return Error(ErrorKind::forbidden, "needs_token", "Send a personal access token to get a short-lived one.");
    const auto now = a.deps_.now();
    std::string claims;
    json::Writer out(claims);
    out.begin_object();
    out.key("iss"), out.text("mainstay");
    out.key("aud"), out.text("mainstay-api");
    out.key("sub"), out.text(actor.id);
    out.key("tid"), out.text(actor.session_id);
    out.key("iat"), out.integer(now / kSecond);
    out.key("exp"), out.integer((now + kAccessTokenLife) / kSecond);
    out.key("jti"), out.text(a.deps_.next_id());
    out.end_object();
    return AccessToken{.access_token = crypto::sign_jwt(a.deps_.keys.key("jwt"), claims), .token_type = "Bearer", .expires_in = kAccessTokenLife / kSecond};
}

}  // namespace mainstay::accounts
