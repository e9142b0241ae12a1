#include "support/contract.hpp"

#include <boost/json.hpp>
#include <map>

using namespace mainstay;
namespace bj = boost::json;

namespace {

const bj::value& description(const http::Router& router) {
    static std::map<const http::Router*, bj::value> known;
    const auto found = known.find(&router);
    if (found != known.end() && found->second.as_object().at("paths").as_object().size() > 0) return found->second;
    return known[&router] = bj::parse(router.openapi("test"));
}

const bj::value* follow(const bj::value& root, const bj::value& schema) {
    const auto* o = schema.if_object();
    const auto* ref = o ? o->if_contains("$ref") : nullptr;
    if (!ref) return &schema;
    boost::system::error_code ec;
    return root.find_pointer(std::string(ref->as_string()).substr(1), ec);
}

bool has_type(const bj::value& v, const std::string& type) {
    if (type == "null") return v.is_null();
    if (type == "string") return v.is_string();
    if (type == "boolean") return v.is_bool();
    if (type == "integer") return v.is_int64() || v.is_uint64();
    if (type == "number") return v.is_number();
    if (type == "array") return v.is_array();
    return type == "object" ? v.is_object() : true;
}

std::string mismatch(const bj::value& root, const bj::value& given, const bj::value& v, const std::string& at);

std::string object_mismatch(const bj::value& root, const bj::object& schema, const bj::object& v, const std::string& at) {
    const auto* properties = schema.if_contains("properties");
    if (const auto* required = schema.if_contains("required"))
        for (const auto& name : required->as_array())
            if (!v.contains(name.as_string())) return at + "/" + std::string(name.as_string()) + " is missing";
    for (const auto& member : v) {
        const auto* known = properties ? properties->as_object().if_contains(member.key()) : nullptr;
        const auto path = at + "/" + std::string(member.key());
        if (known) {
            if (auto wrong = mismatch(root, *known, member.value(), path); !wrong.empty()) return wrong;
            continue;
        }
        const auto* more = schema.if_contains("additionalProperties");
        if (more && more->is_bool() && !more->as_bool()) return path + " is not described";
        if (more && more->is_object())
            if (auto wrong = mismatch(root, *more, member.value(), path); !wrong.empty()) return wrong;
    }
    return "";
}

std::string mismatch(const bj::value& root, const bj::value& given, const bj::value& v, const std::string& at) {
    const auto* resolved = follow(root, given);
    if (!resolved) return at + ": the description refers to nothing";
    const auto* schema = resolved->if_object();
    if (!schema) return "";
    if (const auto* any = schema->if_contains("anyOf")) {
        std::string last;
        for (const auto& one : any->as_array())
            if ((last = mismatch(root, one, v, at)).empty()) return "";
        return last;
    }
    if (const auto* words = schema->if_contains("enum")) {
        for (const auto& word : words->as_array())
            if (word == v) return "";
        return at + " is not one of the described words";
    }
    if (const auto* type = schema->if_contains("type")) {
        bool fits = false;
        if (type->is_string())
            fits = has_type(v, std::string(type->as_string()));
        else
            for (const auto& one : type->as_array()) fits = fits || has_type(v, std::string(one.as_string()));
        if (!fits) return at + " has another type than described";
    }
    if (const auto* o = v.if_object()) return object_mismatch(root, *schema, *o, at);
    if (const auto* list = v.if_array(); list && schema->contains("items"))
        for (std::size_t i = 0; i < list->size(); ++i)
            if (auto wrong = mismatch(root, schema->at("items"), (*list)[i], at + "/" + std::to_string(i)); !wrong.empty()) return wrong;
    return "";
}

std::string problem_mismatch(const http::Response& response) {
    if (response.type != "application/problem+json") return "an error that is not a problem document: " + response.type;
    const auto body = bj::parse(response.body);
    for (const char* member : {"type", "title", "status", "code", "request_id"})
        if (!body.as_object().contains(member)) return std::string("the problem has no \"") + member + "\"";
    return "";
}

}  // namespace

std::string contract_mistake(const http::Router& router, const std::string& method, const std::string& path, const http::Response& response) {
    if (response.status >= 400) return problem_mismatch(response);
    const auto* route = router.match(method, path);
    if (!route || route->is_hidden) return "";
    const auto& root = description(router);
    std::string verb = method;
    for (auto& c : verb) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto* item = root.as_object().at("paths").as_object().if_contains(route->pattern);
    const auto* operation = item ? item->as_object().if_contains(verb) : nullptr;
    if (!operation) return method + " " + route->pattern + " is not described";
    const auto* answer = operation->as_object().at("responses").as_object().if_contains(std::to_string(response.status));
    if (!answer) return method + " " + route->pattern + ": status " + std::to_string(response.status) + " is not described";
    const auto* content = answer->as_object().if_contains("content");
    const auto* json = content ? content->as_object().if_contains("application/json") : nullptr;
    const auto* schema = json ? json->as_object().if_contains("schema") : nullptr;
    if (!schema || response.body.empty() || response.type != "application/json") return "";
    return mismatch(root, *schema, bj::parse(response.body), "");
}
