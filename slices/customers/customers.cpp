#include "customers/customers.hpp"

#include <algorithm>
#include <array>

#include "customers/organisation_store.hpp"

namespace mainstay::customers {
namespace {

// Everybody has an address there: such a domain says nothing about who somebody works for.
constexpr std::array<std::string_view, 22> kPublicProviders{
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com", "gmx.de", "gmx.net",
    "web.de", "proton.me", "protonmail.com", "qq.com", "163.com", "126.com", "sina.com", "foxmail.com", "aliyun.com", "mail.ru", "yandex.ru"};

std::string fold(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool is_domain(std::string_view d) {
    return d.size() >= 4 && d.size() <= 253 && d.find('.') != std::string_view::npos && d.front() != '.' && d.back() != '.' && d.front() != '-' &&
           d.find("..") == std::string_view::npos && std::all_of(d.begin(), d.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
           });
}

}  // namespace

std::optional<Organisation> Customers::find(db::Tx& tx, const std::string& id) {
    return store::find(tx, id);
}

std::string Customers::by_domain(db::Tx& tx, const std::string& domain) {
    return store::find_by_domain(tx, fold(domain)).value_or("");
}

Result<Organisation> Customers::create(const Actor& actor, const NewOrganisation& order) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Organisation> {
        Organisation made{.id = deps_.next_id(), .name = order.name, .notes = order.notes, .shares_tickets = order.shares_tickets,
                          .language = order.language, .time_zone = order.time_zone, .created_at = deps_.now()};
        if (!store::insert(tx, made)) return invalid_field("/name", "taken", "There is an organisation with this name already.");
        tx.emit(actor, {.kind = "customers.organisation_created", .subject_type = "organisation", .subject_id = made.id, .scope = "staff"});
        return made;
    });
}

Result<> Customers::put_domain(const Actor& actor, const std::string& organisation_id, const std::string& domain, bool is_verified) {
    const auto name = fold(domain);
    if (!is_domain(name)) return invalid_field("/domain", "not_a_domain", "This is not a domain name.");
    if (std::find(kPublicProviders.begin(), kPublicProviders.end(), name) != kPublicProviders.end())
        return invalid_field("/domain", "public_provider", "Anybody can have an address there; it belongs to no organisation.");
    return deps_.db.write([&](db::Tx& tx) -> Result<> {
        if (!store::find(tx, organisation_id)) return Error(ErrorKind::not_found, "no_such_organisation", "There is no such organisation.");
        if (!store::put_domain(tx, name, organisation_id, is_verified))
            return invalid_field("/domain", "taken", "This domain belongs to another organisation.");
        tx.emit(actor, {.kind = "customers.organisation_changed", .subject_type = "organisation", .subject_id = organisation_id, .scope = "staff"});
        return Done{};
    });
}

}  // namespace mainstay::customers
