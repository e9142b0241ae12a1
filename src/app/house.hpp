#pragma once
// Everything put together: database, stores, slices, routes. The only place that knows all of them.
#include <memory>

#include "accounts/accounts.hpp"
#include "app/config.hpp"
#include "app/meters.hpp"
#include "app/writable.hpp"
#include "channels/channels.hpp"
#include "customers/customers.hpp"
#include "kit/blob/blob.hpp"
#include "kit/crypto/crypto.hpp"
#include "kit/db/db.hpp"
#include "kit/events/events.hpp"
#include "kit/http/http.hpp"
#include "kit/jobs/jobs.hpp"
#include "projects/projects.hpp"
#include "tickets/tickets.hpp"

namespace mainstay::app {

class Live;

struct House {
    // Opens what is there; `db` may be handed in (tests). Throws with words for the administrator.
    House(const Config& config, Clock now, NextId next_id, std::unique_ptr<db::Database> database, const crypto::KeyRing& keys);
    ~House();

    Config config;
    Clock now;
    NextId next_id;
    crypto::KeyRing keys;
    Writable writable;
    Meters meters;  // outlives the database, whose writer counts there
    std::unique_ptr<db::Database> database;
    http::Cursors cursors;
    blob::Store blobs;
    jobs::Jobs jobs;
    events::Consumers consumers;
    std::unique_ptr<accounts::Accounts> accounts;
    std::unique_ptr<customers::Customers> customers;
    std::unique_ptr<projects::Projects> projects;
    std::unique_ptr<tickets::Tickets> tickets;
    std::unique_ptr<channels::Channels> channels;
    std::unique_ptr<Live> live;
    http::Router router;

    void start_background();  // jobs, consumers, live updates; read-only: live updates alone
    void stop_background();

private:
    void wire();
    void add_routes();
    http::Gate gate();
};

// Throws when the folder is missing (unless it may be made) or open to others.
void open_folder(const Config& config, bool may_create);
// Opens (and with may_create makes) the data folder, key file and database, and brings the schema up to date.
std::unique_ptr<House> open_house(const Config& config, bool may_create, Clock now = system_clock());
std::string version();

}  // namespace mainstay::app
