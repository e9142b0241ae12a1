#include "base/id.hpp"

#include <sys/random.h>

#include <array>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace mainstay {
namespace {

void fill_random(void* out, std::size_t n) {
    if (getrandom(out, n, 0) != static_cast<ssize_t>(n)) throw std::runtime_error("getrandom failed");
}

constexpr char kHex[] = "0123456789abcdef";

std::string format(const std::array<unsigned char, 16>& bytes) {
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += kHex[bytes[i] >> 4];
        text += kHex[bytes[i] & 15];
    }
    return text;
}

// Milliseconds (48 bit), then a counter (12 bit) that restarts each millisecond, then 62 random bits.
struct Generator {
    Clock now;
    std::mutex mutex;
    Millis last = 0;
    unsigned counter = 0;

    std::string next() {
        std::array<unsigned char, 16> b{};
        fill_random(b.data() + 8, 8);
        const std::lock_guard lock(mutex);
        const auto at = now();
        if (at > last) {
            last = at;
            counter = 0;
        } else if (++counter > 0xFFF) {
            ++last;  // borrow from the future rather than repeat or go back
            counter = 0;
        }
        for (std::size_t i = 0; i < 6; ++i) b[i] = static_cast<unsigned char>(last >> (40 - 8 * i));
        b[6] = static_cast<unsigned char>(0x70 | (counter >> 8));
        b[7] = static_cast<unsigned char>(counter & 0xFF);
        b[8] = static_cast<unsigned char>(0x80 | (b[8] & 0x3F));
        return format(b);
    }
};

}  // namespace

NextId uuid7(Clock now) {
    auto generator = std::make_shared<Generator>();
    generator->now = std::move(now);
    return [generator] { return generator->next(); };
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

std::string short_hex(std::size_t bytes) {
    std::string raw(bytes, '\0'), text;
    fill_random(raw.data(), bytes);
    for (const char c : raw) {
        text += kHex[static_cast<unsigned char>(c) >> 4];
        text += kHex[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

}  // namespace mainstay
