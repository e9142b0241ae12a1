#include <sqlite3.h>

#include <filesystem>
#include <unordered_map>

#include "base/disk.hpp"
#include "kit/db/db.hpp"
#include "kit/db/pool.hpp"
#include "kit/db/writer.hpp"

namespace mainstay::db {
namespace {

struct Closer {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    void operator()(sqlite3_stmt* stmt) const { sqlite3_finalize(stmt); }
};

// SQLite counts the bytes it allocates under one lock of the process; readers on two cores would spend their time there.
void count_no_memory() {
    static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)done;
}

bool is_failed_sync(int code) {
    return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
}

// The disk or memory, not what was written.
bool is_surroundings(int code) {
    const int kind = code & 0xFF;
    return kind == SQLITE_IOERR || kind == SQLITE_NOMEM || kind == SQLITE_CANTOPEN || kind == SQLITE_BUSY;
}

// After some failures SQLite has rolled back by itself; whatever were written then would be outside any
// transaction.
[[noreturn]] void fail(sqlite3* handle, const std::string& where, bool was_in_transaction) {
    const auto text = where + ": " + sqlite3_errmsg(handle);
    const int code = sqlite3_extended_errcode(handle);
    if (is_failed_sync(code)) disk_failed(text);
    if ((code & 0xFF) == SQLITE_FULL) throw OutOfSpace(text);
    if (is_surroundings(code) || (was_in_transaction && sqlite3_get_autocommit(handle) != 0))
        throw Undone(text);
    throw Failure(text);
}

// SQLite's own checkpoint after a commit tells nobody that a sync failed, and would ask for it again.
int checkpoint(void*, sqlite3* handle, const char* name, int pages) {
    if (pages < 1000) return SQLITE_OK;
    const int code = sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (is_failed_sync(code)) disk_failed("checkpoint");
    return SQLITE_OK;  // whatever else failed is tried at the next commit
}

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* stmt) : stmt_(stmt) {}
    bool is_null(int c) const override { return sqlite3_column_type(stmt_, c) == SQLITE_NULL; }
    std::int64_t integer(int c) const override { return sqlite3_column_int64(stmt_, c); }
    double real(int c) const override { return sqlite3_column_double(stmt_, c); }
    std::string_view view(int c) const override {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(stmt_, c));
        if (text) return {text, static_cast<std::size_t>(sqlite3_column_bytes(stmt_, c))};
        if (!is_null(c)) throw Undone("no memory to read a text");  // which is not an empty text
        return {};
    }

private:
    sqlite3_stmt* stmt_;
};

// A prepared statement and where each $n stands in it (SQLite numbers names by first appearance).
struct Prepared {
    std::unique_ptr<sqlite3_stmt, Closer> stmt;
    std::vector<std::size_t> arg_of_slot;
};

class SqliteTx final : public Tx {
public:
    explicit SqliteTx(const std::string& path, const Options& options, bool is_writer) {
        sqlite3* raw = nullptr;
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (is_writer ? SQLITE_OPEN_CREATE : 0);
        const int status = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
        handle_.reset(raw);
        if (status != SQLITE_OK) throw Failure("cannot open " + path + ": " + sqlite3_errstr(status));
        sqlite3_busy_timeout(raw, 10'000);
        sqlite3_extended_result_codes(raw, 1);
        run_script("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000;");
        if (is_writer) sqlite3_wal_hook(raw, checkpoint, nullptr);
        // In memory, the writer's statement journal is a list that every INSERT ... RETURNING walks from its start: large
        // transactions become quadratic. On disk (unlinked, never synced) it is not.
        if (!is_writer) run_script("PRAGMA temp_store = MEMORY;");
        run_script(options.is_durable ? "PRAGMA synchronous = FULL;" : "PRAGMA synchronous = OFF;");
    }

    Engine engine() const override { return Engine::sqlite; }

    std::int64_t run(const Query& query, std::span<const Arg> args, const OnRow& on_row) override {
        if (is_bound_ && !is_in_transaction()) lost();
        auto& prepared = prepare(query);
        auto* stmt = prepared.stmt.get();
        bind(prepared, args, query);
        const SqliteRow row(stmt);
        const bool was_in_transaction = is_in_transaction();
        std::int64_t rows = 0;
        int status = SQLITE_OK;
        try {
            for (status = sqlite3_step(stmt); status == SQLITE_ROW; status = sqlite3_step(stmt)) {
                ++rows;
                if (on_row) on_row(row);
            }
        } catch (...) {
            sqlite3_reset(stmt);
            throw;
        }
        if (status != SQLITE_DONE) {
            sqlite3_reset(stmt);  // says the same error again
            is_full_ = (status & 0xFF) == SQLITE_FULL;
            fail(handle_.get(), query.name, was_in_transaction);
        }
        const bool changes = rows == 0 && !sqlite3_stmt_readonly(stmt);
        sqlite3_reset(stmt);
        return changes ? sqlite3_changes64(handle_.get()) : rows;
    }

    std::int64_t insert_for_key(const Query& query, Args args) override {
        run(query, {args.begin(), args.size()}, {});
        return sqlite3_last_insert_rowid(handle_.get());
    }

    void run_script(const std::string& sql) override {
        const bool was_in_transaction = is_in_transaction();
        if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_.get(), "script", was_in_transaction);
    }
    void begin() { run(Query{"db.begin", "BEGIN"}, {}, {}); }
    void commit() { run(Query{"db.commit", "COMMIT"}, {}, {}); }
    bool try_script(const char* sql) noexcept { return sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK; }
    bool is_in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
    // Until the end of the transaction nothing is written outside of it: SQLite may have rolled it back by itself.
    void bind_to_transaction(bool is_bound) { is_bound_ = is_bound, is_full_ = false; }

private:
    [[noreturn]] void lost() const {
        if (is_full_) throw OutOfSpace("the transaction was rolled back: no space left");
        throw Undone("the transaction was rolled back");
    }
    Prepared& prepare(const Query& query) {
        const std::string_view sql(query.sql);
        if (const auto found = cache_.find(sql); found != cache_.end()) return *found->second;
        if (cache_.size() >= 300) cache_.clear();
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr) !=
            SQLITE_OK)
            fail(handle_.get(), query.name, is_in_transaction());
        auto prepared = std::make_unique<Prepared>();
        prepared->stmt.reset(raw);
        for (int slot = 1; slot <= sqlite3_bind_parameter_count(raw); ++slot) {
            const char* name = sqlite3_bind_parameter_name(raw, slot);
            prepared->arg_of_slot.push_back(name && name[0] == '$' ? std::stoul(name + 1) - 1 : 0);
        }
        texts_.push_back(std::make_unique<std::string>(sql));
        return *(cache_[std::string_view(*texts_.back())] = std::move(prepared));
    }

    static void bind_text(sqlite3_stmt* stmt, int slot, std::string_view text) {
        if (is_storable(text)) {
            sqlite3_bind_text64(stmt, slot, text.data() ? text.data() : "", text.size(), SQLITE_STATIC, SQLITE_UTF8);
            return;
        }
        const auto repaired = storable(text);
        if (sqlite3_bind_text64(stmt, slot, repaired.c_str(), repaired.size(), SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK)
            throw Undone("no memory to write a text");
    }

    void bind(const Prepared& prepared, std::span<const Arg> args, const Query& query) {
        auto* stmt = prepared.stmt.get();
        for (std::size_t i = 0; i < prepared.arg_of_slot.size(); ++i) {
            if (prepared.arg_of_slot[i] >= args.size()) throw std::logic_error(std::string(query.name) + ": too few parameters");
            const auto& arg = args[prepared.arg_of_slot[i]];
            const int slot = static_cast<int>(i) + 1;
            switch (arg.kind()) {
                case Arg::Kind::null: sqlite3_bind_null(stmt, slot); break;
                case Arg::Kind::integer: sqlite3_bind_int64(stmt, slot, arg.integer()); break;
                case Arg::Kind::real: sqlite3_bind_double(stmt, slot, arg.real()); break;
                case Arg::Kind::text:
                    bind_text(stmt, slot, arg.text());
                    break;
            }
        }
    }

    std::unique_ptr<sqlite3, Closer> handle_;
    bool is_bound_ = false, is_full_ = false;
    std::vector<std::unique_ptr<std::string>> texts_;  // keep the keys of cache_ alive
    std::unordered_map<std::string_view, std::unique_ptr<Prepared>> cache_;
};

class SqliteWriter final : public WriteConnection {
public:
    SqliteWriter(const std::string& path, const Options& options) : tx_(path, options, true) {}
    Tx& begin() override {
        rollback();  // the last one may have failed for want of memory
        tx_.run_script("BEGIN IMMEDIATE");
        tx_.bind_to_transaction(true);
        return tx_;
    }
    void commit() override {
        tx_.run_script("COMMIT");
        tx_.bind_to_transaction(false);
    }
    void rollback() noexcept override {
        tx_.bind_to_transaction(false);
        if (tx_.is_in_transaction()) tx_.try_script("ROLLBACK");
    }
    void lock_events() override {}      // BEGIN IMMEDIATE is the lock
    void announce_events() override {}  // one process; others poll
    bool may_retry(const std::exception_ptr&) override { return false; }

private:
    SqliteTx tx_;
};

class Sqlite final : public Database {
public:
    Sqlite(const Options& options, std::string path)
        : path_(std::move(path)),
          writer_(options, std::make_unique<SqliteWriter>(path_, options), [this] { tell(); }),
          readers_(static_cast<std::size_t>(options.max_readers),
                   [this, options] { return std::make_unique<SqliteTx>(path_, options, false); }) {}

    Engine engine() const override { return Engine::sqlite; }

    void run_read(const std::function<void(Tx&)>& work) override {
        if (auto* tx = writer_.current()) return work(*tx);
        auto tx = readers_.borrow();
        tx->begin();
        try {
            work(*tx);
            tx->commit();
        } catch (...) {
            if (tx->is_in_transaction() && !tx->try_script("ROLLBACK"))
                tx.drop();  // never lent again with an old snapshot
            throw;
        }
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
        std::error_code ec;
        const auto size = std::filesystem::file_size(path_, ec);
        return ec ? 0 : static_cast<std::int64_t>(size);
    }

private:
    void tell() {
        const std::lock_guard lock(mutex_);
        for (const auto& listener : listeners_) listener();
    }
    std::string path_;
    std::mutex mutex_;
    std::vector<std::function<void()>> listeners_;
    Writer writer_;
    Pool<SqliteTx> readers_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const Options& options, const std::string& path) {
    count_no_memory();
    return std::make_unique<Sqlite>(options, path);
}

}  // namespace mainstay::db
