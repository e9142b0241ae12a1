#pragma once
// A mail of ours as RFC 5322 bytes: CRLF, lines of at most 998 bytes, everything encoded that could be taken
// for a header. What cannot be encoded safely (a line end in an address) is refused.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kit/mail/message.hpp"

namespace mainstay::mail {

struct OutgoingFile {
    std::string name, type = "application/octet-stream";
    std::string content_id;  // without angle brackets; when set the file is a picture inside the HTML
    // Gives the next bytes, "" at the end. Called from compose() only, once through; a large file need not be
    // in memory.
    std::function<std::string()> read;
};
OutgoingFile file_of(std::string name, std::string type, std::string bytes);  // of bytes at hand

struct Outgoing {
    Address from;
    std::vector<Address> to, cc, reply_to;
    std::string subject;
    std::int64_t date = 0;   // ms UTC
    std::string message_id;  // with angle brackets; see new_message_id
    std::string in_reply_to;
    std::vector<std::string> references;  // the first and the last 19 are sent
    std::string auto_submitted;           // "auto-replied", "auto-generated"; empty for a person's mail
    std::string list_unsubscribe;  // https: or mailto: address; https gets one-click as well (RFC 8058)
    std::vector<std::pair<std::string, std::string>> headers;  // further ones: ASCII names and values
    std::string text, html;                                    // UTF-8; html may be empty
    std::vector<OutgoingFile> files;
};

// Throws std::invalid_argument when an address, id, header or address list would break the message.
std::string compose(const Outgoing& mail);
void compose(const Outgoing& mail, const std::function<void(std::string_view)>& sink);  // the same in pieces

std::string new_message_id(std::string_view unique, std::string_view domain);  // "<unique@domain>"

// One header field, folded, with its CRLF; the text is encoded where needed (RFC 2047).
std::string header_text(std::string_view name, std::string_view text);
std::string header_param(std::string_view name,
                         std::string_view value);            // "; name=value", RFC 2231 where needed
std::string encode_quoted_printable(std::string_view text);  // text with LF or CRLF; gives CRLF

}  // namespace mainstay::mail
