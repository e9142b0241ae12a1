#pragma once
// The MIME tree of a message, split in one pass with bounded depth and number of parts. Views into the raw
// bytes.
#include <string>
#include <string_view>
#include <vector>

#include "kit/mail/fields.hpp"
#include "kit/mail/headers.hpp"

namespace mainstay::mail {

struct Part {
    HeaderBlock headers;
    TypedValue type;         // "text/plain" when missing or unreadable
    TypedValue disposition;  // empty type when missing
    std::string_view raw;    // headers and body as sent
    std::string_view body;   // still transfer-encoded
    int parent = -1;         // index of the multipart it is in; -1 for the message itself
    int depth = 0;
    bool is_container = false;  // a multipart with a boundary
    bool has_children = false;
};

struct Parts {
    std::vector<Part> all;  // in the order of the mail, the message itself first
    bool was_cut = false;   // deeper, more parts or more headers than allowed: the rest stayed unsplit
    blob::Bytes raw = "";   // what the parts are views into
};

Parts split_parts(const blob::Bytes& raw, int max_depth, int max_parts);

// Undoes a transfer encoding (base64, quoted-printable, x-uuencode) piece by piece, with little in memory.
void decode_transfer(const blob::Bytes& raw,
                     std::string_view body,
                     std::string_view encoding,
                     const ReadOptions::Take& take);
std::string decode_transfer(std::string_view body, std::string_view encoding);
std::string decode_quoted_printable(std::string_view text);
std::string decode_body(const Part& part,
                        std::size_t most_encoded);  // the front of it: as much as is shown or judged

inline constexpr std::size_t kMostJudged = 1u << 20;  // of a report or an enclosed mail

}  // namespace mainstay::mail
