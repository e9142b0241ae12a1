#include <algorithm>

#include "kit/mail/parts.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void decode_quoted_line(std::string_view line, std::string& out) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const int high = line[i] == '=' && i + 2 < line.size() ? hex_value(line[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(line[i + 2]) : -1;
        if (low >= 0)
            out += static_cast<char>(high * 16 + low), i += 2;
        else
            out += line[i];
    }
}

// One encoding, fed with pieces that end where a line ends.
class Decoder {
public:
    Decoder(std::string_view encoding) {
        const auto name = trim(encoding.substr(0, encoding.find(';')));
        if (same(name, "base64")) step_ = &Decoder::base64;
        if (same(name, "quoted-printable")) step_ = &Decoder::quoted;
        if (same(name, "x-uuencode") || same(name, "uuencode") || same(name, "x-uue")) step_ = &Decoder::uu;
    }
    bool is_plain() const { return step_ == nullptr; }
    std::string feed(std::string_view piece) { return (this->*step_)(piece); }

private:
    std::string base64(std::string_view piece) { return base64_.feed(piece); }
    std::string quoted(std::string_view piece) { return decode_quoted_printable(piece); }

    std::string uu(std::string_view piece) {
        std::string out;
        for (const auto line : lines(piece)) {
            if (state_ == Uu::before) {
                if (line.starts_with("begin ")) state_ = Uu::inside;
                continue;
            }
            if (line.empty() || line == "end") state_ = Uu::after;
            if (state_ == Uu::after) break;
            uu_line(line, out);
        }
        return out;
    }

    static void uu_line(std::string_view line, std::string& out) {
        auto at = [&](std::size_t i) {
            return i < line.size() ? static_cast<unsigned>(line[i] - 32) & 0x3F : 0u;
        };
        const std::size_t count = at(0);
        for (std::size_t i = 1, done = 0; done < count && i < line.size(); i += 4) {
            const unsigned bits = at(i) << 18 | at(i + 1) << 12 | at(i + 2) << 6 | at(i + 3);
            for (int shift = 16; shift >= 0 && done < count; shift -= 8, ++done)
                out += static_cast<char>(bits >> shift & 0xFF);
        }
    }

    enum class Uu { before, inside, after };
    std::string (Decoder::*step_)(std::string_view) = nullptr;
    Base64 base64_;
    Uu state_ = Uu::before;
};

// The length of a front that ends where a line ends, or at no soft spot of a line without end.
std::size_t piece_length(std::string_view text) {
    if (text.size() <= blob::Bytes::kPiece) return text.size();
    const auto end = text.substr(0, blob::Bytes::kPiece).rfind('\n');
    if (end != std::string_view::npos) return end + 1;
    auto cut = blob::Bytes::kPiece;  // not inside "=AB", and no blanks before the cut: they would be taken
                                     // for an end of line
    while (cut > 4 && (text[cut - 1] == '=' || text[cut - 2] == '=' || text[cut - 1] == ' ' ||
                       text[cut - 1] == '\t' || text[cut - 1] == '\r'))
        --cut;
    return cut > 4 ? cut : blob::Bytes::kPiece;
}

}  // namespace

std::string decode_quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const bool has_cr = !line.empty() && line.back() == '\r';
        const auto last = line.find_last_not_of(" \t\r");
        line = line.substr(0, last == std::string_view::npos ? 0 : last + 1);
        const bool is_soft = !line.empty() && line.back() == '=';
        if (is_soft) line.remove_suffix(1);
        decode_quoted_line(line, out);
        if (!is_soft && end != std::string_view::npos) out += has_cr ? "\r\n" : "\n";
    }
    return out;
}

void decode_transfer(const blob::Bytes& raw,
                     std::string_view body,
                     std::string_view encoding,
                     const ReadOptions::Take& take) {
    Decoder decoder(encoding);
    if (decoder.is_plain()) return raw.each_piece(body, take);
    while (!body.empty()) {
        const auto piece = body.substr(0, piece_length(body));
        take(decoder.feed(piece));
        raw.forget(piece);
        body.remove_prefix(piece.size());
    }
}

std::string decode_transfer(std::string_view body, std::string_view encoding) {
    std::string out;
    decode_transfer(body, body, encoding, [&](std::string_view piece) { out += piece; });
    return out;
}

std::string decode_body(const Part& part, std::size_t most_encoded) {
    auto front = part.body.substr(0, most_encoded);
    if (front.size() < part.body.size())
        front = front.substr(0, front.rfind('\n') + 1);  // all of it when there is no line end
    if (front.empty()) front = part.body.substr(0, most_encoded);
    return decode_transfer(front, part.headers.value("Content-Transfer-Encoding"));
}

}  // namespace mainstay::mail
