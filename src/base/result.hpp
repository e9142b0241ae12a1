#pragma once
// Result<T>: a value, or an Error the caller is expected to handle. Exceptions stay for bugs and lost
// infrastructure (a dead database), asserts for a programmer's mistake.
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mainstay {

enum class ErrorKind {
    invalid,          // 422
    malformed,        // 400
    unauthenticated,  // 401
    forbidden,        // 403
    not_found,        // 404
    conflict,         // 409
    stale,            // 412: If-Match did not match
    precondition,     // 428: If-Match is missing
    too_large,        // 413
    unsupported,      // 415
    rate_limited,     // 429
    unavailable,      // 503
    out_of_space      // 507
};

struct FieldError {
    std::string pointer;  // JSON pointer into the body, e.g. "/subject"; "?name" for a query parameter
    std::string code;     // stable, translatable: "required", "too_long"
    std::string detail;   // English default
};

// Not an aggregate on purpose: C++20 lets T(int) match an aggregate's first member, which would make
// Result<int>'s two constructors ambiguous.
class Error {
public:
    Error(ErrorKind kind, std::string code, std::string detail, std::vector<FieldError> fields = {})
        : kind_(kind), code_(std::move(code)), detail_(std::move(detail)), fields_(std::move(fields)) {}

    ErrorKind kind() const { return kind_; }
    const std::string& code() const { return code_; }
    const std::string& detail() const { return detail_; }
    const std::vector<FieldError>& fields() const { return fields_; }
    int retry_after_s() const { return retry_after_s_; }
    Error& retry_after(int seconds) {
        retry_after_s_ = seconds;
        return *this;
    }

private:
    ErrorKind kind_;
    std::string code_;
    std::string detail_;
    std::vector<FieldError> fields_;
    int retry_after_s_ = 0;
};

// One wrong field, the commonest Error.
Error invalid_field(std::string pointer, std::string code, std::string detail);

struct Done {};

template <class T = Done>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& operator*() & { return std::get<0>(state_); }
    T const& operator*() const& { return std::get<0>(state_); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    T* operator->() { return &std::get<0>(state_); }
    T const* operator->() const { return &std::get<0>(state_); }
    const Error& error() const& { return std::get<1>(state_); }
    Error&& error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, Error> state_;
};

}  // namespace mainstay

#define MS_CONCAT_(a, b) a##b
#define MS_CONCAT(a, b) MS_CONCAT_(a, b)
// MS_TRY(auto ticket, store.find(tx, id)): bind the value, or return the error from this function.
#define MS_TRY(decl, expr)                                                                     \
    auto MS_CONCAT(ms_try_, __LINE__) = (expr);                                                \
    if (!MS_CONCAT(ms_try_, __LINE__)) return std::move(MS_CONCAT(ms_try_, __LINE__)).error(); \
    decl = *std::move(MS_CONCAT(ms_try_, __LINE__))
// MS_CHECK(may_write(actor, ticket)): return the error from this function, if there is one.
#define MS_CHECK(expr)                                  \
    do {                                                \
        auto ms_check_ = (expr);                        \
        if (!ms_check_) return std::move(ms_check_).error(); \
    } while (false)
