#include "tickets/search_scope.hpp"

#include <algorithm>

namespace mainstay::tickets {
namespace {

std::string scope(const char* kind, const std::string& id) {
    std::string word = kind;
    std::copy_if(id.begin(), id.end(), std::back_inserter(word), [](char c) { return c != '-'; });
    return word;
}

}  // namespace

// The same words are in migrations/0042.
std::string person_scope(const std::string& person_id) {
    return scope("xp", person_id);
}
std::string organisation_scope(const std::string& organisation_id) {
    return scope("xo", organisation_id);
}

std::vector<std::string> scopes_of(const Actor& customer) {
    std::vector<std::string> scopes{person_scope(customer.id)};
    if (customer.sees_organisation && !customer.organisation_id.empty()) scopes.push_back(organisation_scope(customer.organisation_id));
    return scopes;
}

}  // namespace mainstay::tickets
