// Reading for `mainstay analyse`: flags, CSV and JSON, with errors that name the line and the column.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iostream>
#include <iterator>

#include "app/commands/analyse.hpp"

namespace mainstay::app::analysis {
namespace {

constexpr std::size_t kMostBytes = 256u << 20;

std::string trimmed(const std::string& text) {
    const auto from = text.find_first_not_of(" \t\r"), to = text.find_last_not_of(" \t\r");
    return from == std::string::npos ? "" : text.substr(from, to - from + 1);
}

std::optional<double> number_in(const std::string& text) {
    const auto t = trimmed(text);
    double value = 0;
    const auto* from = t.data() + (t.starts_with('+') ? 1 : 0);
    const auto done = std::from_chars(from, t.data() + t.size(), value);
    if (t.empty() || done.ec != std::errc() || done.ptr != t.data() + t.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

bool is_gap(const std::string& text) {
    const auto t = trimmed(text);
    return t.empty() || t == "NA" || t == "NaN" || t == "nan" || t == "null";
}

// RFC 4180: quotes may hold commas, line ends and doubled quotes.
Result<Sheet> read_csv(const std::string& text) {
    std::vector<std::vector<std::string>> records(1);
    std::vector<std::size_t> lines{1};
    std::string cell;
    bool is_quoted = false, was_quoted = false;
    std::size_t line = 1, opened = 0;
    const auto end_cell = [&] {
        records.back().push_back(was_quoted ? cell : trimmed(cell));
        cell.clear();
        was_quoted = false;
    };
    const auto end_record = [&] {
        end_cell();
        if (records.back().size() == 1 && records.back()[0].empty() && lines.size() > 1 &&
            records[0].size() > 1)
            records.pop_back(), lines.pop_back();  // empty line
        records.emplace_back();
        lines.push_back(line + 1);
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (is_quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"')
                cell += text[++i];
            else if (c == '"')
                is_quoted = false;
            else
                cell += c;
            line += c == '\n';
        } else if (c == '"' && trimmed(cell).empty()) {
            is_quoted = was_quoted = true, opened = line;
            cell.clear();
        } else if (c == ',') {
            end_cell();
        } else if (c == '\n') {
            end_record();
            ++line;
        } else if (!(was_quoted && (c == '\r' || c == ' '))) {
            cell += c;
        }
    }
    if (is_quoted) return bad_input("line " + std::to_string(opened), "a quote is opened and never closed");
    if (!cell.empty() || was_quoted || !records.back().empty())
        end_cell();
    else
        records.pop_back(), lines.pop_back();
    if (records.empty() || (records.size() == 1 && records[0].size() == 1 && records[0][0].empty()))
        return bad_input("input", "there is nothing in it");
    Sheet sheet;
    sheet.columns = records[0];
    for (std::size_t r = 1; r < records.size(); ++r) {
        if (records[r].size() != sheet.columns.size())
            return bad_input("line " + std::to_string(lines[r]),
                             "has " + std::to_string(records[r].size()) + " cells, the header has " +
                                 std::to_string(sheet.columns.size()));
        sheet.rows.push_back(std::move(records[r]));
        sheet.lines.push_back(lines[r]);
    }
    return sheet;
}

std::string cell_of(const json::Node& node) {
    switch (node.kind()) {
        case json::Node::Kind::null: return "";
        case json::Node::Kind::text: return std::string(node.text());
        case json::Node::Kind::boolean: return node.boolean() ? "1" : "0";
        default: return node.serialise();
    }
}

Result<Sheet> read_json_rows(const json::Node& root) {
    if (root.kind() != json::Node::Kind::array) return bad_input("input", "a list of rows is expected");
    Sheet sheet;
    for (std::size_t i = 0; i < root.size(); ++i) {
        const auto row = root.at(i);
        std::vector<std::string> cells(sheet.columns.size());
        const auto put = [&](const std::string& column, const json::Node& value) {
            const auto at = static_cast<std::size_t>(
                std::find(sheet.columns.begin(), sheet.columns.end(), column) - sheet.columns.begin());
            if (at == sheet.columns.size()) {
                sheet.columns.push_back(column);
                for (auto& earlier : sheet.rows) earlier.emplace_back();
                cells.emplace_back();
            }
            cells[at] = cell_of(value);
        };
        if (row.kind() == json::Node::Kind::object)
            for (std::size_t k = 0; k < row.size(); ++k)
                put(std::string(row.member(k).first), row.member(k).second);
        else
            put(row.kind() == json::Node::Kind::text ? "text" : "value", row);
        sheet.rows.push_back(std::move(cells));
        sheet.lines.push_back(i + 1);
    }
    if (sheet.rows.empty()) return bad_input("input", "there is nothing in it");
    return sheet;
}

}  // namespace

Error bad_input(const std::string& where, const std::string& what) {
    return Error(ErrorKind::invalid, "bad_input", where + ": " + what);
}

Result<std::string> file_text(const std::string& path) {
    std::ifstream file;
    if (path != "-") {
        file.open(path, std::ios::binary);
        if (!file) return bad_input(path, "cannot be read");
    }
    std::istream& in = path == "-" ? std::cin : file;
    std::string text;
    std::vector<char> block(1 << 16);
    while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
        text.append(block.data(), static_cast<std::size_t>(in.gcount()));
        if (text.size() > kMostBytes) return bad_input(path, "is larger than 256 MB");
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return text;
}

Result<Sheet> read_sheet(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || text[first] != '[') return read_csv(text);
    MS_TRY(const auto document, json::Document::parse(text));
    return read_json_rows(document.root());
}

bool Sheet::has(const std::string& column) const {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

Result<std::size_t> Sheet::find(const std::string& column) const {
    const auto at = std::find(columns.begin(), columns.end(), column);
    if (at != columns.end()) return static_cast<std::size_t>(at - columns.begin());
    std::string there;
    for (const auto& c : columns) there += (there.empty() ? "" : ", ") + c;
    return bad_input("column \"" + column + "\"", "is missing; there are: " + there);
}

Result<std::vector<double>> Sheet::numbers_or_gaps(const std::string& column) const {
    MS_TRY(const auto at, find(column));
    std::vector<double> out;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto value = number_in(rows[r][at]);
        if (!value && !is_gap(rows[r][at]))
            return bad_input("line " + std::to_string(lines[r]) + ", column \"" + column + "\"",
                             "\"" + rows[r][at] + "\" is not a number");
        out.push_back(value.value_or(std::nan("")));
    }
    return out;
}

Result<std::vector<double>> Sheet::numbers(const std::string& column) const {
    MS_TRY(auto out, numbers_or_gaps(column));
    for (std::size_t r = 0; r < out.size(); ++r)
        if (std::isnan(out[r]))
            return bad_input("line " + std::to_string(lines[r]) + ", column \"" + column + "\"", "is empty");
    return out;
}

Result<std::vector<std::string>> Sheet::texts(const std::string& column) const {
    MS_TRY(const auto at, find(column));
    std::vector<std::string> out;
    for (const auto& row : rows) out.push_back(row[at]);
    return out;
}

std::vector<std::string> Sheet::number_columns() const {
    std::vector<std::string> out;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const bool is_number = std::all_of(
            rows.begin(), rows.end(), [&](const auto& row) { return number_in(row[c]) || is_gap(row[c]); });
        const bool is_filled = std::any_of(
            rows.begin(), rows.end(), [&](const auto& row) { return number_in(row[c]).has_value(); });
        if (is_number && is_filled) out.push_back(columns[c]);
    }
    return out;
}

Result<Request> Request::read(const std::vector<std::string>& words, const std::vector<std::string>& flags) {
    Request request;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        const auto name = words[i].substr(0, equals);
        if (name == "--json") {
            request.is_json_ = true;
        } else if (words[i].starts_with("--")) {
            if (std::find(flags.begin(), flags.end(), name) == flags.end())
                return bad_input(name, "is no flag of this analysis; see --help");
            if (equals == std::string::npos && i + 1 == words.size()) return bad_input(name, "needs a value");
            request.flags_[name] = equals != std::string::npos ? words[i].substr(equals + 1) : words[++i];
        } else if (!request.file_.empty()) {
            return bad_input(words[i], "only one file can be read");
        } else {
            request.file_ = words[i];
        }
    }
    return request;
}

Result<double> Request::number(const std::string& flag) const {
    const auto found = flags_.find(flag);
    if (found == flags_.end()) return bad_input(flag, "is needed");
    const auto value = number_in(found->second);
    if (!value) return bad_input(flag, "\"" + found->second + "\" is not a number");
    return *value;
}

Result<double> Request::number(const std::string& flag, double fallback) const {
    return has(flag) ? number(flag) : Result<double>(fallback);
}

Result<int> Request::whole(const std::string& flag, int fallback) const {
    MS_TRY(const double value, number(flag, fallback));
    if (value != std::floor(value) || std::abs(value) > 2e9) return bad_input(flag, "must be a whole number");
    return static_cast<int>(value);
}

std::string Request::text(const std::string& flag, const std::string& fallback) const {
    const auto found = flags_.find(flag);
    return found == flags_.end() ? fallback : found->second;
}

Result<std::string> Request::input() const {
    if (file_.empty()) return bad_input("FILE", "is needed; - reads standard input");
    return file_text(file_);
}

Result<Sheet> Request::sheet() const {
    MS_TRY(const auto text, input());
    return read_sheet(text);
}

Result<json::Document> Request::document() const {
    MS_TRY(const auto text, input());
    auto document = json::Document::parse(text);
    if (document && document->root().kind() != json::Node::Kind::object)
        return bad_input("input", "a JSON object is expected; see --help");
    return document;
}

Result<std::vector<double>> Request::column() const {
    MS_TRY(const auto sheet, this->sheet());
    if (has("--column")) return sheet.numbers_or_gaps(text("--column"));
    if (sheet.columns.size() == 1) return sheet.numbers_or_gaps(sheet.columns[0]);
    if (sheet.has("value")) return sheet.numbers_or_gaps("value");
    return bad_input("--column", "there are several columns; name one");
}

Result<json::Node> Member::find(const char* name) const {
    const auto found = node_.kind() == json::Node::Kind::object ? node_.find(name) : std::nullopt;
    if (!found) return bad_input(at_ + "/" + name, "is missing");
    return *found;
}
bool Member::has(const char* name) const {
    return static_cast<bool>(find(name));
}

namespace {
bool is_number(const json::Node& n) {
    return n.kind() == json::Node::Kind::integer || n.kind() == json::Node::Kind::real;
}
}  // namespace

Result<double> Member::number(const char* name) const {
    MS_TRY(const auto node, find(name));
    if (!is_number(node)) return bad_input(at_ + "/" + name, "must be a number");
    return node.real();
}
Result<double> Member::number(const char* name, double fallback) const {
    return has(name) ? number(name) : Result<double>(fallback);
}

Result<std::string> Member::text(const char* name) const {
    MS_TRY(const auto node, find(name));
    if (node.kind() != json::Node::Kind::text) return bad_input(at_ + "/" + name, "must be a text");
    return std::string(node.text());
}
Result<std::string> Member::text(const char* name, const std::string& fallback) const {
    return has(name) ? text(name) : Result<std::string>(fallback);
}

Result<std::vector<double>> Member::numbers(const char* name) const {
    std::vector<double> out;
    if (!has(name)) return out;
    MS_TRY(const auto node, find(name));
    if (node.kind() != json::Node::Kind::array)
        return bad_input(at_ + "/" + name, "must be a list of numbers");
    for (std::size_t i = 0; i < node.size(); ++i) {
        if (!is_number(node.at(i)))
            return bad_input(at_ + "/" + name + "/" + std::to_string(i), "must be a number");
        out.push_back(node.at(i).real());
    }
    return out;
}

Result<std::vector<std::string>> Member::texts(const char* name) const {
    std::vector<std::string> out;
    if (!has(name)) return out;
    MS_TRY(const auto node, find(name));
    if (node.kind() != json::Node::Kind::array) return bad_input(at_ + "/" + name, "must be a list of texts");
    for (std::size_t i = 0; i < node.size(); ++i) {
        if (node.at(i).kind() != json::Node::Kind::text)
            return bad_input(at_ + "/" + name + "/" + std::to_string(i), "must be a text");
        out.emplace_back(node.at(i).text());
    }
    return out;
}

Result<std::vector<Member>> Member::list(const char* name) const {
    std::vector<Member> out;
    if (!has(name)) return out;
    MS_TRY(const auto node, find(name));
    if (node.kind() != json::Node::Kind::array) return bad_input(at_ + "/" + name, "must be a list");
    for (std::size_t i = 0; i < node.size(); ++i) {
        const auto where = at_ + "/" + name + "/" + std::to_string(i);
        if (node.at(i).kind() != json::Node::Kind::object) return bad_input(where, "must be an object");
        out.emplace_back(node.at(i), where);
    }
    return out;
}

Result<std::vector<std::vector<double>>> Member::matrix(const char* name) const {
    MS_TRY(const auto node, find(name));
    std::vector<std::vector<double>> out;
    if (node.kind() != json::Node::Kind::array) return bad_input(at_ + "/" + name, "must be a list of lists");
    for (std::size_t i = 0; i < node.size(); ++i) {
        const auto where = at_ + "/" + name + "/" + std::to_string(i);
        if (node.at(i).kind() != json::Node::Kind::array)
            return bad_input(where, "must be a list of numbers");
        out.emplace_back();
        for (std::size_t j = 0; j < node.at(i).size(); ++j) {
            if (!is_number(node.at(i).at(j)))
                return bad_input(where + "/" + std::to_string(j), "must be a number");
            out.back().push_back(node.at(i).at(j).real());
        }
    }
    return out;
}

}  // namespace mainstay::app::analysis
