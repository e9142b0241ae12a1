#include "kit/mail/bodies.hpp"

#include <algorithm>
#include <set>

#include "kit/crypto/crypto.hpp"
#include "kit/mail/charset.hpp"
#include "kit/mail/words.hpp"
#include "kit/webpage/sanitise.hpp"

namespace mainstay::mail {
namespace {

std::string with_lf(std::string text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r')
            out += text[i];
        else if (i + 1 >= text.size() || text[i + 1] != '\n')
            out += '\n';
    }
    return out;
}

bool is_blank(std::string_view text) {
    return trim(text).empty();
}

std::string file_name(const Part& part) {
    auto name = part.disposition.param("filename");
    if (name.empty()) name = part.type.param("name");
    return clean_file_name(name);
}

// <meta charset=...> or <meta ... content="text/html; charset=...">, for HTML parts without a label.
std::string meta_charset(std::string_view html) {
    const auto head = lower(html.substr(0, 2048));
    const auto at = head.find("charset=");
    if (at == std::string::npos || head.rfind("<meta", at) == std::string::npos) return {};
    const auto start = head.find_first_not_of("\"' ", at + 8);
    if (start == std::string::npos) return {};
    return head.substr(start, head.find_first_of("\"'> ;/", start) - start);
}

Decoded part_decoded(const Part& part, std::size_t most_encoded) {
    const auto bytes = decode_body(part, most_encoded);
    auto label = part.type.param("charset");
    if (label.empty() && part.type.type == "text/html") label = meta_charset(bytes);
    return decode_text(bytes, label);
}

std::string decode_percent(std::string_view text) {
    std::string quoted;
    for (const char c : text) quoted += c == '%' ? '=' : (c == '=' ? '\x01' : c == '_' ? '\x02' : c);
    auto out = decode_q(quoted);
    std::replace(out.begin(), out.end(), '\x01', '=');
    std::replace(out.begin(), out.end(), '\x02', '_');
    return out;
}

std::set<std::string> cids_in(std::string_view html) {
    std::set<std::string> out;
    const auto low = lower(html);
    for (std::size_t at = 0; (at = low.find("cid:", at)) != std::string::npos; at += 4) {
        const auto end = std::min(html.find_first_of("\"'> )\r\n\t", at), html.size());
        if (end - at < 300 && out.size() < 2000)
            out.insert(decode_percent(html.substr(at + 4, end - at - 4)));
    }
    return out;
}

class Filler {
public:
    Filler(Message& message, const Parts& parts, const ReadOptions& options)
        : message_(message),
          parts_(parts.all),
          raw_(parts.raw),
          options_(options),
          text_left_(options.max_text_bytes) {}

    void fill() {
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            const auto& part = parts_[i];
            if (part.is_container && part.has_children) continue;
            if (part.is_container)
                broken_container(part);
            else if (is_text_body(part))
                text_body(i);
            else
                attachments_.push_back(i);
        }
        if (is_blank(message_.text) && is_blank(message_.raw_plain) && !fallback_.empty())
            message_.text = fallback_;
        const auto cids = cids_in(message_.html);
        for (const auto i : attachments_) attach(parts_[i], cids);
    }

private:
    void broken_container(
        const Part& part) {  // a multipart none of whose parts could be found: shown as it stands
        message_.repairs.push_back(part.type.type + " without its boundary: shown as plain text");
        fallback_ += part_text(part);
    }

    void text_body(std::size_t index) {
        const auto& part = parts_[index];
        const auto most = allowed(index);
        auto decoded = part_decoded(part, most);
        note(decoded, index);
        auto text = with_lf(std::move(decoded.text));
        if (part.type.type == "text/html")
            html_body(index, text);
        else
            plain_body(part, text);
    }

    // How much of a text is shown; one that is cut is an attachment as well.
    std::size_t allowed(std::size_t index) {
        const auto size = parts_[index].body.size(), most = std::min(size, text_left_);
        text_left_ -= most;
        if (most < size) {
            attachments_.push_back(index);
            message_.repairs.push_back("the text of part " + std::to_string(index) +
                                       " is very long: the whole of it is attached");
        }
        return most;
    }

    void plain_body(const Part& part, const std::string& text) {
        message_.raw_plain += text;
        message_.has_plain_text |= !is_blank(text);
        const bool is_flowed = same(part.type.param("format"), "flowed");
        add_text(is_flowed ? unflow(text, same(part.type.param("delsp"), "yes")) : text);
    }

    void html_body(std::size_t index, const std::string& html) {
        message_.html += html;
        if (!has_plain_alternative(index)) add_text(webpage::html_to_text(html));
    }

    void add_text(const std::string& text) {
        if (is_blank(text)) return;
        if (!message_.text.empty() && message_.text.back() != '\n') message_.text += '\n';
        message_.text += text;
    }

    bool has_plain_alternative(std::size_t index) {
        if (plain_alternatives_.empty()) find_plain_alternatives();
        for (int at = parts_[index].parent; at >= 0; at = parts_[static_cast<std::size_t>(at)].parent)
            if (plain_alternatives_.contains(at)) return true;
        return false;
    }

    void find_plain_alternatives() {
        plain_alternatives_.insert(-1);
        for (const auto& part : parts_) {
            if (!is_text_body(part) || part.type.type != "text/plain" || is_blank(part_text(part))) continue;
            for (int at = part.parent; at >= 0; at = parts_[static_cast<std::size_t>(at)].parent)
                if (parts_[static_cast<std::size_t>(at)].type.type == "multipart/alternative")
                    plain_alternatives_.insert(at);
        }
    }

    void note(const Decoded& decoded, std::size_t index) {
        const auto label = lower(parts_[index].type.param("charset"));
        const bool widened =
            !label.empty() && !is_ascii(decoded.text) && decoded.charset == "gb18030" && label != "gb18030";
        if (!decoded.guessed && !decoded.lossy && !widened) return;
        std::string note = "charset of part " + std::to_string(index) + " was " +
                           (label.empty() ? "not given" : label) + ", read as " + decoded.charset;
        message_.repairs.push_back(note + (decoded.lossy ? ", some characters lost" : ""));
    }

    void attach(const Part& part, const std::set<std::string>& cids) {
        Attachment out;
        out.name = file_name(part);
        out.type = one_line(part.type.type);
        const auto id = read_ids(part.headers.value("Content-ID"), 1);
        const auto bare = id.empty() ? std::string() : id[0].substr(1, id[0].size() - 2);
        out.is_inline = !bare.empty() && cids.contains(bare);
        if (out.is_inline) out.content_id = bare;
        if (out.name.empty() && is_text_body(part))
            out.name = part.type.type == "text/html" ? "message.html" : "message.txt";
        keep(std::move(out), part);
    }

    void keep(Attachment out, const Part& part) {
        if (is_too_large(part))
            message_.repairs.push_back("attachment \"" + out.name +
                                       "\" is larger than allowed: only in the original mail");
        else if (options_.sink)
            out.blob = options_.sink(out, [&](const ReadOptions::Take& take) { decode(part, out, take); });
        else
            decode(part, out, [&](std::string_view piece) { out.bytes += piece; });
        message_.attachments.push_back(std::move(out));
    }

    bool is_too_large(const Part& part) const {
        if (part.body.size() <= options_.max_attachment_bytes) return false;
        Attachment counted;
        decode(part, counted, [](std::string_view) {});
        return counted.size > options_.max_attachment_bytes;
    }

    void decode(const Part& part, Attachment& counted, const ReadOptions::Take& take) const {
        crypto::Sha256 hash;
        decode_transfer(
            raw_, part.body, part.headers.value("Content-Transfer-Encoding"), [&](std::string_view piece) {
                hash.add(piece);
                counted.size += piece.size();
                take(piece);
            });
        counted.sha256 = hash.hex();
    }

    Message& message_;
    const std::vector<Part>& parts_;
    const blob::Bytes& raw_;
    const ReadOptions& options_;
    std::size_t text_left_;
    std::vector<std::size_t> attachments_;
    std::set<int> plain_alternatives_;
    std::string fallback_;
};

struct Flowed {
    std::size_t depth;
    std::string_view text;
};

Flowed flowed_line(std::string_view line) {
    const auto depth = std::min(line.find_first_not_of('>'), line.size());
    line.remove_prefix(depth);
    if (!line.empty() && line[0] == ' ') line.remove_prefix(1);
    return {depth, line};
}

}  // namespace

std::string unflow(std::string_view text, bool delete_space) {
    std::string out;
    bool goes_on = false;
    std::size_t depth = 0;
    for (const auto line : lines(text)) {
        const auto flowed = flowed_line(line);
        const bool is_signature = flowed.text == "-- ";
        if (goes_on && (flowed.depth != depth || is_signature)) out += '\n', goes_on = false;
        if (!goes_on && flowed.depth > 0) out += std::string(flowed.depth, '>') + ' ';
        goes_on = !is_signature && flowed.text.ends_with(' ');
        depth = flowed.depth;
        out += goes_on && delete_space ? flowed.text.substr(0, flowed.text.size() - 1) : flowed.text;
        if (!goes_on) out += '\n';
    }
    if (!out.empty() && !text.ends_with('\n') && out.back() == '\n') out.pop_back();
    return out;
}

bool is_text_body(const Part& part) {
    if (part.type.type != "text/plain" && part.type.type != "text/html") return false;
    return !part.is_container && part.disposition.type != "attachment" &&
           part.disposition.param("filename").empty() && part.type.param("name").empty();
}

std::string part_text(const Part& part, std::size_t most_encoded) {
    return with_lf(part_decoded(part, most_encoded).text);
}

void fill_bodies(Message& message, const Parts& parts, const ReadOptions& options) {
    Filler(message, parts, options).fill();
}

}  // namespace mainstay::mail
