#include "template.hpp"

#include <algorithm>
#include <stdexcept>

namespace mainstay::load {
namespace {

bool is_blank_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == ':' || c == '-';
    });
}

void append_uuid(std::string& out, std::mt19937_64& random) {
    constexpr char kHex[] = "0123456789abcdef";
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) out += '-';
        out += i == 12 ? '4' : i == 16 ? 'a' : kHex[random() & 15];
    }
}

}  // namespace

Template::Template(const std::string& request, const std::string& host, const std::vector<std::string>& headers, const Values& values) {
    auto text = request;
    if (const auto star = text.find('*'); star != std::string::npos && star < text.find(' ')) {
        share_ = std::stoi(text.substr(0, star));
        text.erase(0, star + 1);
    }
    const auto method_end = text.find(' ');
    if (method_end == std::string::npos) throw std::runtime_error("a request is METHOD /path [body]: " + request);
    const auto path_end = std::min(text.find(' ', method_end + 1), text.size());
    is_head_ = text.starts_with("HEAD ");
    auto head = text.substr(0, path_end) + " HTTP/1.1\r\nHost: " + host + "\r\n";
    for (const auto& header : headers) head += header + "\r\n";
    const auto body = text.substr(std::min(path_end + 1, text.size()));
    if (!body.empty()) head += "Content-Type: application/json\r\n";
    head_ = parse(head, values);
    body_ = parse(body, values);
}

Template::Part Template::blank(std::string_view name, const Values& values) {
    if (name == "n") return {Part::Kind::count};
    if (name == "uuid") return {Part::Kind::uuid};
    if (name.starts_with("rand:")) {
        const std::string range(name.substr(5));
        const auto dash = range.find('-');
        if (dash == std::string::npos) throw std::runtime_error("write {rand:a-b}");
        return {Part::Kind::number, {}, std::stoll(range.substr(0, dash)), std::stoll(range.substr(dash + 1))};
    }
    const auto found = values.find(std::string(name));
    if (found == values.end()) throw std::runtime_error("no --values for {" + std::string(name) + "}");
    return {Part::Kind::line, {}, 0, 0, &found->second};
}

// A brace that does not hold a name is text: bodies are JSON.
Template::Parts Template::parse(std::string_view text, const Values& values) {
    Parts parts(1);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
        const auto name = end == std::string_view::npos ? std::string_view() : text.substr(at + 1, end - at - 1);
        if (is_blank_name(name)) {
            parts.push_back(blank(name, values));
            parts.emplace_back();
            at = end + 1;
        } else {
            parts.back().text += text[at++];
        }
    }
    return parts;
}

void Template::append(const Parts& parts, std::string& out, std::mt19937_64& random, std::int64_t n) {
    for (const auto& part : parts) {
        switch (part.kind) {
            case Part::Kind::text: out += part.text; break;
            case Part::Kind::count: out += std::to_string(n); break;
            case Part::Kind::number: out += std::to_string(std::uniform_int_distribution(part.low, part.high)(random)); break;
            case Part::Kind::uuid: append_uuid(out, random); break;
            case Part::Kind::line: out += (*part.lines)[random() % part.lines->size()]; break;
        }
    }
}

void Template::fill(std::string& out, std::mt19937_64& random, std::int64_t n) const {
    append(head_, out, random, n);
    const bool is_empty = body_.size() == 1 && body_[0].text.empty();
    if (is_empty) {
        out += "\r\n";
        return;
    }
    std::string body;
    append(body_, body, random, n);
    out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

}  // namespace mainstay::load
