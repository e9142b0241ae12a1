#pragma once
// ONE field list a struct gives the reader (all mistakes at once), the writer and the OpenAPI schema:
//
//   template <> struct json::Shape<OpenTicket> {
//       static constexpr const char* name = "OpenTicket";
//       static const json::Fields& fields() {
//           static const json::Fields list{json::required<&OpenTicket::subject>("subject", {.min = 1, .max = 300}),
//                                          json::optional<&OpenTicket::tags>("tags", {.max_items = 50})};
//           return list;
//       }
//   };
//   MS_TRY(auto order, json::read<OpenTicket>(request.body));   std::string text = json::write(order);
//
// Member types: std::string, bool, int, std::int64_t, double, enums (with a json::Names list), other shapes,
// json::Raw (verbatim JSON), std::optional<T> (null when empty), std::vector<T>, std::map<std::string, T>.
// std::optional<std::optional<T>> tells "absent" from "null" in a PATCH. Time members (ms UTC) use
// required_time / optional_time and are RFC 3339 text outside.
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace mainstay::json {

struct Raw {  // JSON text somebody else made and checked
    std::string text = "null";
};

// A parsed value; a view that lives as long as its Document. Hides the library.
class Node {
public:
    enum class Kind { null, boolean, integer, real, text, array, object };
    explicit Node(const void* value) : value_(value) {}
    Kind kind() const;
    bool boolean() const;
    std::int64_t integer() const;
    double real() const;
    std::string_view text() const;
    std::size_t size() const;            // members of an array or object
    Node at(std::size_t index) const;    // array
    std::pair<std::string_view, Node> member(std::size_t index) const;  // object
    std::optional<Node> find(std::string_view name) const;              // object
    std::string serialise() const;

private:
    const void* value_;
};

class Document {
public:
    // Strict RFC 8259; duplicate keys, depth > 32, NaN, BOM and invalid UTF-8 are refused (malformed, "bad_json").
    static Result<Document> parse(std::string_view text);
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();
    Node root() const;

private:
    Document();
    void* value_ = nullptr;
};

// Appends JSON text. Commas are its business.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}
    void begin_object();
    void end_object();
    void begin_array();
    void end_array();
    void key(std::string_view name);
    void text(std::string_view value);  // escapes; invalid UTF-8 becomes U+FFFD
    void integer(std::int64_t value);
    void real(double value);
    void boolean(bool value);
    void null();
    void raw(std::string_view json);

private:
    void separate();
    std::string& out_;
    bool first_ = true;
    bool after_key_ = false;
};

struct Rule {
    std::size_t min = 0;           // code points of a text
    std::size_t max = 10'000;
    std::int64_t lowest = INT64_MIN, highest = INT64_MAX;
    std::size_t max_items = 1'000;
    const char* format = "";       // "email", "uuid", "uri", "language", "time-zone", "currency", "slug": checked and documented
    const char* about = "";        // one sentence for the API description
    bool is_multiline = false;     // otherwise CR, LF and other control characters are refused
};

class Mistakes {  // collected while reading
public:
    static constexpr std::size_t kMax = 100;  // a hostile body gets no hostile answer
    void add(std::string pointer, std::string code, std::string detail) {
        if (list_.size() < kMax) list_.push_back({std::move(pointer), std::move(code), std::move(detail)});
    }
    const std::vector<FieldError>& list() const { return list_; }

private:
    std::vector<FieldError> list_;
};

struct Field;
using Fields = std::vector<Field>;

struct Field {
    const char* name;
    Rule rule;
    bool is_required;
    bool (*read)(const Node& value, void* object, const Rule& rule, const std::string& pointer, Mistakes& mistakes);
    void (*write)(Writer& out, const void* object);
    void (*describe)(Writer& out, const Rule& rule);  // the JSON schema of the value
};

template <class T>
struct Shape;  // specialise: name, fields()

template <class E>
struct Names;  // specialise for enums: static constexpr std::array<std::pair<E, std::string_view>, N> list

template <class T>
concept Shaped = requires { Shape<T>::fields(); };
template <class T>
concept Named = std::is_enum_v<T> && requires { Names<T>::list; };

// Read, write and describe one value of type T. Overloads for the scalar types are in shape.cpp.
namespace detail {
bool read_value(const Node&, std::string&, const Rule&, const std::string& pointer, Mistakes&);
bool read_value(const Node&, bool&, const Rule&, const std::string& pointer, Mistakes&);
bool read_value(const Node&, std::int64_t&, const Rule&, const std::string& pointer, Mistakes&);
bool read_value(const Node&, int&, const Rule&, const std::string& pointer, Mistakes&);
bool read_value(const Node&, double&, const Rule&, const std::string& pointer, Mistakes&);
bool read_value(const Node&, Raw&, const Rule&, const std::string& pointer, Mistakes&);
bool read_time(const Node&, std::int64_t&, const std::string& pointer, Mistakes&);
bool read_fields(const Node&, void* object, const Fields&, const std::string& pointer, Mistakes&);
bool expect(const Node&, Node::Kind, const std::string& pointer, Mistakes&);
void wrong_word(const std::string& pointer, const std::string& words, Mistakes&);
void too_many(const std::string& pointer, std::size_t max, Mistakes&);
std::string child_pointer(const std::string& pointer, std::string_view name);  // RFC 6901: ~ and / escaped
bool check_key(std::string_view key, const std::string& pointer, Mistakes&);   // of a map: short, no control characters
void write_value(Writer&, const std::string&);
void write_value(Writer&, bool);
void write_value(Writer&, std::int64_t);
void write_value(Writer&, int);
void write_value(Writer&, double);
void write_value(Writer&, const Raw&);
void write_time(Writer&, std::int64_t);
void write_fields(Writer&, const void* object, const Fields&);
enum class Scalar { text, boolean, integer, real, any, time };
void describe_scalar(Writer&, Scalar, const Rule&);
void describe_reference(Writer&, const char* shape_name, const Fields&);
void describe_words(Writer&, const std::vector<std::string_view>& words, const Rule&);

template <class T>
struct Codec {
    static bool read(const Node& n, T& v, const Rule& r, const std::string& p, Mistakes& m) {
        if constexpr (Shaped<T>) {
            return read_fields(n, &v, Shape<T>::fields(), p, m);
        } else if constexpr (Named<T>) {
            if (!expect(n, Node::Kind::text, p, m)) return false;
            std::string words;
            for (const auto& [value, word] : Names<T>::list) {
                if (word == n.text()) {
                    v = value;
                    return true;
                }
                words += (words.empty() ? "" : ", ") + std::string(word);
            }
            wrong_word(p, words, m);
            return false;
        } else {
            return read_value(n, v, r, p, m);
        }
    }
    static void write(Writer& out, const T& v) {
        if constexpr (Shaped<T>) {
            write_fields(out, &v, Shape<T>::fields());
        } else if constexpr (Named<T>) {
            for (const auto& [value, word] : Names<T>::list)
                if (value == v) return out.text(word);
            out.null();
        } else {
            write_value(out, v);
        }
    }
    static void describe(Writer& out, const Rule& r) {
        if constexpr (Shaped<T>) {
            describe_reference(out, Shape<T>::name, Shape<T>::fields());
        } else if constexpr (Named<T>) {
            std::vector<std::string_view> words;
            for (const auto& [value, word] : Names<T>::list) words.push_back(word);
            describe_words(out, words, r);
        } else if constexpr (std::is_same_v<T, std::string>) {
            describe_scalar(out, Scalar::text, r);
        } else if constexpr (std::is_same_v<T, bool>) {
            describe_scalar(out, Scalar::boolean, r);
        } else if constexpr (std::is_integral_v<T>) {
            describe_scalar(out, Scalar::integer, r);
        } else if constexpr (std::is_floating_point_v<T>) {
            describe_scalar(out, Scalar::real, r);
        } else {
            describe_scalar(out, Scalar::any, r);
        }
    }
};

template <class T>
struct Codec<std::optional<T>> {
    static bool read(const Node& n, std::optional<T>& v, const Rule& r, const std::string& p, Mistakes& m) {
        if (n.kind() == Node::Kind::null) {
            v.reset();
            return true;
        }
        return Codec<T>::read(n, v.emplace(), r, p, m);
    }
    static void write(Writer& out, const std::optional<T>& v) {
        if (v)
            Codec<T>::write(out, *v);
        else
            out.null();
    }
    static void describe(Writer& out, const Rule& r) {
        out.begin_object();
        out.key("anyOf");
        out.begin_array();
        Codec<T>::describe(out, r);
        out.raw(R"({"type":"null"})");
        out.end_array();
        out.end_object();
    }
};

template <class T>
struct Codec<std::optional<std::optional<T>>> {  // PATCH: absent / null / value
    static bool read(const Node& n, std::optional<std::optional<T>>& v, const Rule& r, const std::string& p, Mistakes& m) {
        return Codec<std::optional<T>>::read(n, v.emplace(), r, p, m);
    }
    static void write(Writer& out, const std::optional<std::optional<T>>& v) {
        Codec<std::optional<T>>::write(out, v.value_or(std::nullopt));
    }
    static void describe(Writer& out, const Rule& r) { Codec<std::optional<T>>::describe(out, r); }
};

template <class T>
struct Codec<std::vector<T>> {
    static bool read(const Node& n, std::vector<T>& v, const Rule& r, const std::string& p, Mistakes& m) {
        if (!expect(n, Node::Kind::array, p, m)) return false;
        if (n.size() > r.max_items) {
            too_many(p, r.max_items, m);
            return false;
        }
        bool ok = true;
        v.clear();
        for (std::size_t i = 0; i < n.size(); ++i)
            ok = Codec<T>::read(n.at(i), v.emplace_back(), r, p + "/" + std::to_string(i), m) && ok;
        return ok;
    }
    static void write(Writer& out, const std::vector<T>& v) {
        out.begin_array();
        for (const auto& one : v) Codec<T>::write(out, one);
        out.end_array();
    }
    static void describe(Writer& out, const Rule& r) {
        out.begin_object();
        out.key("type");
        out.text("array");
        out.key("maxItems");
        out.integer(static_cast<std::int64_t>(r.max_items));
        out.key("items");
        Codec<T>::describe(out, r);
        out.end_object();
    }
};

template <class T>
struct Codec<std::map<std::string, T>> {
    static bool read(const Node& n, std::map<std::string, T>& v, const Rule& r, const std::string& p, Mistakes& m) {
        if (!expect(n, Node::Kind::object, p, m)) return false;
        if (n.size() > r.max_items) {
            too_many(p, r.max_items, m);
            return false;
        }
        bool ok = true;
        v.clear();
        for (std::size_t i = 0; i < n.size(); ++i) {
            const auto [name, value] = n.member(i);
            const auto at = child_pointer(p, name);
            ok = check_key(name, at, m) && Codec<T>::read(value, v[std::string(name)], r, at, m) && ok;
        }
        return ok;
    }
    static void write(Writer& out, const std::map<std::string, T>& v) {
        out.begin_object();
        for (const auto& [name, value] : v) {
            out.key(name);
            Codec<T>::write(out, value);
        }
        out.end_object();
    }
    static void describe(Writer& out, const Rule& r) {
        out.begin_object();
        out.key("type");
        out.text("object");
        out.key("additionalProperties");
        Codec<T>::describe(out, r);
        out.end_object();
    }
};

// std::int64_t or std::optional<std::int64_t>, milliseconds UTC inside, RFC 3339 outside.
template <class T>
struct TimeCodec {
    static bool read(const Node& n, T& v, const Rule&, const std::string& p, Mistakes& m) {
        if constexpr (std::is_same_v<T, std::int64_t>) {
            return read_time(n, v, p, m);
        } else {
            if (n.kind() == Node::Kind::null) {
                v.reset();
                return true;
            }
            return TimeCodec<typename T::value_type>::read(n, v.emplace(), {}, p, m);
        }
    }
    static void write(Writer& out, const T& v) {
        if constexpr (std::is_same_v<T, std::int64_t>) {
            write_time(out, v);
        } else if (v) {
            TimeCodec<typename T::value_type>::write(out, *v);
        } else {
            out.null();
        }
    }
    static void describe(Writer& out, const Rule& r) {
        if constexpr (std::is_same_v<T, std::int64_t>) {
            describe_scalar(out, Scalar::time, r);
        } else {
            out.begin_object();
            out.key("anyOf");
            out.begin_array();
            describe_scalar(out, Scalar::time, r);
            out.raw(R"({"type":"null"})");
            out.end_array();
            out.end_object();
        }
    }
};

template <class M>
struct MemberOf;
template <class C, class T>
struct MemberOf<T C::*> {
    using Class = C;
    using Type = T;
};

template <auto Member, template <class> class Using>
Field make(const char* name, Rule rule, bool is_required) {
    using M = MemberOf<decltype(Member)>;
    using C = typename M::Class;
    using T = typename M::Type;
    return {name, rule, is_required,
            [](const Node& n, void* object, const Rule& r, const std::string& p, Mistakes& m) {
                return Using<T>::read(n, static_cast<C*>(object)->*Member, r, p, m);
            },
            [](Writer& out, const void* object) { Using<T>::write(out, static_cast<const C*>(object)->*Member); },
            [](Writer& out, const Rule& r) { Using<T>::describe(out, r); }};
}
template <class T>
using Plain = Codec<T>;
Result<> read_document(std::string_view body, void* object, const Fields& fields);
}  // namespace detail

// `required`: must be in a request, always in a reply. `optional`: may be absent in a request (the member keeps its
// default), always in a reply.
template <auto Member>
Field required(const char* name, Rule rule = {}) {
    return detail::make<Member, detail::Plain>(name, rule, true);
}
template <auto Member>
Field optional(const char* name, Rule rule = {}) {
    return detail::make<Member, detail::Plain>(name, rule, false);
}
template <auto Member>
Field required_time(const char* name, Rule rule = {}) {
    return detail::make<Member, detail::TimeCodec>(name, rule, true);
}
template <auto Member>
Field optional_time(const char* name, Rule rule = {}) {
    return detail::make<Member, detail::TimeCodec>(name, rule, false);
}

// The fields of a first base class, to begin a derived shape's list with: both start at the same address.
template <class Base, class Derived>
const Fields& inherited() {
    static_assert(std::is_base_of_v<Base, Derived> && !std::is_polymorphic_v<Derived>);
    return Shape<Base>::fields();
}

// Errors: malformed "bad_json"; invalid "invalid_fields" with every mistake (required, wrong_type, too_long, unknown...).
template <Shaped T>
Result<T> read(std::string_view body) {
    T value{};
    MS_CHECK(detail::read_document(body, &value, Shape<T>::fields()));
    return value;
}

template <class T>
void write(Writer& out, const T& value) {
    detail::Codec<T>::write(out, value);
}
template <class T>
std::string write(const T& value) {
    std::string text;
    Writer out(text);
    detail::Codec<T>::write(out, value);
    return text;
}

// Type-erased reference to a shape, for the route table and OpenAPI.
struct ShapeRef {
    const char* name = nullptr;
    const Fields* fields = nullptr;
    bool is_list = false;  // {"items": [shape], "next": cursor or null}
};
template <Shaped T>
ShapeRef shape_of(bool is_list = false) {
    return {Shape<T>::name, &Shape<T>::fields(), is_list};
}
// The value of OpenAPI's components.schemas: {"Name": schema, ...} for the given shapes and all they refer to. "required"
// lists what a request must have; a reply always has every field.
std::string schemas_json(const std::vector<ShapeRef>& shapes);

}  // namespace mainstay::json
