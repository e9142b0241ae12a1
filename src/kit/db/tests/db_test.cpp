#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "kit/db/event_hash.hpp"
#include "kit/events/events.hpp"
#include "support/databases.hpp"

using namespace mainstay;

namespace {

constexpr db::Query kPut{"test.put", "INSERT INTO settings (name, value) VALUES ($1, $2)"};
constexpr db::Query kGet{"test.get", "SELECT value FROM settings WHERE name = $1"};
constexpr db::Query kCount{"test.count", "SELECT COUNT(*) FROM settings WHERE name <> 'schema'"};

std::optional<std::string> value_of(db::Tx& tx, const std::string& name) {
    return tx.find(kGet, {name}, [](const db::Row& row) { return row.text(0); });
}
std::int64_t rows(db::Database& db) {
    return *db.read([](db::Tx& tx) { return tx.find(kCount, {}, [](const db::Row& row) { return row.integer(0); }); });
}
Result<> put(db::Tx& tx, const std::string& name, const std::string& value) {
    tx.exec(kPut, {name, value});
    return Done{};
}

}  // namespace

ON_EVERY_DATABASE("db: what is written is read, byte for byte") {
    const std::string text = "It \"broke\" 它坏了 ' ; -- \n\t";
    CHECK(db.write([&](db::Tx& tx) { return put(tx, "a", text); }));
    CHECK(db.read([&](db::Tx& tx) { return value_of(tx, "a"); }) == text);
}

ON_EVERY_DATABASE("db: bytes that are no UTF-8 and NUL are repaired, and fail no write") {
    const std::string odd("caf\xE9 \xC4\xE3 \xED\xA0\x80 a\0b \xF5", 17);
    CHECK(db.write([&](db::Tx& tx) { return put(tx, odd, odd); }));
    CHECK(db.read([&](db::Tx& tx) { return value_of(tx, odd); }) == "caf\uFFFD \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD ab \uFFFD");
    CHECK(db.write([&](db::Tx& tx) -> Result<> {
        tx.emit(for_system("test"), {.kind = "test.odd", .subject_type = "thing", .subject_id = odd, .payload = "{\"x\":\"" + odd + "\"}", .scope = "staff"});
        return Done{};
    }));
    const auto report = db.read([](db::Tx& tx) { return events::verify(tx, std::string(32, 'a'), 1); });
    CHECK(report.checked == 1);
    CHECK(report.mistakes.empty());
}

ON_EVERY_DATABASE("db: an Error and an exception roll back, their neighbours stay") {
    CHECK(db.write([&](db::Tx& tx) { return put(tx, "kept", "1"); }));
    const auto refused = db.write([&](db::Tx& tx) -> Result<> {
        MS_CHECK(put(tx, "gone", "1"));
        return Error(ErrorKind::conflict, "no", "No.");
    });
    CHECK(!refused);
    CHECK_THROWS_AS(db.write([&](db::Tx& tx) -> Result<> {
        MS_CHECK(put(tx, "kept", "twice"));  // breaks the primary key
        return Done{};
    }),
                    db::Failure);
    CHECK(rows(db) == 1);
}

ON_EVERY_DATABASE("db: a write inside a write joins it, and undoes only itself") {
    CHECK(db.write([&](db::Tx& tx) -> Result<> {
        MS_CHECK(put(tx, "outer", "1"));
        const auto inner = db.write([&](db::Tx& same) -> Result<> {
            MS_CHECK(put(same, "inner", "1"));
            return Error(ErrorKind::conflict, "no", "No.");
        });
        CHECK(!inner);
        CHECK(db.read([&](db::Tx& same) { return value_of(same, "outer"); }) == "1");
        return Done{};
    }));
    CHECK(rows(db) == 1);
}

ON_EVERY_DATABASE("db: many threads write, every one is kept, counters add up") {
    constexpr int kThreads = 8, kEach = 25;
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int t = 0; t < kThreads; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i) {
                const auto done = db.write([&](db::Tx& tx) {
                    tx.count("n", 1);
                    return put(tx, std::to_string(t) + ":" + std::to_string(i), "x");
                });
                if (done) ++good;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(good == kThreads * kEach);
    CHECK(rows(db) == kThreads * kEach);
    static constexpr db::Query kCounter{"test.counter", "SELECT n FROM counters WHERE name = 'n'"};
    CHECK(db.read([](db::Tx& tx) { return tx.find(kCounter, {}, [](const db::Row& row) { return row.integer(0); }); }) ==
          kThreads * kEach);
}

ON_EVERY_DATABASE("db: events are chained in commit order; nothing is said of what was rolled back") {
    const Actor actor = for_system("test");
    for (int i = 0; i < 3; ++i)
        CHECK(db.write([&](db::Tx& tx) -> Result<> {
            tx.emit(actor, {.kind = "test.happened", .subject_type = "thing", .subject_id = std::to_string(i)});
            return Done{};
        }));
    CHECK(!db.write([&](db::Tx& tx) -> Result<> {
        tx.emit(actor, {.kind = "test.undone", .subject_type = "thing", .subject_id = "x"});
        return Error(ErrorKind::conflict, "no", "No.");
    }));
    static constexpr db::Query kChain{
        "test.chain",
        "SELECT seq, at, kind, subject_type, subject_id, actor_id, actor_role, node, payload_hash, prev_hash, hash FROM events ORDER BY seq"};
    std::string prev;
    std::int64_t seq = 0;
    db.run_read([&](db::Tx& tx) {
        tx.each(kChain, {}, [&](const db::Row& r) {
            CHECK(r.integer(0) == ++seq);
            CHECK(r.text(9) == prev);
            prev = db::hash_event(std::string(32, 'a'),
                                  {.seq = r.integer(0), .at = r.integer(1), .kind = r.view(2), .subject_type = r.view(3),
                                   .subject_id = r.view(4), .actor_id = r.view(5), .actor_role = r.view(6), .node = r.view(7),
                                   .payload_hash = r.view(8), .prev_hash = r.view(9)});
            CHECK(r.text(10) == prev);
        });
    });
    CHECK(seq == 3);
}

TEST_CASE("db: two nodes on one database keep one chain") {
    on_every_engine([](db::Engine engine) {
        TestDatabase database(engine);
        auto second = database.open_another();
        std::atomic<int> heard{0};
        second->on_events([&] { ++heard; });
        auto work = [](db::Database& db) {
            for (int i = 0; i < 20; ++i)
                (void)db.write([&](db::Tx& tx) -> Result<> {
                    tx.emit(for_system("test"), {.kind = "test.happened", .subject_type = "thing", .subject_id = "x"});
                    return Done{};
                });
        };
        std::thread other([&] { work(*second); });
        work(database.get());
        other.join();
        static constexpr db::Query kGaps{"test.gaps", "SELECT COUNT(*), MAX(seq) FROM events"};
        database.get().run_read([&](db::Tx& tx) {
            tx.each(kGaps, {}, [](const db::Row& row) {
                CHECK(row.integer(0) == 40);
                CHECK(row.integer(1) == 40);
            });
        });
        CHECK(heard > 0);
    });
}

ON_EVERY_DATABASE("db: a filtered select binds its values") {
    CHECK(db.write([&](db::Tx& tx) -> Result<> {
        for (const char* name : {"a", "b", "c"}) MS_CHECK(put(tx, name, "same"));
        return Done{};
    }));
    std::string found;
    db.run_read([&](db::Tx& tx) {
        db::Select select("SELECT name FROM settings");
        select.where("value = ?", {"same"}).where_in("name", {"a", "c", "' OR 1=1 --"}).then("ORDER BY name LIMIT ?", {5});
        select.run(tx, "test.select", [&](const db::Row& row) { found += row.text(0); });
    });
    CHECK(found == "ac");
}

// A full disk or a failed read makes SQLite give up the whole transaction, not only the statement.
TEST_CASE("db: when SQLite rolls back by itself, nothing is written outside the transaction") {
    TestDatabase sqlite(db::Engine::sqlite);
    auto& db = sqlite.get();
    constexpr db::Query kAbort{"test.abort", "INSERT OR ROLLBACK INTO settings (name, value) VALUES ($1, $2)"};
    CHECK(db.write([](db::Tx& tx) { return put(tx, "taken", "x"); }));
    const auto before = rows(db);
    const auto work = [&](db::Tx& tx) -> Result<> {
        MS_CHECK(put(tx, "first", "x"));
        try {
            (void)db.write([&](db::Tx& inner) -> Result<> {
                inner.exec(kAbort, {"taken", "y"});
                return Done{};
            });
        } catch (const db::Undone&) {
            throw;
        } catch (const std::exception&) {
            // what a mail that cannot be understood does: go on without that part
        }
        return put(tx, "afterwards", "x");
    };
    CHECK_THROWS_AS((void)db.write(work), db::Undone);
    CHECK(rows(db) == before);
    CHECK(db.write([](db::Tx& tx) { return put(tx, "next", "x"); }));
    CHECK(rows(db) == before + 1);
}

ON_EVERY_DATABASE("db: conditions of a select stand in groups") {
    CHECK(db.write([&](db::Tx& tx) -> Result<> {
        for (const char* name : {"a", "b", "c"}) MS_CHECK(put(tx, name, name));
        return Done{};
    }));
    using Group = db::Select::Group;
    auto names = [&](auto&& conditions) {
        std::string found;
        db.run_read([&](db::Tx& tx) {
            db::Select select("SELECT name FROM settings");
            select.where("name IN ('a', 'b', 'c')");
            conditions(select);
            select.then("ORDER BY name LIMIT ?", {5});
            select.run(tx, "test.select", [&](const db::Row& row) { found += row.text(0); });
        });
        return found;
    };
    CHECK(names([](db::Select& s) { s.begin(Group::any).where("value = ?", {"a"}).where_in("value", {"c"}).end(); }) == "ac");
    CHECK(names([](db::Select& s) { s.begin(Group::none).where("value = ?", {"a"}).where("value = ?", {"b"}).end(); }) == "c");
    CHECK(names([](db::Select& s) { s.begin(Group::any).where("value = 'b'").begin(Group::all).where("value > 'a'").where("value > 'b'").end().end(); }) == "bc");
    CHECK(names([](db::Select& s) { s.begin(Group::all).end(); }) == "abc");
    CHECK(names([](db::Select& s) { s.begin(Group::any).end(); }).empty());
    CHECK_THROWS_AS(names([](db::Select& s) { s.end(); }), std::logic_error);
}
