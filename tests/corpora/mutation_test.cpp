// Damaged mails, pages and sessions: whatever arrives, nothing crashes and what is promised stays true.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "corpora/score.hpp"
#include "kit/mail/charset.hpp"
#include "kit/mail/imap.hpp"
#include "kit/mail/message.hpp"
#include "kit/mail/smtp_dialogue.hpp"
#include "kit/webpage/sanitise.hpp"

using namespace mainstay;
using namespace mainstay::corpora;

namespace {

constexpr std::size_t kMaxBytes = 20'000;

class Mutator {
public:
    explicit Mutator(unsigned seed) : random_(seed) {}

    std::string operator()(std::string text, const std::string& other) {
        for (auto count = 1 + at_most(8); count > 0; --count) change(text, other);
        return text;
    }
    std::size_t at_most(std::size_t most) {
        return std::uniform_int_distribution<std::size_t>(0, most)(random_);
    }

private:
    void change(std::string& text, const std::string& other) {
        const auto at = at_most(text.size()), length = at_most(std::min<std::size_t>(200, text.size() - at));
        switch (at_most(5)) {
            case 0: text.erase(at, length); break;
            case 1: text.insert(at, text.substr(at, length)); break;
            case 2: text.insert(at, other.substr(std::min(at, other.size()), length)); break;
            case 3: text.insert(at, 1, static_cast<char>(at_most(255))); break;
            case 4: text.insert(at, kHooks[at_most(std::size(kHooks) - 1)]); break;
            default:
                if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << at_most(7)));
        }
    }
    static constexpr const char* kHooks[] = {
        "\r\n",      "\n",       "\r",
        "\n\n",      "--",       "=?utf-8?B?",
        "?=",        "=\n",      "charset=gb2312",
        "boundary=", "<",        ">",
        "<a href=",  "{5}\r\n",  "@",
        "\n> ",      "wrote:\n", "Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        "<svg>",     "<table>",  "&#0;",
        "\xFF\xFE"};
    std::mt19937 random_;
};

unsigned seed() {  // MAINSTAY_SEED tries others
    const char* given = std::getenv("MAINSTAY_SEED");
    return given == nullptr ? 20261121 : static_cast<unsigned>(std::atoi(given));
}

std::vector<std::string> samples() {
    std::vector<std::string> out;
    for (const auto* folder : {"bounces/mails", "mail"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(data_path(folder)))
            if (entry.is_regular_file() && entry.file_size() < kMaxBytes)
                out.push_back(read_file(entry.path().string()));
    REQUIRE(out.size() > 100);
    std::sort(out.begin(), out.end());
    return out;
}

void check_mail(const std::string& raw) {
    const auto message = mail::read(raw);
    for (const auto* text :
         {&message.subject, &message.text, &message.html, &message.raw_plain, &message.list_id})
        REQUIRE(mail::is_utf8(*text));
    for (const auto& one : message.attachments)
        REQUIRE(one.name.find_first_of(std::string("/\\\0\r\n", 5)) == std::string::npos);
    const auto parts = mail::trim_reply(message.text);
    REQUIRE(parts.reply.size() + parts.signature.size() + parts.quoted.size() == message.text.size());
    const auto safe = webpage::sanitise(raw).html;
    REQUIRE(webpage::sanitise(safe).html == safe);
    const auto json = mail::inspect_json(raw);
    CAPTURE(json);
    REQUIRE(mail::is_utf8(json));
}

void check_session(const std::string& bytes, mail::IntakeProtocol protocol) {
    const mail::IntakeOptions options{.protocol = protocol, .max_message_bytes = 5000};
    mail::Dialogue dialogue(options, "x");
    std::string input = bytes, output;
    for (int step = 0; step < 10'000; ++step) {
        const auto before = input.size();
        const auto ask = dialogue.advance(input, output);
        if (ask == mail::Ask::recipient)
            dialogue.answer_recipient({}, output);
        else if (ask == mail::Ask::deliver)
            dialogue.message()->bytes(), dialogue.answer_delivery({{}}, output);
        else
            return;
        REQUIRE(input.size() < before);
    }
}

void check_imap(const std::string& bytes) {
    mail::ImapReader reader(1000);
    try {
        reader.feed(bytes);
        while (auto answer = reader.next()) mail::read_body(*answer, 5), mail::read_search(answer->text);
    } catch (const mail::ImapError&) {  // it may refuse
    }
}

}  // namespace

TEST_CASE("damaged mails and pages keep every promise") {
    const auto all = samples();
    Mutator mutate(seed());
    for (int i = 0; i < 3000; ++i)
        check_mail(mutate(all[mutate.at_most(all.size() - 1)], all[mutate.at_most(all.size() - 1)]));
}

TEST_CASE("damaged sessions end or go on") {
    const std::string session =
        "EHLO a\r\nLHLO a\r\nMAIL FROM:<a@b> SIZE=10\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: "
        "x\r\n\r\n..a\r\n.\r\nRSET\r\nQUIT\r\n";
    const std::string imap =
        "* 1 FETCH (UID 5 BODY[] {12}\r\nab\r\nM1 OK\r\nx)\r\n* SEARCH 1 2 3\r\nM1 OK done\r\n";
    Mutator mutate(seed());
    for (int i = 0; i < 20'000; ++i) {
        check_session(mutate(session, imap),
                      i % 2 == 0 ? mail::IntakeProtocol::smtp : mail::IntakeProtocol::lmtp);
        check_imap(mutate(imap, session));
    }
}
