#pragma once
// Bytes of a named, misnamed or unnamed charset made UTF-8. Pure functions.
#include <string>
#include <string_view>

#include "base/utf8.hpp"

namespace mainstay::mail {

struct Decoded {
    std::string text;      // always valid UTF-8, without NUL
    std::string charset;   // what it was read as, lower case: "gb18030"
    bool guessed = false;  // the label was missing, unknown or wrong
    bool lossy = false;    // some bytes meant nothing and became U+FFFD
};

// `label` may be empty. Valid UTF-8 wins over a wrong 8-bit label; then the label; then what the bytes look
// like.
Decoded decode_text(std::string_view bytes, std::string_view label);

// The name a converter knows for a label as mails write it: "gb2312" -> "gb18030", "iso-8859-1" ->
// "windows-1252".
std::string known_charset(std::string_view label);

bool is_ascii(std::string_view bytes);
using mainstay::is_utf8;
using mainstay::repair_utf8;

}  // namespace mainstay::mail
