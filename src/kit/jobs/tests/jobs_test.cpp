#include "kit/jobs/jobs.hpp"

#include "support/databases.hpp"

using namespace mainstay;

namespace {

constexpr db::Query kSilent{"test.silent", "UPDATE nodes SET beat_at = 0 WHERE id = $1"};

struct Nodes {
    explicit Nodes(db::Database& database) : db(database), a(db, [this] { return now; }, uuid7(system_clock()), "a"), b(db, [this] { return now; }, uuid7(system_clock()), "b") {
        a.beat();
        b.beat();
    }
    void enqueue() {
        (void)db.write([&](db::Tx& tx) -> Result<> {
            a.enqueue(tx, "work", "{}");
            return Done{};
        });
    }
    void silence(const char* node) {
        (void)db.write([&](db::Tx& tx) -> Result<> {
            tx.exec(kSilent, {node});
            return Done{};
        });
    }

    db::Database& db;
    Millis now = 1'750'000'000'000;
    jobs::Jobs a, b;
};

}  // namespace

ON_EVERY_DATABASE("jobs: a job of a living node is left alone, that of a silent one is taken over at once") {
    Nodes nodes(db);
    int done_by_b = 0;
    bool while_alive = true, while_silent = false;
    nodes.b.add_kind("work", {.work = [&](const jobs::Job& job) -> Result<> {
        CHECK(job.attempts == 2);
        ++done_by_b;
        return Done{};
    }});
    nodes.a.add_kind("work", {.work = [&](const jobs::Job&) -> Result<> {
        while_alive = nodes.b.run_one();
        nodes.silence("a");
        while_silent = nodes.b.run_one();
        return Done{};
    }});
    nodes.enqueue();
    CHECK(nodes.a.run_one());
    CHECK(!while_alive);
    CHECK(while_silent);
    CHECK(done_by_b == 1);
}

ON_EVERY_DATABASE("jobs: who lost the lease settles nothing, whatever came of the work") {
    for (const bool a_succeeds : {true, false}) {
        Nodes nodes(db);
        nodes.b.add_kind("work", {.work = [&](const jobs::Job&) -> Result<> { return Error(ErrorKind::unavailable, "by_b", "Not yet."); }});
        nodes.a.add_kind("work", {.work = [&](const jobs::Job&) -> Result<> {
            nodes.silence("a");
            CHECK(nodes.b.run_one());
            return a_succeeds ? Result<>(Done{}) : Error(ErrorKind::invalid, "by_a", "Never.");
        }});
        nodes.enqueue();
        CHECK(nodes.a.run_one());
        const auto waiting = nodes.a.list("waiting", "", 10);
        REQUIRE(waiting.size() == 1);
        CHECK(waiting[0].last_error == "by_b: Not yet.");
        CHECK(nodes.a.list("dead", "", 10).empty());
        nodes.now += kDay;
        nodes.b.add_kind("work", {.work = [](const jobs::Job&) -> Result<> { return Done{}; }});
        CHECK(nodes.b.run_one());
    }
}

ON_EVERY_DATABASE("jobs: whoever knows that it is alone takes everything over") {
    Nodes nodes(db);
    bool before = true, after = false;
    nodes.b.add_kind("work", {.work = [&](const jobs::Job&) -> Result<> { return Done{}; }});
    nodes.a.add_kind("work", {.work = [&](const jobs::Job&) -> Result<> {
        before = nodes.b.run_one();
        nodes.b.forget_nodes();
        after = nodes.b.run_one();
        return Done{};
    }});
    nodes.enqueue();
    CHECK(nodes.a.run_one());
    CHECK(!before);
    CHECK(after);
}
