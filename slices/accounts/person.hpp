#pragma once
// People, teams and what signing in means. Values and rules: no database, no web.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace mainstay::accounts {

struct Person {
    std::string id, email, name;  // email in lower case
    Role role = Role::customer;
    std::string language = "en", time_zone = "UTC";
    std::string organisation_id;
    bool all_teams = true, is_active = true, is_verified = false;
    std::string password_hash;
    std::string notes;
    Millis created_at = 0;
    std::int64_t version = 1;
};

struct Team {
    std::string id, name, description;
    std::int64_t version = 1;
};

struct PersonRef {
    std::string id, name, email;
};

inline constexpr Millis kSessionLife = 30 * kDay, kSessionIdle = 7 * kDay;
inline constexpr Millis kResetLife = kHour, kInviteLife = 7 * kDay, kVerifyLife = kDay, kAccessTokenLife = 15 * kMinute;

std::string fold_email(std::string_view address);   // what identity compares: ASCII lower case, trimmed
bool is_email(std::string_view address);
std::string email_domain(std::string_view address);
Result<> check_password_strength(std::string_view password, std::string_view email);
Result<> may_set_role(const Actor& actor, Role before, Role after);
std::string ip_prefix(std::string_view ip);         // "203.0.113.0/24", "2001:db8::/48"-like; for display and throttling

}  // namespace mainstay::accounts
