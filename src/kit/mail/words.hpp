#pragma once
// Small text things of mail headers: case, trimming, RFC 2047 encoded words. Pure functions.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mainstay::mail {

std::string lower(std::string_view text);                         // ASCII only
std::string_view trim(std::string_view text);                     // space, tab, CR, LF
bool same(std::string_view a, std::string_view b);                // ASCII case ignored
bool begins_with(std::string_view text, std::string_view start);  // ASCII case ignored
bool holds(std::string_view text, std::string_view words);        // ASCII case ignored
std::string one_line(std::string_view text);  // white space and control characters folded to single spaces
std::vector<std::string_view> lines(std::string_view text);  // without their CR LF

class Base64 {  // piece by piece; what is not base64 is skipped
public:
    std::string feed(std::string_view text);

private:
    std::uint32_t bits_ = 0;
    int count_ = 0;
};
std::string decode_base64(std::string_view text);
std::string encode_base64(std::string_view bytes);
std::string decode_q(std::string_view text);  // the Q encoding of RFC 2047

// Unstructured header text as UTF-8: encoded words (also split inside a character), raw 8-bit bytes.
std::string decode_words(std::string_view text, std::string_view charset_hint = {});
// The same words, but kept encoded, all in UTF-8: safe for a parser of structured fields.
std::string recode_words(std::string_view text, std::string_view charset_hint = {});

}  // namespace mainstay::mail
