#include "kit/mail/compose.hpp"

#include <unicode/uidna.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "base/clock.hpp"
#include "kit/crypto/crypto.hpp"
#include "kit/mail/charset.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kMaxReferences = 20, kMaxRecipients = 1000;

[[noreturn]] void refuse(const std::string& what) {
    throw std::invalid_argument("mail not composed: " + what);
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(),
                       text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; }) ||
           text.find("\xE2\x80\xA8") != std::string_view::npos ||
           text.find("\xE2\x80\xA9") != std::string_view::npos ||
           text.find("\xC2\x85") != std::string_view::npos;
}

std::string ascii_domain(std::string_view domain) {  // "münchen.example" -> "xn--mnchen-3ya.example"
    if (is_ascii(domain)) return std::string(domain);
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UIDNA, decltype(&uidna_close)> idna(
        uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status), &uidna_close);
    std::string out(256, '\0');
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    const auto length = uidna_nameToASCII_UTF8(idna.get(),
                                               domain.data(),
                                               static_cast<int32_t>(domain.size()),
                                               out.data(),
                                               static_cast<int32_t>(out.size()),
                                               &info,
                                               &status);
    if (U_FAILURE(status) || info.errors != 0) refuse("the domain " + std::string(domain) + " is no domain");
    out.resize(static_cast<std::size_t>(length));
    return out;
}

std::string addr_spec(const std::string& address) {
    const auto at = address.rfind('@');
    if (at == std::string::npos || at == 0 || at + 1 == address.size() || address.size() > 320)
        refuse("\"" + one_line(address) + "\" is no address");
    if (has_control(address) || address.find_first_of(" <>,;:()[]\\\"") != std::string::npos)
        refuse("the address " + one_line(address) + " has characters it must not have");
    const auto domain = ascii_domain(std::string_view(address).substr(at + 1));
    const bool is_domain = std::all_of(domain.begin(), domain.end(), [](char c) {
        return c == '.' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z');
    });
    if (!is_domain || address.find("=?") != std::string::npos) refuse("\"" + address + "\" is no address");
    return address.substr(0, at + 1) + domain;
}

std::string display_name(const std::string& name) {
    const auto field = header_text("X", name);  // encoded where needed
    auto value = field.substr(3, field.size() - 5);
    if (value.starts_with("=?")) return value;
    std::string quoted = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

std::string mailbox(const Address& address) {
    const auto spec = addr_spec(address.address);
    return trim(address.name).empty() ? spec : display_name(address.name) + " <" + spec + ">";
}

std::string address_header(std::string_view name, const std::vector<Address>& list) {
    if (list.empty()) return {};
    if (list.size() > kMaxRecipients) refuse("too many recipients");
    std::string out = std::string(name) + ": ";
    for (std::size_t i = 0; i < list.size(); ++i) out += (i == 0 ? "" : ",\r\n ") + mailbox(list[i]);
    return out + "\r\n";
}

std::string checked_id(const std::string& id) {
    const bool is_id = id.size() > 2 && id.size() <= 900 && id.front() == '<' && id.back() == '>' &&
                       id.find_first_of(" \t") == std::string::npos && is_ascii(id) && !has_control(id);
    if (!is_id) refuse("\"" + one_line(id) + "\" is no message id");
    return id;
}

// Ids of others come from their mails: one that would break the header is left out.
bool is_usable_id(const std::string& id) {
    try {
        return !checked_id(id).empty();
    } catch (const std::invalid_argument&) {
        return false;
    }
}

std::string reference_headers(const Outgoing& mail) {
    std::string out;
    if (is_usable_id(mail.in_reply_to)) out += "In-Reply-To: " + mail.in_reply_to + "\r\n";
    std::vector<std::string> ids;
    std::copy_if(mail.references.begin(), mail.references.end(), std::back_inserter(ids), is_usable_id);
    if (ids.size() > kMaxReferences)
        ids.erase(ids.begin() + 1, ids.end() - static_cast<std::ptrdiff_t>(kMaxReferences - 1));
    for (std::size_t i = 0; i < ids.size(); ++i) out += (i == 0 ? "References: " : " ") + ids[i] + "\r\n";
    return out;
}

std::string fixed_header(const std::string& name, const std::string& value) {
    const bool is_name =
        !name.empty() && name.size() <= 76 && std::all_of(name.begin(), name.end(), [](char c) {
            return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        });
    if (!is_name) refuse("\"" + one_line(name) + "\" is no header name");
    if (has_control(value) || !is_ascii(value) || value.size() > 900)
        refuse("the header " + name + " has a value it must not have");
    return name + ": " + value + "\r\n";
}

std::string list_headers(const std::string& address) {
    if (address.empty()) return {};
    const bool is_link = address.starts_with("https://"),
               is_address = address.starts_with("mailto:") || is_link;
    if (!is_address || address.find_first_of(" <>") != std::string::npos)
        refuse("the address to unsubscribe is neither https nor mailto");
    return fixed_header("List-Unsubscribe", "<" + address + ">") +
           (is_link ? "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" : "");
}

std::string top_headers(const Outgoing& mail) {
    std::string out = "From: " + mailbox(mail.from) + "\r\n";
    out += address_header("To", mail.to) + address_header("Cc", mail.cc) +
           address_header("Reply-To", mail.reply_to);
    out += header_text("Subject", mail.subject) + "Date: " + to_rfc5322(mail.date) +
           "\r\nMessage-ID: " + checked_id(mail.message_id) + "\r\n";
    out += reference_headers(mail);
    if (!mail.auto_submitted.empty()) out += fixed_header("Auto-Submitted", mail.auto_submitted);
    out += list_headers(mail.list_unsubscribe);
    for (const auto& [name, value] : mail.headers) out += fixed_header(name, value);
    return out + "MIME-Version: 1.0\r\n";
}

class Writer {
public:
    Writer(const Outgoing& mail, const std::function<void(std::string_view)>& sink)
        : mail_(mail),
          sink_(sink),
          seed_(crypto::hex(crypto::sha256(mail.message_id + mail.text)).substr(0, 24)) {}

    void write() {
        sink_(top_headers(mail_));
        const bool has_files = std::any_of(
            mail_.files.begin(), mail_.files.end(), [](const auto& file) { return file.content_id.empty(); });
        if (!has_files) return body();
        const auto boundary = open("mixed");
        part(boundary);
        body();
        files(boundary, false);
        close(boundary);
    }

private:
    // "=_" is in no quoted-printable or base64 text, so a boundary is never found inside a part.
    std::string open(std::string_view kind) {
        auto boundary = "=_" + seed_ + "_" + std::to_string(++boundaries_);
        sink_("Content-Type: multipart/" + std::string(kind) + ";\r\n boundary=\"" + boundary + "\"\r\n\r\n");
        return boundary;
    }
    void part(const std::string& boundary) { sink_("--" + boundary + "\r\n"); }
    void close(const std::string& boundary) { sink_("--" + boundary + "--\r\n"); }

    void body() {
        if (mail_.html.empty()) return text("plain", mail_.text);
        const auto boundary = open("alternative");
        part(boundary);
        text("plain", mail_.text);
        part(boundary);
        html();
        close(boundary);
    }

    void html() {
        const bool has_pictures = std::any_of(mail_.files.begin(), mail_.files.end(), [](const auto& file) {
            return !file.content_id.empty();
        });
        if (!has_pictures) return text("html", mail_.html);
        const auto boundary = open("related");
        part(boundary);
        text("html", mail_.html);
        files(boundary, true);
        close(boundary);
    }

    void text(std::string_view kind, const std::string& content) {
        const auto valid = repair_utf8(content);
        const auto foreign = std::count_if(
            valid.begin(), valid.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; });
        const bool in_base64 = static_cast<std::size_t>(foreign) * 4 > valid.size();
        sink_("Content-Type: text/" + std::string(kind) + "; charset=utf-8\r\nContent-Transfer-Encoding: " +
              (in_base64 ? "base64" : "quoted-printable") + "\r\n\r\n");
        if (in_base64)
            base64_lines(valid);
        else
            sink_(encode_quoted_printable(valid) + "\r\n");
    }

    void base64_lines(std::string_view bytes) {
        std::string out;
        for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(57, bytes.size())))
            out += encode_base64(bytes.substr(0, 57)) + "\r\n";
        sink_(out);
    }

    void files(const std::string& boundary, bool pictures) {
        for (const auto& one : mail_.files)
            if (one.content_id.empty() != pictures) {
                part(boundary);
                file(one);
            }
    }

    void file(const OutgoingFile& one) {
        const bool is_type =
            one.type.find('/') != std::string::npos && one.type.size() < 100 &&
            one.type.find_first_not_of(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.+-_") == std::string::npos;
        std::string head = "Content-Type: " + (is_type ? one.type : "application/octet-stream") +
                           "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: " +
                           (one.content_id.empty() ? "attachment" : "inline") +
                           header_param("filename", one.name) + "\r\n";
        if (!one.content_id.empty()) head += "Content-ID: " + checked_id("<" + one.content_id + ">") + "\r\n";
        sink_(head + "\r\n");
        std::string rest;
        for (auto chunk = one.read(); !chunk.empty(); chunk = one.read()) {
            rest += chunk;
            const auto whole = rest.size() / 57 * 57;
            base64_lines(std::string_view(rest).substr(0, whole));
            rest.erase(0, whole);
        }
        base64_lines(rest);
    }

    const Outgoing& mail_;
    const std::function<void(std::string_view)>& sink_;
    std::string seed_;
    int boundaries_ = 0;
};

}  // namespace

OutgoingFile file_of(std::string name, std::string type, std::string bytes) {
    auto left = std::make_shared<std::string>(std::move(bytes));
    return {std::move(name), std::move(type), "", [left] { return std::exchange(*left, std::string()); }};
}

void compose(const Outgoing& mail, const std::function<void(std::string_view)>& sink) {
    Writer(mail, sink).write();
}

std::string compose(const Outgoing& mail) {
    std::string out;
    compose(mail, [&](std::string_view piece) { out += piece; });
    return out;
}

}  // namespace mainstay::mail
