#pragma once
// Structured header fields: addresses, dates, ids, content types with RFC 2231 parameters. gmime behind it.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/mail/message.hpp"

namespace mainstay::mail {

// All mailboxes of an address list, groups opened; at most 1,000.
std::vector<Address> read_addresses(std::string_view value, std::string_view charset_hint = {});

// ms UTC; nothing when it is no date.
std::optional<std::int64_t> read_date(std::string_view value);

// Message ids in order, with angle brackets, each once, the last `most`.
std::vector<std::string> read_ids(std::string_view value, std::size_t most = 100);

struct TypedValue {    // "text/plain; charset=utf-8" or "attachment; filename=x"
    std::string type;  // lower case: "text/plain", "attachment"; empty when unreadable
    std::map<std::string, std::string> params;  // decoded, names in lower case
    std::string param(const std::string& name) const;
};
TypedValue read_content_type(std::string_view value, std::string_view charset_hint = {});
TypedValue read_disposition(std::string_view value, std::string_view charset_hint = {});

// A name to show and to save under: no path, no control, bidi or zero-width characters, at most 255 bytes.
std::string clean_file_name(std::string_view name);

}  // namespace mainstay::mail
