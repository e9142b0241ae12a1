#pragma once
// A request with blanks: text, and what to put between.
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace mainstay::load {

using Values = std::map<std::string, std::vector<std::string>>;

class Template {
public:
    // "METHOD /path [body]" as bytes of HTTP/1.1; throws std::runtime_error for a blank that has no values. Values must
    // outlive the template.
    Template(const std::string& request, const std::string& host, const std::vector<std::string>& headers, const Values& values);
    // One request. `n` is what {n} becomes.
    void fill(std::string& out, std::mt19937_64& random, std::int64_t n) const;
    int share() const { return share_; }
    bool is_head() const { return is_head_; }

private:
    struct Part {
        enum class Kind { text, count, number, uuid, line } kind = Kind::text;
        std::string text = {};
        std::int64_t low = 0, high = 0;
        const std::vector<std::string>* lines = nullptr;
    };
    using Parts = std::vector<Part>;
    static Parts parse(std::string_view text, const Values& values);
    static Part blank(std::string_view name, const Values& values);
    static void append(const Parts& parts, std::string& out, std::mt19937_64& random, std::int64_t n);

    Parts head_, body_;
    int share_ = 1;
    bool is_head_ = false;
};

}  // namespace mainstay::load
