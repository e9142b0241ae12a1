#include "kit/db/db.hpp"

#include <utility>

namespace mainstay::db {

std::string Select::glue() {
    if (groups_.empty()) return std::exchange(has_where_, true) ? " AND " : " WHERE ";
    auto& group = groups_.back();
    if (std::exchange(group.is_empty, false)) return "";
    return group.kind == Group::all ? " AND " : " OR ";
}

Select& Select::begin(Group kind) {
    sql_ += glue() + (kind == Group::none ? "NOT (" : "(");
    groups_.push_back({kind, true});
    return *this;
}

Select& Select::end() {
    if (groups_.empty()) throw std::logic_error("a group of conditions ends that did not begin");
    const auto group = groups_.back();
    groups_.pop_back();
    if (group.is_empty) sql_ += group.kind == Group::all ? "1 = 1" : "1 = 0";
    sql_ += ")";
    return *this;
}

Select& Select::append(const char* glue, const char* part, Args values) {
    sql_ += glue;
    const auto* value = values.begin();
    for (const char* c = part; *c; ++c) {
        if (*c != '?') {
            sql_ += *c;
            continue;
        }
        if (value == values.end()) throw std::logic_error("a filter has more marks than values");
        values_.push_back({value->kind(), value->integer(), value->real(), std::string(value->text())});
        ++value;
        sql_ += "$" + std::to_string(values_.size());
    }
    return *this;
}

Select& Select::add_in(const char* column, const std::vector<std::string>& values) {
    sql_ += glue() + column + " IN (";
    for (std::size_t i = 0; i < values.size(); ++i) {
        values_.push_back({Arg::Kind::text, 0, 0, values[i]});
        sql_ += (i ? ", $" : "$") + std::to_string(values_.size());
    }
    sql_ += values.empty() ? "NULL)" : ")";
    return *this;
}

void Select::run(Tx& tx, const char* name, const OnRow& on_row) const {
    std::vector<Arg> args;
    args.reserve(values_.size());
    for (const auto& held : values_) {
        switch (held.kind) {
            case Arg::Kind::null: args.emplace_back(nullptr); break;
            case Arg::Kind::integer: args.emplace_back(held.integer); break;
            case Arg::Kind::real: args.emplace_back(held.real); break;
            case Arg::Kind::text: args.emplace_back(held.text); break;
        }
    }
    const Query query{name, sql_.c_str()};
    tx.run(query, args, on_row);
}

std::unique_ptr<Database> open(const Options& options) {
    if (options.url.starts_with("sqlite:")) return open_sqlite(options, options.url.substr(7));
    if (options.url.starts_with("postgres://") || options.url.starts_with("postgresql://")) return open_postgres(options);
    throw Failure("the database must be sqlite:PATH or postgres://..., not \"" + options.url + "\"");
}

}  // namespace mainstay::db
