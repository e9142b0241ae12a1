#include "accounts/person.hpp"

#include <algorithm>

namespace mainstay::accounts {

std::string fold_email(std::string_view address) {
    while (!address.empty() && address.front() == ' ') address.remove_prefix(1);
    while (!address.empty() && address.back() == ' ') address.remove_suffix(1);
    std::string folded(address);
    std::transform(folded.begin(), folded.end(), folded.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return folded;
}

bool is_email(std::string_view a) {
    const auto at = a.rfind('@');
    if (at == std::string_view::npos || at == 0 || at > 64 || a.size() > 254 || at + 3 > a.size()) return false;
    const auto domain = a.substr(at + 1);
    const bool plain = std::none_of(a.begin(), a.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == ',' || c == ';' || c == '"' || c == '(' || c == ')' || c == 127;
    });
    return plain && a.find('@') == at && domain.front() != '.' && domain.back() != '.' && domain.find("..") == std::string_view::npos;
}

std::string email_domain(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? "" : fold_email(address.substr(at + 1));
}

Result<> check_password_strength(std::string_view password, std::string_view email) {
    if (password.size() < 10) return invalid_field("/password", "too_short", "Use at least 10 characters.");
    if (password.size() > 256) return invalid_field("/password", "too_long", "Use at most 256 characters.");
    const auto name = email.substr(0, email.find('@'));
    const bool repeats = std::all_of(password.begin(), password.end(), [&](char c) { return c == password.front(); });
    if (repeats || fold_email(password) == email || (name.size() >= 4 && fold_email(password) == std::string(name) + "123456"))
        return invalid_field("/password", "too_easy", "This password is too easy to guess.");
    return Done{};
}

Result<> may_set_role(const Actor& actor, Role before, Role after) {
    if (before == after) return Done{};
    if (actor.is_admin()) return Done{};
    return Error(ErrorKind::forbidden, "admins_only", "Only administrators may change roles.");
}

std::string ip_prefix(std::string_view ip) {
    if (ip.find(':') != std::string_view::npos) {
        std::size_t end = 0;
        for (int group = 0; group < 3 && end != std::string_view::npos; ++group) end = ip.find(':', end + (group ? 1 : 0));
        return std::string(ip.substr(0, end)) + "::/48";
    }
    const auto last = ip.rfind('.');
    return last == std::string_view::npos ? std::string(ip) : std::string(ip.substr(0, last)) + ".0/24";
}

}  // namespace mainstay::accounts
