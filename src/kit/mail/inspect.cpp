#include <boost/json.hpp>

#include "base/clock.hpp"
#include "kit/mail/message.hpp"
#include "kit/webpage/sanitise.hpp"

namespace mainstay::mail {
namespace {

namespace json = boost::json;

json::array to_json(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

json::array to_json(const std::vector<Address>& list) {
    json::array out;
    for (const auto& one : list) out.push_back({{"name", one.name}, {"address", one.address}});
    return out;
}

json::array to_json(const std::vector<Attachment>& list) {
    json::array out;
    for (const auto& one : list)
        out.push_back({{"name", one.name},
                       {"type", one.type},
                       {"size", one.size},
                       {"sha256", one.sha256},
                       {"content_id", one.content_id},
                       {"is_inline", one.is_inline}});
    return out;
}

json::object to_json(const Verdict::Failed& failed) {
    return {{"recipient", failed.recipient},
            {"status", failed.status},
            {"reply", failed.reply},
            {"reason", failed.reason},
            {"is_hard", failed.is_hard},
            {"diagnostic", failed.diagnostic}};
}

json::object to_json(const Verdict& verdict) {
    json::array failed;
    for (const auto& one : verdict.failed) failed.push_back(to_json(one));
    return {{"kind", to_text(verdict.kind)},
            {"is_list", verdict.is_list},
            {"may_be_answered", verdict.may_be_answered},
            {"why", verdict.why},
            {"failed", std::move(failed)},
            {"feedback_type", verdict.feedback_type},
            {"original_message_id", verdict.original_message_id}};
}

json::object body_json(const Message& message) {
    const auto trimmed = trim_reply(message.text);
    const auto safe = webpage::sanitise(
        message.html, {.inline_image = [](std::string_view cid) { return "cid:" + std::string(cid); }});
    return {{"text", message.text},
            {"reply", trimmed.reply},
            {"signature", trimmed.signature},
            {"quoted", trimmed.quoted},
            {"has_plain_text", message.has_plain_text},
            {"safe_html", safe.html},
            {"has_remote_images", safe.has_remote_images},
            {"html_was_cut", safe.was_cut}};
}

}  // namespace

std::string inspect_json(const blob::Bytes& raw) {
    const auto message = read(raw);
    json::object out{{"from", to_json(message.from)},
                     {"sender", to_json(message.sender)},
                     {"reply_to", to_json(message.reply_to)},
                     {"to", to_json(message.to)},
                     {"cc", to_json(message.cc)},
                     {"recipients", to_json(message.recipients)},
                     {"subject", message.subject},
                     {"date", message.date ? json::value(to_rfc3339(*message.date)) : json::value(nullptr)},
                     {"message_id", message.message_id},
                     {"in_reply_to", to_json(message.in_reply_to)},
                     {"references", to_json(message.references)},
                     {"list_id", message.list_id},
                     {"attachments", to_json(message.attachments)},
                     {"verdict", to_json(message.verdict)},
                     {"repairs", to_json(message.repairs)}};
    for (auto& [name, value] : body_json(message)) out[name] = std::move(value);
    return json::serialize(out);
}

}  // namespace mainstay::mail
