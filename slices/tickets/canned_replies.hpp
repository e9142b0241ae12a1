#pragma once
// Texts the desk writes often: kept in English and Chinese, filled in from the ticket, in the language of who will read it.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "tickets/tickets.hpp"

namespace mainstay::tickets {

struct CannedReply {
    std::string id, title, shortcut, body_en, body_zh;
    std::int64_t version = 1;
};

using Variables = std::vector<std::pair<std::string_view, std::string>>;

inline constexpr std::string_view kVariables[] = {"customer.name", "customer.email", "organisation.name", "ticket.number", "ticket.subject", "project.name", "agent.name"};

// The names in {{}} of a text that are none of kVariables.
std::vector<std::string> unknown_variables(std::string_view text);
// In one pass: what a customer calls themselves is never read as a variable. Unknown names stay as they are.
std::string fill_in(std::string_view text, const Variables& values);
// The text for a reader of `language`; the other one when there is none.
const std::string& body_for(const CannedReply& reply, std::string_view language);

void bind_canned_replies_api(http::Router& router, Tickets& tickets);

}  // namespace mainstay::tickets
