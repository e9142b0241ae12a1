#include "base/actor.hpp"

#include <array>
#include <utility>

namespace mainstay {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 8> kRoles{{{Role::guest, "guest"},
                                                                  {Role::customer, "customer"},
                                                                  {Role::community, "community"},
                                                                  {Role::agent, "agent"},
                                                                  {Role::lead, "lead"},
                                                                  {Role::security, "security"},
                                                                  {Role::admin, "admin"},
                                                                  {Role::system, "system"}}};

}  // namespace

std::string_view to_text(Role role) {
    for (const auto& [value, text] : kRoles)
        if (value == role) return text;
    return "guest";
}

Role role_from(std::string_view text) {
    for (const auto& [value, word] : kRoles)
        if (word == text) return value;
    return Role::guest;
}

Actor for_system(std::string_view reason) {
    Actor actor;
    actor.id = std::string(reason);
    actor.role = Role::system;
    actor.name = "Mainstay";
    return actor;
}

}  // namespace mainstay
