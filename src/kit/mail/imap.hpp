#pragma once
// Fetches mail from a mailbox by IMAP (RFC 3501) without changing it: \Seen is set only when asked, which
// must be after the mail is durable. libcurl connects, encrypts and signs in; the conversation is ours.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kit/mail/smtp_client.hpp"

namespace mainstay::mail {

struct ImapSettings : ServerSettings {
    std::string mailbox = "INBOX";  // UTF-8
    std::uint64_t max_message_bytes = 64ull << 20;
};

enum class ImapFailure {
    connection,  // try again later
    our_config,  // sign-in, certificate, no such mailbox: tell the administrator
    refused,     // the server said NO to a command
    too_large    // a mail larger than allowed; the others can still be fetched
};

class ImapError : public std::runtime_error {
public:
    ImapError(ImapFailure failure, const std::string& what, std::uint64_t size = 0, Step step = Step::open)
        : std::runtime_error(what),
          failure_(failure),
          size_(size),
          step_(step) {}
    ImapFailure failure() const { return failure_; }
    std::uint64_t size() const { return size_; }  // of a mail that is too large
    Step step() const { return step_; }

private:
    ImapFailure failure_;
    std::uint64_t size_;
    Step step_;
};

class ImapMailbox {
public:
    explicit ImapMailbox(
        ImapSettings settings);  // connects and opens the mailbox; throws ImapError, as all verbs do
    ~ImapMailbox();
    ImapMailbox(ImapMailbox&&) noexcept;

    struct Status {
        std::uint32_t uidvalidity = 0;  // when it changes, all UIDs known before mean nothing
        std::uint32_t uidnext = 0;      // 0 when the server does not say
        std::uint32_t messages = 0;
    };
    Status status();  // asks again

    // UIDs greater than `after`, ascending, at most `most`.
    std::vector<std::uint32_t> list(std::uint32_t after, std::size_t most = 1000);
    // Raw bytes, piece by piece as they come; false when it is gone.
    bool fetch(std::uint32_t uid, const std::function<void(std::string_view)>& take);
    std::optional<std::string> fetch_headers(
        std::uint32_t uid);  // at most 64 KB of them; nothing when it is gone
    void mark_seen(std::uint32_t uid);

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

Check check_imap(const ImapSettings& settings);  // and opens the folder; blocks, never throws

// One answer of a server: a line, whose literals are kept apart ("{5}" stays in the text where each was).
struct ImapAnswer {
    std::string text;
    std::vector<std::string> literals;
};

// Cuts what a server sends into answers. Pure; throws ImapError when a line or literal is larger than
// allowed.
class ImapReader {
public:
    explicit ImapReader(std::uint64_t max_literal, std::size_t max_line = 32u << 20)
        : max_literal_(max_literal),
          max_line_(max_line) {}
    void feed(std::string_view bytes) { buffer_ += bytes; }
    std::optional<ImapAnswer> next();
    // The literal of a BODY[] then goes there and is empty in its answer; nullptr: kept as all others.
    void stream_bodies_to(std::function<void(std::string_view)> take) { take_body_ = std::move(take); }

private:
    bool finish_literal();
    std::uint64_t max_literal_;
    std::size_t max_line_, at_ = 0, searched_ = 0;
    std::optional<std::uint64_t> literal_;  // bytes still to come of the literal that is being read
    std::function<void(std::string_view)> take_body_;
    ImapAnswer answer_;
    std::string buffer_;
};

std::vector<std::uint32_t> read_search(std::string_view text);  // "* SEARCH 1 2 3"
std::optional<std::uint32_t> read_number(std::string_view text,
                                         std::string_view name);  // "UIDNEXT" of "* OK [UIDNEXT 7]"
std::optional<std::string> read_body(
    const ImapAnswer& answer,
    std::uint32_t uid);                            // of "* 1 FETCH (UID 7 BODY[] {5}", BODY[HEADER]<0> too
std::string quote_mailbox(std::string_view name);  // modified UTF-7, quoted

}  // namespace mainstay::mail
