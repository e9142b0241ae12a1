#pragma once
// Reference results made by programs that are not ours; a missing file fails the test.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace mainstay::algo {

inline std::string shared_file(const std::string& path) {
    std::ifstream in(std::string(MAINSTAY_SHARED_DATA) + "/../" + path);
    REQUIRE_MESSAGE(in.good(), "missing: " << path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}
inline boost::json::value oracle(const std::string& name) {
    return boost::json::parse(shared_file("oracles/" + name));
}
inline double number(const boost::json::value& v) {
    return v.to_number<double>();
}
inline std::vector<double> numbers(const boost::json::value& v) {
    return boost::json::value_to<std::vector<double>>(v);
}
inline std::vector<double> numbers_in(const std::string& text) {  // every number of a free text
    std::vector<double> out;
    for (const char* p = text.c_str(); *p;) {
        char* end = nullptr;
        const double x = std::strtod(p, &end);
        const bool is_number =
            end != p && (p == text.c_str() || std::string(" ,=;:x").find(p[-1]) != std::string::npos);
        if (is_number) out.push_back(x);
        p = is_number ? end : p + 1;
    }
    return out;
}
// The numbers after a mark in an R or Octave printout, to the end of the line.
inline std::vector<double> printed(const std::string& text, const std::string& mark) {
    const auto at = text.find(mark);
    REQUIRE_MESSAGE(at != std::string::npos, "missing line: " << mark);
    const auto from = at + mark.size();
    return numbers_in(text.substr(from, text.find('\n', from) - from));
}
inline doctest::Approx near(double value, double relative = 1e-12) {
    return doctest::Approx(value).epsilon(relative).scale(1e-290);
}
inline doctest::Approx around(double value, double absolute) {
    return doctest::Approx(value).scale(1).epsilon(absolute / (1 + std::abs(value)));
}
template <class T>
T value_of(Result<T> result) {
    if (!result) FAIL(result.error().code() << ": " << result.error().detail());
    return *std::move(result);
}
template <class T>
std::string code_of(const Result<T>& result) {
    return result ? "no error" : result.error().code();
}
inline std::vector<double> column(const std::string& csv,
                                  const std::string& name) {  // empty cells are left out
    std::istringstream lines(csv);
    std::string line, cell;
    std::getline(lines, line);
    std::istringstream head(line);
    int wanted = -1, at = 0;
    for (; std::getline(head, cell, ','); ++at)
        if (cell == name || cell == name + "\r") wanted = at;
    REQUIRE_MESSAGE(wanted >= 0, "no column " << name);
    std::vector<double> out;
    while (std::getline(lines, line)) {
        std::istringstream row(line);
        for (at = 0; std::getline(row, cell, ','); ++at)
            if (at == wanted && !cell.empty() && cell != "\r") out.push_back(std::stod(cell));
    }
    return out;
}

}  // namespace mainstay::algo
