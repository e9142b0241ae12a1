#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <sstream>

#include "base/clock.hpp"
#include "corpora/score.hpp"
#include "kit/mail/message.hpp"
#include "kit/webpage/sanitise.hpp"

namespace mainstay::corpora {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : std::string();
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return text;
}

std::vector<std::string> addresses(const std::vector<mail::Address>& list) {
    std::vector<std::string> out;
    for (const auto& one : list) out.push_back(fold(one.name) + " <" + lower(one.address) + ">");
    return out;
}

std::vector<std::string> addresses(const json::value& list) {
    std::vector<std::string> out;
    for (const auto& one : list.as_array())
        out.push_back(fold(text_of(one.at(0))) + " <" + lower(text_of(one.at(1))) + ">");
    return out;
}

std::multiset<std::string> attachments(const mail::Message& message) {
    std::multiset<std::string> out;
    for (const auto& one : message.attachments)
        if (one.type != "message/delivery-status")
            out.insert(std::to_string(one.size) + " " + one.sha256);  // not a leaf in the facts
    return out;
}

std::multiset<std::string> attachments(const json::value& list) {
    std::multiset<std::string> out;
    for (const auto& one : list.as_array())
        out.insert(std::to_string(one.at("size").as_int64()) + " " + text_of(one.at("sha256")));
    return out;
}

std::vector<std::string> texts(const json::value& list) {
    std::vector<std::string> out;
    for (const auto& one : list.as_array()) out.push_back(text_of(one));
    return out;
}

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const auto& one : list) out += one + " ";
    return fold(out);
}
std::string joined(const std::multiset<std::string>& list) {
    return joined(std::vector<std::string>(list.begin(), list.end()));
}

// Where the facts hold U+FFFD their author's program could not decode a character; whatever stands there is
// right.
bool agrees(std::string_view got, std::string_view want) {
    if (got == want) return true;
    constexpr std::string_view kUnknown = "\xEF\xBF\xBD";
    bool is_unknown = want.find(kUnknown) != std::string_view::npos;
    for (std::size_t i = 0; i + 1 < want.size(); ++i)  // or a C1 control: Windows-1252 read as ISO 8859-1
        is_unknown |= want[i] == '\xC2' && static_cast<unsigned char>(want[i + 1]) < 0xA0;
    if (!is_unknown) return false;
    const auto collapsed = [&](std::string_view text) {
        std::string out;
        for (const char c : text)
            if ((static_cast<unsigned char>(c) & 0x80) == 0)
                out += c;
            else if (!out.ends_with('\x01'))
                out += '\x01';
        return out;
    };
    return collapsed(got) == collapsed(want);
}

// The two around the place where they begin to differ.
std::string difference(const std::string& got, const std::string& want) {
    const auto at = static_cast<std::size_t>(
        std::mismatch(got.begin(), got.end(), want.begin(), want.end()).first - got.begin());
    const auto start = at > 40 ? at - 40 : 0;
    return "[" + got.substr(start, 120) + "] for [" + want.substr(start, 120) + "]";
}

std::string date_of(const json::value& value) {
    auto text = text_of(value);
    if (text.find('-') == 3) text = std::to_string(1900 + std::stoi(text)) + text.substr(3);  // RFC 5322, 4.3
    const auto at = from_rfc3339(text);
    return at ? std::to_string(*at) : text_of(value);
}

// What the field holds and should hold, comparable.
std::pair<std::string, std::string> field(const std::string& name,
                                          const mail::Message& got,
                                          const json::value& facts) {
    const auto& want = facts.at(name);
    if (name == "subject") return {fold(got.subject), fold(text_of(want))};
    if (name == "from") return {joined(addresses(got.from)), joined(addresses(want))};
    if (name == "to") return {joined(addresses(got.to)), joined(addresses(want))};
    if (name == "cc") return {joined(addresses(got.cc)), joined(addresses(want))};
    if (name == "date") return {got.date ? std::to_string(*got.date) : "", date_of(want)};
    if (name == "message_id") return {got.message_id, text_of(want)};
    if (name == "in_reply_to") return {joined(got.in_reply_to), joined(texts(want))};
    if (name == "references") return {joined(got.references), joined(texts(want))};
    if (name == "text") return {fold(got.raw_plain), fold(text_of(want))};
    if (name == "html") return {fold(got.html), fold(text_of(want))};
    return {joined(attachments(got)), joined(attachments(want))};
}

}  // namespace

std::vector<Row> score_mail() {
    Tally fields, ordinary, stable;
    std::istringstream lines(read_file(data_path("mail/facts.jsonl")));
    for (std::string line; std::getline(lines, line);) {
        const auto facts = json::parse(line);
        const auto file = text_of(facts.at("file"));
        const auto message = mail::read(read_file(data_path("mail/" + file)));
        for (const auto& name : facts.at("certain").as_array()) {
            const auto [got, want] = field(text_of(name), message, facts);
            fields.count(agrees(got, want), file + " " + text_of(name) + ": " + difference(got, want));
        }
        const bool is_report =
            file.find("multipart_report") != std::string::npos;  // real bounces among the samples
        if (!is_report)
            ordinary.count(message.verdict.kind != mail::Kind::bounce, file + ": " + message.verdict.why);
        if (message.html.empty()) continue;
        const auto once = webpage::sanitise(message.html).html;
        stable.count(webpage::sanitise(once).html == once, file);
    }
    return {fields.row("mail: certain fields right", 99),
            ordinary.row("mail: ordinary mails not taken for bounces", 100),
            stable.row("mail: sanitised HTML is stable", 100)};
}

}  // namespace mainstay::corpora
