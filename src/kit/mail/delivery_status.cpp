#include <algorithm>

#include "kit/mail/bounce.hpp"
#include "kit/mail/charset.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kMaxRecipients = 200;

std::string typed_value(std::string_view value) {  // "rfc822; <a@b>" -> "a@b"
    const auto semicolon = value.find(';');
    auto out = trim(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1));
    if (const auto comment = out.find(" ("); comment != std::string_view::npos)
        out = trim(out.substr(0, comment));
    if (out.size() > 2 && out.front() == '<' && out.back() == '>') out = out.substr(1, out.size() - 2);
    return one_line(out);
}

std::string first_word(std::string_view value) {
    value = trim(value);
    return lower(value.substr(0, value.find_first_of(" \t;(")));
}

bool is_status(std::string_view text) {
    return text.size() >= 5 && (text[0] == '2' || text[0] == '4' || text[0] == '5') && text[1] == '.' &&
           text.find_first_not_of("0123456789.") == std::string_view::npos &&
           std::count(text.begin(), text.end(), '.') == 2;
}

struct Block {
    std::string final_recipient, original_recipient, action, status, diagnostic, status_comment;
    bool is_recipient() const {
        return !(final_recipient.empty() && original_recipient.empty()) &&
               !(action.empty() && status.empty() && diagnostic.empty());
    }
};

void take(Block& block, const Header& field) {
    const std::string_view value = field.value;
    if (same(field.name, "Final-Recipient"))
        block.final_recipient = typed_value(value);
    else if (same(field.name, "Original-Recipient"))
        block.original_recipient = typed_value(value);
    else if (same(field.name, "Action"))
        block.action = first_word(value);
    else if (same(field.name, "Status")) {
        if (const auto word = first_word(value); is_status(word)) block.status = word;
        const auto open = value.find('(');
        if (open != std::string_view::npos)
            block.status_comment = one_line(value.substr(open + 1, value.rfind(')') - open - 1));
    } else if (same(field.name, "Diagnostic-Code")) {
        const auto semicolon = value.find(';');
        const bool is_typed = semicolon != std::string_view::npos && semicolon < 20;
        const bool is_smtp =
            is_typed && !begins_with(trim(value), "x-unix");  // an exit code says so in its type only
        block.diagnostic = one_line(repair_utf8(trim(is_smtp ? value.substr(semicolon + 1) : value)));
    }
}

Verdict::Failed to_failed(const Block& block) {
    Verdict::Failed out;
    out.recipient = block.final_recipient.empty() ? block.original_recipient : block.final_recipient;
    if (out.recipient.find('@') == std::string::npos &&
        block.original_recipient.find('@') != std::string::npos)
        out.recipient = block.original_recipient;
    out.status = block.status;
    out.diagnostic = block.diagnostic.empty() ? block.status_comment : block.diagnostic;
    return out;
}

}  // namespace

Report read_delivery_status(std::string_view text) {
    Report out;
    while (!text.empty() && out.recipients.size() < kMaxRecipients) {
        const auto fields = read_headers(text);
        Block block;
        for (const auto& field : fields.headers) take(block, field);
        if (block.is_recipient()) {
            out.recipients.push_back(to_failed(block));
            out.actions.push_back(block.action);
        }
        if (fields.body == 0) {  // a line that is no field: look behind it
            const auto end = text.find('\n');
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        } else {
            text.remove_prefix(fields.body);
        }
    }
    return out;
}

}  // namespace mainstay::mail
