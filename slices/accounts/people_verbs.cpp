// People and teams as lists and pages show them.
#include "accounts/people_verbs.hpp"

#include "accounts/account_store.hpp"
#include "accounts/accounts_sql.hpp"

namespace mainstay::accounts {
namespace {

Error no_such_person() {
    return Error(ErrorKind::not_found, "no_such_person", "There is no such person.");
}
Error no_such_team() {
    return Error(ErrorKind::not_found, "no_such_team", "There is no such team.");
}
Error changed_meanwhile() {
    return Error(ErrorKind::conflict, "changed_meanwhile", "Somebody changed this just now. Load it again.");
}
std::optional<std::string> maybe(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

Me Api::me(db::Tx& tx, const Person& p) {
    return {.id = p.id, .name = p.name, .email = p.email, .role = std::string(to_text(p.role)), .language = p.language, .time_zone = p.time_zone,
            .organisation_id = maybe(p.organisation_id), .team_ids = store::team_ids(tx, p.id), .all_teams = p.all_teams, .is_demo = a.deps_.is_demo};
}

PersonReply Api::reply_of(db::Tx& tx, const Person& p) {
    PersonReply reply{.id = p.id, .name = p.name, .email = p.email, .role = std::string(to_text(p.role)), .language = p.language,
                      .time_zone = p.time_zone, .organisation_id = maybe(p.organisation_id), .organisation_name = {},
                      .team_ids = store::team_ids(tx, p.id), .is_active = p.is_active, .is_verified = p.is_verified, .created_at = p.created_at,
                      .version = p.version, .notes = p.notes};
    if (reply.organisation_id && a.deps_.organisation) reply.organisation_name = a.deps_.organisation(tx, p.organisation_id).first;
    return reply;
}

Result<http::Page<PersonReply>> People::list(const PersonListOrder& order) {
    store::PersonFilter filter{.words = order.words, .role = order.role, .organisation_id = order.organisation_id, .after_name = {}, .after_id = {},
                               .limit = static_cast<int>(order.limit) + 1};
    if (!order.cursor.empty()) {
        MS_TRY(const auto position, api.deps().cursors.open("people", order.cursor));
        if (position.size() == 2) filter.after_name = position[0], filter.after_id = position[1];
    }
    return api.deps().db.read([&](db::Tx& tx) -> Result<http::Page<PersonReply>> {
        auto people = store::list(tx, filter);
        http::Page<PersonReply> page;
        const bool has_more = people.size() > static_cast<std::size_t>(order.limit);
        if (has_more) people.pop_back();
        for (const auto& person : people) page.items.push_back(api.reply_of(tx, person));
        if (has_more) page.next = api.deps().cursors.seal("people", {people.back().name, people.back().id});
        return page;
    });
}

Result<PersonReply> People::get(const std::string& id) {
    return api.deps().db.read([&](db::Tx& tx) -> Result<PersonReply> {
        const auto person = store::find(tx, id);
        if (!person) return no_such_person();
        return api.reply_of(tx, *person);
    });
}

Result<PersonReply> People::create(const Actor& actor, const CreatePerson& order) {
    return api.deps().db.write([&](db::Tx& tx) -> Result<PersonReply> {
        Person person{.id = api.deps().next_id(), .email = fold_email(order.email), .name = order.name, .language = order.language,
                      .time_zone = order.time_zone, .organisation_id = order.organisation_id.value_or(""), .notes = order.notes,
                      .created_at = api.deps().now()};
        MS_CHECK(check_organisation(tx, person.organisation_id));
        if (!store::insert(tx, person)) return invalid_field("/email", "taken", "Somebody has this address already.");
        tx.emit(actor, {.kind = "accounts.person_created", .subject_type = "person", .subject_id = person.id, .scope = "staff"});
        return api.reply_of(tx, person);
    });
}

Result<> People::check_organisation(db::Tx& tx, const std::string& id) {
    if (!id.empty() && api.deps().organisation && api.deps().organisation(tx, id).first.empty())
        return invalid_field("/organisation_id", "no_such_organisation", "There is no such organisation.");
    return Done{};
}

Result<PersonReply> People::change(const Actor& actor, const std::string& id, std::optional<std::int64_t> version, const ChangePerson& order) {
    return api.deps().db.write([&](db::Tx& tx) -> Result<PersonReply> {
        auto person = store::find(tx, id);
        if (!person) return no_such_person();
        if (version && *version != 0 && *version != person->version)
            return Error(ErrorKind::stale, "changed_meanwhile", "Somebody changed this just now. Load it again.");
        const bool touches_staff = person->role != Role::customer && person->role != Role::community;
        if ((touches_staff || order.role || order.is_active || order.all_teams) && !actor.is_admin() && actor.id != id)
            return Error(ErrorKind::forbidden, "admins_only", "Only administrators may change colleagues, roles and access.");
        const auto role = order.role ? role_from(*order.role) : person->role;
        if (role == Role::guest || role == Role::system) return invalid_field("/role", "unknown_word", "There is no such role.");
        MS_CHECK(may_set_role(actor, person->role, role));
        if (order.is_active && !actor.is_admin()) return Error(ErrorKind::forbidden, "admins_only", "Only administrators may do this.");
        if (actor.id == id && (role != person->role || order.is_active == std::optional(false)))
            return Error(ErrorKind::conflict, "not_yourself", "You cannot take your own rights away. Ask another administrator.");
        const bool loses_rights = role != person->role || (order.is_active && !*order.is_active);
        person->role = role;
        if (order.name) person->name = *order.name;
        if (order.language) person->language = *order.language;
        if (order.time_zone) person->time_zone = *order.time_zone;
        if (order.notes) person->notes = *order.notes;
        if (order.organisation_id) person->organisation_id = order.organisation_id->value_or("");
        if (order.is_active) person->is_active = *order.is_active;
        if (order.all_teams && actor.is_admin()) person->all_teams = *order.all_teams;
        MS_CHECK(check_organisation(tx, person->organisation_id));
        if (!store::update(tx, *person)) return changed_meanwhile();
        if (loses_rights) store::end_all(tx, id);
        tx.emit(actor, {.kind = "accounts.person_changed", .subject_type = "person", .subject_id = id, .scope = "staff"});
        ++person->version;
        return api.reply_of(tx, *person);
    });
}

Result<Me> People::change_me(const Actor& actor, const ChangeMe& order) {
    return api.deps().db.write([&](db::Tx& tx) -> Result<Me> {
        auto person = store::find(tx, actor.id);
        if (!person) return no_such_person();
        if (order.name) person->name = *order.name;
        if (order.language) person->language = *order.language;
        if (order.time_zone) person->time_zone = *order.time_zone;
        if (!store::update(tx, *person)) return changed_meanwhile();
        tx.emit(actor, {.kind = "accounts.person_changed", .subject_type = "person", .subject_id = actor.id, .scope = "staff"});
        return api.me(tx, *person);
    });
}

std::vector<TeamReply> People::teams() {
    return api.deps().db.read([](db::Tx& tx) {
        std::vector<TeamReply> teams;
        const auto members = store::list_team_members(tx);
        for (const auto& team : store::list_teams(tx)) {
            TeamReply reply{team.id, team.name, team.description, {}, team.version};
            for (const auto& [team_id, person] : members)
                if (team_id == team.id) reply.members.push_back(person);
            teams.push_back(std::move(reply));
        }
        return teams;
    });
}

Result<TeamReply> People::team(const std::string& id) {
    for (auto& team : teams())
        if (team.id == id) return std::move(team);
    return no_such_team();
}

Result<TeamReply> People::change_team(const Actor& actor, const std::string& id, const TeamOrder& order) {
    MS_CHECK(api.deps().db.write([&](db::Tx& tx) -> Result<> {
        auto team = store::find_team(tx, id);
        if (!team) return no_such_team();
        if (tx.find(sql::is_team_name_taken, {order.name, id}, [](const db::Row&) { return true; }))
            return invalid_field("/name", "taken", "There is a team with this name already.");
        team->name = order.name;
        team->description = order.description;
        if (!store::update_team(tx, *team)) return changed_meanwhile();
        tx.emit(actor, {.kind = "accounts.team_changed", .subject_type = "team", .subject_id = id, .scope = "staff"});
        return Done{};
    }));
    return team(id);
}

Result<> People::remove_team(const Actor& actor, const std::string& id) {
    return api.deps().db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec(sql::remove_team, {id}) == 0) return no_such_team();
        tx.emit(actor, {.kind = "accounts.team_removed", .subject_type = "team", .subject_id = id, .scope = "staff"});
        return Done{};
    });
}

Result<> People::set_member(const Actor& actor, const std::string& team_id, const std::string& person_id, bool is_member) {
    return api.deps().db.write([&](db::Tx& tx) -> Result<> {
        if (!store::find_team(tx, team_id)) return no_such_team();
        if (!store::find(tx, person_id)) return no_such_person();
        tx.exec(is_member ? sql::insert_team_member : sql::remove_team_member, {team_id, person_id});
        tx.emit(actor, {.kind = "accounts.team_changed", .subject_type = "team", .subject_id = team_id, .scope = "staff"});
        return Done{};
    });
}

Result<> Accounts::add_to_team(const Actor& actor, const std::string& team_id, const std::string& person_id) {
    Api api{*this};
    return People{api}.set_member(actor, team_id, person_id, true);
}

}  // namespace mainstay::accounts
