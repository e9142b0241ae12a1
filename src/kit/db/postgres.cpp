#include <libpq-fe.h>
#include <poll.h>

#include <atomic>
#include <charconv>
#include <cstring>
#include <thread>
#include <unordered_map>

#include "base/blocking.hpp"
#include "kit/db/db.hpp"
#include "kit/db/pool.hpp"
#include "kit/db/writer.hpp"

namespace mainstay::db {
namespace {

struct Closer {
    void operator()(PGconn* conn) const { PQfinish(conn); }
    void operator()(PGresult* result) const { PQclear(result); }
};
using Conn = std::unique_ptr<PGconn, Closer>;
using Reply = std::unique_ptr<PGresult, Closer>;

struct Deadlock : Undone {
    using Undone::Undone;
};

class PgRow final : public Row {
public:
    explicit PgRow(const PGresult* reply) : reply_(reply) {}
    void to(int row) { row_ = row; }
    bool is_null(int c) const override { return PQgetisnull(reply_, row_, c) != 0; }
    std::int64_t integer(int c) const override {
        std::int64_t value = 0;
        const auto text = view(c);
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }
    double real(int c) const override {
        double value = 0;
        const auto text = view(c);
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }
    std::string_view view(int c) const override {
        return {PQgetvalue(reply_, row_, c), static_cast<std::size_t>(PQgetlength(reply_, row_, c))};
    }

private:
    const PGresult* reply_;
    int row_ = 0;
};

class PgTx final : public Tx {
public:
    explicit PgTx(const std::string& url) : url_(url) { connect(); }

    Engine engine() const override { return Engine::postgres; }

    std::int64_t run(const Query& query, std::span<const Arg> args, const OnRow& on_row) override {
        const char* sql = query.pg_sql ? query.pg_sql : query.sql;
        std::vector<std::string> texts(args.size());
        std::vector<const char*> values(args.size(), nullptr);
        for (std::size_t i = 0; i < args.size(); ++i) {
            switch (args[i].kind()) {
                case Arg::Kind::null: continue;
                case Arg::Kind::integer: texts[i] = std::to_string(args[i].integer()); break;
                case Arg::Kind::real: texts[i] = real_text(args[i].real()); break;
                case Arg::Kind::text: texts[i] = storable(args[i].text()); break;
            }
            values[i] = texts[i].c_str();
        }
        const auto& name = prepare(query.name, sql, static_cast<int>(args.size()));
        const Reply reply(PQexecPrepared(conn_.get(), name.c_str(), static_cast<int>(args.size()), values.data(), nullptr, nullptr, 0));
        check(reply.get(), query.name);
        const int rows = PQntuples(reply.get());
        if (on_row) {
            PgRow row(reply.get());
            for (int r = 0; r < rows; ++r) {
                row.to(r);
                on_row(row);
            }
        }
        return rows > 0 ? rows : changed(reply.get());
    }

    std::int64_t insert_for_key(const Query& query, Args args) override {
        std::int64_t key = 0;
        run(query, {args.begin(), args.size()}, [&](const Row& row) { key = row.integer(0); });
        return key;
    }

    void run_script(const std::string& sql) override {
        const Reply reply(PQexec(conn_.get(), sql.c_str()));
        check(reply.get(), "script");
    }
    bool try_script(const char* sql) noexcept {
        const Reply reply(PQexec(conn_.get(), sql));
        return PQresultStatus(reply.get()) == PGRES_COMMAND_OK;
    }
    bool is_alive() const { return PQstatus(conn_.get()) == CONNECTION_OK; }
    void connect() {
        prepared_.clear();
        conn_.reset(PQconnectdb(url_.c_str()));
        if (!is_alive()) throw Undone(std::string("cannot reach PostgreSQL: ") + PQerrorMessage(conn_.get()));
        PQsetNoticeProcessor(conn_.get(), [](void*, const char*) {}, nullptr);
        run_script("SET synchronous_commit = on; SET timezone = 'UTC'");
    }
    PGconn* raw() const { return conn_.get(); }

private:
    static std::string real_text(double value) {
        char out[40];
        const auto [end, error] = std::to_chars(out, out + sizeof out, value);
        return {out, end};
    }
    static std::int64_t changed(PGresult* reply) {
        const std::string_view text(PQcmdTuples(reply));
        std::int64_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }
    const std::string& prepare(const char* where, const char* sql, int args) {
        if (const auto found = prepared_.find(sql); found != prepared_.end()) return found->second;
        if (prepared_.size() >= 400) {
            run_script("DEALLOCATE ALL");
            prepared_.clear();
        }
        const auto name = "q" + std::to_string(++next_name_);
        const Reply reply(PQprepare(conn_.get(), name.c_str(), sql, args, nullptr));
        check(reply.get(), where);
        return prepared_[sql] = name;
    }
    void check(PGresult* reply, const char* where) {
        const auto status = PQresultStatus(reply);
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
        const auto text = std::string(where) + ": " + PQerrorMessage(conn_.get());
        const char* state = PQresultErrorField(reply, PG_DIAG_SQLSTATE);
        const std::string_view code = state ? state : "";
        if (code == "40001" || code == "40P01") throw Deadlock(text);
        if (code == "53100") throw OutOfSpace(text);
        // no connection, shutting down, out of memory or connections
        if (!is_alive() || code.starts_with("08") || code.starts_with("57P") || code.starts_with("53")) throw Undone(text);
        throw Failure(text);
    }

    std::string url_;
    Conn conn_;
    std::unordered_map<std::string, std::string> prepared_;
    std::int64_t next_name_ = 0;
};

class PgWriter final : public WriteConnection {
public:
    explicit PgWriter(const std::string& url) : tx_(url) {}
    Tx& begin() override {
        if (!tx_.try_script("BEGIN")) {
            tx_.connect();  // the server was restarted: nothing was done yet
            tx_.run_script("BEGIN");
        }
        return tx_;
    }
    void commit() override { tx_.run_script("COMMIT"); }
    void rollback() noexcept override { tx_.try_script("ROLLBACK"); }
    void lock_events() override { tx_.run_script("SELECT pg_advisory_xact_lock(5283419)"); }
    void announce_events() override { tx_.run_script("NOTIFY mainstay_events"); }
    bool may_retry(const std::exception_ptr& failure) override {
        try {
            std::rethrow_exception(failure);
        } catch (const Deadlock&) {
            return true;
        } catch (...) {
            return false;
        }
    }

private:
    PgTx tx_;
};

// One connection that hears of every node's events.
class Listener {
public:
    Listener(std::string url, std::function<void()> heard) : url_(std::move(url)), heard_(std::move(heard)), thread_([this] { loop(); }) {}
    ~Listener() {
        is_stopping_ = true;
        thread_.join();
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

private:
    void loop() {
        std::unique_ptr<PgTx> tx;
        while (!is_stopping_) {
            try {
                if (!tx) {
                    tx = std::make_unique<PgTx>(url_);
                    tx->run_script("LISTEN mainstay_events");
                    heard_();  // whatever was said while we were away
                }
                wait(*tx);
            } catch (const std::exception&) {
                tx.reset();
                for (int i = 0; i < 10 && !is_stopping_; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
        }
    }
    void wait(PgTx& tx) {
        pollfd waiting{PQsocket(tx.raw()), POLLIN, 0};
        if (::poll(&waiting, 1, 200) <= 0) return;
        if (PQconsumeInput(tx.raw()) == 0) throw Failure("listener lost its connection");
        bool heard = false;
        while (auto* note = PQnotifies(tx.raw())) {
            heard = true;
            PQfreemem(note);
        }
        if (heard) heard_();
    }
    std::string url_;
    std::function<void()> heard_;
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;
};

class Postgres final : public Database {
public:
    explicit Postgres(const Options& options)
        : writer_(options, std::make_unique<PgWriter>(options.url), {}),
          readers_(static_cast<std::size_t>(options.max_readers), [url = options.url] { return std::make_unique<PgTx>(url); }),
          listener_(options.url, [this] { tell(); }) {}

    Engine engine() const override { return Engine::postgres; }

    void run_read(const std::function<void(Tx&)>& work) override {
        if (auto* tx = writer_.current()) return work(*tx);
        const Blocking waiting;  // for another process, most of the time
        auto tx = readers_.borrow();
        if (!tx->try_script("BEGIN READ ONLY")) {
            tx->connect();  // the server was restarted: a read may simply begin again
            tx->run_script("BEGIN READ ONLY");
        }
        try {
            work(*tx);
        } catch (...) {
            tx->try_script("ROLLBACK");
            if (!tx->is_alive()) tx.drop();
            throw;
        }
        tx->run_script("COMMIT");
    }

    void run_write(const std::function<bool(Tx&)>& work) override {
        if (auto* tx = writer_.current()) return join(*tx, work);
        writer_.run(work);
    }

    void on_events(std::function<void()> listener) override {
        const std::lock_guard lock(mutex_);
        listeners_.push_back(std::move(listener));
    }
    void on_commit(std::function<void(std::size_t, std::int64_t)> listener) override { writer_.on_commit(std::move(listener)); }
    std::size_t waiting_writes() override { return writer_.waiting(); }
    std::int64_t size_bytes() override {
        std::int64_t size = 0;
        run_read([&](Tx& tx) {
            static constexpr Query kSize{"db.size", "SELECT pg_database_size(current_database())"};
            tx.each(kSize, {}, [&](const Row& row) { size = row.integer(0); });
        });
        return size;
    }

private:
    void tell() {
        const std::lock_guard lock(mutex_);
        for (const auto& listener : listeners_) listener();
    }
    std::mutex mutex_;
    std::vector<std::function<void()>> listeners_;
    Writer writer_;
    Pool<PgTx> readers_;
    Listener listener_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(const Options& options) {
    return std::make_unique<Postgres>(options);
}

}  // namespace mainstay::db
