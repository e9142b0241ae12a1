#include "kit/mail/charset.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kDetectBytes = 64 * 1024;

bool has_iso2022(std::string_view bytes) {
    return bytes.find("\x1B$") != std::string_view::npos || bytes.find("\x1B(J") != std::string_view::npos;
}

std::string without_nul(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
    return text;
}

struct Close {
    void operator()(UConverter* c) const { ucnv_close(c); }
    void operator()(UCharsetDetector* d) const { ucsdet_close(d); }
};

// Converts with U+FFFD for what means nothing; nothing when the charset is unknown.
bool convert(std::string_view bytes, const std::string& charset, std::string& out) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, Close> from(ucnv_open(charset.c_str(), &status));
    if (U_FAILURE(status)) return false;
    out.clear();
    std::array<UChar, 4096> chunk;
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    do {
        status = U_ZERO_ERROR;
        UChar* target = chunk.data();
        ucnv_toUnicode(
            from.get(), &target, chunk.data() + chunk.size(), &source, end, nullptr, true, &status);
        const icu::UnicodeString part(false, chunk.data(), static_cast<int32_t>(target - chunk.data()));
        part.toUTF8String(out);
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    return U_SUCCESS(status);
}

bool is_high(char c) {
    return (static_cast<unsigned char>(c) & 0x80) != 0;
}

// All high bytes stand in pairs of the common GB 2312 characters: short Chinese texts that a statistical
// detector has too little of.
bool looks_gb2312(std::string_view bytes) {
    std::size_t pairs = 0, common = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (!is_high(bytes[i])) continue;
        if (i + 1 >= bytes.size()) return false;
        const auto lead = static_cast<unsigned char>(bytes[i]),
                   trail = static_cast<unsigned char>(bytes[i + 1]);
        if (lead < 0xA1 || lead > 0xF7 || trail < 0xA1 || trail == 0xFF) return false;
        ++pairs, ++i;
        common += (lead >= 0xB0 && lead <= 0xD7) || (lead <= 0xA3 && trail >= 0xA1);
    }
    return pairs >= 2 && common * 10 >= pairs * 9;
}

std::string detect_by_statistics(std::string_view bytes) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, Close> detector(ucsdet_open(&status));
    if (U_FAILURE(status)) return {};
    const auto part = bytes.substr(0, kDetectBytes);
    ucsdet_setText(detector.get(), part.data(), static_cast<int32_t>(part.size()), &status);
    const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
    if (U_FAILURE(status) || match == nullptr) return {};
    if (ucsdet_getConfidence(match, &status) < 30) return {};
    const char* name = ucsdet_getName(match, &status);
    return U_SUCCESS(status) && name != nullptr ? known_charset(name) : std::string();
}

std::string detect(std::string_view bytes) {
    if (has_iso2022(bytes)) return "iso-2022-jp";
    const auto high = static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), is_high));
    if (high < 200 && looks_gb2312(bytes)) return "gb18030";
    if (high >= 12) {
        auto found = detect_by_statistics(bytes);
        if (!found.empty() && found.rfind("utf-16", 0) != 0 && found.rfind("utf-32", 0) != 0) return found;
    }
    return looks_gb2312(bytes) ? "gb18030" : "windows-1252";
}

bool is_lossy(std::string_view text) {
    return text.find(kReplacement) != std::string_view::npos;
}

Decoded decoded(std::string text, std::string charset, bool guessed) {
    const bool lossy = is_lossy(text);
    return {without_nul(std::move(text)), std::move(charset), guessed, lossy};
}

bool is_vague(std::string_view label) {  // says nothing about bytes above 127
    return label.empty() || label == "us-ascii" || label == "utf-8";
}

bool is_stateful(
    std::string_view charset) {  // its text is 7-bit or holds NULs, so "valid UTF-8" proves nothing
    return charset.starts_with("iso-2022") || charset.starts_with("hz") || charset.starts_with("utf-7") ||
           charset.starts_with("utf-16") || charset.starts_with("utf-32");
}

}  // namespace

bool is_ascii(std::string_view bytes) {
    return std::none_of(bytes.begin(), bytes.end(), is_high);
}

std::string known_charset(std::string_view label) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kNames{
        {{"gb2312", "gb18030"},
         {"gbk", "gb18030"},
         {"gb_2312-80", "gb18030"},
         {"x-gbk", "gb18030"},
         {"cp936", "gb18030"},
         {"euc-cn", "gb18030"},
         {"windows-936", "gb18030"},
         {"chinese", "gb18030"},
         {"big5", "big5-hkscs"},
         {"cn-big5", "big5-hkscs"},
         {"x-x-big5", "big5-hkscs"},
         {"cp950", "big5-hkscs"},
         {"iso-8859-1", "windows-1252"},
         {"iso8859-1", "windows-1252"},
         {"latin1", "windows-1252"},
         {"ascii", "us-ascii"},
         {"ansi_x3.4-1968", "us-ascii"},
         {"7bit", "us-ascii"},
         {"utf8", "utf-8"},
         {"unicode-1-1-utf-8", "utf-8"},
         {"shift_jis", "windows-31j"},
         {"sjis", "windows-31j"},
         {"ks_c_5601-1987", "windows-949"},
         {"euc-kr", "windows-949"}}};
    std::string name = lower(trim(label));
    if (const auto star = name.find('*'); star != std::string::npos) name.resize(star);  // RFC 2231 language
    name.erase(std::remove_if(name.begin(), name.end(), [](char c) { return c == '"' || c == '\''; }),
               name.end());
    if (name.size() > 40 || name == "x-unknown" || name == "unknown-8bit" || name == "default") return {};
    const auto* found =
        std::find_if(kNames.begin(), kNames.end(), [&](const auto& pair) { return pair.first == name; });
    return found == kNames.end() ? name : std::string(found->second);
}

Decoded decode_text(std::string_view bytes, std::string_view label) {
    const std::string charset = known_charset(label);
    if (!is_stateful(charset) && !has_iso2022(bytes) && is_utf8(bytes)) {
        const bool wrong = !is_vague(charset) && !is_ascii(bytes);
        return decoded(std::string(bytes), "utf-8", wrong || (charset.empty() && !is_ascii(bytes)));
    }
    std::string text;
    const bool vague = is_vague(charset) || (is_ascii(bytes) && !is_stateful(charset));
    if (!vague && convert(bytes, charset, text) && !is_lossy(text))
        return decoded(std::move(text), charset, false);
    if (charset == "utf-8" && !has_iso2022(bytes)) {  // mostly UTF-8 with some damage stays UTF-8
        auto repaired = repair_utf8(bytes);
        const auto bad = static_cast<std::size_t>(std::count(repaired.begin(), repaired.end(), '\xEF'));
        const auto high = static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), is_high));
        if (bad * 4 <= high) return decoded(std::move(repaired), "utf-8", false);
    }
    std::string guess = detect(bytes), guessed_text;
    const bool better =
        convert(bytes, guess, guessed_text) && (vague || text.empty() || !is_lossy(guessed_text));
    if (better && (vague || guess != "windows-1252"))
        return decoded(std::move(guessed_text), std::move(guess), true);
    if (!text.empty()) return decoded(std::move(text), charset, false);
    return better ? decoded(std::move(guessed_text), std::move(guess), true)
                  : decoded(repair_utf8(bytes), "utf-8", true);
}

}  // namespace mainstay::mail
