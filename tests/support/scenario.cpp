#include "support/scenario.hpp"

#include <boost/json.hpp>
#include <filesystem>

#include "base/id.hpp"
#include "support/contract.hpp"

using namespace mainstay;

namespace {

// Repeatable, and still valid UUIDs that sort by creation.
NextId counted_ids() {
    auto n = std::make_shared<std::atomic<int>>(0);
    return [n] {
        char text[40];
        std::snprintf(text, sizeof text, "00000000-0000-7000-8000-%012d", ++*n);
        return std::string(text);
    };
}

}  // namespace

App::App(db::Engine engine, const std::function<void(app::Config&)>& adjust)
    : database_(engine), now_(std::make_shared<Millis>(1'750'000'000'000)),
      folder_((std::filesystem::temp_directory_path() / ("mainstay-app-" + short_hex(8))).string()) {
    app::Config config;
    config.data = folder_;
    config.is_durable = false;
    config.is_demo = true;
    config.requests_per_minute = 0;
    config.base_url = "http://mainstay.test";
    if (adjust) adjust(config);
    std::filesystem::create_directories(folder_);
    auto database = database_.open_another();
    house_ = std::make_unique<app::House>(config, [now = now_] { return *now; }, counted_ids(), std::move(database), crypto::KeyRing::for_tests());
}

App::~App() {
    house_.reset();
    std::filesystem::remove_all(folder_);
}

http::Response App::ask(const std::string& method, const std::string& target, const std::string& body, const std::string& as, http::Headers headers) {
    auto response = handle(method, target, body, as, std::move(headers));
    const auto mistake = contract_mistake(house_->router, method, target.substr(0, target.find('?')), response);
    CHECK_MESSAGE(mistake == "", method, " ", target, ": ", mistake, " ", response.body);
    return response;
}

http::Response App::ask_unchecked(const std::string& method, const std::string& target, const std::string& as) {
    return handle(method, target, "", as, {});
}

http::Response App::handle(const std::string& method, const std::string& target, const std::string& body, const std::string& as, http::Headers headers) {
    http::Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (const auto mark = target.find('?'); mark != std::string::npos) request.query = target.substr(mark + 1);
    request.body = body;
    request.body_size = body.size();
    request.headers = std::move(headers);
    if (!body.empty() && request.header("content-type").empty()) request.headers.emplace_back("content-type", "application/json");
    request.peer = "127.0.0.1";
    request.request_id = "test";
    if (!as.empty()) {
        // A session of this person, without the cost of a password.
        const auto token = "test-token-of-" + as + std::string(40, 'x');
        static constexpr db::Query kSession{"test.session",
                                            "INSERT INTO sessions (id, token_hash, person_id, created_at, last_seen_at, expires_at, user_agent, ip_prefix)"
                                            " SELECT $1, $2, id, $3, $3, $4, 'test', '' FROM persons WHERE email = $5 ON CONFLICT (token_hash) DO UPDATE SET last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at"};
        (void)house_->database->write([&](db::Tx& tx) -> Result<> {
            const auto hash = crypto::token_hash(token);
            tx.exec(kSession, {"session-of-" + as, hash, *now_, *now_ + kDay, as});
            return Done{};
        });
        request.headers.emplace_back("cookie", "mainstay_session=" + token);
        request.headers.emplace_back("sec-fetch-site", "same-origin");
    }
    return house_->router.handle(request);
}

std::string App::add_person(const std::string& email, const std::string& role, const std::string& organisation_id) {
    accounts::NewPerson order{.email = email, .name = email.substr(0, email.find('@')), .role = role, .organisation_id = organisation_id, .password = {}, .is_verified = true};
    auto made = house_->accounts->create(for_system("test"), order);
    REQUIRE(made);
    return made->id;
}

std::string App::add_organisation(const std::string& name, bool shares_tickets) {
    auto made = house_->customers->create(for_system("test"), {.name = name, .notes = {}, .shares_tickets = shares_tickets});
    REQUIRE(made);
    return made->id;
}

std::string App::add_mailbox(const std::string& address, const std::string& kind) {
    channels::Mailbox box;
    box.address = address;
    box.name = "Support";
    box.kind = kind;
    auto made = house_->channels->create_mailbox(for_system("test"), box);
    REQUIRE(made);
    return made->id;
}

std::string App::open_ticket(const std::string& requester, const std::string& subject, const std::string& body) {
    const auto response = ask("POST", "/api/v1/tickets", R"({"subject":")" + subject + R"(","body":")" + body + R"("})", requester);
    REQUIRE_MESSAGE(response.status == 201, response.body);
    return at(response, "/id");
}

void App::run_jobs() {
    for (int i = 0; i < 1000 && house_->jobs.run_one(); ++i) {
    }
}

std::string App::at(const http::Response& response, const std::string& pointer) {
    boost::system::error_code ec;
    const auto root = boost::json::parse(response.body, ec);
    if (ec) return "";
    const auto* found = root.find_pointer(pointer, ec);
    if (!found || ec) return "";
    return found->is_string() ? std::string(found->as_string()) : boost::json::serialize(*found);
}
