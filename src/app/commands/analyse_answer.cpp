// How an answer of `mainstay analyse` is printed: aligned text, or one JSON object.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/commands/analyse.hpp"

namespace mainstay::app::analysis {
namespace {

std::string words(const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? "yes" : "no";
    const double v = std::get<double>(cell);
    if (std::isnan(v)) return "-";
    return v == std::floor(v) && std::abs(v) < 1e15 ? fmt::format("{:.0f}", v) : fmt::format("{:.6g}", v);
}

void write(json::Writer& out, const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return out.text(*text);
    if (const auto* flag = std::get_if<bool>(&cell)) return out.boolean(*flag);
    const double v = std::get<double>(cell);
    if (!std::isfinite(v)) return out.null();
    if (v == std::floor(v) && std::abs(v) < 1e15) return out.integer(static_cast<std::int64_t>(v));
    out.real(v);
}

std::size_t width_of(const std::string& text) {  // columns on a terminal: Chinese characters take two
    std::size_t width = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 || byte >= 0xC0) width += byte >= 0xE3 ? 2 : 1;
    }
    return width;
}

}  // namespace

std::vector<std::vector<Cell>>& Answer::table(std::string name, std::vector<std::string> columns) {
    tables_.reserve(16);  // references to the rows stay good
    tables_.push_back({std::move(name), std::move(columns), {}});
    return tables_.back().rows;
}

std::string Answer::json() const {
    std::string text;
    json::Writer out(text);
    out.begin_object();
    for (const auto& [name, value] : facts_) {
        out.key(name);
        write(out, value);
    }
    for (const auto& table : tables_) {
        out.key(table.name);
        out.begin_array();
        for (const auto& row : table.rows) {
            out.begin_object();
            for (std::size_t c = 0; c < row.size(); ++c) {
                out.key(table.columns[c]);
                write(out, row[c]);
            }
            out.end_object();
        }
        out.end_array();
    }
    out.end_object();
    return text;
}

std::string Answer::text() const {
    std::string out;
    std::size_t longest = 0;
    for (const auto& [name, value] : facts_) longest = std::max(longest, name.size());
    for (const auto& [name, value] : facts_)
        out += name + std::string(longest - name.size() + 2, ' ') + words(value) + "\n";
    for (const auto& table : tables_) {
        std::vector<std::size_t> widths;
        for (const auto& column : table.columns) widths.push_back(width_of(column));
        for (const auto& row : table.rows)
            for (std::size_t c = 0; c < row.size(); ++c)
                widths[c] = std::max(widths[c], width_of(words(row[c])));
        out += (out.empty() ? "" : "\n") + table.name + "\n";
        const auto line = [&](std::size_t c, const std::string& cell, bool is_number) {
            const std::string space(widths[c] - width_of(cell), ' ');
            out += "  " + (is_number ? space + cell : cell + space);
        };
        for (std::size_t c = 0; c < table.columns.size(); ++c)
            line(
                c, table.columns[c], !table.rows.empty() && std::holds_alternative<double>(table.rows[0][c]));
        const auto end_line = [&] { out.erase(out.find_last_not_of(' ') + 1) += "\n"; };
        end_line();
        for (const auto& row : table.rows) {
            for (std::size_t c = 0; c < row.size(); ++c)
                line(c, words(row[c]), std::holds_alternative<double>(row[c]));
            end_line();
        }
    }
    return out;
}

}  // namespace mainstay::app::analysis
