#include <fcntl.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "kit/crypto/crypto.hpp"

namespace mainstay::crypto {
namespace {

constexpr std::size_t kKeyBytes = 32;

void write_new_key(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("cannot create the key file " + path);
    const auto text = hex(random_bytes(kKeyBytes)) + "\n";
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    ::close(file);
    if (!written) throw std::runtime_error("cannot write the key file " + path);
}

std::string read_key(const std::string& path) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) throw std::runtime_error("cannot read the key file " + path);
    if ((about.st_mode & 077) != 0)
        throw std::runtime_error("the key file " + path + " can be read by others; run: chmod 600 " + path);
    std::ifstream in(path);
    std::string text;
    in >> text;
    std::string key(kKeyBytes, '\0');
    std::size_t length = 0;
    for (; length < kKeyBytes && text.size() == 2 * kKeyBytes; ++length) {
        const auto byte = text.substr(2 * length, 2);
        if (byte.find_first_not_of("0123456789abcdef") != std::string::npos) break;
        key[length] = static_cast<char>(std::stoi(byte, nullptr, 16));
    }
    if (length != kKeyBytes)
        throw std::runtime_error("the key file " + path + " does not hold a key (64 hexadecimal digits); restore it from your backup");
    return key;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    unsigned char out[32];
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), out, &length);
    return {reinterpret_cast<char*>(out), length};
}

constexpr std::string_view kJwtHeader = R"({"alg":"HS256","typ":"JWT"})";

}  // namespace

KeyRing KeyRing::from_file(const std::string& path, bool may_create) {
    if (!std::filesystem::exists(path)) {
        if (!may_create)
            throw std::runtime_error("the key file " + path + " is missing but the data is there; restore the key file from your backup");
        write_new_key(path);
    }
    return KeyRing(read_key(path));
}

KeyRing KeyRing::for_tests() {
    return KeyRing(std::string(kKeyBytes, 'k'));
}

std::string KeyRing::key(std::string_view purpose) const {
    return keyed_hash(master_, {"mainstay", purpose});
}

std::string KeyRing::fingerprint() const {
    return hex(key("fingerprint")).substr(0, 16);
}

std::string sign_jwt(std::string_view key, std::string_view claims_json) {
    const auto signed_part = base64url(kJwtHeader) + "." + base64url(claims_json);
    return signed_part + "." + base64url(hmac_sha256(key, signed_part));
}

// The header must be byte for byte ours: no other algorithm, key id or URL can even be asked for.
std::optional<std::string> verify_jwt(std::string_view key, std::string_view token) {
    if (token.size() > 4096) return std::nullopt;
    const auto last = token.rfind('.');
    const auto first = token.find('.');
    if (first == std::string_view::npos || first == last || token.substr(0, first) != base64url(kJwtHeader)) return std::nullopt;
    const auto signature = from_base64url(token.substr(last + 1));
    if (!signature || !same(*signature, hmac_sha256(key, token.substr(0, last)))) return std::nullopt;
    return from_base64url(token.substr(first + 1, last - first - 1));
}

}  // namespace mainstay::crypto
