#include "kit/mail/headers.hpp"
#include "fuzz.hpp"

using namespace mainstay;

void fuzz(std::string_view bytes) {
    const auto block = mail::read_headers(bytes);
    if (block.body > bytes.size() || block.headers.size() > mail::kMaxHeaders) __builtin_trap();
}
