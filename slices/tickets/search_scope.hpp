#pragma once
// Who may find a customer's words is itself a word of the index, so that a search touches only what the actor may see. Written with
// letters and digits, like every other word there.
#include <string>
#include <vector>

#include "base/actor.hpp"

namespace mainstay::tickets {

std::string person_scope(const std::string& person_id);              // requester and participants
std::string organisation_scope(const std::string& organisation_id);  // the ticket's
std::vector<std::string> scopes_of(const Actor& customer);           // one of these must be there

}  // namespace mainstay::tickets
