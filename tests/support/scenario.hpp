#pragma once
// The whole application in process: real database, no sockets, fake clock, repeatable ids. Every answer is checked against
// the OpenAPI description that the routes themselves give.
#include <memory>
#include <string>
#include <vector>

#include "app/house.hpp"
#include "support/databases.hpp"

class App {
public:
    explicit App(mainstay::db::Engine engine, const std::function<void(mainstay::app::Config&)>& adjust = {});
    ~App();

    // `as`: mail address of who asks (must exist), empty for a guest. Headers in lower case.
    mainstay::http::Response ask(const std::string& method, const std::string& target, const std::string& body = "", const std::string& as = "",
                                 mainstay::http::Headers headers = {});
    // The same for an answer that is less than described on purpose (?fields=).
    mainstay::http::Response ask_unchecked(const std::string& method, const std::string& target, const std::string& as);
    mainstay::app::House& house() { return *house_; }
    mainstay::Millis& now() { return *now_; }
    std::string add_person(const std::string& email, const std::string& role, const std::string& organisation_id = "");  // its id
    std::string add_organisation(const std::string& name, bool shares_tickets = false);
    std::string add_mailbox(const std::string& address, const std::string& kind = "private");
    // Opens a ticket as `requester`; gives its id.
    std::string open_ticket(const std::string& requester, const std::string& subject, const std::string& body = "It does not work.");
    void run_jobs();  // until nothing is due
    // The value at a JSON pointer of an answer, as text ("" when absent).
    static std::string at(const mainstay::http::Response& response, const std::string& pointer);

private:
    mainstay::http::Response handle(const std::string& method, const std::string& target, const std::string& body, const std::string& as, mainstay::http::Headers headers);
    TestDatabase database_;
    std::shared_ptr<mainstay::Millis> now_;
    std::string folder_;
    std::unique_ptr<mainstay::app::House> house_;
};

#define ON_EVERY_APP_IMPL(name, function)                 \
    static void function(App& app);                       \
    TEST_CASE(name) {                                     \
        on_every_engine([](mainstay::db::Engine engine) { \
            App app(engine);                              \
            function(app);                                \
        });                                               \
    }                                                     \
    static void function([[maybe_unused]] App& app)
#define ON_EVERY_APP(name) ON_EVERY_APP_IMPL(name, DOCTEST_ANONYMOUS(ms_app_test_))
