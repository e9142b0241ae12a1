#include <signal.h>

#include <boost/asio/io_context.hpp>
#include <iostream>
#include <optional>
#include <thread>

#include "app/commands/commands.hpp"
#include "app/data_lock.hpp"
#include "app/house.hpp"
#include "app/live.hpp"
#include "app/mail_intake.hpp"
#include "base/log.hpp"
#include "kit/http/server.hpp"

namespace mainstay::app {
namespace {

http::ServerOptions server_options(const Config& c, const std::string& uploads) {
    http::ServerOptions o;
    o.listen = c.listen;
    o.io_threads = static_cast<int>(c.io_threads);
    o.workers = static_cast<int>(c.workers);
    o.max_queue = static_cast<int>(c.max_queue);
    o.upload_folder = uploads;
    o.trusted_proxies = c.trusted_proxies;
    o.tls_certificate = c.tls_certificate;
    o.tls_key = c.tls_key;
    return o;
}

void say_where(House& house, const http::Server& server) {
    std::string url = house.config.public_url();
    if (url.ends_with(":0") && !server.ports().empty()) url = url.substr(0, url.size() - 1) + std::to_string(server.ports().front());
    log::info("listening", {{"address", url}});
    std::cout << "Mainstay " << version() << " listens on " << url << "\n";
    if (house.accounts->needs_setup()) {
        std::cout << "Nobody has an account yet. Open this link within a day to make the first administrator:\n  " << url
                  << "/setup?token=" << house.accounts->make_setup_token() << "\n";
    }
    std::cout << std::flush;
}

}  // namespace

int serve(const Words& words) {
    auto line = read_line(words);
    if (!line) return complain(line.error().detail());
    const auto& config = line->config;
    sigset_t signals;  // blocked in every thread, waited for in this one
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    open_folder(config, true);
    std::optional<DataLock> lock;
    if (config.database_url().starts_with("sqlite:")) lock.emplace(config.data);  // before the schema is touched
    auto house = open_house(config, true);
    if (lock) house->jobs.forget_nodes();  // whatever was being worked on, its process is gone
    http::Server server(server_options(config, house->blobs.upload_folder()), house->router);
    house->meters.registry().sample("mainstay_http_queue", "Requests that wait for a worker.", [&server] { return static_cast<double>(server.stats().queue); });
    house->meters.registry().sample("mainstay_http_connections", "Open connections.", [&server] { return static_cast<double>(server.stats().connections); });
    MailIntake intake(*house);
    house->start_background();
    server.start();
    say_where(*house, server);
    int got = 0;
    sigwait(&signals, &got);
    log::info("stopping");
    intake.stop();
    house->live->stop();
    server.stop(10);
    house->stop_background();
    log::info("stopped");
    return 0;
}

}  // namespace mainstay::app
