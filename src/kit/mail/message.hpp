#pragma once
// What a raw RFC 5322 message says: people, subject, dates, text, attachments, and what kind of mail it is.
// Nothing in it is trusted: headers prove nothing. gmime stays behind this header.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/blob/bytes.hpp"

namespace mainstay::mail {

struct Address {
    std::string name;     // decoded display name, may be empty
    std::string address;  // addr-spec as written, domain in lower case
};

struct Attachment {
    std::string name;        // decoded file name, cleaned: never a path; may be empty
    std::string type;        // "image/png", lower case
    std::string content_id;  // without angle brackets; empty unless referred to by the HTML
    bool is_inline = false;  // shown inside the HTML
    std::string bytes;       // decoded content; empty when a sink took it (see ReadOptions)
    std::string blob;        // what the sink returned for it
    std::uint64_t size = 0;  // decoded bytes
    std::string sha256;      // hex of the decoded bytes
};

enum class Kind { ordinary, auto_reply, bounce, feedback_report, delivery_receipt };
std::string_view to_text(Kind kind);

struct Verdict {  // why this is not an ordinary mail
    Kind kind = Kind::ordinary;
    bool is_list = false;          // came through a mailing list
    bool may_be_answered = true;   // false: an automatic answer must never be sent (RFC 3834, bulk, empty sender, loop)
    std::string why;               // plain English: "Auto-Submitted: auto-replied"
    struct Failed {                // one recipient of a bounce
        std::string recipient;
        std::string status;  // RFC 3463, "5.1.1"; empty when unknown
        int reply = 0;       // SMTP code, 0 when unknown
        std::string reason;  // "userunknown", "mailboxfull", ... ; empty when unknown
        bool is_hard = false;
        std::string diagnostic;
    };
    std::vector<Failed> failed;
    std::string feedback_type;           // "abuse" for ARF reports
    std::string original_message_id;     // of the mail that bounced, with angle brackets; empty when not given
};

struct Message {
    std::vector<Address> from, sender, reply_to, to, cc;
    std::string subject;      // decoded, one line, "Re:" kept
    std::optional<std::int64_t> date;  // ms UTC; nothing when missing or unreadable
    std::string message_id;   // with angle brackets; empty when missing
    std::vector<std::string> in_reply_to, references;  // with angle brackets, in order, at most 100
    std::string text;         // UTF-8; from text/plain, else from the HTML; format=flowed unwrapped
    std::string html;         // UTF-8, as sent, NOT sanitised; empty when there is none
    bool has_plain_text = false;  // `text` comes from a text/plain part
    std::string raw_plain;        // all inline text/plain parts joined, as decoded (corpora compare this)
    std::vector<Attachment> attachments;
    std::vector<std::string> recipients;  // To, Cc, Delivered-To, X-Original-To: where it may have been addressed
    Verdict verdict;
    std::vector<std::string> repairs;  // what had to be guessed or repaired: "charset of part 2 was gb2312, read as GB18030"
    std::string list_id;               // List-Id, empty when none
};

struct ReadOptions {
    std::uint64_t max_attachment_bytes = 64ull << 20;
    int max_depth = 50, max_parts = 1000;
    std::size_t max_text_bytes = 4u << 20;  // of all shown texts, as sent; what is longer is an attachment too
    // When set, takes an attachment's decoded bytes, which it gets piece by piece by calling `pieces` once, and returns
    // a reference; the bytes are then not kept. `about` has neither size nor hash yet.
    using Take = std::function<void(std::string_view piece)>;
    std::function<std::string(const Attachment& about, const std::function<void(const Take&)>& pieces)> sink;
};

// Reads anything: a mail that breaks every rule still gives a Message with what could be found. Throws only when
// memory or a limit is exhausted (std::length_error), in bounded time.
// A mapped mail is read piece by piece and never in memory as a whole.
Message read(const blob::Bytes& raw, const ReadOptions& options = {});

struct Trimmed {
    std::string reply;      // what the writer wrote this time
    std::string signature;  // folded away, never lost
    std::string quoted;     // quoted history
};
// Splits a plain text body; any language's usual quote headers. Never loses a byte: the three parts hold it all.
Trimmed trim_reply(std::string_view text);

// The whole message as JSON, for `mainstay mail inspect`.
std::string inspect_json(const blob::Bytes& raw);

}  // namespace mainstay::mail
