#include "kit/mail/parts.hpp"

#include <algorithm>

#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kMostDelimiter = 4096;

struct Open {
    std::string boundary;
    int node;
};

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

class Splitter {
public:
    Splitter(const blob::Bytes& raw, int max_depth, int max_parts)
        : bytes_(raw),
          raw_(raw.view()),
          max_depth_(max_depth),
          max_parts_(max_parts) {}

    Parts split() {
        std::size_t at = begin_part(0, -1);
        while (!open_.empty()) {
            const auto line = next_delimiter(at);
            if (line == std::string_view::npos) break;
            const auto end = end_of_delimiter(line);
            at = std::min(end + 1, raw_.size());
            meet(raw_.substr(line + 2, end - line - 2), line, at);
        }
        end_leaf(raw_.size());
        parts_.raw = bytes_;
        return std::move(parts_);
    }

private:
    // Offset of the next line that begins with "--" at or after `at`, which is the start of a line.
    std::size_t next_delimiter(std::size_t at) {
        if (raw_.substr(at, 2) == "--") return at;
        for (std::size_t from = at > 0 ? at - 1 : 0;; from += blob::Bytes::kPiece) {
            const auto found = raw_.substr(from, blob::Bytes::kPiece + 2).find("\n--");
            pass(from);
            if (found != std::string_view::npos) return from + found + 1;
            if (raw_.size() - from <= blob::Bytes::kPiece + 2) return std::string_view::npos;
        }
    }

    // What is longer is no delimiter, whatever it begins with.
    std::size_t end_of_delimiter(std::size_t line) const {
        const auto end = raw_.substr(line, kMostDelimiter).find('\n');
        return end == std::string_view::npos ? std::min(line + kMostDelimiter, raw_.size()) : line + end;
    }

    void pass(std::size_t at) {
        if (at < passed_ + blob::Bytes::kPiece) return;
        bytes_.forget(raw_.substr(passed_, at - passed_));
        passed_ = at;
    }

    void meet(std::string_view text, std::size_t line, std::size_t& at) {
        for (std::size_t level = open_.size(); level-- > 0;) {
            const auto& boundary = open_[level].boundary;
            if (!text.starts_with(boundary)) continue;
            auto rest = text.substr(boundary.size());
            const bool closes = rest.starts_with("--");
            if (closes) rest.remove_prefix(2);
            if (!is_blank(rest)) continue;
            end_leaf(line);
            open_.resize(closes ? level : level + 1);
            if (!closes) at = begin_part(at, open_.back().node);
            return;
        }
    }

    // Reads a part's headers; gives the offset where to look for the next delimiter.
    std::size_t begin_part(std::size_t start, int parent) {
        if (static_cast<int>(parts_.all.size()) >= max_parts_) {
            parts_.was_cut = true;
            open_.clear();
            return raw_.size();
        }
        Part part;
        part.parent = parent;
        part.depth = static_cast<int>(open_.size());
        part.headers = read_headers(raw_.substr(start));
        const auto body = start + part.headers.body;
        part.raw = raw_.substr(start);
        part.body = raw_.substr(body);
        parts_.was_cut |= part.headers.was_cut;
        describe(part);
        if (parent >= 0) parts_.all[static_cast<std::size_t>(parent)].has_children = true;
        leaf_ = static_cast<int>(parts_.all.size());
        parts_.all.push_back(std::move(part));
        open_container(parts_.all.back());
        return body;
    }

    void describe(Part& part) const {
        part.type = read_content_type(part.headers.value("Content-Type"));
        part.disposition = read_disposition(part.headers.value("Content-Disposition"));
        if (!part.type.type.empty()) return;
        const bool in_digest =
            part.parent >= 0 &&
            parts_.all[static_cast<std::size_t>(part.parent)].type.type == "multipart/digest";
        part.type.type = in_digest ? "message/rfc822" : "text/plain";
    }

    void open_container(Part& part) {
        if (!part.type.type.starts_with("multipart/")) return;
        auto boundary = part.type.param("boundary");
        while (!boundary.empty() && boundary.back() == ' ') boundary.pop_back();
        if (boundary.empty() || boundary.size() > 1000) return;
        if (part.depth >= max_depth_) {
            parts_.was_cut = true;
            return;
        }
        part.is_container = true;
        open_.push_back({std::move(boundary), leaf_});
    }

    void end_leaf(std::size_t end) {
        if (leaf_ < 0) return;
        auto& part = parts_.all[static_cast<std::size_t>(leaf_)];
        const auto start = static_cast<std::size_t>(part.raw.data() - raw_.data());
        const auto body = static_cast<std::size_t>(part.body.data() - raw_.data());
        if (end < raw_.size()) end = before_newline(end);
        part.raw = raw_.substr(start, std::max(end, start) - start);
        part.body = raw_.substr(std::min(body, end), end - std::min(body, end));
        leaf_ = -1;
    }

    std::size_t before_newline(
        std::size_t end) const {  // the line end before a delimiter belongs to the delimiter
        if (end > 0 && raw_[end - 1] == '\n') --end;
        if (end > 0 && raw_[end - 1] == '\r') --end;
        return end;
    }

    blob::Bytes bytes_;
    std::string_view raw_;
    std::size_t passed_ = 0;
    int max_depth_, max_parts_;
    Parts parts_;
    std::vector<Open> open_;
    int leaf_ = -1;
};

}  // namespace

Parts split_parts(const blob::Bytes& raw, int max_depth, int max_parts) {
    return Splitter(raw, max_depth, max_parts).split();
}

}  // namespace mainstay::mail
