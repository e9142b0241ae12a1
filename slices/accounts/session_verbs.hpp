#pragma once
// The verbs behind the accounts API that only the API needs.
#include "accounts/account_shapes.hpp"
#include "accounts/accounts.hpp"

namespace mainstay::accounts {

struct Client {  // where a request comes from
    std::string ip, agent;
};

struct Api {
    Accounts& a;

    Result<Session> sign_in(const SignIn&, const Client&);
    Result<Session> set_up(const Setup&, const Client&);
    Result<> register_person(const Register&);
    Result<Session> verify_registration(const VerifyRegistration&, const Client&);
    Result<> ask_reset(const AskReset&);
    Result<> reset(const std::string& token, const NewPassword&);
    Result<Person> invite(const Actor&, const Invite&);
    Result<Session> accept_invitation(const std::string& token, const NewPassword&, const Client&);
    Result<Session> change_password(const Actor&, const ChangePassword&, const Client&);
    Result<MadeToken> make_token(const Actor&, const MakeToken&);
    Result<AccessToken> make_access_token(const Actor&);

    Deps& deps() { return a.deps_; }
    Me me(db::Tx& tx, const Person& person);
    PersonReply reply_of(db::Tx& tx, const Person& person);

private:
    std::string make_one_time(db::Tx&, const std::string& purpose, const Person&, Millis life);
    Result<Person> use_one_time(db::Tx&, const std::string& purpose, const std::string& token);
    Session begin_session(db::Tx&, const Person&, const Client&);
    void mail_link(db::Tx&, const Person&, const std::string& template_name, const std::string& path);
    Result<> set_new_password(db::Tx&, Person&, const std::string& hash);
};

}  // namespace mainstay::accounts
