#pragma once
// The errors of the mathematics. Bad numbers name the field; a question without an answer ("unstable") says
// why.
#include <cmath>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace mainstay::algo {

using IsCancelled = std::function<bool()>;  // asked now and then by long computations; may be empty

inline Error bad(std::string field, std::string detail) {
    return Error(ErrorKind::invalid, "invalid_fields", detail, {{"/" + field, "out_of_range", detail}});
}
inline Error unstable(std::string detail) {
    return Error(ErrorKind::invalid, "unstable", std::move(detail));
}
inline Error infeasible(std::string detail) {
    return Error(ErrorKind::invalid, "infeasible", std::move(detail));
}
inline Error too_few(std::string detail) {
    return Error(ErrorKind::invalid, "too_few_values", std::move(detail));
}
inline Error too_large(std::string detail) {
    return Error(ErrorKind::too_large, "too_large", std::move(detail));
}
inline Error cancelled() {
    return Error(ErrorKind::unavailable, "cancelled", "The computation was cancelled.");
}

inline bool is_stopped(const IsCancelled& is_cancelled) {
    return is_cancelled && is_cancelled();
}

inline Result<> positive(const char* field, double value) {
    if (std::isfinite(value) && value > 0) return Done{};
    return bad(field, std::string(field) + " must be a finite number above 0");
}
inline Result<> not_negative(const char* field, double value) {
    if (std::isfinite(value) && value >= 0) return Done{};
    return bad(field, std::string(field) + " must be a finite number, 0 or more");
}
inline Result<> between(const char* field, double value, double low, double high) {
    if (std::isfinite(value) && value >= low && value <= high) return Done{};
    return bad(
        field,
        std::string(field) + " must be between " + std::to_string(low) + " and " + std::to_string(high));
}
template <class Values>
Result<> all_finite(const char* field, const Values& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i]))
            return bad(field + ("/" + std::to_string(i)),
                       std::string(field) + " has no number at position " + std::to_string(i));
    return Done{};
}

}  // namespace mainstay::algo
