#pragma once
// Whole tables, row by row, the same on both engines: what backup, export, import and the content hash are made of. The names come from
// the data map of the program, never from outside.
#include <functional>
#include <string>
#include <vector>

#include "kit/db/db.hpp"

namespace mainstay::db {

enum class Tag { none, personal, secret, content };  // what a column says about people

struct Column {
    const char* name;
    bool is_number;
    Tag tag;
};

struct Table {
    const char* name;
    std::size_t keys;  // how many of the first columns are the primary key
    std::vector<Column> columns;
    bool counts_itself = false;  // the key is the engine's automatic number
};

// Every row in the order of the key, a page at a time, so that memory stays bounded. All pages are of one snapshot when `tx` is.
void each_row(Tx& tx, const Table& table, const OnRow& on_row);

std::int64_t count_rows(Tx& tx, const Table& table);

// From here on every read of this read transaction sees the same moment (SQLite does anyhow).
void hold_snapshot(Tx& tx);

struct Cell {
    bool is_null = true;
    bool is_number = false;
    std::int64_t number = 0;
    std::string text;
};

// Inserts rows of these columns, many in one statement.
class RowWriter {
public:
    RowWriter(Tx& tx, const Table& table, std::vector<std::string> columns);
    void add(std::vector<Cell> row);
    void finish();  // the last ones; an automatic key goes on after the highest

private:
    void flush();
    const std::string& statement(std::size_t rows);
    Tx& tx_;
    const Table& table_;
    std::vector<std::string> columns_;
    std::vector<std::vector<Cell>> waiting_;
    std::string full_, rest_;  // statements for a full load and for the last one
    std::size_t most_;
};

}  // namespace mainstay::db
