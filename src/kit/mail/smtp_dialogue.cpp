#include "kit/mail/smtp_dialogue.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/clock.hpp"
#include "kit/mail/charset.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kMaxAddress = 1000;

const Reply kOk{250, "2.0.0", "OK"};
const Reply kNoTransaction{503, "5.5.1", "Need MAIL first"};
const Reply kBareLineEnd{550, "5.6.11", "Bare CR or LF is not allowed"};

std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    return out;
}

// Up to a bare CR, a bare LF or a NUL-free end: where a line with CRLF ends, npos when there is none yet.
struct LineEnd {
    std::size_t length = std::string_view::npos;  // without CRLF
    bool is_bare = false;
};

LineEnd find_line_end(std::string_view text) {
    const auto newline = text.find('\n');
    const auto part = text.substr(0, newline);
    const auto cr = part.find('\r');
    if (newline == std::string_view::npos) {  // a CR at the very end may still get its LF
        const bool is_bare = cr != std::string_view::npos && cr + 1 < part.size();
        return {std::string_view::npos, is_bare};
    }
    if (cr == std::string_view::npos || cr + 1 != part.size()) return {std::string_view::npos, true};
    return {cr, false};
}

bool has_control(std::string_view text) {
    return std::any_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
}

}  // namespace

std::string reply_line(const Reply& reply) {
    const bool is_code = reply.code >= 200 && reply.code <= 599;
    std::string text = one_line(reply.text.substr(0, 400));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }, '?');
    const auto& enhanced = reply.enhanced;
    const bool is_enhanced =
        !enhanced.empty() && enhanced.find_first_not_of("0123456789.") == std::string::npos;
    return std::to_string(is_code ? reply.code : 451) + " " + (is_enhanced ? enhanced + " " : "") + text +
           "\r\n";
}

std::string trace_headers(const Envelope& envelope, const IntakeOptions& options, std::int64_t now) {
    const auto word =
        [](std::string_view text) {  // of a stranger: nothing that could end the field or a comment
            std::string out = one_line(text);
            std::replace_if(
                out.begin(),
                out.end(),
                [](char c) { return c == '(' || c == ')' || c == '<' || c == '>' || c == ';'; },
                '_');
            return out;
        };
    const std::string protocol = std::string(options.protocol == IntakeProtocol::lmtp ? "LMTP" : "ESMTP") +
                                 (envelope.is_encrypted ? "S" : "");
    return "Return-Path: <" + word(envelope.sender) + ">\r\nReceived: from " + word(envelope.helo) + " ([" +
           word(envelope.peer) + "])\r\n\tby " + options.hostname + " (Mainstay) with " + protocol +
           ";\r\n\t" + to_rfc5322(now) + "\r\n";
}

std::optional<SmtpPath> read_smtp_path(std::string_view text) {
    text = trim(text);
    if (text.empty() || text.front() != '<') return std::nullopt;
    bool quoted = false;
    std::size_t end = 1;
    for (; end < text.size() && (quoted || text[end] != '>'); ++end) {
        if (quoted && text[end] == '\\')
            ++end;
        else if (text[end] == '"')
            quoted = !quoted;
    }
    if (end >= text.size()) return std::nullopt;
    auto address = text.substr(1, end - 1);
    if (address.starts_with('@')) {  // a source route
        const auto colon = address.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        address.remove_prefix(colon + 1);
    }
    const auto rest = text.substr(end + 1);
    if (address.size() > kMaxAddress || has_control(address) || (!rest.empty() && rest.front() != ' '))
        return std::nullopt;
    const bool is_quoted = address.starts_with('"');
    if (!is_quoted && address.find_first_of(" <>\"") != std::string_view::npos) return std::nullopt;
    return SmtpPath{std::string(address), trim(rest)};
}

Dialogue::Dialogue(const IntakeOptions& options, std::string peer) : options_(options) {
    envelope_.peer = std::move(peer);
}

std::string Dialogue::greeting() const {
    return "220 " + options_.hostname + (options_.protocol == IntakeProtocol::lmtp ? " LMTP" : " ESMTP") +
           " Mainstay\r\n";
}

Ask Dialogue::refuse(const Reply& reply, std::string& output) {
    if (++errors_ > options_.max_errors) return hang_up({421, "4.7.0", "Too many errors"}, output);
    output += reply_line(reply);
    return Ask::input;
}

Ask Dialogue::hang_up(const Reply& reply, std::string& output) {
    output += reply_line(reply);
    reset();
    return Ask::close;
}

void Dialogue::reset() {
    envelope_.sender.clear();
    envelope_.recipients.clear();
    has_sender_ = is_utf8_ = disk_failed_ = false;
    spool_.reset();
    seen_ = 0;
    state_ = State::command;
}

Ask Dialogue::advance(std::string& input, std::string& output) {
    std::size_t at = 0;
    Ask ask = Ask::input;
    while (ask == Ask::input && state_ == State::command) {
        const auto rest = std::string_view(input).substr(at);
        const auto line = find_line_end(rest);
        if (line.is_bare)
            ask = hang_up(kBareLineEnd, output);
        else if (std::min(line.length, rest.size()) > kMaxCommandLine)
            ask = hang_up({500, "5.5.2", "Line too long"}, output);
        else if (line.length == std::string_view::npos)
            break;
        else {
            at += line.length + 2;
            ask = command_line(rest.substr(0, line.length), rest.substr(line.length + 2), output);
        }
    }
    input.erase(0, at);
    if (ask == Ask::start_tls)
        input.clear();  // what was sent along in plain text may be from anybody (CVE-2011-0411)
    return ask == Ask::input && state_ != State::command ? data_lines(input, output) : ask;
}

Ask Dialogue::command_line(std::string_view line, std::string_view behind, std::string& output) {
    const auto space = std::min(line.find(' '), line.size());
    if (has_control(line)) return refuse({500, "5.5.2", "Control characters in a command"}, output);
    return run(upper(line.substr(0, space)), trim(line.substr(space)), behind, output);
}

Ask Dialogue::run(std::string_view verb,
                  std::string_view argument,
                  std::string_view behind,
                  std::string& output) {
    if (verb == "EHLO" || verb == "HELO" || verb == "LHLO")
        return hello(verb, argument, output), errors_ > options_.max_errors ? Ask::close : Ask::input;
    if (verb == "QUIT") return hang_up({221, "2.0.0", "Bye"}, output);
    if (verb == "NOOP") return output += reply_line(kOk), Ask::input;
    if (verb == "RSET") return reset(), output += reply_line(kOk), Ask::input;
    if (verb == "VRFY")
        return output += reply_line({252, "2.1.5", "Send some mail, we will see"}), Ask::input;
    if (verb == "HELP") return output += reply_line({214, "2.0.0", "See RFC 5321"}), Ask::input;
    if (!has_hello_) return refuse({503, "5.5.1", "Say hello first"}, output);
    if (verb == "MAIL")
        return mail(argument, output), errors_ > options_.max_errors ? Ask::close : Ask::input;
    if (verb == "RCPT") return recipient(argument, output);
    if (verb == "DATA") return data(behind, output);
    if (verb == "STARTTLS" && offers_tls()) return start_tls(argument, output);
    return refuse({502, "5.5.1", "Command not implemented"}, output);
}

void Dialogue::hello(std::string_view verb, std::string_view argument, std::string& output) {
    const bool is_lmtp = options_.protocol == IntakeProtocol::lmtp;
    if (is_lmtp != (verb == "LHLO")) {
        refuse({500, "5.5.1", is_lmtp ? "This is LMTP: LHLO" : "This is SMTP: EHLO"}, output);
        return;
    }
    if (argument.empty()) {
        refuse({501, "5.5.4", "Who are you?"}, output);
        return;
    }
    reset();
    has_hello_ = true;
    envelope_.helo = repair_utf8(argument.substr(0, 255));
    if (verb == "HELO") {
        output += "250 " + options_.hostname + "\r\n";
        return;
    }
    output += "250-" + options_.hostname + "\r\n250-PIPELINING\r\n250-SIZE " +
              std::to_string(options_.max_message_bytes) + "\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n" +
              (offers_tls() ? "250-STARTTLS\r\n" : "") + "250 ENHANCEDSTATUSCODES\r\n";
}

Ask Dialogue::start_tls(std::string_view argument, std::string& output) {
    if (!argument.empty()) return refuse({501, "5.5.4", "STARTTLS takes no parameter"}, output);
    output += reply_line({220, "2.0.0", "Ready to start TLS"});
    return Ask::start_tls;
}

void Dialogue::encrypted() {
    reset();
    has_hello_ = false;
    envelope_.helo.clear();
    envelope_.is_encrypted = true;
}

// Parameters of MAIL; nothing when all are well.
std::optional<Reply> Dialogue::parameters(std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto param = upper(text.substr(0, end));
        text = trim(text.substr(end));
        if (param.starts_with("SIZE=")) {
            std::uint64_t size = 0;
            const auto [last, error] = std::from_chars(param.data() + 5, param.data() + param.size(), size);
            if (error != std::errc() || last != param.data() + param.size())
                return Reply{501, "5.5.4", "SIZE needs a number"};
            if (size > options_.max_message_bytes) return Reply{552, "5.3.4", "Message too big"};
        } else if (param == "SMTPUTF8") {
            is_utf8_ = true;
        } else if (param != "BODY=8BITMIME" && param != "BODY=7BIT") {
            return Reply{555, "5.5.4", "Unknown parameter"};
        }
    }
    return std::nullopt;
}

bool Dialogue::may_be_address(std::string_view address) const {
    return is_ascii(address) || (is_utf8_ && is_utf8(address));
}

void Dialogue::mail(std::string_view argument, std::string& output) {
    if (has_sender_) return void(refuse({503, "5.5.1", "One MAIL at a time"}, output));
    if (!begins_with(argument, "FROM:")) return void(refuse({501, "5.5.4", "MAIL FROM:<address>"}, output));
    const auto path = read_smtp_path(argument.substr(5));
    if (!path) return void(refuse({501, "5.1.7", "That is no address"}, output));
    const auto wrong = parameters(path->rest);
    if (wrong || !may_be_address(path->address)) {
        reset();
        return void(refuse(wrong ? *wrong : Reply{553, "5.6.7", "Such an address needs SMTPUTF8"}, output));
    }
    envelope_.sender = path->address;
    has_sender_ = true;
    output += reply_line({250, "2.1.0", "OK"});
}

Ask Dialogue::recipient(std::string_view argument, std::string& output) {
    if (!has_sender_) return refuse(kNoTransaction, output);
    if (!begins_with(argument, "TO:")) return refuse({501, "5.5.4", "RCPT TO:<address>"}, output);
    const auto path = read_smtp_path(argument.substr(3));
    if (!path || path->address.empty()) return refuse({501, "5.1.3", "That is no address"}, output);
    if (!path->rest.empty()) return refuse({555, "5.5.4", "Unknown parameter"}, output);
    if (!may_be_address(path->address))
        return refuse({553, "5.6.7", "Such an address needs SMTPUTF8"}, output);
    if (envelope_.recipients.size() >= options_.max_recipients)
        return refuse({452, "4.5.3", "Too many recipients"}, output);
    asked_ = path->address;
    return Ask::recipient;
}

void Dialogue::answer_recipient(const Reply& reply, std::string& output) {
    if (reply.code / 100 == 2)
        envelope_.recipients.push_back(asked_);
    else
        ++errors_;
    output += reply_line(reply);
}

Ask Dialogue::data(std::string_view behind, std::string& output) {
    if (!has_sender_) return refuse(kNoTransaction, output);
    if (envelope_.recipients.empty()) return refuse({503, "5.5.1", "No recipient"}, output);
    if (!behind.empty())
        return hang_up({503, "5.5.0", "Wait for the answer to DATA"}, output);  // RFC 2920, 3.1
    spool_ = std::make_shared<Spool>(options_.spool_above_bytes, options_.spool_folder);
    state_ = State::data;
    output += "354 End with <CRLF>.<CRLF>\r\n";
    return Ask::input;
}

// One line with its CRLF, dot removed; false when the mail has become too big or cannot be kept.
bool Dialogue::keep(std::string_view line) {
    if (line.starts_with('.')) line.remove_prefix(1);
    seen_ += line.size();
    if (seen_ > options_.max_message_bytes) return false;
    try {
        spool_->append(line);
    } catch (const std::system_error&) {
        return !(disk_failed_ = true);
    }
    return true;
}

Ask Dialogue::data_lines(std::string& input, std::string& output) {
    std::size_t at = 0;
    Ask ask = Ask::input;
    while (ask == Ask::input && state_ != State::command) {
        const auto rest = std::string_view(input).substr(at);
        const auto line = find_line_end(rest);
        if (line.is_bare) return hang_up(kBareLineEnd, output);
        if (std::min(line.length, rest.size()) > kMaxDataLine)
            return hang_up({500, "5.6.0", "Line too long"}, output);
        if (line.length == std::string_view::npos) break;
        at += line.length + 2;
        if (rest.substr(0, line.length) == ".")
            ask = end_of_data(output);
        else if (state_ == State::data && !keep(rest.substr(0, line.length + 2)))
            state_ = State::drop, spool_.reset();
        else if (state_ == State::drop && (seen_ += line.length) > 4 * options_.max_message_bytes)
            return hang_up({552, "5.3.4", "Message too big"}, output);
    }
    input.erase(0, at);
    if (ask == Ask::input && state_ == State::command)
        return advance(input, output);  // the mail was refused: go on
    return ask;
}

Ask Dialogue::end_of_data(std::string& output) {
    if (state_ == State::data) return state_ = State::command, Ask::deliver;
    const Reply reply = disk_failed_ ? Reply{452, "4.3.1", "No room to keep the mail"}
                                     : Reply{552, "5.3.4", "Message too big"};
    const auto count = options_.protocol == IntakeProtocol::lmtp ? envelope_.recipients.size() : 1;
    for (std::size_t i = 0; i < count; ++i) output += reply_line(reply);
    reset();
    return Ask::input;
}

void Dialogue::answer_delivery(const std::vector<Reply>& replies, std::string& output) {
    const Reply failed{451, "4.3.0", "Could not be stored, please try again"};
    const bool is_lmtp = options_.protocol == IntakeProtocol::lmtp;
    const auto recipients = envelope_.recipients.size();
    const bool fits = replies.size() == 1 || replies.size() == recipients;
    const auto bad = std::find_if(
        replies.begin(), replies.end(), [](const Reply& reply) { return reply.code / 100 != 2; });
    if (!is_lmtp)
        output += reply_line(!fits || replies.empty() ? failed
                             : bad == replies.end()   ? replies.front()
                                                      : *bad);
    for (std::size_t i = 0; is_lmtp && i < recipients; ++i)
        output += reply_line(!fits ? failed : replies[replies.size() == 1 ? 0 : i]);
    reset();
}

}  // namespace mainstay::mail
