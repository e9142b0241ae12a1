#include "kit/mail/headers.hpp"

#include <algorithm>

#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

struct Line {
    std::string_view text;  // without line end
    std::size_t next = 0;   // offset after the line end
};

Line line_at(std::string_view bytes, std::size_t at) {
    const auto end = std::min(bytes.find('\n', at), bytes.size());
    auto text = bytes.substr(at, end - at);
    while (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    return {text, std::min(end + 1, bytes.size())};
}

// The length of a header's name, 0 when the line is no header.
std::size_t name_length(std::string_view line) {
    // a delimiter ends the headers even where the blank line is missing
    if (line.starts_with("--")) return 0;
    std::size_t at = 0;
    while (at < line.size() && line[at] > ' ' && line[at] < 127 && line[at] != ':') ++at;
    const std::size_t name = at;
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    return name > 0 && name <= 200 && at < line.size() && line[at] == ':' ? name : 0;
}

bool is_folded(std::string_view line) {
    return !line.empty() && (line[0] == ' ' || line[0] == '\t');
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    HeaderBlock read() {
        std::size_t at = 0;
        while (at < bytes_.size()) {
            const auto line = line_at(bytes_, at);
            if (line.text.empty()) return finish(line.next);
            if (is_folded(line.text))
                fold(line.text);
            else if (const auto length = name_length(line.text))
                begin(line.text, length);
            else if (!is_skippable(line, at))
                return block_.was_odd = true, finish(at);
            at = line.next;
        }
        return finish(bytes_.size());
    }

private:
    void begin(std::string_view line, std::size_t length) {
        trim_last();
        is_kept_ = block_.headers.size() < kMaxHeaders && kept_bytes_ < kMaxHeaderBlock;
        if (!is_kept_) {
            block_.was_cut = true;
            return;
        }
        block_.headers.push_back({line.substr(0, length), {}});
        append(line.substr(line.find(':', length) + 1));
    }

    void fold(std::string_view line) {
        if (is_kept_ && !block_.headers.empty()) append(line);
    }

    void append(std::string_view text) {
        auto& value = block_.headers.back().value;
        const auto room = std::min(kMaxHeaderValue - value.size(),
                                   kMaxHeaderBlock - std::min(kept_bytes_, kMaxHeaderBlock));
        if (text.size() > room) block_.was_cut = true;
        value += text.substr(0, room);
        kept_bytes_ += std::min(room, text.size()) + 64;
    }

    // A mailbox's "From " line, or rubbish between headers: the next line must be a header again.
    bool is_skippable(const Line& line, std::size_t at) {
        if (line.text.starts_with("From ") || line.text.starts_with(">From ")) return true;
        if (at == 0 || block_.headers.empty() || line.text.starts_with("--")) return false;
        const auto next = line_at(bytes_, line.next);
        if (next.text.empty() || name_length(next.text) == 0) return false;
        return block_.was_odd = true;
    }

    void trim_last() {
        if (!block_.headers.empty())
            block_.headers.back().value = std::string(trim(block_.headers.back().value));
    }

    HeaderBlock finish(std::size_t body) {
        trim_last();
        block_.body = body;
        return std::move(block_);
    }

    std::string_view bytes_;
    HeaderBlock block_;
    std::size_t kept_bytes_ = 0;
    bool is_kept_ = true;
};

}  // namespace

const std::string* HeaderBlock::find(std::string_view name) const {
    const auto found =
        std::find_if(headers.begin(), headers.end(), [&](const Header& h) { return same(h.name, name); });
    return found == headers.end() ? nullptr : &found->value;
}

std::string_view HeaderBlock::value(std::string_view name) const {
    const auto* found = find(name);
    return found == nullptr ? std::string_view() : std::string_view(*found);
}

HeaderBlock read_headers(std::string_view bytes) {
    return Reader(bytes).read();
}

}  // namespace mainstay::mail
