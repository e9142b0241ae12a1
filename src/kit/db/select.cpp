#include "kit/db/db.hpp"

namespace mainstay::db {

Select& Select::add(const char* glue, const char* part, Args values) {
    has_where_ = true;
    return append(glue, part, values);
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
    sql_ += std::string(has_where_ ? " AND " : " WHERE ") + column + " IN (";
    has_where_ = true;
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
