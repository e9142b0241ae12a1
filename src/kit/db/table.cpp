#include "kit/db/table.hpp"

namespace mainstay::db {
namespace {

constexpr int kPage = 500;

std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const auto& part : parts) all.append(all.empty() ? "" : ", ").append(part);
    return all;
}

std::vector<std::string> names(const Table& table, std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.emplace_back(table.columns[i].name);
    return all;
}

std::vector<std::string> slots(std::size_t first, std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back("$" + std::to_string(first + i));
    return all;
}

// After the key in $1.., or from the start.
std::string page_sql(const Table& table, bool is_first) {
    const auto keys = joined(names(table, table.keys));
    std::string sql("SELECT ");
    sql.append(joined(names(table, table.columns.size()))).append(" FROM ").append(table.name);
    if (!is_first) sql.append(" WHERE (").append(keys).append(") > (").append(joined(slots(1, table.keys))).append(")");
    return sql.append(" ORDER BY ").append(keys).append(" LIMIT ").append(std::to_string(kPage));
}

Cell cell_of(const Row& row, int column, bool is_number) {
    if (is_number) return {.is_null = row.is_null(column), .is_number = true, .number = row.integer(column), .text = {}};
    return {.is_null = row.is_null(column), .is_number = false, .number = 0, .text = row.text(column)};
}

Arg arg_of(const Cell& cell) {
    if (cell.is_null) return nullptr;
    return cell.is_number ? Arg(cell.number) : Arg(cell.text);
}

void go_on_after_highest(Tx& tx, const Table& table) {
    if (tx.engine() == Engine::sqlite) return;  // takes the highest by itself
    std::string sql("SELECT MAX(");
    sql.append(table.columns[0].name).append(") FROM ").append(table.name);
    std::int64_t highest = 0;
    tx.each(Query{"db.highest_key", sql.c_str()}, {}, [&](const Row& row) { highest = row.integer(0); });
    static constexpr Query kSet{"db.set_sequence", "SELECT 1", "SELECT setval(pg_get_serial_sequence($1, $2), CAST($3 AS BIGINT))"};
    if (highest > 0) tx.exec(kSet, {table.name, table.columns[0].name, highest});
}

}  // namespace

void hold_snapshot(Tx& tx) {
    if (tx.engine() == Engine::postgres) tx.run_script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
}

std::int64_t count_rows(Tx& tx, const Table& table) {
    std::string sql("SELECT COUNT(*) FROM ");
    sql.append(table.name);
    std::int64_t count = 0;
    tx.each(Query{"db.count_rows", sql.c_str()}, {}, [&](const Row& row) { count = row.integer(0); });
    return count;
}

void each_row(Tx& tx, const Table& table, const OnRow& on_row) {
    const auto first = page_sql(table, true), next = page_sql(table, false);
    std::vector<Cell> last;
    for (int rows = kPage; rows == kPage;) {
        std::vector<Arg> args;
        for (const auto& cell : last) args.push_back(arg_of(cell));
        rows = 0;
        std::vector<Cell> reached;
        const std::string& sql = last.empty() ? first : next;
        tx.run(Query{table.name, sql.c_str()}, args, [&](const Row& row) {
            if (++rows == kPage)
                for (std::size_t i = 0; i < table.keys; ++i) reached.push_back(cell_of(row, static_cast<int>(i), table.columns[i].is_number));
            on_row(row);
        });
        last = std::move(reached);
    }
}

RowWriter::RowWriter(Tx& tx, const Table& table, std::vector<std::string> columns)
    : tx_(tx), table_(table), columns_(std::move(columns)), most_(std::max<std::size_t>(1, 500 / std::max<std::size_t>(1, columns_.size()))) {}

const std::string& RowWriter::statement(std::size_t rows) {
    auto& sql = rows == most_ ? full_ : rest_;
    if (&sql == &full_ && !sql.empty()) return sql;
    std::vector<std::string> groups;
    for (std::size_t i = 0; i < rows; ++i) groups.push_back("(" + joined(slots(1 + i * columns_.size(), columns_.size())) + ")");
    sql = "INSERT INTO ";
    return sql.append(table_.name).append(" (").append(joined(columns_)).append(") VALUES ").append(joined(groups));
}

void RowWriter::add(std::vector<Cell> row) {
    waiting_.push_back(std::move(row));
    if (waiting_.size() == most_) flush();
}

void RowWriter::flush() {
    std::vector<Arg> args;
    for (const auto& row : waiting_)
        for (const auto& cell : row) args.push_back(arg_of(cell));
    tx_.run(Query{table_.name, statement(waiting_.size()).c_str()}, args, {});
    waiting_.clear();
}

void RowWriter::finish() {
    if (!waiting_.empty()) flush();
    if (table_.counts_itself) go_on_after_highest(tx_, table_);
}

}  // namespace mainstay::db
