#include "algo/text_features.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace mainstay::algo {
namespace {

std::vector<char32_t> code_points(std::string_view text) {  // invalid bytes become U+FFFD
    std::vector<char32_t> out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const int length = lead < 0x80       ? 1
                           : lead >> 5 == 6  ? 2
                           : lead >> 4 == 14 ? 3
                           : lead >> 3 == 30 ? 4
                                             : 0;
        char32_t c = length == 1 ? lead : length == 0 ? 0xFFFD : lead & (0x7Fu >> length);
        bool is_good = length > 0 && i + static_cast<std::size_t>(length) <= text.size();
        for (int k = 1; is_good && k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
            is_good = next >> 6 == 2;
            c = c << 6 | (next & 0x3Fu);
        }
        out.push_back(is_good ? c : 0xFFFD);
        i += is_good ? static_cast<std::size_t>(length) : 1;
    }
    return out;
}

void append(std::string& out, char32_t c) {
    const auto add = [&](char32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
    if (c < 0x80) return add(c);
    if (c < 0x800) return add(0xC0 | c >> 6), add(0x80 | (c & 0x3F));
    if (c < 0x10000) return add(0xE0 | c >> 12), add(0x80 | (c >> 6 & 0x3F)), add(0x80 | (c & 0x3F));
    add(0xF0 | c >> 18), add(0x80 | (c >> 12 & 0x3F)), add(0x80 | (c >> 6 & 0x3F)), add(0x80 | (c & 0x3F));
}

bool is_cjk(char32_t c) {
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}
bool is_word(char32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7);
}

void add_grams(const std::vector<char32_t>& run, int shortest, int longest, Tokens& out) {
    for (std::size_t i = 0; i < run.size(); ++i) {
        std::string gram;
        for (std::size_t k = i; k < run.size() && k < i + static_cast<std::size_t>(longest); ++k) {
            append(gram, run[k]);
            if (k + 1 >= i + static_cast<std::size_t>(shortest)) out.push_back(gram);
        }
    }
}

std::uint64_t hash_of(const std::string& text) {  // FNV-1a, then mixed
    std::uint64_t h = 14695981039346656037ULL;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ULL;
    return h ^ (h >> 31);
}

double jaccard(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    std::size_t both = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i] == b[j])
            ++both, ++i, ++j;
        else if (a[i] < b[j])
            ++i;
        else
            ++j;
    }
    return static_cast<double>(both) / static_cast<double>(a.size() + b.size() - both);
}

}  // namespace

SparseMatrix dense_rows(const std::vector<std::vector<double>>& rows) {
    SparseMatrix m;
    for (const auto& row : rows) {
        for (std::size_t j = 0; j < row.size(); ++j)
            m.columns.push_back(static_cast<std::uint32_t>(j)),
                m.values.push_back(static_cast<float>(row[j]));
        m.starts.push_back(m.columns.size());
        m.width = std::max(m.width, row.size());
    }
    return m;
}

SparseMatrix chosen_rows(const SparseMatrix& m, const std::vector<std::size_t>& rows) {
    SparseMatrix out;
    out.width = m.width;
    for (const auto i : rows) {
        out.columns.insert(out.columns.end(),
                           m.columns.begin() + static_cast<long>(m.starts[i]),
                           m.columns.begin() + static_cast<long>(m.starts[i + 1]));
        out.values.insert(out.values.end(),
                          m.values.begin() + static_cast<long>(m.starts[i]),
                          m.values.begin() + static_cast<long>(m.starts[i + 1]));
        out.starts.push_back(out.columns.size());
    }
    return out;
}

Result<TfIdf> TfIdf::learn(const std::vector<Tokens>& documents, const TfIdfOptions& options) {
    if (documents.empty()) return too_few("There are no documents.");
    std::unordered_map<std::string, std::pair<int, std::size_t>> seen;  // documents, last document + 1
    for (std::size_t d = 0; d < documents.size(); ++d)
        for (const auto& token : documents[d]) {
            auto& one = seen[token];
            if (one.second != d + 1) ++one.first, one.second = d + 1;
        }
    const double n = static_cast<double>(documents.size());
    std::vector<std::pair<int, std::string>> kept;
    for (auto& [token, one] : seen)
        if (one.first >= options.least_documents && one.first <= std::max(1.0, options.most_share * n))
            kept.emplace_back(-one.first, token);
    if (kept.empty())
        return too_few("No term occurs in at least " + std::to_string(options.least_documents) +
                       " documents and in few enough of them.");
    std::sort(kept.begin(), kept.end());
    if (kept.size() > options.most_terms) kept.resize(options.most_terms);
    TfIdf out;
    for (auto& [count, token] : kept) {
        out.index_.emplace(token, static_cast<std::uint32_t>(out.terms_.size()));
        out.terms_.push_back(std::move(token));
        out.idf_.push_back(std::log((1 + n) / (1 - count)) + 1);
    }
    return out;
}

SparseMatrix TfIdf::rows(const std::vector<Tokens>& documents) const {
    SparseMatrix m;
    m.width = terms_.size();
    std::vector<std::uint32_t> found;
    for (const auto& document : documents) {
        found.clear();
        for (const auto& token : document)
            if (const auto at = index_.find(token); at != index_.end()) found.push_back(at->second);
        std::sort(found.begin(), found.end());
        double squares = 0;
        const auto first = m.values.size();
        for (std::size_t i = 0; i < found.size();) {
            std::size_t end = i;
            while (end < found.size() && found[end] == found[i]) ++end;
            const double value = (1 + std::log(static_cast<double>(end - i))) * idf_[found[i]];
            m.columns.push_back(found[i]);
            m.values.push_back(static_cast<float>(value));
            squares += value * value;
            i = end;
        }
        for (auto v = first; v < m.values.size(); ++v)
            m.values[v] = static_cast<float>(m.values[v] / std::sqrt(squares));
        m.starts.push_back(m.columns.size());
    }
    return m;
}

Tokens word_grams(const Tokens& words, int longest) {
    Tokens out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string gram;
        for (std::size_t k = i; k < words.size() && k < i + static_cast<std::size_t>(longest); ++k) {
            if (k > i) gram += ' ';
            gram += words[k];
            out.push_back(gram);
        }
    }
    return out;
}

Tokens character_grams(std::string_view text, int shortest, int longest, int longest_cjk) {
    Tokens out;
    std::vector<char32_t> run;
    bool run_is_cjk = false;
    const auto flush = [&] {
        if (run.empty()) return;
        if (run_is_cjk) {
            add_grams(run, 1, longest_cjk, out);
        } else {
            run.insert(run.begin(), U'_');
            run.push_back(U'_');
            add_grams(run, shortest, longest, out);
        }
        run.clear();
    };
    for (char32_t c : code_points(text)) {
        if (c >= 'A' && c <= 'Z') c += 32;
        const bool cjk = is_cjk(c);
        if (!run.empty() && (cjk != run_is_cjk || (!cjk && !is_word(c)))) flush();
        if (!cjk && !is_word(c)) continue;
        run_is_cjk = cjk;
        run.push_back(c);
    }
    flush();
    return out;
}

double chance_to_meet(double similarity, int bands, int rows) {
    return 1 - std::pow(1 - std::pow(similarity, rows), bands);
}

Result<std::vector<Pair>> near_duplicates(const std::vector<Tokens>& documents,
                                          double least,
                                          int bands,
                                          int rows,
                                          std::uint64_t seed,
                                          const IsCancelled& is_cancelled) {
    MS_CHECK(between("similarity", least, 0.05, 1));
    if (bands < 1 || rows < 1 || bands * rows > 1000) return bad("bands", "bands x rows must be 1 to 1000");
    std::vector<std::vector<std::uint64_t>> sets;
    for (const auto& document : documents) {
        std::vector<std::uint64_t> set;
        for (const auto& token : document) set.push_back(hash_of(token));
        std::sort(set.begin(), set.end());
        set.erase(std::unique(set.begin(), set.end()), set.end());
        sets.push_back(std::move(set));
    }
    std::set<std::pair<std::size_t, std::size_t>> seen;
    std::vector<Pair> out;
    for (int band = 0; band < bands; ++band) {
        if (is_stopped(is_cancelled)) return cancelled();
        std::vector<std::pair<std::uint64_t, std::size_t>> keys;
        for (std::size_t d = 0; d < sets.size(); ++d) {
            if (sets[d].empty()) continue;
            std::uint64_t key = 0;
            for (int r = 0; r < rows; ++r) {
                const std::uint64_t salt =
                    (seed * 1000003 + static_cast<std::uint64_t>(band * rows + r)) * 0x9E3779B97F4A7C15ULL;
                std::uint64_t smallest = ~0ULL;
                for (const auto h : sets[d]) {
                    auto x = (h ^ salt) * 0xD6E8FEB86659FD93ULL;
                    x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93ULL;
                    smallest = std::min<std::uint64_t>(smallest, x ^ (x >> 32));
                }
                key = (key ^ smallest) * 0xBF58476D1CE4E5B9ULL;
            }
            keys.emplace_back(key, d);
        }
        std::sort(keys.begin(), keys.end());
        for (std::size_t i = 0; i < keys.size(); ++i)
            for (std::size_t j = i + 1; j < keys.size() && j < i + 200 && keys[j].first == keys[i].first;
                 ++j) {  // a bucket of copies stays bounded
                const std::pair pair{std::min(keys[i].second, keys[j].second),
                                     std::max(keys[i].second, keys[j].second)};
                if (!seen.insert(pair).second) continue;
                if (const double s = jaccard(sets[pair.first], sets[pair.second]); s >= least)
                    out.push_back({pair.first, pair.second, s});
                if (seen.size() > 20'000'000) return too_large("There are too many near duplicates to list.");
            }
    }
    std::sort(out.begin(), out.end(), [](const Pair& a, const Pair& b) {
        return std::pair(a.first, a.second) < std::pair(b.first, b.second);
    });
    return out;
}

}  // namespace mainstay::algo
