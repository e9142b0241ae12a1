#include "app/data_export.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "app/data_map.hpp"
#include "app/house.hpp"
#include "kit/json/shape.hpp"

namespace mainstay::app {
namespace {

std::string row_json(const db::Table& table, const db::Row& row) {
    std::string text;
    json::Writer out(text);
    out.begin_array();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const int c = static_cast<int>(i);
        if (row.is_null(c))
            out.null();
        else if (table.columns[i].is_number)
            out.integer(row.integer(c));
        else
            out.text(row.view(c));
    }
    out.end_array();
    return text;
}

std::string table_json(const db::Table& table) {
    std::string text;
    json::Writer out(text);
    out.begin_object();
    out.key("table");
    out.text(table.name);
    out.key("columns");
    out.begin_array();
    for (const auto& column : table.columns) out.text(column.name);
    out.end_array();
    out.end_object();
    return text;
}

std::vector<std::string> migrations_of(db::Tx& tx) {
    static constexpr db::Query kList{"export.migrations", "SELECT name FROM migrations ORDER BY name"};
    return tx.list(kList, {}, [](const db::Row& row) { return row.text(0); });
}

std::string head_json(db::Tx& tx, const ExportOrder& order) {
    std::string text;
    json::Writer out(text);
    out.begin_object();
    out.key("mainstay");
    out.text(version());
    out.key("engine");
    out.text(tx.engine() == db::Engine::sqlite ? "sqlite" : "postgres");
    out.key("made_at");
    out.integer(order.now);
    out.key("key_fingerprint");
    out.text(order.keys.fingerprint());
    out.key("key");
    out.text(order.key_text);
    out.key("migrations");
    out.begin_array();
    for (const auto& name : migrations_of(tx)) out.text(name);
    out.end_array();
    out.end_object();
    return text;
}

void note_event_head(db::Tx& tx, Contents& found) {
    static constexpr db::Query kLast{"export.last_event", "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"};
    tx.each(kLast, {}, [&](const db::Row& row) {
        found.event_seq = row.integer(0);
        found.event_hash = row.text(1);
    });
}

int blob_column(const db::Table& table) {
    const auto found = std::find_if(table.columns.begin(), table.columns.end(), [](const auto& c) { return std::string_view(c.name) == "blob_id"; });
    return found == table.columns.end() ? -1 : static_cast<int>(found - table.columns.begin());
}

void export_rows(db::Tx& tx, Contents& found, ArchiveWriter* out, std::set<std::string>& blobs, Progress& progress) {
    ContentHash hash;
    for (const auto& table : data_map()) {
        if (out) out->line(table_json(table));
        const int blob = blob_column(table);
        auto& rows = found.rows[table.name];
        db::each_row(tx, table, [&](const db::Row& row) {
            const auto text = row_json(table, row);
            hash.add(table.name, text);
            if (out) out->line(text);
            if (blob >= 0 && !row.view(blob).empty()) blobs.insert(row.text(blob));
            ++rows;
            progress.add();
        });
    }
    found.content_hash = hash.hex();
}

void export_blob(const std::string& id, blob::Store& store, Contents& found, ArchiveWriter& out) {
    const auto file = store.map(id);
    if (!file) return found.missing.push_back(id);
    const auto bytes = file->bytes();
    out.line("{\"blob\":\"" + id + "\",\"size\":" + std::to_string(bytes.size()) + "}");
    bytes.each_piece(bytes.view(), [&](std::string_view piece) { out.write(piece); });
    ++found.files;
    found.bytes += static_cast<std::int64_t>(bytes.size());
}

}  // namespace

void ContentHash::add(std::string_view table, std::string_view row) {
    const auto digest = crypto::keyed_hash("the content of a Mainstay, row by row", {table, row});
    for (std::size_t i = 0; i < sum_.size(); ++i) {
        std::uint64_t part = 0;
        for (std::size_t b = 0; b < 8; ++b) part = part << 8 | static_cast<unsigned char>(digest[i * 8 + b]);
        sum_[i] += part;
    }
}

std::string ContentHash::hex() const {
    std::string bytes;
    for (const auto part : sum_)
        for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(part >> shift & 255);
    return crypto::hex(bytes);
}

// Rows first: a blob is durable before a row names it, so all that these rows name are there.
Contents export_data(const ExportOrder& order, ArchiveWriter& out) {
    Contents found;
    Progress progress("rows");
    std::set<std::string> blobs;
    order.db.run_read([&](db::Tx& tx) {
        db::hold_snapshot(tx);
        std::int64_t total = 0;
        for (const auto& table : data_map()) total += db::count_rows(tx, table);
        progress.begin(total, "rows");
        out.line(head_json(tx, order));
        note_event_head(tx, found);
        export_rows(tx, found, &out, blobs, progress);
    });
    progress.begin(static_cast<std::int64_t>(blobs.size()), "files");
    for (const auto& id : blobs) {
        export_blob(id, order.blobs, found, out);
        progress.add();
    }
    const auto before = out.sha256();
    out.line("{\"end\":" + to_json(found) + ",\"sha256\":\"" + before + "\"}");
    return found;
}

Contents content_of(db::Database& db) {
    Contents found;
    Progress progress("rows");
    std::set<std::string> blobs;
    db.run_read([&](db::Tx& tx) {
        db::hold_snapshot(tx);
        note_event_head(tx, found);
        export_rows(tx, found, nullptr, blobs, progress);
    });
    return found;
}

std::string to_json(const Contents& contents) {
    std::string text;
    json::Writer out(text);
    out.begin_object();
    out.key("rows");
    out.begin_object();
    for (const auto& [table, rows] : contents.rows) {
        out.key(table);
        out.integer(rows);
    }
    out.end_object();
    out.key("content_hash");
    out.text(contents.content_hash);
    out.key("files");
    out.integer(contents.files);
    out.key("bytes");
    out.integer(contents.bytes);
    out.key("missing");
    out.begin_array();
    for (const auto& id : contents.missing) out.text(id);
    out.end_array();
    out.key("event_seq");
    out.integer(contents.event_seq);
    out.key("event_hash");
    out.text(contents.event_hash);
    out.end_object();
    return text;
}

}  // namespace mainstay::app
