#include "accounts/accounts.hpp"
#include "accounts/people_verbs.hpp"
#include "accounts/session_verbs.hpp"
#include "kit/http/http.hpp"

namespace mainstay::accounts {
namespace {

using http::Access;
using http::Request;
using http::Response;

Client client_of(const Request& request) {
    return {request.peer, std::string(request.header("user-agent"))};
}

// __Host- needs a secure page; on plain loopback the cookie goes by another name.
std::string cookie(const Request& request, const std::string& value, std::int64_t max_age_s) {
    std::string text = (request.is_secure ? "__Host-mainstay=" : "mainstay_session=") + value + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" +
                       std::to_string(max_age_s);
    return request.is_secure ? text + "; Secure" : text;
}

Response session_reply(Api& api, const Request& request, const Session& session) {
    const auto me = api.deps().db.read([&](db::Tx& tx) { return api.me(tx, session.person); });
    auto response = http::reply(201, SessionReply{session.id, me, session.created_at, session.expires_at});
    response.header("set-cookie", cookie(request, session.token, kSessionLife / kSecond));
    return response;
}

Result<Response> accepted(const Result<>& done, const char* message) {
    MS_CHECK(done);
    return http::reply(202, Accepted{message});
}

void bind_sessions(http::Router& router, Api api) {
    router.get("/api/v1/setup", Access::anyone, [api](const Request&) mutable -> Result<Response> {
        return http::reply(200, SetupState{api.a.needs_setup(), api.deps().is_demo});
    }).about("Is the one-time set-up still open?").gives<SetupState>();
    router.post("/api/v1/setup", Access::anyone, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<Setup>(r.body));
        MS_TRY(auto session, api.set_up(order, client_of(r)));
        return session_reply(api, r, session);
    }).about("Make the first administrator, with the token printed at the first start").takes<Setup>().gives<SessionReply>(201).not_repeatable();
    router.post("/api/v1/sessions", Access::anyone, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<SignIn>(r.body));
        MS_TRY(auto session, api.sign_in(order, client_of(r)));
        return session_reply(api, r, session);
    }).about("Sign in").takes<SignIn>().gives<SessionReply>(201).not_repeatable();
    router.remove("/api/v1/sessions/current", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        (void)api.deps().db.write([&](db::Tx& tx) -> Result<> {
            store::remove_session(tx, r.actor.session_id, r.actor.id);
            tx.emit(r.actor, {.kind = "accounts.signed_out", .subject_type = "person", .subject_id = r.actor.id, .scope = "admin"});
            return Done{};
        });
        return http::no_content().header("set-cookie", cookie(r, "", 0));
    }).about("Sign out").gives_nothing();
    router.post("/api/v1/registrations", Access::anyone, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<Register>(r.body));
        return accepted(api.register_person(order), "If the address can be used, a mail with a link is on its way.");
    }).about("Register; a mail proves the address").takes<Register>().gives<Accepted>(202).not_repeatable();
    router.post("/api/v1/registrations/verification", Access::anyone, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<VerifyRegistration>(r.body));
        MS_TRY(auto session, api.verify_registration(order, client_of(r)));
        return session_reply(api, r, session);
    }).about("Prove the address with the token of the mail, and choose the password").takes<VerifyRegistration>().gives<SessionReply>(201).not_repeatable();
    router.post("/api/v1/password-resets", Access::anyone, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<AskReset>(r.body));
        return accepted(api.ask_reset(order), "If there is such an account, a mail with a link is on its way.");
    }).about("Ask for a new password").takes<AskReset>().gives<Accepted>(202).not_repeatable();
    router.put("/api/v1/password-resets/{token}", Access::anyone, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<NewPassword>(r.body));
        MS_CHECK(api.reset(r.param("token"), order));
        return http::no_content();
    }).about("Set a new password with the token of the mail; ends every session").takes<NewPassword>().gives_nothing();
    router.put("/api/v1/invitations/{token}", Access::anyone, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<NewPassword>(r.body));
        MS_TRY(auto session, api.accept_invitation(r.param("token"), order, client_of(r)));
        return session_reply(api, r, session);
    }).about("Accept an invitation").takes<NewPassword>().gives<SessionReply>(201);
    router.post("/api/v1/invitations", Access::admins, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<Invite>(r.body));
        MS_TRY(auto person, api.invite(r.actor, order));
        return http::reply(201, api.deps().db.read([&](db::Tx& tx) { return api.reply_of(tx, person); }));
    }).about("Invite a colleague or a customer contact by mail").takes<Invite>().gives<PersonReply>(201);
}

void bind_me(http::Router& router, Api api) {
    router.get("/api/v1/me", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        return http::reply(200, api.deps().db.read([&](db::Tx& tx) { return api.me(tx, *store::find(tx, r.actor.id)); }));
    }).about("Who am I?").gives<Me>();
    router.patch("/api/v1/me", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<ChangeMe>(r.body));
        MS_TRY(auto me, People{api}.change_me(r.actor, order));
        return http::reply(200, me);
    }).about("Change my name, language or time zone").takes<ChangeMe>().gives<Me>();
    router.put("/api/v1/me/password", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<ChangePassword>(r.body));
        MS_TRY(auto session, api.change_password(r.actor, order, client_of(r)));
        return session_reply(api, r, session);
    }).about("Change my password; every other session and token ends").takes<ChangePassword>().gives<SessionReply>(201);
    router.get("/api/v1/me/sessions", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        auto rows = api.deps().db.read([&](db::Tx& tx) { return store::list_sessions(tx, r.actor.id, api.deps().now()); });
        for (auto& row : rows) row.is_current = row.id == r.actor.session_id;
        return http::reply(r, http::Page<store::SessionRow>{std::move(rows), {}});
    }).about("Where am I signed in?").gives_list<store::SessionRow>();
    router.remove("/api/v1/me/sessions/{id}", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        MS_CHECK(api.deps().db.write([&](db::Tx& tx) -> Result<> {
            if (!store::remove_session(tx, r.param("id"), r.actor.id)) return Error(ErrorKind::not_found, "no_such_session", "There is no such session.");
            tx.emit(r.actor, {.kind = "accounts.session_ended", .subject_type = "person", .subject_id = r.actor.id, .scope = "admin"});
            return Done{};
        }));
        return http::no_content();
    }).about("End one of my sessions").gives_nothing();
    router.get("/api/v1/me/tokens", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        return http::reply(r, http::Page<store::TokenRow>{api.deps().db.read([&](db::Tx& tx) { return store::list_tokens(tx, r.actor.id); }), {}});
    }).about("My personal access tokens").gives_list<store::TokenRow>();
    router.post("/api/v1/me/tokens", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<MakeToken>(r.body));
        MS_TRY(auto token, api.make_token(r.actor, order));
        return http::reply(201, token);
    }).about("Make a personal access token; it is shown once").takes<MakeToken>().gives<MadeToken>(201).not_repeatable();
    router.remove("/api/v1/me/tokens/{id}", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        MS_CHECK(api.deps().db.write([&](db::Tx& tx) -> Result<> {
            if (!store::remove_token(tx, r.param("id"), r.actor.id)) return Error(ErrorKind::not_found, "no_such_token", "There is no such token.");
            tx.emit(r.actor, {.kind = "accounts.token_removed", .subject_type = "person", .subject_id = r.actor.id, .scope = "admin"});
            return Done{};
        }));
        return http::no_content();
    }).about("Remove a personal access token").gives_nothing();
    router.post("/api/v1/access-tokens", Access::signed_in, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto token, api.make_access_token(r.actor));
        return http::reply(201, token);
    }).about("Exchange a personal token for a JWT of 15 minutes").gives<AccessToken>(201).not_repeatable();
}

void bind_people(http::Router& router, Api api) {
    router.get("/api/v1/people", Access::agents, [api](const Request& r) mutable -> Result<Response> {
        http::Query query(r);
        PersonListOrder order{query.text("q").value_or(""), query.text("role").value_or(""), query.text("organisation").value_or(""),
                              query.text("cursor").value_or(""), query.limit()};
        MS_CHECK(query.finish());
        MS_TRY(auto page, People{api}.list(order));
        return http::reply(r, page);
    }).about("People by name or address").gives_list<PersonReply>()
      .filters({{"q", "part of a name or address"}, {"role", "a role, or \"staff\""}, {"organisation", "id of an organisation"}});
    router.post("/api/v1/people", Access::agents, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<CreatePerson>(r.body));
        MS_TRY(auto person, People{api}.create(r.actor, order));
        return http::reply(201, person).etag(person.version);
    }).about("Add a customer contact").takes<CreatePerson>().gives<PersonReply>(201);
    router.get("/api/v1/people/{id}", Access::agents, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto person, People{api}.get(r.param("id")));
        return http::reply(200, person).etag(person.version);
    }).about("One person").gives<PersonReply>();
    router.patch("/api/v1/people/{id}", Access::agents, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<ChangePerson>(r.body));
        MS_TRY(auto person, People{api}.change(r.actor, r.param("id"), r.if_match(), order));
        return http::reply(200, person).etag(person.version);
    }).about("Change a person").takes<ChangePerson>().gives<PersonReply>();
    router.get("/api/v1/teams", Access::agents, [api](const Request& r) mutable -> Result<Response> {
        return http::reply(r, http::Page<TeamReply>{People{api}.teams(), {}});
    }).about("Teams and their members").gives_list<TeamReply>();
    router.post("/api/v1/teams", Access::admins, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<TeamOrder>(r.body));
        MS_TRY(auto team, api.a.create_team(r.actor, order.name, order.description));
        return http::reply(201, TeamReply{team.id, team.name, team.description, {}, team.version});
    }).about("Make a team").takes<TeamOrder>().gives<TeamReply>(201);
    router.patch("/api/v1/teams/{id}", Access::admins, [api](const Request& r) mutable -> Result<Response> {
        MS_TRY(auto order, json::read<TeamOrder>(r.body));
        MS_TRY(auto team, People{api}.change_team(r.actor, r.param("id"), order));
        return http::reply(200, team);
    }).about("Change a team").takes<TeamOrder>().gives<TeamReply>();
    router.remove("/api/v1/teams/{id}", Access::admins, [api](const Request& r) mutable -> Result<Response> {
        MS_CHECK(People{api}.remove_team(r.actor, r.param("id")));
        return http::no_content();
    }).about("Remove a team").gives_nothing();
    for (const bool is_member : {true, false}) {
        auto handler = [api, is_member](const Request& r) mutable -> Result<Response> {
            MS_CHECK(People{api}.set_member(r.actor, r.param("id"), r.param("person_id"), is_member));
            return http::no_content();
        };
        if (is_member)
            router.put("/api/v1/teams/{id}/members/{person_id}", Access::admins, handler).about("Add a person to a team").gives_nothing();
        else
            router.remove("/api/v1/teams/{id}/members/{person_id}", Access::admins, handler).about("Take a person out of a team").gives_nothing();
    }
}

}  // namespace

void bind_accounts_api(http::Router& router, Accounts& accounts) {
    Api api{accounts};
    bind_sessions(router, api);
    bind_me(router, api);
    bind_people(router, api);
}

}  // namespace mainstay::accounts
