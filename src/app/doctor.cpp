#include "app/doctor.hpp"

#include <algorithm>
#include <filesystem>

#include "app/operations.hpp"
#include "kit/db/migrate.hpp"
#include "mainstay_migrations.hpp"

namespace mainstay::app {
namespace {

// Only what fits is looked into: a newer schema or another key would make every other finding wrong.
bool fits(db::Database& db, const crypto::KeyRing& keys, Findings& found) {
    const auto report = db::migrate(db, all_migrations, 0, true);
    if (!report) {
        found.problem("schema", report.error().detail());
        return false;
    }
    if (!report->pending.empty()) {
        found.warn("schema", std::to_string(report->pending.size()) + " migrations wait; the next start applies them. Make a backup first; \"mainstay migrate --dry-run\" says what they are.");
        return false;
    }
    found.good("schema", "The database has the schema of this version.");
    try {
        check_key_fingerprint(db, keys);
    } catch (const std::exception& failure) {
        found.problem("key", failure.what());
        return false;
    }
    found.good("key", "The key file belongs to this database.");
    return true;
}

void examine_database(const Config& config, Millis now, Findings& found) {
    const auto url = config.database_url();
    try {
        const auto keys = crypto::KeyRing::from_file(config.data + "/mainstay.key", false);
        if (url.starts_with("sqlite:") && !std::filesystem::exists(url.substr(7)))
            return found.problem("database", "There is no database " + url.substr(7) + ". Is --data right? The first \"mainstay serve\" makes one.");
        db::Options options;
        options.url = url;
        options.audit_key = keys.key("audit");
        options.max_readers = 1;
        const auto db = db::open(options);
        if (fits(*db, keys, found)) examine_data(config, *db, keys, now, found);
    } catch (const std::exception& failure) {
        found.problem("database", std::string(failure.what()));
    }
}

}  // namespace

Condition Findings::worst() const {
    Condition worst = Condition::good;
    for (const auto& one : all_) worst = std::max(worst, one.condition);
    return worst;
}

Findings examine(const Config& config, Millis now) {
    Findings found;
    examine_files(config, found);
    examine_addresses(config, now, found);
    if (std::filesystem::exists(config.data)) examine_database(config, now, found);
    return found;
}

}  // namespace mainstay::app
