#include <boost/asio.hpp>
#include <thread>

#include "kit/mail/smtp_server.hpp"
#include "support/scenario.hpp"

using namespace mainstay;
namespace asio = boost::asio;

namespace {

// A mail server of our own that does something in the middle of taking a mail.
class Server {
public:
    explicit Server(std::function<mail::Reply()> take)
        : server_(io_, {.protocol = mail::IntakeProtocol::smtp, .spool_folder = {}},
                  {[](const std::string&, const std::string&) { return mail::Reply{250, "2.1.5", "OK"}; },
                   [take](const mail::Envelope&, std::string_view) { return std::vector<mail::Reply>{take()}; }}) {
        server_.start();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~Server() {
        server_.stop();
        guard_.reset();
        thread_.join();
    }
    std::uint16_t port() const { return server_.port(); }

private:
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> guard_ = asio::make_work_guard(io_);
    mail::IntakeServer server_;
    std::thread thread_;
};

std::int64_t change(App& app, const char* sql) {
    std::int64_t changed = 0;
    (void)app.house().database->write([&](db::Tx& tx) -> Result<> {
        changed = tx.exec({sql, sql}, {});
        return Done{};
    });
    return changed;
}

std::string state(App& app) {
    for (const char* state : {"queued", "sending", "sent", "failed", "held"})
        if (const auto id = App::at(app.ask("GET", std::string("/api/v1/mail/outbox?state=") + state, "", "mei@desk.example"), "/items/0/id"); !id.empty()) return state;
    return "";
}

void each_engine(const std::function<mail::Reply(App&)>& take, const std::function<void(App&)>& check) {
    on_every_engine([&](db::Engine engine) {
        App* there = nullptr;
        Server server([&] { return take(*there); });
        App app(engine, [&](app::Config& c) {
            c.smtp_host = "127.0.0.1";
            c.smtp_port = server.port();
            c.smtp_security = "none";
        });
        there = &app;
        app.add_person("mei@desk.example", "agent");
        app.add_person("li@a.example", "customer");
        const auto id = app.open_ticket("li@a.example", "Broken");
        CHECK(app.ask("POST", "/api/v1/tickets/" + id + "/messages", R"({"body":"Which version?"})", "mei@desk.example").status == 201);
        app.run_jobs();
        check(app);
    });
}

}  // namespace

TEST_CASE("outbox: who lost a mail to another node while sending it does not settle it") {
    for (const int code : {250, 550})
        each_engine(
            [code](App& app) {
                CHECK(change(app, "UPDATE outbox SET attempts = attempts + 1, sending_by = 'another' WHERE state = 'sending'") == 1);
                return mail::Reply{code, "", "Said"};
            },
            [](App& app) { CHECK(state(app) == "sending"); });
}

TEST_CASE("outbox: a mail that a node left behind is sent as soon as the node is known to be gone") {
    std::atomic<int> taken{0};
    auto take = [&](App&) {
        ++taken;
        return mail::Reply{250, "", "Taken"};
    };
    each_engine(take, [&](App& app) {
        CHECK(state(app) == "sent");
        taken = 0;
        // As after a crash in the middle of sending: the mail is marked, its job is due again.
        change(app, "UPDATE outbox SET state = 'sending', sending_by = 'another', next_try_at = 9000000000000");
        change(app, "INSERT INTO nodes (id, beat_at) VALUES ('another', 9000000000000)");
        change(app, "INSERT INTO jobs (id, kind, payload, state, run_at, max_attempts, created_at) SELECT 'again', 'channels.send', '{\"outbox_id\":\"' || id || '\"}', 'waiting', 0, 50, 0 FROM outbox");
        app.run_jobs();
        CHECK(taken == 0);  // the other one lives
        change(app, "DELETE FROM nodes");
        app.now() += kMinute;
        app.run_jobs();
        CHECK(taken == 1);
        CHECK(state(app) == "sent");
    });
}
