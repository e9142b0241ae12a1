#include <doctest/doctest.h>

#include <algorithm>

#include "tickets/ticket.hpp"

using namespace mainstay;
using namespace mainstay::tickets;

TEST_CASE("ticket: impact and urgency give the priority") {
    CHECK(priority_of(Level::low, Level::low) == Priority::low);
    CHECK(priority_of(Level::low, Level::medium) == Priority::low);
    CHECK(priority_of(Level::medium, Level::medium) == Priority::normal);
    CHECK(priority_of(Level::low, Level::high) == Priority::normal);
    CHECK(priority_of(Level::high, Level::medium) == Priority::high);
    CHECK(priority_of(Level::high, Level::high) == Priority::urgent);
}

TEST_CASE("ticket: closing sets the time, twice is a conflict, reopening clears it") {
    Ticket ticket;
    auto closed = set_status(ticket, Status::closed, 1000);
    REQUIRE(closed);
    CHECK(closed->closed_at == 1000);
    CHECK(closed->resolved_at == 1000);
    CHECK(set_status(*closed, Status::closed, 2000).error().code() == "already_closed");
    auto open = set_status(*closed, Status::open, 3000);
    REQUIRE(open);
    CHECK(!open->closed_at);
    CHECK(!open->resolved_at);
}

TEST_CASE("ticket: no way leads back to new, and closed leads only to open") {
    for (const auto& [status, word] : kStatuses) {
        const auto next = next_statuses(status);
        CHECK(std::find(next.begin(), next.end(), Status::fresh) == next.end());
    }
    CHECK(next_statuses(Status::closed) == std::vector{Status::open});
    CHECK(set_status(Ticket{.status = Status::closed}, Status::on_hold, 1).error().code() == "no_such_transition");
}

TEST_CASE("ticket: a merged ticket does not move any more") {
    CHECK(set_status(Ticket{.merged_into = "t2"}, Status::closed, 1).error().code() == "was_merged");
}

TEST_CASE("ticket: answers move the ball") {
    CHECK(after_agent_reply(Status::fresh) == Status::waiting_for_customer);
    CHECK(after_agent_reply(Status::on_hold) == Status::on_hold);
    CHECK(after_customer_message(Status::waiting_for_customer) == Status::waiting_for_us);
    CHECK(after_customer_message(Status::closed) == Status::waiting_for_us);
    CHECK(after_customer_message(Status::fresh) == Status::fresh);
}

TEST_CASE("ticket: who may see") {
    const Ticket ticket{.requester_id = "p1", .organisation_id = "o1", .team_id = "x"};
    auto actor = [](const char* id, Role role) {
        Actor a;
        a.id = id;
        a.role = role;
        return a;
    };
    CHECK(may_see(actor("p1", Role::customer), ticket, false));
    CHECK(!may_see(actor("p2", Role::customer), ticket, false));
    CHECK(may_see(actor("p2", Role::customer), ticket, true));
    CHECK(!may_see(Actor{}, ticket, true));
    auto colleague = actor("p2", Role::customer);
    colleague.organisation_id = "o1";
    CHECK(!may_see(colleague, ticket, false));
    colleague.sees_organisation = true;
    CHECK(may_see(colleague, ticket, false));
    auto secret = ticket;
    secret.type = Type::security;
    CHECK(!may_see(colleague, secret, false));
    auto agent = actor("a1", Role::agent);
    CHECK(may_see(agent, ticket, false));
    agent.all_teams = false;
    agent.team_ids = {"y"};
    CHECK(!may_see(agent, ticket, false));
    agent.team_ids = {"x"};
    CHECK(may_see(agent, ticket, false));
}

TEST_CASE("ticket: an unknown visibility is the most restrictive one") {
    CHECK(visibility_from("whatever") == Visibility::internal);
}

TEST_CASE("ticket: tags are cleaned, doubles go, spaces inside are refused") {
    const auto tags = clean_tags({"Urgent", " urgent", "升级"});
    REQUIRE(tags);
    CHECK(*tags == std::vector<std::string>{"urgent", "升级"});
    CHECK(clean_tags({"two words"}).error().fields()[0].pointer == "/tags/0");
}

TEST_CASE("ticket: an internal change is heard by colleagues only") {
    const Ticket ticket{.requester_id = "p1", .organisation_id = "o1", .team_id = "x"};
    CHECK(audience(ticket, true, {"a2"}) == "staff team:x agent:a2");
    CHECK(audience(ticket, false, {}).find("person:p1") != std::string::npos);
}
