#include "kit/mail/message.hpp"
#include "fuzz.hpp"

using namespace mainstay;

// A whole mail: headers, charsets, parts, verdict, and where its reply ends.
void fuzz(std::string_view bytes) {
    const auto message = mail::read(blob::Bytes(bytes));
    const auto trimmed = mail::trim_reply(message.text);
    for (const auto& file : message.attachments)
        if (file.name.find('/') != std::string::npos || file.name.find('\0') != std::string::npos) __builtin_trap();
}
