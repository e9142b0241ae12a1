#include "app/house.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "app/gate.hpp"
#include "app/live.hpp"
#include "app/metrics_page.hpp"
#include "app/operations.hpp"
#include "app/pages.hpp"
#include "base/log.hpp"
#include "channels/smtp_settings.hpp"
#include "kit/db/migrate.hpp"
#include "mainstay_migrations.hpp"

namespace mainstay::app {
namespace fs = std::filesystem;
namespace {

std::string default_smtp(const Config& c) {
    if (c.smtp_host.empty()) return "";
    return channels::settings_json({.host = c.smtp_host, .port = c.smtp_port, .security = c.smtp_security, .user = c.smtp_user, .password = c.smtp_password});
}

std::string system_sender(const Config& c) {
    return c.system_sender.empty() ? "mainstay@" + c.hostname : c.system_sender;
}

std::unique_ptr<db::Database> open_database(const db::Options& options) {
    try {
        return db::open(options);
    } catch (const std::exception& failure) {
        const bool is_file = options.url.starts_with("sqlite:");  // another address may hold a password
        throw std::runtime_error("cannot use the database" + (is_file ? " " + options.url.substr(7) : std::string()) + ": " + failure.what());
    }
}

}  // namespace

std::string version() {
    return MAINSTAY_VERSION;
}

House::House(const Config& given, Clock clock, NextId ids, std::unique_ptr<db::Database> opened, const crypto::KeyRing& ring)
    : config(given), now(std::move(clock)), next_id(std::move(ids)), keys(ring), writable(config.data, config.is_read_only, config.keep_free_mb), database(std::move(opened)), cursors(keys.key("cursors")),
      blobs(config.data + "/blobs", config.is_durable), jobs(*database, now, next_id, config.hostname + "-" + short_hex(3)), consumers(*database, now, next_id) {
    database->on_commit([this](std::size_t writes, std::int64_t micros) { meters.count_commit(writes, micros); });
    wire();
    live = std::make_unique<Live>(*database, now, [this](const http::Request& r) { return accounts->authenticate(r); });
    add_routes();
}

House::~House() {
    stop_background();
}

// Lower slices ask upper ones through ports; the lambdas run only after everything is there.
void House::wire() {
    auto& db = *database;
    accounts = std::make_unique<accounts::Accounts>(accounts::Deps{
        .db = db, .now = now, .next_id = next_id, .keys = keys, .cursors = cursors, .base_url = config.public_url(), .is_demo = config.is_demo,
        .send_mail = [this](db::Tx& tx, const accounts::MailOrder& order) { channels->send_account_mail(tx, order); },
        .organisation = [this](db::Tx& tx, const std::string& id) {
            const auto found = customers->find(tx, id);
            return found ? std::pair(found->name, found->shares_tickets) : std::pair(std::string(), false);
        },
        .organisation_by_domain = [this](db::Tx& tx, const std::string& domain) { return customers->by_domain(tx, domain); },
        .first_project = [this](db::Tx&, const Actor& actor, const std::string& name, const std::string& address) -> Result<> {
            std::string project_id;
            if (!name.empty()) {
                MS_TRY(const auto project, projects->create(actor, name, "", ""));
                project_id = project.id;
            }
            if (address.empty()) return Done{};
            MS_CHECK(channels->create_mailbox(actor, {.id = {}, .address = address, .name = name.empty() ? "Support" : name, .project_id = project_id, .team_id = {}, .imap = {}, .smtp = {}, .imap_state = {}, .imap_checked_at = {}}));
            return Done{};
        }});
    customers = std::make_unique<customers::Customers>(customers::Deps{
        .db = db, .now = now, .next_id = next_id, .cursors = cursors,
        .open_tickets = [this](db::Tx& tx, const std::string& id) { return tickets->open_tickets_of(tx, id); }});
    projects = std::make_unique<projects::Projects>(projects::Deps{db, now, next_id});
    tickets = std::make_unique<tickets::Tickets>(tickets::Deps{
        .db = db, .now = now, .next_id = next_id, .cursors = cursors, .blobs = blobs, .accounts = *accounts, .customers = *customers, .projects = *projects,
        .send_out = [this](db::Tx& tx, const Actor& actor, const tickets::Ticket& ticket, const tickets::Message& message) { channels->send_out(tx, actor, ticket, message); },
        .deliveries = [this](db::Tx& tx, const std::string& ticket_id) { return channels->deliveries(tx, ticket_id); },
        .raw_mail = [this](db::Tx& tx, const std::string& mail_id) { return channels->raw_mail(tx, mail_id); }});
    channels = std::make_unique<channels::Channels>(channels::Deps{
        .db = db, .now = now, .next_id = next_id, .keys = keys, .cursors = cursors, .blobs = blobs, .jobs = jobs, .accounts = *accounts, .tickets = *tickets,
        .base_url = config.public_url(), .is_demo = config.is_demo, .default_smtp = default_smtp(config), .system_sender = system_sender(config),
        .most_per_minute = config.mails_per_minute, .poll_every = config.poll_seconds * kSecond,
        .may_take_mail = [this] { return writable.mode() == Writable::Mode::open; },
        .count_mail = [this](const std::string& direction, const std::string& outcome) { meters.count_mail(direction, outcome); }});
    channels->add_jobs();
    jobs.every("tickets.release_due", 30 * kSecond, [this] { return tickets->release_due(); });
    jobs.every("tickets.clean_uploads", kHour, [this] { return tickets->remove_stale_uploads(); });
    jobs.every("house.clean", kHour, [this] { return remove_old_rows(*database, now()); });
}

void House::add_routes() {
    accounts::bind_accounts_api(router, *accounts);
    customers::bind_customers_api(router, *customers);
    projects::bind_projects_api(router, *projects);
    tickets::bind_tickets_api(router, *tickets);
    channels::bind_channels_api(router, *channels);
    channels::bind_mailbox_test_api(router, *channels);
    if (config.is_demo) channels::bind_demo_api(router, *channels);
    bind_live(router, *live);
    bind_operations(router, *this);
    bind_metrics(router, *this);
    bind_pages(router, *this);
    router.set_gate(make_gate(*this));
    meters.know_routes(router);
}

void House::start_background() {
    live->start();
    if (config.is_read_only) return;
    consumers.start();
    jobs.start(2);
}

void House::stop_background() {
    if (live) live->stop();
    jobs.stop();
    consumers.stop();
}

void open_folder(const Config& config, bool may_create) {
    const bool is_new = !fs::exists(config.data);
    if (is_new && !may_create) throw std::runtime_error("the data folder " + config.data + " does not exist; \"mainstay serve --data " + config.data + "\" makes it");
    if (is_new) fs::create_directories(config.data);
    if (is_new) fs::permissions(config.data, fs::perms::owner_all);
    struct stat about {};
    if (::stat(config.data.c_str(), &about) == 0 && (about.st_mode & 077) != 0)
        throw std::runtime_error("the data folder " + config.data + " is open to others; run: chmod 700 " + config.data);
}

std::unique_ptr<House> open_house(const Config& config, bool may_create, Clock now) {
    crypto::start();
    open_folder(config, may_create);
    const bool has_data = fs::exists(config.data + "/mainstay.db");
    const auto key_file = config.data + "/mainstay.key";
    const bool has_key = fs::exists(key_file);
    auto keys = crypto::KeyRing::from_file(key_file, !has_data);
    db::Options options;
    options.url = config.database_url();
    options.now = now;
    options.audit_key = keys.key("audit");
    options.node = config.hostname;
    options.is_durable = config.is_durable;
    options.max_readers = static_cast<int>(config.readers);
    ::umask(077);
    auto database = open_database(options);
    auto migrated = db::migrate(*database, all_migrations, system_clock()(), config.is_read_only);
    if (!migrated) throw std::runtime_error(migrated.error().detail());
    if (!migrated->pending.empty()) throw std::runtime_error("the database must be brought up to date first; start once without --read-only, or run \"mainstay migrate\"");
    try {
        check_key_fingerprint(*database, keys);
    } catch (...) {  // a database elsewhere that has its key already: the one made just now would hide that it is missing
        if (!has_key) fs::remove(key_file);
        throw;
    }
    for (const auto& name : migrated->applied) log::info("migrated", {{"name", name}});
    return std::make_unique<House>(config, now, uuid7(now), std::move(database), keys);
}

}  // namespace mainstay::app
