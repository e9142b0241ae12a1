#pragma once
// What single lines of a reply are: the introduction of a quote, a forwarded header, the start of a
// signature. Pure functions over one line (or a few joined), in the languages of the usual mail programs.
#include <string>
#include <string_view>

namespace mainstay::mail {

bool is_quoted(std::string_view line);        // begins with ">", also after blanks or initials ("Jo> ")
bool is_introduction(std::string_view line);  // "On Monday, Jo <a@b> wrote:" as one line
bool is_sure_introduction(
    std::string_view line);  // one that nobody writes by hand: with an address or a full date
bool may_begin_introduction(std::string_view line);  // such a sentence may be broken over the next lines
bool is_original_rule(std::string_view line);        // "-----Original Message-----", "________"
bool is_plain_rule(std::string_view line);           // a line of dashes, underscores or equal signs only
bool is_header_field(std::string_view line);         // "From: ...", "Von: ...", "发件人: ..."
bool is_sender_field(std::string_view line);         // such a field that names a sender
bool is_signature_rule(std::string_view line);       // "-- " and its relatives
bool is_device_line(std::string_view line);          // "Sent from my phone" in many languages

}  // namespace mainstay::mail
