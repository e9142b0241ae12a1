#include <algorithm>

#include "kit/mail/bodies.hpp"
#include "kit/mail/charset.hpp"
#include "kit/mail/fields.hpp"
#include "kit/mail/parts.hpp"
#include "kit/mail/verdict.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kMostRepaired = 4u << 20;  // a copy in memory

std::string charset_hint(const Parts& parts) {
    for (const auto& part : parts.all)
        if (auto charset = part.type.param("charset"); !charset.empty()) return charset;
    return {};
}

void add_addresses(const HeaderBlock& headers,
                   std::string_view name,
                   const std::string& hint,
                   std::vector<Address>& out) {
    for (const auto& header : headers.headers) {
        if (!same(header.name, name) || out.size() >= 2000) continue;
        auto found = read_addresses(header.value, hint);
        std::move(found.begin(), found.end(), std::back_inserter(out));
    }
}

void fill_people(Message& message, const HeaderBlock& headers, const std::string& hint) {
    add_addresses(headers, "From", hint, message.from);
    add_addresses(headers, "Sender", hint, message.sender);
    add_addresses(headers, "Reply-To", hint, message.reply_to);
    add_addresses(headers, "To", hint, message.to);
    add_addresses(headers, "Cc", hint, message.cc);
    if (message.from.size() > 1) message.repairs.push_back("more than one From address");
    std::vector<Address> addressed = message.to;
    addressed.insert(addressed.end(), message.cc.begin(), message.cc.end());
    for (const auto* name : {"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"})
        add_addresses(headers, name, hint, addressed);
    std::vector<std::string> names;
    for (auto& one : addressed) names.push_back(std::move(one.address));
    for (auto& name : names)
        if (std::find(message.recipients.begin(), message.recipients.end(), name) == message.recipients.end())
            message.recipients.push_back(std::move(name));
}

std::string read_message_id(std::string_view value) {  // some programs forget the brackets
    const auto ids = read_ids(value, 1);
    if (!ids.empty()) return ids.front();
    const auto bare = trim(value);
    const bool is_id =
        !bare.empty() && bare.size() < 900 && bare.find_first_of(" \t<>") == std::string_view::npos;
    return is_id ? "<" + repair_utf8(bare) + ">" : std::string();
}

void fill_headers(Message& message, const HeaderBlock& headers, const std::string& hint) {
    fill_people(message, headers, hint);
    message.subject = one_line(decode_words(headers.value("Subject"), hint));
    message.date = read_date(headers.value("Date"));
    message.message_id = read_message_id(headers.value("Message-ID"));
    message.in_reply_to = read_ids(headers.value("In-Reply-To"));
    message.references = read_ids(headers.value("References"));
    message.list_id = one_line(decode_words(headers.value("List-Id"), hint));
}

void note_damage(Message& message, const Parts& parts) {
    if (parts.was_cut)
        message.repairs.push_back(
            "more headers, parts or levels than allowed: the rest is only in the original mail");
    if (parts.all.front().headers.was_odd)
        message.repairs.push_back("lines among the headers that are no headers");
    if (message.from.empty()) message.repairs.push_back("no sender address");
    const auto date = parts.all.front().headers.value("Date");
    if (!date.empty() && !message.date)
        message.repairs.push_back("unreadable date: " + one_line(repair_utf8(date.substr(0, 100))));
}

Message read_lines(const blob::Bytes& raw, const ReadOptions& options) {
    const auto parts = split_parts(raw, options.max_depth, options.max_parts);
    const auto& headers = parts.all.front().headers;
    Message message;
    fill_headers(message, headers, charset_hint(parts));
    note_damage(message, parts);
    fill_bodies(message, parts, options);
    message.verdict = judge(message, parts);
    return message;
}

}  // namespace

Message read(const blob::Bytes& raw, const ReadOptions& options) {
    const auto text = raw.view();
    const bool has_only_cr = text.size() <= kMostRepaired && text.find('\n') == std::string_view::npos &&
                             text.find('\r') != std::string_view::npos;
    if (!has_only_cr) return read_lines(raw, options);
    std::string copy(text);
    std::replace(copy.begin(), copy.end(), '\r', '\n');
    auto message = read_lines(copy, options);
    message.repairs.push_back("lines ended in CR only");
    return message;
}

}  // namespace mainstay::mail
