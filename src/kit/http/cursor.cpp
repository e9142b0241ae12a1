#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <stdexcept>

#include "kit/http/http.hpp"

namespace mainstay::http {
namespace {

constexpr std::size_t kMacBytes = 16;  // 128 of 256 bits are enough for a position in a list
constexpr std::size_t kMaxCursor = 4096;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6) out += kAlphabet[(bits >> (held - 6)) & 63];
    }
    if (held > 0) out += kAlphabet[(bits << (6 - held)) & 63];
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto value = kAlphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6) | static_cast<unsigned>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>((bits >> held) & 255);
    }
    const bool is_canonical = held < 6 && (bits & ((1u << held) - 1)) == 0;
    return is_canonical ? std::optional(out) : std::nullopt;
}

std::string mac_of(const std::string& key, std::string_view list, std::string_view payload) {
    std::string message(list);
    message.append(1, '\0').append(payload);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                            reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac.data(), &size);
    if (!done) throw std::runtime_error("HMAC failed");
    return {reinterpret_cast<const char*>(mac.data()), kMacBytes};
}

std::optional<std::vector<std::string>> unpack(std::string_view payload) {
    std::vector<std::string> position;
    while (!payload.empty()) {
        std::size_t size = 0;
        const auto [end, error] = std::from_chars(payload.data(), payload.data() + payload.size(), size);
        const auto skip = static_cast<std::size_t>(end - payload.data());
        if (error != std::errc{} || skip >= payload.size() || *end != ':' || size > payload.size() - skip - 1) return std::nullopt;
        position.emplace_back(payload.substr(skip + 1, size));
        payload.remove_prefix(skip + 1 + size);
    }
    return position;
}

}  // namespace

std::string Cursors::seal(std::string_view list, const std::vector<std::string>& position) const {
    std::string payload;
    for (const auto& part : position) payload += std::to_string(part.size()) + ':' + part;
    return base64url(mac_of(key_, list, payload) + payload);
}

Result<std::vector<std::string>> Cursors::open(std::string_view list, std::string_view cursor) const {
    const Error bad(ErrorKind::malformed, "bad_cursor", "The cursor is not one of this list. Start again without it.");
    if (cursor.size() > kMaxCursor) return bad;
    const auto bytes = from_base64url(cursor);
    if (!bytes || bytes->size() < kMacBytes) return bad;
    const auto payload = std::string_view(*bytes).substr(kMacBytes);
    const auto mac = mac_of(key_, list, payload);
    if (CRYPTO_memcmp(mac.data(), bytes->data(), kMacBytes) != 0) return bad;
    auto position = unpack(payload);
    if (!position) return bad;
    return std::move(*position);
}

}  // namespace mainstay::http
