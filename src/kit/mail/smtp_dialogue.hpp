#pragma once
// The server's side of one SMTP or LMTP session as a pure state machine: bytes in, replies out. Strict about
// line ends: a bare CR or LF ends the session, because servers that disagree about it smuggle mails
// (CVE-2023-51764).
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kit/mail/smtp_server.hpp"
#include "kit/mail/spool.hpp"

namespace mainstay::mail {

inline constexpr std::size_t kMaxCommandLine = 4096, kMaxDataLine = 64 * 1024;

struct SmtpPath {
    std::string address;    // "" for <>
    std::string_view rest;  // parameters after it
};
std::optional<SmtpPath> read_smtp_path(
    std::string_view text);  // "<a@b> SIZE=1"; quoted local parts, source routes dropped

enum class Ask { input, recipient, deliver, start_tls, close };  // what the session waits for

class Dialogue {
public:
    Dialogue(const IntakeOptions& options, std::string peer);

    std::string greeting() const;
    // Takes whole lines from the front of `input`, appends replies to `output`. Stops as soon as it needs an
    // answer.
    Ask advance(std::string& input, std::string& output);

    const Envelope& envelope() const { return envelope_; }
    const std::string& asked_recipient() const { return asked_; }
    void answer_recipient(const Reply& reply, std::string& output);

    void encrypted();  // after the handshake: all that was said before counts for nothing (RFC 3207, 4.2)

    std::shared_ptr<Spool> message() const { return spool_; }
    void answer_delivery(const std::vector<Reply>& replies, std::string& output);

private:
    enum class State { command, data, drop };
    struct Command;

    Ask command_line(std::string_view line, std::string_view behind, std::string& output);
    Ask run(std::string_view verb, std::string_view argument, std::string_view behind, std::string& output);
    void hello(std::string_view verb, std::string_view argument, std::string& output);
    void mail(std::string_view argument, std::string& output);
    Ask recipient(std::string_view argument, std::string& output);
    Ask data(std::string_view behind, std::string& output);
    Ask data_lines(std::string& input, std::string& output);
    Ask end_of_data(std::string& output);
    bool keep(std::string_view line);
    bool offers_tls() const { return !options_.tls_certificate.empty() && !envelope_.is_encrypted; }
    Ask start_tls(std::string_view argument, std::string& output);
    std::optional<Reply> parameters(std::string_view text);
    bool may_be_address(std::string_view address) const;
    Ask refuse(const Reply& reply, std::string& output);  // counts an error; closes after too many
    Ask hang_up(const Reply& reply, std::string& output);
    void reset();

    const IntakeOptions& options_;
    Envelope envelope_;
    std::shared_ptr<Spool> spool_;
    std::string asked_;
    State state_ = State::command;
    bool has_hello_ = false, has_sender_ = false, is_utf8_ = false, disk_failed_ = false;
    int errors_ = 0;
    std::uint64_t seen_ = 0;
};

std::string reply_line(
    const Reply& reply);  // "250 2.1.5 OK\r\n", with nothing in it that could be a second reply

}  // namespace mainstay::mail
