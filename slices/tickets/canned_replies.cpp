#include "tickets/canned_replies.hpp"

#include <algorithm>

namespace mainstay::tickets {
namespace {

// Calls `plain(text)` and `variable(name, whole)` for what the text is made of. A {{ without }} is plain.
template <class Plain, class Variable>
void walk(std::string_view text, Plain plain, Variable variable) {
    while (!text.empty()) {
        const auto begin = text.find("{{");
        const auto end = begin == text.npos ? text.npos : text.find("}}", begin);
        if (end == text.npos) return plain(text);
        plain(text.substr(0, begin));
        auto name = text.substr(begin + 2, end - begin - 2);
        while (name.starts_with(' ')) name.remove_prefix(1);
        while (name.ends_with(' ')) name.remove_suffix(1);
        variable(name, text.substr(begin, end + 2 - begin));
        text.remove_prefix(end + 2);
    }
}

}  // namespace

std::vector<std::string> unknown_variables(std::string_view text) {
    std::vector<std::string> unknown;
    walk(text, [](std::string_view) {}, [&](std::string_view name, std::string_view) {
        if (std::find(std::begin(kVariables), std::end(kVariables), name) == std::end(kVariables)) unknown.emplace_back(name);
    });
    return unknown;
}

std::string fill_in(std::string_view text, const Variables& values) {
    std::string filled;
    walk(text, [&](std::string_view plain) { filled += plain; }, [&](std::string_view name, std::string_view whole) {
        const auto found = std::find_if(values.begin(), values.end(), [&](const auto& one) { return one.first == name; });
        filled += found == values.end() ? std::string(whole) : found->second;
    });
    return filled;
}

const std::string& body_for(const CannedReply& reply, std::string_view language) {
    const bool wants_chinese = language.starts_with("zh");
    const auto& wanted = wants_chinese ? reply.body_zh : reply.body_en;
    return wanted.empty() ? (wants_chinese ? reply.body_en : reply.body_zh) : wanted;
}

}  // namespace mainstay::tickets
