#include "kit/http/fields.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace mainstay::http {
namespace {

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        if (end > 0) names.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return names;
}

boost::json::object pick(const boost::json::object& whole, const std::vector<std::string>& names) {
    boost::json::object part;
    for (const auto& member : whole)
        if (std::find(names.begin(), names.end(), std::string_view(member.key())) != names.end()) part.insert(member);
    return part;
}

}  // namespace

std::vector<std::string> take_names(Request& request, std::string_view parameter) {
    const auto mark = std::string(parameter) + "=";
    if (request.query.find(mark) == std::string::npos) return {};
    std::vector<std::string> names;
    std::string rest;
    for (std::string_view left = request.query; !left.empty();) {
        const auto end = std::min(left.find('&'), left.size());
        const auto part = left.substr(0, end);
        if (part.starts_with(mark))
            names = split(part.substr(mark.size()));
        else
            rest += (rest.empty() ? "" : "&") + std::string(part);
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    request.query = std::move(rest);
    return names;
}

Result<> check_fields(const std::vector<std::string>& names, const json::ShapeRef& shape) {
    for (const auto& name : names) {
        const auto is_known = std::any_of(shape.fields->begin(), shape.fields->end(), [&](const json::Field& field) { return field.name == name; });
        if (!is_known)
            return Error(ErrorKind::malformed, "bad_query", "Some query parameters are not valid.", {{"?fields", "unknown_word", "\"" + name.substr(0, 60) + "\" is not a field of the answer."}});
    }
    return Done{};
}

Result<> check_expand(const std::vector<std::string>& names, const Route& route) {
    for (const auto& name : names)
        if (std::find(route.expansions.begin(), route.expansions.end(), name) == route.expansions.end())
            return Error(ErrorKind::invalid, "bad_query", "Some query parameters are not valid.", {{"?expand", "unknown_word", "\"" + name.substr(0, 60) + "\" cannot be expanded here."}});
    return Done{};
}

std::string pick_fields(const std::string& body, const std::vector<std::string>& names, bool is_list) {
    boost::system::error_code ec;
    auto value = boost::json::parse(body, ec);
    if (ec || !value.is_object()) return body;
    if (!is_list) return boost::json::serialize(pick(value.as_object(), names));
    for (auto& item : value.as_object()["items"].as_array())
        if (item.is_object()) item = pick(item.as_object(), names);
    return boost::json::serialize(value);
}

}  // namespace mainstay::http
