#include "app/data_import.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <stdexcept>

#include "app/data_map.hpp"
#include "kit/db/migrate.hpp"
#include "kit/events/events.hpp"
#include "mainstay_migrations.hpp"
#include "tickets/build_search.hpp"

namespace mainstay::app {
namespace {

namespace bj = boost::json;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what);
}

std::vector<std::string> words(const bj::value& list) {
    std::vector<std::string> all;
    for (const auto& one : list.as_array()) all.emplace_back(one.as_string());
    return all;
}
std::string word(const bj::object& o, const char* name) {
    return std::string(o.at(name).as_string());
}

ArchiveHead read_head(const bj::object& o) {
    return {word(o, "mainstay"), word(o, "engine"), word(o, "key_fingerprint"), word(o, "key"), o.at("made_at").to_number<std::int64_t>(), words(o.at("migrations"))};
}

Contents read_contents(const bj::object& o) {
    Contents c;
    for (const auto& [name, rows] : o.at("rows").as_object()) c.rows[std::string(name)] = rows.to_number<std::int64_t>();
    c.content_hash = word(o, "content_hash");
    c.files = o.at("files").to_number<std::int64_t>();
    c.bytes = o.at("bytes").to_number<std::int64_t>();
    c.missing = words(o.at("missing"));
    c.event_seq = o.at("event_seq").to_number<std::int64_t>();
    c.event_hash = word(o, "event_hash");
    return c;
}

const db::Table& table_named(std::string_view name) {
    for (const auto& table : data_map())
        if (name == table.name) return table;
    fail("the archive has a table that this Mainstay does not know: \"" + std::string(name) + "\"");
}

std::vector<db::Cell> read_row(const bj::array& values) {
    std::vector<db::Cell> row;
    for (const auto& value : values) {
        if (value.is_null())
            row.emplace_back();
        else if (const auto* text = value.if_string())
            row.push_back({.is_null = false, .is_number = false, .number = 0, .text = std::string(*text)});
        else
            row.push_back({.is_null = false, .is_number = true, .number = value.to_number<std::int64_t>(), .text = {}});
    }
    return row;
}

// What to do with the parts of an archive as they come. By default they are only looked at.
struct Takes {
    virtual ~Takes() = default;
    virtual void head(const ArchiveHead&) {}
    virtual void table(const db::Table&, const std::vector<std::string>&) {}
    virtual void row(const bj::array&) {}
    virtual void blob(const std::string&) {}
    virtual void piece(std::string_view) {}
    virtual void blob_is_over() {}
    virtual void end() {}
};

class Walk {
public:
    Walk(ArchiveReader& in, Takes& takes) : in_(in), takes_(takes) {}
    Checked run() {
        std::string line;
        while (!is_over_ && in_.line(line)) take(line);
        if (!is_over_) fail("the archive is truncated: its end is missing");
        if (in_.line(line)) fail("the archive was altered: something was added at its end");
        return std::move(found_);
    }

private:
    void take(const std::string& line) {
        if (line.starts_with('[')) return take_row(line);
        boost::system::error_code bad;
        const auto value = bj::parse(line, bad);
        if (bad || !value.is_object()) fail("the archive was altered: a line is not what was written");
        const auto& o = value.as_object();
        if (o.contains("table")) return take_table(o);
        if (o.contains("blob")) return take_blob(o);
        if (o.contains("end")) return take_end(o);
        takes_.head(found_.head = read_head(o));
    }
    void take_table(const bj::object& o) {
        table_ = &table_named(word(o, "table"));
        columns_ = words(o.at("columns"));
        for (const auto& column : columns_)
            if (std::none_of(table_->columns.begin(), table_->columns.end(), [&](const auto& c) { return column == c.name; }))
                fail("the archive has a column that this Mainstay does not know: \"" + column + "\"");
        seen_.rows[table_->name] = 0;
        takes_.table(*table_, columns_);
    }
    void take_row(const std::string& line) {
        boost::system::error_code bad;
        const auto value = bj::parse(line, bad);
        if (bad || !table_ || value.as_array().size() != columns_.size()) fail("the archive was altered: a row is not what was written");
        hash_.add(table_->name, line);
        ++seen_.rows[table_->name];
        takes_.row(value.as_array());
    }
    void take_blob(const bj::object& o) {
        const auto size = o.at("size").to_number<std::uint64_t>();
        takes_.blob(word(o, "blob"));
        in_.bytes(size, [&](std::string_view piece) { takes_.piece(piece); });
        takes_.blob_is_over();
        ++seen_.files;
        seen_.bytes += static_cast<std::int64_t>(size);
    }
    void take_end(const bj::object& o) {
        if (word(o, "sha256") != in_.sha256_before_line()) fail("the archive was altered: its hash does not match");
        found_.contents = read_contents(o.at("end").as_object());
        seen_.content_hash = hash_.hex();
        seen_.missing = found_.contents.missing;
        seen_.event_seq = found_.contents.event_seq;
        seen_.event_hash = found_.contents.event_hash;
        if (!(seen_ == found_.contents)) fail("the archive does not hold what its end says");
        takes_.end();
        is_over_ = true;
    }

    ArchiveReader& in_;
    Takes& takes_;
    Checked found_;
    Contents seen_;
    ContentHash hash_;
    const db::Table* table_ = nullptr;
    std::vector<std::string> columns_;
    bool is_over_ = false;
};

Checked walk(const std::string& path, const ArchiveKey& key, Takes& takes) {
    ArchiveReader in(path, key);
    try {
        return Walk(in, takes).run();
    } catch (const boost::system::system_error&) {
        fail("the archive was altered: a line is not what was written");
    } catch (const std::out_of_range&) {
        fail("the archive was altered: a line lacks a part");
    }
}

class Loader : public Takes {
public:
    Loader(db::Tx& tx, blob::Store& blobs, const Contents& contents, const std::string& folder)
        : tx_(tx), store_(blobs), folder_(folder), progress_("rows") {
        std::int64_t total = 0;
        for (const auto& [name, rows] : contents.rows) total += rows;
        progress_.begin(total, "rows");
    }
    void table(const db::Table& table, const std::vector<std::string>& columns) override {
        finish_table();
        rows_.emplace(tx_, table, columns);
    }
    void row(const bj::array& values) override {
        rows_->add(read_row(values));
        progress_.add();
    }
    void blob(const std::string& id) override {
        finish_table();
        id_ = id;
        writer_.emplace(store_.write());
    }
    void piece(std::string_view bytes) override { writer_->write(bytes); }
    void blob_is_over() override {
        store_.rename(writer_->finish().id, id_);
        writer_.reset();
    }
    void end() override { finish_table(); }

private:
    void finish_table() {
        if (rows_) rows_->finish();
        rows_.reset();
    }
    db::Tx& tx_;
    blob::Store& store_;
    std::string folder_, id_;
    Progress progress_;
    std::optional<db::RowWriter> rows_;
    std::optional<blob::Writer> writer_;
};

// The schema that the archive has: what comes after it is applied when the rows are in.
std::vector<db::Migration> migrations_in(const ArchiveHead& head) {
    std::vector<db::Migration> known;
    for (const auto& name : head.migrations) {
        const auto found = std::find_if(std::begin(all_migrations), std::end(all_migrations), [&](const auto& m) { return name == m.name; });
        if (found == std::end(all_migrations)) fail("the archive was made by a newer Mainstay (it has \"" + name + "\"); use that version");
        known.push_back(*found);
    }
    return known;
}

void migrate_to(db::Database& db, std::span<const db::Migration> migrations) {
    const auto done = db::migrate(db, migrations, system_clock()());
    if (!done) fail(done.error().detail());
}

bool is_empty(db::Database& db) {
    return db.read([](db::Tx& tx) {
        for (const auto& table : data_map())
            if (db::count_rows(tx, table) > 0) return false;
        return true;
    });
}

std::int64_t stop_sending(db::Database& db) {
    static constexpr db::Query kCount{"import.count_waiting", "SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')"};
    static constexpr db::Query kStop{"import.stop_sending", "INSERT INTO settings (name, value) VALUES ('mail.stopped', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value"};
    std::int64_t waiting = 0;
    (void)db.write([&](db::Tx& tx) -> Result<> {
        tx.each(kCount, {}, [&](const db::Row& row) { waiting = row.integer(0); });
        if (waiting > 0) tx.exec(kStop, {"data was restored: look at what waits before it is sent again"});
        return Done{};
    });
    return waiting;
}

void compare(db::Database& db, const Contents& expected, const crypto::KeyRing& keys) {
    if (content_of(db).content_hash != expected.content_hash) throw std::runtime_error("what arrived in the database is not what the archive holds");
    const auto audit = db.read([&](db::Tx& tx) { return events::verify(tx, keys.key("audit")); });
    if (!audit.mistakes.empty()) fail("the event log of the archive is not whole: " + audit.mistakes.front());
}

}  // namespace

Checked check_archive(const std::string& path, const ArchiveKey& key) {
    Takes nothing;
    auto checked = walk(path, key, nothing);
    migrations_in(checked.head);
    return checked;
}

std::int64_t import_data(const ImportOrder& order, const Checked& checked) {
    if (order.keys.fingerprint() != checked.head.key_fingerprint) fail("the key file does not belong to this data; name the key file of the installation it comes from with --key-file");
    auto db = db::open(order.options);
    migrate_to(*db, migrations_in(checked.head));
    if (!is_empty(*db)) fail("the database is not empty; data is put into an empty one only");
    blob::Store blobs(order.data_folder + "/blobs", false);
    auto loaded = db->write([&](db::Tx& tx) -> Result<> {
        Loader loader(tx, blobs, checked.contents, order.data_folder);
        walk(order.path, order.key, loader);
        return Done{};
    });
    if (!loaded) fail(loaded.error().detail());
    compare(*db, checked.contents, order.keys);
    migrate_to(*db, all_migrations);
    Progress progress("messages indexed");
    auto indexed = tickets::build_search(*db, [&](std::int64_t) { progress.add(128); });
    if (!indexed) fail(indexed.error().detail());
    return stop_sending(*db);
}

}  // namespace mainstay::app
