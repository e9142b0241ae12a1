#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "kit/mail/imap.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kMaxLiterals = 1000;

template <class Number>
std::optional<Number> number_at(std::string_view text) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data()) return std::nullopt;
    return value;
}

// Size of the literal a line announces at its end: "... {123}" or "{123+}".
std::optional<std::uint64_t> announced_literal(std::string_view line) {
    if (!line.ends_with('}')) return std::nullopt;
    const auto open = line.rfind('{');
    if (open == std::string_view::npos) return std::nullopt;
    const auto digits = line.substr(open + 1, line.size() - open - 2);
    if (digits.empty() || digits.find_first_not_of("0123456789+") != std::string_view::npos)
        return std::nullopt;
    return number_at<std::uint64_t>(digits);
}

std::string unquoted(std::string_view text) {  // after the opening quote
    std::string out;
    for (std::size_t i = 0; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

}  // namespace

std::optional<ImapAnswer> ImapReader::next() {
    for (;;) {
        if (literal_ && !finish_literal()) return std::nullopt;
        const auto end = buffer_.find('\n', std::max(searched_, at_));
        if (end == std::string::npos) {
            searched_ = buffer_.size();
            if (buffer_.size() - at_ > max_line_)
                throw ImapError(ImapFailure::connection, "a line of the server is too long");
            return std::nullopt;
        }
        auto line = std::string_view(buffer_).substr(at_, end - at_);
        if (line.ends_with('\r')) line.remove_suffix(1);
        answer_.text += line;
        if (answer_.text.size() > max_line_)
            throw ImapError(ImapFailure::connection, "a line of the server is too long");
        const auto literal = announced_literal(line);
        at_ = searched_ = end + 1;
        if (literal) {
            if (*literal > max_literal_ || answer_.literals.size() >= kMaxLiterals)
                throw ImapError(ImapFailure::too_large,
                                "a mail of " + std::to_string(*literal) + " bytes is larger than allowed",
                                *literal);
            literal_ = literal;
            continue;
        }
        buffer_.erase(0, at_);
        at_ = searched_ = 0;
        return std::exchange(answer_, {});
    }
}

bool ImapReader::finish_literal() {
    const bool is_streamed = take_body_ && holds(answer_.text, "BODY[] {");
    const auto count = std::min<std::uint64_t>(buffer_.size() - at_, *literal_);
    if (!is_streamed && count < *literal_) return false;
    const auto piece = std::string_view(buffer_).substr(at_, count);
    if (is_streamed)
        take_body_(piece);
    else
        answer_.literals.emplace_back(piece);
    at_ += count;
    *literal_ -= count;
    if (is_streamed) buffer_.erase(0, std::exchange(at_, 0));
    searched_ = at_;
    if (*literal_ > 0) return false;
    if (is_streamed) answer_.literals.emplace_back();
    literal_.reset();
    return true;
}

std::vector<std::uint32_t> read_search(std::string_view text) {
    std::vector<std::uint32_t> out;
    if (!begins_with(text, "* SEARCH")) return out;
    text.remove_prefix(8);
    while (!text.empty()) {
        const auto word = text.substr(0, std::min(text.find(' '), text.size()));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (const auto number = number_at<std::uint32_t>(word)) out.push_back(*number);
    }
    return out;
}

std::optional<std::uint32_t> read_number(std::string_view text, std::string_view name) {
    const auto start = std::search(text.begin(), text.end(), name.begin(), name.end(), [](char a, char b) {
        return (a >= 'a' && a <= 'z' ? a - 32 : a) == b;
    });
    if (start == text.end()) return std::nullopt;
    auto rest = text.substr(static_cast<std::size_t>(start - text.begin()) + name.size());
    if (!rest.starts_with(' ')) return std::nullopt;
    return number_at<std::uint32_t>(rest.substr(1));
}

std::optional<std::string> read_body(const ImapAnswer& answer, std::uint32_t uid) {
    if (!begins_with(answer.text, "* ") || !holds(answer.text.substr(0, 40), " FETCH ")) return std::nullopt;
    if (read_number(answer.text, "UID") != uid) return std::nullopt;
    auto value = std::string_view(answer.text);
    const auto body = value.find("BODY[");
    const auto end = value.find(' ', std::min(body, value.size()));  // behind "BODY[]" or "BODY[HEADER]<0>"
    if (end == std::string_view::npos) return std::nullopt;
    value.remove_prefix(end);
    if (value.starts_with(" {") && !answer.literals.empty()) return answer.literals.front();
    if (value.starts_with(" \"")) return unquoted(value.substr(2));
    return begins_with(value, " NIL") ? std::optional<std::string>("") : std::nullopt;
}

std::string quote_mailbox(std::string_view name) {
    if (std::any_of(
            name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; }))
        throw ImapError(ImapFailure::our_config, "a mailbox name has no control characters");
    UErrorCode status = U_ZERO_ERROR;
    const auto wide =
        icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
    std::string encoded(name.size() * 8 + 16, '\0');
    UConverter* converter = ucnv_open("IMAP-mailbox-name", &status);
    const auto length = ucnv_fromUChars(converter,
                                        encoded.data(),
                                        static_cast<int32_t>(encoded.size()),
                                        wide.getBuffer(),
                                        wide.length(),
                                        &status);
    ucnv_close(converter);
    if (U_FAILURE(status)) throw ImapError(ImapFailure::our_config, "the mailbox name cannot be encoded");
    encoded.resize(static_cast<std::size_t>(length));
    std::string out = "\"";
    for (const char c : encoded) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

}  // namespace mainstay::mail
