#include <algorithm>

#include "kit/mail/message.hpp"
#include "kit/mail/quote_lines.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kIntroductionLines = 6;

struct Line {
    std::string_view text;           // without line end
    std::size_t begin = 0, end = 0;  // bytes in the body, line end included
    bool is_blank() const { return trim(text).empty(); }
};

std::vector<Line> split(std::string_view body) {
    std::vector<Line> out;
    for (std::size_t at = 0; at < body.size();) {
        const auto end = std::min(body.find('\n', at), body.size());
        const auto next = std::min(end + 1, body.size());
        out.push_back({body.substr(at, end - at), at, next});
        at = next;
    }
    return out;
}

class Trimmer {
public:
    explicit Trimmer(std::string_view body) : body_(body), lines_(split(body)) {}

    Trimmed trim_body() {
        std::size_t first = 0, last = lines_.size();
        const auto leading = leading_quote();
        if (leading > 0 && has_words(leading)) first = leading;
        const auto quote = find_quote(first);
        last = quote;
        const auto signature = find_signature(first, last);
        if (!has_words(first, signature)) return keep_all(first, last, signature);
        return assemble(first, signature, last);
    }

private:
    bool has_words(std::size_t from, std::size_t to) const {
        return std::any_of(lines_.begin() + static_cast<std::ptrdiff_t>(from),
                           lines_.begin() + static_cast<std::ptrdiff_t>(std::max(from, to)),
                           [](const Line& line) { return !line.is_blank(); });
    }
    // Own words behind the leading quote: a line that is neither quoted nor a signature.
    bool has_words(std::size_t from) const {
        for (std::size_t i = from; i < lines_.size(); ++i) {
            if (is_signature_rule(lines_[i].text)) return false;
            if (!lines_[i].is_blank() && !is_quoted(lines_[i].text)) return find_quote(i) > i;
        }
        return false;
    }

    // The answer would be empty: better the whole text than none of the writer's words.
    Trimmed keep_all(std::size_t first, std::size_t last, std::size_t signature) const {
        if (first == 0 && last < lines_.size() && signature == 0 && last > 0)
            return assemble(0, last, last);  // a signature alone above a quote
        return {std::string(body_), "", ""};
    }

    std::string text(std::size_t from, std::size_t to) const {
        if (from >= to) return {};
        return std::string(body_.substr(lines_[from].begin, lines_[to - 1].end - lines_[from].begin));
    }

    Trimmed assemble(std::size_t first, std::size_t signature, std::size_t last) const {
        return {text(first, signature), text(signature, last), text(0, first) + text(last, lines_.size())};
    }

    // Lines of one introduction that starts here, 0 when none does.
    std::size_t introduction(std::size_t at) const {
        if (!may_begin_introduction(lines_[at].text) && !is_introduction(lines_[at].text)) return 0;
        std::string joined;
        std::size_t blanks = 0;
        for (std::size_t i = at; i < std::min(at + kIntroductionLines, lines_.size()); ++i) {
            if (lines_[i].is_blank() && ++blanks > 1) return 0;
            joined += (joined.empty() ? "" : " ") + std::string(trim(lines_[i].text));
            if (joined.size() > 500) return 0;
            if (is_introduction(joined) && stands_alone(at, i, joined)) return i - at + 1;
        }
        return 0;
    }

    // An introduction is followed by a quote; without one it must be such that nobody writes it by hand.
    bool stands_alone(std::size_t begin, std::size_t end, std::string_view joined) const {
        const auto next = next_words(end + 1);
        if (next < lines_.size() && is_quoted(lines_[next].text)) return true;
        const bool after_blank = begin == 0 || lines_[begin - 1].is_blank();
        return after_blank && is_sure_introduction(joined);
    }

    std::size_t next_words(std::size_t from) const {
        while (from < lines_.size() && lines_[from].is_blank()) ++from;
        return from;
    }

    // A block of header fields: a sender and at least one more within the next lines.
    bool is_header_block(std::size_t at) const {
        if (!is_header_field(lines_[at].text)) return false;
        std::size_t fields = 0, senders = 0;
        for (std::size_t i = at; i < std::min(at + 8, lines_.size()); ++i) {
            if (i == at + 1 && lines_[i].text.find('@') != std::string_view::npos &&
                !is_header_field(lines_[i].text))
                continue;  // a broken line
            if (is_header_field(lines_[i].text))
                ++fields, senders += is_sender_field(lines_[i].text);
            else if (!lines_[i].is_blank() || fields >= 2)
                break;
        }
        return fields >= 3
                   ? senders >= 1
                   : fields == 2 && senders == 1 && lines_[at].text.find('@') != std::string_view::npos;
    }

    bool begins_quote(std::size_t at) const {
        const auto& line = lines_[at];
        if (line.is_blank()) return false;
        if (is_original_rule(line.text) || introduction(at) > 0 || is_header_block(at)) return true;
        if (!is_plain_rule(line.text)) return false;
        const auto next = next_words(at + 1);
        return next < lines_.size() && is_header_block(next);
    }

    // Where a quote from the top of the mail ends, 0 when the mail does not begin with one.
    std::size_t leading_quote() const {
        auto at = next_words(0);
        if (at >= lines_.size()) return 0;
        const auto length = introduction(at);
        if (length > 0) at = next_words(at + length);
        if (at >= lines_.size() || !is_quoted(lines_[at].text) || is_introduction(lines_[at].text)) return 0;
        std::size_t end = at;
        for (std::size_t i = at; i < lines_.size() && (is_quoted(lines_[i].text) || lines_[i].is_blank());
             ++i)
            if (is_quoted(lines_[i].text)) end = i + 1;
        const bool is_parted = end < lines_.size() && lines_[end].is_blank();
        return length > 0 || is_parted ? next_words(end)
                                       : 0;  // "> command" with its output right below is no quote
    }

    // Where the quoted history begins that goes on to the end. Quotes answered line by line stay.
    std::size_t find_quote(std::size_t from) const {
        for (std::size_t i = from; i < lines_.size(); ++i)
            if (begins_quote(i) && !is_answered_inline(i)) return i;
        return trailing_quote(from);
    }

    // Own words between quoted lines after an introduction: an answer point by point, which must not be cut.
    bool is_answered_inline(std::size_t at) const {
        const auto length = introduction(at);
        if (length == 0 || ++inline_checks_ > 50) return false;
        auto i = next_words(at + length);
        if (i >= lines_.size() || !is_quoted(lines_[i].text)) return false;
        int blocks = 0;
        bool in_quote = true;
        for (; i < lines_.size(); ++i) {
            if (lines_[i].is_blank()) continue;
            if (is_signature_rule(lines_[i].text)) break;
            const bool quoted = is_quoted(lines_[i].text) || is_wrapped_quote(i);
            if (quoted && !in_quote) ++blocks;
            in_quote = quoted;
        }
        return blocks > 0;
    }

    // The rest of a quoted line that a program broke without a mark.
    bool is_wrapped_quote(std::size_t at) const {
        return at > 0 && is_quoted(lines_[at - 1].text) && at + 1 < lines_.size() &&
               is_quoted(lines_[at + 1].text) && trim(lines_[at - 1].text).size() > 40;
    }

    std::size_t trailing_quote(std::size_t from) const {
        std::size_t i = lines_.size();
        while (i > from && lines_[i - 1].is_blank()) --i;
        const auto signature = find_signature(from, i);
        std::size_t end = signature > from ? signature : i;
        while (end > from && lines_[end - 1].is_blank()) --end;
        std::size_t start = end;
        for (std::size_t k = end; k > from && (is_quoted(lines_[k - 1].text) || lines_[k - 1].is_blank());
             --k)
            if (is_quoted(lines_[k - 1].text)) start = k - 1;
        return start == end ? lines_.size() : start;
    }

    // Where the signature begins between `from` and `to`; `to` when there is none.
    std::size_t find_signature(std::size_t from, std::size_t to) const {
        for (std::size_t i = from; i < to; ++i) {
            if (is_signature_rule(lines_[i].text) && to - i - 1 <= most_signature_lines(lines_[i].text))
                return i;
            const bool after_blank = i == from || lines_[i - 1].is_blank();
            if (after_blank && is_device_line(lines_[i].text) && is_device_tail(i, to)) return i;
        }
        return to;
    }

    // "-- " is a convention, "---" may well part two thoughts.
    static std::size_t most_signature_lines(std::string_view rule) { return trim(rule).size() == 2 ? 20 : 6; }

    // Behind a line like "Sent from my phone" nothing of the writer follows, but perhaps more such lines.
    bool is_device_tail(std::size_t at, std::size_t to) const {
        for (std::size_t i = at; i < to; ++i)
            if (!lines_[i].is_blank() && !is_device_line(lines_[i].text) &&
                !is_signature_rule(lines_[i].text))
                return false;
        return true;
    }

    std::string_view body_;
    std::vector<Line> lines_;
    mutable int inline_checks_ = 0;
};

}  // namespace

Trimmed trim_reply(std::string_view text) {
    if (text.size() > (4u << 20)) return {std::string(text), "", ""};
    return Trimmer(text).trim_body();
}

}  // namespace mainstay::mail
