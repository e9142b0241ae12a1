#pragma once
// The customers slice, as the rest of Mainstay sees it: the organisations that are served, and their mail domains.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "kit/db/db.hpp"

namespace mainstay::http {
class Router;
class Cursors;
}

namespace mainstay::customers {

struct Organisation {
    std::string id, name, notes;
    bool shares_tickets = false;  // contacts see their colleagues' tickets
    std::string language = "en", time_zone = "UTC";
    Millis created_at = 0;
    std::int64_t version = 1;
};

struct NewOrganisation {
    std::string name, notes, language = "en", time_zone = "UTC";
    bool shares_tickets = false;
};

struct Deps {
    db::Database& db;
    Clock now;
    NextId next_id;
    const http::Cursors& cursors;
    // How many open tickets an organisation has: the tickets slice answers.
    std::function<std::int64_t(db::Tx&, const std::string& organisation_id)> open_tickets;
};

class Customers {
public:
    explicit Customers(Deps deps) : deps_(std::move(deps)) {}
    std::optional<Organisation> find(db::Tx& tx, const std::string& id);
    // The organisation that proved this mail domain; empty when none did. Public mail providers never count.
    std::string by_domain(db::Tx& tx, const std::string& domain);
    Result<Organisation> create(const Actor& actor, const NewOrganisation& order);
    Result<> put_domain(const Actor& actor, const std::string& organisation_id, const std::string& domain, bool is_verified);
    Deps& deps() { return deps_; }

private:
    Deps deps_;
};

void bind_customers_api(http::Router& router, Customers& customers);

}  // namespace mainstay::customers
