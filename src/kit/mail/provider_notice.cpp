#include <boost/json.hpp>

#include "kit/mail/bounce.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

const json::object* object_at(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value == nullptr ? nullptr : value->if_object();
}

std::string unfolded(std::string_view text) {  // long lines that a mail system broke, inside of strings too
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\n')
            out += text[i];
        else if (i + 1 < text.size() && text[i + 1] == ' ')
            ++i;
    }
    return out;
}

std::optional<json::object> first_object(std::string_view text) {
    if (text.size() > 256 * 1024) return std::nullopt;
    const auto one = unfolded(text);
    json::stream_parser parser;
    json::error_code error;
    parser.write_some(one.data(), one.size(), error);
    if (error || !parser.done()) return std::nullopt;
    auto value = parser.release();
    return value.is_object() ? std::optional(value.as_object()) : std::nullopt;
}

void read_recipients(Verdict& verdict, const json::object& report, std::string_view list) {
    const auto* entries = report.if_contains(list);
    if (entries == nullptr || !entries->is_array()) return;
    for (const auto& entry : entries->as_array()) {
        if (verdict.failed.size() >= 200) return;
        Verdict::Failed failed;
        if (entry.is_string()) failed.recipient = entry.as_string();
        if (const auto* object = entry.if_object()) {
            failed.recipient = text_at(*object, "emailAddress");
            failed.status = text_at(*object, "status");
            failed.diagnostic = one_line(text_at(*object, "diagnosticCode"));
        }
        if (verdict.kind == Kind::bounce) explain(failed, failed.diagnostic);
        verdict.failed.push_back(std::move(failed));
    }
}

}  // namespace

std::optional<Verdict> read_provider_notice(std::string_view text) {
    text = trim(text);
    if (!text.starts_with("{\"") || !holds(text.substr(0, 4000), "notificationType")) return std::nullopt;
    const auto notice = first_object(text);
    if (!notice) return std::nullopt;
    Verdict verdict;
    const auto type = text_at(*notice, "notificationType");
    if (type == "Bounce")
        verdict.kind = Kind::bounce;
    else if (type == "Complaint")
        verdict.kind = Kind::feedback_report;
    else if (type == "Delivery")
        verdict.kind = Kind::delivery_receipt;
    else
        return std::nullopt;
    verdict.why = "provider notice of type " + type;
    if (const auto* bounce = object_at(*notice, "bounce"))
        read_recipients(verdict, *bounce, "bouncedRecipients");
    if (const auto* complaint = object_at(*notice, "complaint")) {
        read_recipients(verdict, *complaint, "complainedRecipients");
        verdict.feedback_type = text_at(*complaint, "complaintFeedbackType");
        if (verdict.feedback_type.empty()) verdict.feedback_type = "abuse";
    }
    if (const auto* delivery = object_at(*notice, "delivery"))
        read_recipients(verdict, *delivery, "recipients");
    return verdict;
}

}  // namespace mainstay::mail
