#include "kit/search/tokens.hpp"

#include <libstemmer.h>
#include <utf8proc.h>

#include <algorithm>
#include <memory>
#include <unordered_set>

namespace mainstay::search {
namespace {

constexpr std::size_t kLongestWord = 64;  // bytes; base64 and the like is of no use to anybody

bool is_cjk(utf8proc_int32_t c) {
    return (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
           (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}
bool is_word(utf8proc_int32_t c) {
    switch (utf8proc_category(c)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_NO: return true;
        default: return false;
    }
}

void append(std::string& out, utf8proc_int32_t c) {
    utf8proc_uint8_t bytes[4];
    const auto n = utf8proc_encode_char(c, bytes);
    out.append(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(n));
}

std::string stem(const std::string& word) {
    thread_local std::unique_ptr<sb_stemmer, void (*)(sb_stemmer*)> english(sb_stemmer_new("english", "UTF_8"), sb_stemmer_delete);
    if (!english || word.size() < 4 || !std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })) return word;
    const auto* stemmed = sb_stemmer_stem(english.get(), reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
    return stemmed ? std::string(reinterpret_cast<const char*>(stemmed), static_cast<std::size_t>(sb_stemmer_length(english.get()))) : word;
}

// Cuts a text into runs of word characters; folds each; tells whether it is a CJK run, and where it stood.
struct Run {
    std::vector<utf8proc_int32_t> letters;
    bool is_cjk_run = false;
    std::size_t begin = 0, end = 0;  // bytes in the source
};

template <class OnRun>
void each_run(std::string_view text, OnRun&& on_run) {
    Run run;
    std::size_t at = 0;
    auto flush = [&] {
        if (!run.letters.empty()) on_run(run);
        run.letters.clear();
    };
    while (at < text.size()) {
        utf8proc_int32_t c = 0;
        const auto n = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                        static_cast<utf8proc_ssize_t>(text.size() - at), &c);
        const std::size_t step = n > 0 ? static_cast<std::size_t>(n) : 1;
        if (n <= 0 || !is_word(c)) {
            // combining marks stay inside their word, everything else ends it
            const auto category = n > 0 ? utf8proc_category(c) : UTF8PROC_CATEGORY_CN;
            if (category != UTF8PROC_CATEGORY_MN && category != UTF8PROC_CATEGORY_MC) flush();
            at += step;
            continue;
        }
        if (!run.letters.empty() && is_cjk(c) != run.is_cjk_run) flush();
        if (run.letters.empty()) {
            run.begin = at;
            run.is_cjk_run = is_cjk(c);
        }
        if (c < 0x80) {
            run.letters.push_back(c >= 'A' && c <= 'Z' ? c + 32 : c);
        } else {
            utf8proc_int32_t folded[8];
            int boundary = 0;
            const auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
            const auto m = utf8proc_decompose_char(c, folded, 8, options, &boundary);
            for (utf8proc_ssize_t i = 0; i < m && i < 8; ++i)
                if (is_word(folded[i])) run.letters.push_back(folded[i]);
        }
        at += step;
        run.end = at;
    }
    flush();
}

void add_run(const Run& run, std::vector<std::string>& out) {
    std::string word;
    if (run.is_cjk_run && run.letters.size() > 1) {
        for (std::size_t i = 0; i + 1 < run.letters.size(); ++i) {
            word.clear();
            append(word, run.letters[i]);
            append(word, run.letters[i + 1]);
            out.push_back(word);
        }
        return;
    }
    for (const auto c : run.letters) append(word, c);
    if (word.size() <= kLongestWord) out.push_back(stem(word));
}

std::string join(const std::vector<std::string>& parts, const char* before, const char* after, const char* between) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : between) + (before + part) + after;
    return out;
}

}  // namespace

std::vector<std::string> tokens(std::string_view text, std::size_t most) {
    std::vector<std::string> out;
    each_run(text, [&](const Run& run) {
        if (out.size() < most) add_run(run, out);
    });
    if (out.size() > most) out.resize(most);
    return out;
}

std::string index_text(std::string_view text, std::size_t most) {
    return join(tokens(text, most), "", "", " ");
}

Words words(std::string_view user_text) {
    Words wanted;
    each_run(user_text.substr(0, 1000), [&](const Run& run) {
        if (wanted.all.size() >= 32) return;
        if (run.is_cjk_run && run.letters.size() == 1) {
            wanted.prefix.clear();
            append(wanted.prefix, run.letters[0]);
        } else {
            add_run(run, wanted.all);
        }
    });
    std::unordered_set<std::string> seen;
    std::erase_if(wanted.all, [&](const auto& word) { return !seen.insert(word).second; });
    return wanted;
}

// Tokens hold letters and digits only, so the quotes cannot be broken; they are there for reserved words (AND, NEAR).
std::string Words::fts5(const std::vector<std::string>& any_of) const {
    auto text = join(all, "\"", "\"", " AND ");
    if (!prefix.empty()) text += (text.empty() ? "\"" : " AND \"") + prefix + "\"*";
    return any_of.empty() ? text : text + " AND (" + join(any_of, "\"", "\"", " OR ") + ")";
}

std::string Words::tsquery(const std::vector<std::string>& any_of) const {
    auto text = join(all, "'", "'", " & ");
    if (!prefix.empty()) text += (text.empty() ? "'" : " & '") + prefix + "':*";
    return any_of.empty() ? text : text + " & (" + join(any_of, "'", "'", " | ") + ")";
}

std::string snippet(std::string_view text, const Words& wanted, std::size_t width) {
    std::vector<std::pair<std::size_t, std::size_t>> hits;
    const std::unordered_set<std::string> sought(wanted.all.begin(), wanted.all.end());
    each_run(text.substr(0, 8'000), [&](const Run& run) {
        std::vector<std::string> made;
        add_run(run, made);
        const bool is_hit = std::any_of(made.begin(), made.end(), [&](const auto& word) {
            return sought.contains(word) || (!wanted.prefix.empty() && word.starts_with(wanted.prefix));
        });
        if (is_hit && hits.size() < 200) hits.emplace_back(run.begin, run.end);
    });
    auto is_continuation = [&](std::size_t at) { return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
    std::size_t begin = hits.empty() || hits[0].first < width / 3 ? 0 : hits[0].first - width / 3;
    while (begin > 0 && is_continuation(begin)) --begin;
    std::size_t end = std::min(text.size(), begin + width * 2);
    while (end < text.size() && is_continuation(end)) ++end;
    std::string out = begin > 0 ? "… " : "";
    std::size_t at = begin;
    for (const auto& [from, to] : hits) {
        if (from < at || from >= end) continue;
        out += std::string(text.substr(at, from - at)) + "«" + std::string(text.substr(from, to - from)) + "»";
        at = to;
    }
    if (at < end) out += text.substr(at, end - at);
    if (end < text.size()) out += " …";
    std::replace_if(out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return out;
}

}  // namespace mainstay::search
