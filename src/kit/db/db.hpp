#pragma once
// One narrow door to SQL. Drivers live in sqlite.cpp and postgres.cpp; nobody else names a driver.
//
//   auto ticket = db.read([&](db::Tx& tx) { return store::find(tx, id); });
//   auto closed = db.write([&](db::Tx& tx) -> Result<Ticket> { ... tx.emit(event); return ticket; });
//
// read: a consistent snapshot. write: all or nothing; returns after the durable commit. Writes of many threads are
// grouped into one commit by one writer thread, each in a savepoint; the work may therefore run twice (after a
// deadlock on PostgreSQL) and must change nothing but the transaction. A write inside a write joins it.
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "kit/db/query.hpp"

namespace mainstay::db {

enum class Engine { sqlite, postgres };

// A parameter. Text is not copied: it must live until the call returns.
class Arg {
public:
    enum class Kind { null, integer, real, text };
    Arg(std::nullptr_t) {}
    Arg(bool value) : kind_(Kind::integer), integer_(value ? 1 : 0) {}
    Arg(int value) : kind_(Kind::integer), integer_(value) {}
    Arg(std::int64_t value) : kind_(Kind::integer), integer_(value) {}
    Arg(std::size_t value) : kind_(Kind::integer), integer_(static_cast<std::int64_t>(value)) {}
    Arg(double value) : kind_(Kind::real), real_(value) {}
    Arg(std::string_view value) : kind_(Kind::text), text_(value) {}
    Arg(const std::string& value) : kind_(Kind::text), text_(value) {}
    Arg(const char* value) : kind_(Kind::text), text_(value) {}
    template <class T>
    Arg(const std::optional<T>& value) : Arg(value ? Arg(*value) : Arg(nullptr)) {}

    Kind kind() const { return kind_; }
    std::int64_t integer() const { return integer_; }
    double real() const { return real_; }
    std::string_view text() const { return text_; }

private:
    Kind kind_ = Kind::null;
    std::int64_t integer_ = 0;
    double real_ = 0;
    std::string_view text_;
};
using Args = std::initializer_list<Arg>;

// The empty text of a "no reference" column becomes NULL.
inline Arg or_null(const std::string& text) { return text.empty() ? Arg(nullptr) : Arg(text); }

// The current row of a result; views are valid until the next row.
class Row {
public:
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;  // 0 for NULL
    virtual double real(int column) const = 0;
    virtual std::string_view view(int column) const = 0;  // empty for NULL
    std::string text(int column) const { return std::string(view(column)); }
    bool flag(int column) const { return integer(column) != 0; }
    std::optional<std::string> maybe_text(int column) const {
        return is_null(column) ? std::nullopt : std::optional(text(column));
    }
    std::optional<std::int64_t> maybe_integer(int column) const {
        return is_null(column) ? std::nullopt : std::optional(integer(column));
    }

protected:
    ~Row() = default;
};
using OnRow = std::function<void(const Row&)>;

struct Failure : std::runtime_error {  // lost connection, bad SQL, disk error: never the user's fault
    using std::runtime_error::runtime_error;
};
struct OutOfSpace : Failure {
    using Failure::Failure;
};
// The engine gave this transaction up (deadlock, lost connection, shutdown, disk or memory failed). Never the fault of what was written: whoever
// catches failures inside a write lets it through.
struct Undone : Failure {
    using Failure::Failure;
};

// Text as both engines can hold it: valid UTF-8 without NUL. Every parameter and every event goes through here, so that
// no stranger's bytes (a header, a file name, a server's answer) make a write fail.
bool is_storable(std::string_view text);
std::string storable(std::string_view text);

// What happened, recorded once, in the same transaction as the change. The log is the audit trail too.
struct Event {
    std::string kind;          // past tense: "tickets.ticket_closed"
    std::string subject_type;  // "ticket"
    std::string subject_id;
    std::string payload = "{}";  // JSON: what consumers and history need; personal data only here (it can be erased)
    std::string scope;         // who may hear of it live: see events::Audience
};

class Tx {
public:
    virtual ~Tx() = default;
    virtual Engine engine() const = 0;
    // Runs the statement; every row goes to on_row. Returns the number of rows changed (or read).
    virtual std::int64_t run(const Query& query, std::span<const Arg> args, const OnRow& on_row) = 0;
    virtual void run_script(const std::string& sql) = 0;

    std::int64_t exec(const Query& query, Args args) { return run(query, {args.begin(), args.size()}, {}); }
    void each(const Query& query, Args args, const OnRow& on_row) { run(query, {args.begin(), args.size()}, on_row); }
    template <class Read>
    auto find(const Query& query, Args args, Read&& read) -> std::optional<decltype(read(std::declval<const Row&>()))> {
        std::optional<decltype(read(std::declval<const Row&>()))> found;
        each(query, args, [&](const Row& row) {
            if (!found) found.emplace(read(row));
        });
        return found;
    }
    template <class Read>
    auto list(const Query& query, Args args, Read&& read) -> std::vector<decltype(read(std::declval<const Row&>()))> {
        std::vector<decltype(read(std::declval<const Row&>()))> rows;
        each(query, args, [&](const Row& row) { rows.push_back(read(row)); });
        return rows;
    }

    // Write transactions only. Events get their place in the chain at the commit; counters are added up there.
    void emit(const Actor& actor, Event event);
    void count(std::string_view counter, std::int64_t delta);
    void after_commit(std::function<void()> act);
    // Runs at the end of the group, in the same transaction and outside the savepoints: for writes that are dear one by one
    // (full-text segments). A throw undoes the whole group, so only for what cannot fail by itself.
    void before_commit(std::function<void(Tx&)> act);
    // Runs an INSERT and gives the automatic key of its row (pg_sql says RETURNING, SQLite knows without).
    virtual std::int64_t insert_for_key(const Query& query, Args args) = 0;

    struct Emitted {
        Actor actor;
        Event event;
    };
    struct Notes {  // what the writer flushes at the commit
        std::vector<Emitted> events;
        std::vector<std::pair<std::string, std::int64_t>> counts;
        std::vector<std::function<void()>> acts;
        std::vector<std::function<void(Tx&)>> late;
    };
    Notes& notes() { return notes_; }

private:
    Notes notes_;
};

class Database {
public:
    virtual ~Database() = default;
    virtual Engine engine() const = 0;

    template <class Work>
    auto read(Work&& work) -> decltype(work(std::declval<Tx&>())) {
        using R = decltype(work(std::declval<Tx&>()));
        if constexpr (std::is_void_v<R>) {
            run_read([&](Tx& tx) { work(tx); });
        } else {
            std::optional<R> result;
            run_read([&](Tx& tx) { result.emplace(work(tx)); });
            return *std::move(result);
        }
    }
    // Work returns a Result: commits when it holds a value, rolls back on an Error or exception.
    template <class Work>
    auto write(Work&& work) -> decltype(work(std::declval<Tx&>())) {
        std::optional<decltype(work(std::declval<Tx&>()))> result;
        run_write([&](Tx& tx) {
            result.emplace(work(tx));
            return result->has_value();
        });
        return *std::move(result);
    }

    virtual void run_read(const std::function<void(Tx&)>& work) = 0;
    virtual void run_write(const std::function<bool(Tx&)>& work) = 0;  // work says whether to keep it

    // Called (on any thread, briefly) after commits that wrote events, here or on another node.
    virtual void on_events(std::function<void()> listener) = 0;
    // Called by the writer thread after each group of writes, with their number and the time they took. For metrics.
    virtual void on_commit(std::function<void(std::size_t writes, std::int64_t micros)> listener) = 0;
    virtual std::size_t waiting_writes() = 0;
    // Bytes on disk, for metrics; 0 when unknown.
    virtual std::int64_t size_bytes() = 0;
};

struct Options {
    std::string url;                 // "sqlite:PATH" or "postgres://..."
    Clock now = system_clock();
    std::string audit_key;           // 32 bytes; hash chain of the event log
    std::string node = "main";       // names this process in the event log
    bool is_durable = true;          // false only in tests: no fsync
    int max_readers = 8;
    std::size_t max_batch = 256;     // writes grouped into one commit
    std::size_t max_waiting = 4096;  // above it a write throws Busy
};
struct Busy : Failure {
    using Failure::Failure;
};

std::unique_ptr<Database> open(const Options& options);  // throws Failure
std::unique_ptr<Database> open_sqlite(const Options& options, const std::string& path);
std::unique_ptr<Database> open_postgres(const Options& options);

// The one place where SQL is put together from parts: a list's filters. Every part is a literal; values are
// parameters ("?" in a part).
class Select {
public:
    template <std::size_t N>
    explicit Select(const char (&head)[N], Args values = {}) {
        append("", head, values);
    }
    template <std::size_t N>
    Select& where(const char (&condition)[N], Args values = {}) {
        return append(glue().c_str(), condition, values);
    }
    template <std::size_t N>
    Select& where_in(const char (&column)[N], const std::vector<std::string>& values) {
        return add_in(column, values);
    }
    // Conditions until end() stand in brackets: all of them hold, any of them, or none.
    enum class Group { all, any, none };
    Select& begin(Group kind);
    Select& end();
    template <std::size_t N>
    Select& then(const char (&tail)[N], Args values = {}) {
        return append(" ", tail, values);
    }
    void run(Tx& tx, const char* name, const OnRow& on_row) const;

private:
    std::string glue();  // what joins the next condition to those before it
    Select& append(const char* glue, const char* part, Args values);
    Select& add_in(const char* column, const std::vector<std::string>& values);
    std::string sql_;
    bool has_where_ = false;
    struct Open {
        Group kind;
        bool is_empty;
    };
    std::vector<Open> groups_;
    struct Held {
        Arg::Kind kind;
        std::int64_t integer;
        double real;
        std::string text;
    };
    std::vector<Held> values_;
};

}  // namespace mainstay::db
