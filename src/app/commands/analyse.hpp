#pragma once
// `mainstay analyse NAME`: the mathematics of src/algo on files. A request is the words and the input; an
// answer is a list of facts and tables, printed as text or as JSON.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "kit/json/shape.hpp"

namespace mainstay::app::analysis {

// Rows with named columns, from CSV (header line) or JSON (list of objects, of numbers, of texts).
struct Sheet {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> lines;  // where each row stands in the file
    bool has(const std::string& column) const;
    Result<std::size_t> find(const std::string& column) const;  // error names the columns there are
    Result<std::vector<double>> numbers(const std::string& column) const;  // error names line and column
    Result<std::vector<double>> numbers_or_gaps(const std::string& column) const;  // an empty cell is NaN
    Result<std::vector<std::string>> texts(const std::string& column) const;
    std::vector<std::string> number_columns() const;  // whose every cell is a number or empty
};
Result<Sheet> read_sheet(const std::string& text);

class Request {
public:
    static Result<Request> read(const std::vector<std::string>& words, const std::vector<std::string>& flags);
    Result<double> number(const std::string& flag) const;  // required
    Result<double> number(const std::string& flag, double fallback) const;
    Result<int> whole(const std::string& flag, int fallback) const;
    std::string text(const std::string& flag, const std::string& fallback = "") const;
    bool has(const std::string& flag) const { return flags_.contains(flag); }
    bool has_input() const { return !file_.empty(); }
    bool is_json() const { return is_json_; }
    Result<std::string> input() const;  // the file, or standard input for "-"
    Result<Sheet> sheet() const;
    Result<json::Document> document() const;
    Result<std::vector<double>> column() const;  // --column, "value", or the only one; gaps are NaN

private:
    std::map<std::string, std::string> flags_;
    std::string file_;
    bool is_json_ = false;
};
Result<std::string> file_text(const std::string& path);

// Members of a JSON object, with errors that name the place ("/groups/0/agents").
class Member {
public:
    Member(json::Node node, std::string at) : node_(node), at_(std::move(at)) {}
    bool has(const char* name) const;
    Result<double> number(const char* name) const;
    Result<double> number(const char* name, double fallback) const;
    Result<std::string> text(const char* name) const;
    Result<std::string> text(const char* name, const std::string& fallback) const;
    Result<std::vector<double>> numbers(const char* name) const;  // absent: empty
    Result<std::vector<std::string>> texts(const char* name) const;
    Result<std::vector<Member>> list(const char* name) const;  // of objects; absent: empty
    Result<std::vector<std::vector<double>>> matrix(const char* name) const;
    const std::string& at() const { return at_; }

private:
    Result<json::Node> find(const char* name) const;
    json::Node node_;
    std::string at_;
};

using Cell = std::variant<double, std::string, bool>;
class Answer {
public:
    void fact(std::string name, Cell value) { facts_.emplace_back(std::move(name), std::move(value)); }
    std::vector<std::vector<Cell>>& table(std::string name,
                                          std::vector<std::string> columns);  // rows to fill
    std::string json() const;
    std::string text() const;

private:
    struct Table {
        std::string name;
        std::vector<std::string> columns;
        std::vector<std::vector<Cell>> rows;
    };
    std::vector<std::pair<std::string, Cell>> facts_;
    std::vector<Table> tables_;
};

struct Analysis {
    const char* name;
    const char* usage;
    const char* about;
    const char* example;
    std::vector<std::string> flags;  // that take a value
    Result<Answer> (*run)(const Request&);
};
Result<Answer> queue(const Request&);
Result<Answer> staff(const Request&);
Result<Answer> simulate(const Request&);
Result<Answer> assign(const Request&);
Result<Answer> shifts(const Request&);
Result<Answer> portfolio(const Request&);
Result<Answer> forecast(const Request&);
Result<Answer> anomalies(const Request&);
Result<Answer> cluster(const Request&);
Result<Answer> classify(const Request&);
Result<Answer> price(const Request&);
Result<Answer> stats(const Request&);

Error bad_input(const std::string& where, const std::string& what);

}  // namespace mainstay::app::analysis
