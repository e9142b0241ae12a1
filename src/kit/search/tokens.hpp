#pragma once
// ONE tokenizer for every index and query: Unicode case folding and compatibility forms, English stems, Chinese, Japanese
// and Korean runs as overlapping pairs. What it makes is safe to quote into any full-text engine: letters and digits only.
#include <string>
#include <string_view>
#include <vector>

namespace mainstay::search {

std::vector<std::string> tokens(std::string_view text, std::size_t most = 20'000);
std::string index_text(std::string_view text, std::size_t most = 20'000);  // tokens joined by spaces

struct Words {
    std::vector<std::string> all;     // every one must occur
    std::string prefix;               // a single CJK character: the start of a pair
    bool is_empty() const { return all.empty() && prefix.empty(); }
    std::string fts5(const std::vector<std::string>& any_of = {}) const;     // for MATCH; everything quoted. any_of: one of these too
    std::string tsquery(const std::vector<std::string>& any_of = {}) const;  // for ::tsquery; the same
};
Words words(std::string_view user_text);

// A piece of `text` around the first hit, hits between « and ». At most about `width` code points.
std::string snippet(std::string_view text, const Words& wanted, std::size_t width = 160);

}  // namespace mainstay::search
