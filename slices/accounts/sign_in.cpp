// Who speaks: cookies, personal tokens, JWT.
#include <boost/json.hpp>

#include "accounts/account_store.hpp"
#include "accounts/accounts.hpp"
#include "accounts/accounts_sql.hpp"
#include "kit/http/http.hpp"

namespace mainstay::accounts {
namespace {

constexpr std::string_view kTokenPrefix = "ms_pat_";

Error bad_token() {
    return Error(ErrorKind::unauthenticated, "bad_token", "This token is not valid (any more).");
}

struct Claims {
    std::string token_id;
    std::vector<std::string> scopes;
};

std::optional<Claims> read_claims(const std::string& text, Millis now) {
    boost::system::error_code ec;
    const auto value = boost::json::parse(text, ec);
    if (ec || !value.is_object()) return std::nullopt;
    const auto& o = value.as_object();
    auto word = [&](const char* name) -> std::string {
        const auto* v = o.if_contains(name);
        return v && v->is_string() ? std::string(v->as_string()) : "";
    };
    auto number = [&](const char* name) -> Millis {
        const auto* v = o.if_contains(name);
        return v && v->is_int64() ? v->as_int64() : 0;
    };
    if (word("iss") != "mainstay" || word("aud") != "mainstay-api") return std::nullopt;
    if (number("exp") * kSecond <= now || number("iat") * kSecond > now + kMinute) return std::nullopt;
    return Claims{.token_id = word("tid"), .scopes = {}};
}

}  // namespace

Result<Actor> Accounts::authenticate(const http::Request& request) {
    const auto now = deps_.now();
    const auto authorization = request.header("authorization");
    auto finish = [&](db::Tx& tx, store::SignedIn&& found) {
        auto actor = actor_of(tx, found.person);
        actor.session_id = found.session_id;
        actor.scopes = std::move(found.scopes);
        actor.ip_prefix = ip_prefix(request.peer);
        return actor;
    };
    bool is_stale = false, is_token = false;
    auto actor = deps_.db.read([&](db::Tx& tx) -> Result<Actor> {
        std::optional<store::SignedIn> found;
        if (authorization.starts_with("Bearer ")) {
            is_token = true;
            const auto token = authorization.substr(7);
            if (token.starts_with(kTokenPrefix)) {
                found = store::find_by_access_token(tx, crypto::token_hash(token), now);
            } else if (const auto claims = crypto::verify_jwt(deps_.keys.key("jwt"), token)) {
                if (const auto read = read_claims(*claims, now)) found = store::find_by_access_token_id(tx, read->token_id, now);
            }
            if (!found) return bad_token();
        } else if (!authorization.empty()) {
            return bad_token();
        } else {
            auto cookie = request.cookie("__Host-mainstay");
            if (!cookie) cookie = request.cookie("mainstay_session");
            if (cookie && cookie->size() >= 32) found = store::find_by_session(tx, crypto::token_hash(*cookie), now);
        }
        if (!found) {
            Actor guest;
            guest.language = request.header("accept-language").starts_with("zh") ? "zh" : "en";
            guest.ip_prefix = ip_prefix(request.peer);
            return guest;
        }
        is_stale = now - found->last_seen_at > 10 * kMinute;
        return finish(tx, *std::move(found));
    });
    if (actor && is_stale)  // now and then, so that an ordinary request stays a read
        (void)deps_.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec(is_token ? sql::touch_access_token : sql::touch_session, {actor->session_id, now});
            return Done{};
        });
    return actor;
}

}  // namespace mainstay::accounts
