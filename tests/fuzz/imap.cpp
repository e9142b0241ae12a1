#include "kit/mail/imap.hpp"
#include "fuzz.hpp"

using namespace mainstay;

// What a mail server may answer to us.
void fuzz(std::string_view bytes) {
    mail::ImapReader reader(1 << 20, 1 << 16);
    reader.feed(bytes);
    try {
        while (const auto answer = reader.next()) {
            (void)mail::read_search(answer->text);
            (void)mail::read_number(answer->text, "UIDNEXT");
            (void)mail::read_body(*answer, 7);
        }
    } catch (const mail::ImapError&) {
    }
}
