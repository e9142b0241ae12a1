#pragma once
// Looks at everything an administrator can get wrong and says in plain words what it is and what to do. Changes nothing.
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/clock.hpp"
#include "kit/crypto/crypto.hpp"
#include "kit/db/db.hpp"

namespace mainstay::app {

enum class Condition { good, warning, problem };

struct Finding {
    std::string check;
    Condition condition = Condition::good;
    std::string text;
};

class Findings {
public:
    void good(std::string check, std::string text) { all_.push_back({std::move(check), Condition::good, std::move(text)}); }
    void warn(std::string check, std::string text) { all_.push_back({std::move(check), Condition::warning, std::move(text)}); }
    void problem(std::string check, std::string text) { all_.push_back({std::move(check), Condition::problem, std::move(text)}); }
    const std::vector<Finding>& all() const { return all_; }
    Condition worst() const;

private:
    std::vector<Finding> all_;
};

Findings examine(const Config& config, Millis now);

void examine_files(const Config& config, Findings& found);                 // modes, owner, space
void examine_addresses(const Config& config, Millis now, Findings& found);  // base_url, proxies, certificates, mail servers
void examine_data(const Config& config, db::Database& db, const crypto::KeyRing& keys, Millis now, Findings& found);

}  // namespace mainstay::app
