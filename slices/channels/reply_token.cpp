#include "channels/reply_token.hpp"

#include <algorithm>

namespace mainstay::channels {
namespace {

constexpr std::size_t kTokenLength = 26;  // 128 bits

bool is_token(std::string_view text) {
    return text.size() == kTokenLength && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == std::string_view::npos;
}

// The token of "<anything>+t-<token>@..." or nothing.
std::string token_of_address(std::string_view address) {
    const auto at = address.rfind('@');
    const auto local = address.substr(0, at == std::string_view::npos ? address.size() : at);
    const auto mark = local.rfind("+t-");
    if (mark == std::string_view::npos) return "";
    const auto token = local.substr(mark + 3);
    return is_token(token) ? std::string(token) : "";
}

// Our Message-IDs are "<unique.token@domain>".
std::string token_of_message_id(std::string_view id) {
    const auto at = id.rfind('@');
    if (at == std::string_view::npos) return "";
    const auto dot = id.substr(0, at).rfind('.');
    if (dot == std::string_view::npos) return "";
    const auto token = id.substr(dot + 1, at - dot - 1);
    return is_token(token) ? std::string(token) : "";
}

}  // namespace

std::string reply_token(const crypto::KeyRing& keys, const std::string& ticket_id, const std::string& person_id) {
    return crypto::base32(crypto::keyed_hash(keys.key("reply-addresses"), {ticket_id, person_id}).substr(0, 16));
}

std::string reply_address(const std::string& mailbox_address, const std::string& token) {
    const auto at = mailbox_address.rfind('@');
    return mailbox_address.substr(0, at) + "+t-" + token + mailbox_address.substr(at);
}

std::string message_id_for(const std::string& unique, const std::string& token, const std::string& domain) {
    return "<" + unique + "." + token + "@" + domain + ">";
}

std::vector<std::string> tokens_in(const mail::Message& mail, const std::string& envelope_recipient) {
    std::vector<std::string> found;
    auto add = [&](std::string token) {
        if (!token.empty() && std::find(found.begin(), found.end(), token) == found.end() && found.size() < 20) found.push_back(std::move(token));
    };
    add(token_of_address(envelope_recipient));
    for (const auto& recipient : mail.recipients) add(token_of_address(recipient));
    for (const auto& address : mail.to) add(token_of_address(address.address));
    for (const auto& address : mail.cc) add(token_of_address(address.address));
    for (const auto& id : mail.in_reply_to) add(token_of_message_id(id));
    for (auto id = mail.references.rbegin(); id != mail.references.rend(); ++id) add(token_of_message_id(*id));
    return found;
}

std::string without_detail(const std::string& address) {
    const auto at = address.rfind('@');
    const auto plus = address.find('+');
    if (at == std::string::npos || plus == std::string::npos || plus > at) return address;
    return address.substr(0, plus) + address.substr(at);
}

}  // namespace mainstay::channels
