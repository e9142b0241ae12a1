#include "kit/mail/charset.hpp"
#include "kit/mail/fields.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kMaxBytes = 255;

// Characters that show a name as something it is not: bidi controls, zero width, byte order mark, separators,
// C1.
bool is_deceptive(unsigned point) {
    return (point >= 0x80 && point <= 0x9F) || point == 0xAD || point == 0x061C ||
           (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF || point == 0xFFFD ||
           (point >= 0xE0000 && point <= 0xE007F);
}

struct Point {
    unsigned value;
    std::size_t bytes;
};

Point point_at(std::string_view text) {  // of valid UTF-8
    auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
    if (at(0) < 0x80) return {at(0), 1};
    if (at(0) < 0xE0) return {(at(0) & 0x1F) << 6 | (at(1) & 0x3F), 2};
    if (at(0) < 0xF0) return {(at(0) & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F), 3};
    return {(at(0) & 0x07) << 18 | (at(1) & 0x3F) << 12 | (at(2) & 0x3F) << 6 | (at(3) & 0x3F), 4};
}

std::string without_bad_characters(std::string_view name) {
    std::string out;
    while (!name.empty()) {
        const auto point = point_at(name);
        const bool is_path = point.value == '/' || point.value == '\\' || point.value == ':';
        if (is_path)
            out += '_';
        else if (point.value >= 0x20 && point.value != 0x7F && !is_deceptive(point.value))
            out += name.substr(0, point.bytes);
        name.remove_prefix(point.bytes);
    }
    return out;
}

std::string_view last_segment(std::string_view name) {
    while (!name.empty() && (name.back() == '/' || name.back() == '\\')) name.remove_suffix(1);
    const auto slash = name.find_last_of("/\\");
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

bool is_device(std::string_view name) {  // names Windows keeps for itself, with any extension
    const auto stem = lower(name.substr(0, name.find('.')));
    for (const std::string_view word : {"con", "prn", "aux", "nul"})
        if (stem == word) return true;
    return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' &&
           stem[3] <= '9';
}

void cut_utf8(std::string& text, std::size_t most) {
    if (text.size() <= most) return;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    text.resize(most);
}

// Cuts the stem, keeps a short extension.
void shorten(std::string& name) {
    if (name.size() <= kMaxBytes) return;
    const auto dot = name.rfind('.');
    const std::string extension =
        dot != std::string::npos && name.size() - dot <= 20 ? name.substr(dot) : std::string();
    cut_utf8(name, kMaxBytes - extension.size());
    name += extension;
}

}  // namespace

std::string clean_file_name(std::string_view name) {
    const std::string valid = repair_utf8(name);
    std::string out = without_bad_characters(last_segment(valid));
    const auto first = out.find_first_not_of(". ");  // hidden files and ".." included
    if (first == std::string::npos) return {};
    out.erase(0, first);
    while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
    if (is_device(out)) out = std::string(1, '_') + out;
    shorten(out);
    return out;
}

}  // namespace mainstay::mail
