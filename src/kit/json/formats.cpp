#include "kit/json/formats.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "base/id.hpp"

namespace mainstay::json {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_alnum(char c) { return is_letter(c) || is_digit(c); }
bool is_foreign(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_any_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Every part between separators passes.
template <class Check>
bool all_parts(std::string_view text, char separator, Check passes) {
    for (;;) {
        const auto end = text.find(separator);
        if (!passes(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

template <class Check>
bool all_chars(std::string_view text, Check passes) {
    return !text.empty() && std::all_of(text.begin(), text.end(), passes);
}

bool is_label(std::string_view label) {
    return label.size() <= 63 && all_chars(label, [](char c) { return is_alnum(c) || c == '-' || is_foreign(c); }) &&
           label.front() != '-' && label.back() != '-';
}

bool is_domain(std::string_view domain) {
    if (domain != "localhost" && domain.find('.') == std::string_view::npos) return false;
    return domain.size() <= 253 && all_parts(domain, '.', is_label);
}

// The addr-spec people really use: dot-atom @ domain; no quoted local parts, comments or address literals.
bool is_email(std::string_view text) {
    const auto at = text.rfind('@');
    if (at == std::string_view::npos || at > 64 || text.size() > 254) return false;
    const auto is_atom = [](std::string_view atom) {
        return all_chars(atom, [](char c) { return is_alnum(c) || is_foreign(c) || is_any_of(c, "!#$%&'*+-/=?^_`{|}~"); });
    };
    return all_parts(text.substr(0, at), '.', is_atom) && is_domain(text.substr(at + 1));
}

// Only schemes that are safe as a link or a remote: nothing a browser would execute.
bool is_uri(std::string_view text) {
    constexpr std::array<std::string_view, 10> kWithHost{"http://", "https://", "ssh://", "git://", "git+ssh://",
                                                        "git+https://", "svn://", "ftp://", "ftps://", "ldaps://"};
    constexpr std::array<std::string_view, 3> kBare{"mailto:", "urn:", "pkg:"};
    const auto starts = [&](std::string_view scheme) { return text.starts_with(scheme) && text.size() > scheme.size(); };
    if (!all_chars(text, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F && !is_any_of(c, "<>\"\\^`{|}"); }))
        return false;
    if (std::any_of(kBare.begin(), kBare.end(), starts)) return true;
    const auto scheme = std::find_if(kWithHost.begin(), kWithHost.end(), starts);
    return scheme != kWithHost.end() && !is_any_of(text[scheme->size()], "/?#:@");
}

bool is_language(std::string_view text) {  // BCP 47, its shape
    const auto primary = text.substr(0, text.find('-'));
    if (text.size() > 35 || primary.size() < 2 || primary.size() > 3 || !all_chars(primary, is_letter)) return false;
    return all_parts(text, '-', [](std::string_view part) { return part.size() <= 8 && all_chars(part, is_alnum); });
}

bool is_time_zone(std::string_view text) {  // an IANA name, its shape; whether it exists is the calendar's business
    if (text.size() > 64 || !is_letter(text.front())) return false;
    return all_parts(text, '/', [](std::string_view part) {
        return all_chars(part, [](char c) { return is_alnum(c) || is_any_of(c, "_+-"); });
    });
}

bool is_currency(std::string_view text) { return text.size() == 3 && all_chars(text, is_upper); }

bool is_slug(std::string_view text) {
    return all_parts(text, '-', [](std::string_view part) {
        return all_chars(part, [](char c) { return is_lower(c) || is_digit(c); });
    });
}

}  // namespace

bool is_in_format(std::string_view text, std::string_view format) {
    using Check = bool (*)(std::string_view);
    static constexpr std::array<std::pair<std::string_view, Check>, 7> kFormats{{{"email", is_email},
                                                                                {"uuid", is_uuid},
                                                                                {"uri", is_uri},
                                                                                {"language", is_language},
                                                                                {"time-zone", is_time_zone},
                                                                                {"currency", is_currency},
                                                                                {"slug", is_slug}}};
    const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const auto& f) { return f.first == format; });
    assert(found != kFormats.end() && "unknown format in a json::Rule");
    return found == kFormats.end() || found->second(text);
}

}  // namespace mainstay::json
