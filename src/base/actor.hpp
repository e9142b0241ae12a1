#pragma once
// Who is asking. Every verb of a slice takes one, so that no rule can forget to look.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mainstay {

enum class Role { guest, customer, community, agent, lead, security, admin, system };

std::string_view to_text(Role role);
Role role_from(std::string_view text);  // guest for anything unknown

struct Actor {
    std::string id;  // person id; empty when signed out; a fixed word ("mail-intake") for system work
    Role role = Role::guest;
    std::string organisation_id;            // a customer's organisation, empty otherwise
    bool sees_organisation = false;         // the organisation shares tickets among its contacts
    bool all_teams = true;                  // an agent who may see every team's tickets
    std::vector<std::string> team_ids;      // teams an agent belongs to
    std::vector<std::string> scopes;        // empty: everything the role may (a browser session)
    std::string session_id;                 // session or token that speaks, for revocation and audit
    std::string language = "en";            // "en" or "zh": the language of details and mails
    std::string time_zone = "UTC";
    std::string name;                       // for display and history
    std::string ip_prefix;                  // /24 or /48 of the peer, for audit

    bool is_signed_in() const { return !id.empty() && role != Role::guest; }
    bool is_staff() const { return role == Role::agent || role == Role::lead || role == Role::admin || role == Role::system; }
    bool is_lead() const { return role == Role::lead || role == Role::admin || role == Role::system; }
    bool is_admin() const { return role == Role::admin || role == Role::system; }
    bool has_scope(std::string_view scope) const {
        return scopes.empty() || std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
    }
    bool is_in_team(std::string_view team) const {
        return all_teams || std::find(team_ids.begin(), team_ids.end(), team) != team_ids.end();
    }
};

// Work nobody in particular asked for (mail intake, jobs, seeds). The reason names it in the audit trail.
Actor for_system(std::string_view reason);

}  // namespace mainstay
