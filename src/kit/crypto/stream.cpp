#include "kit/crypto/stream.hpp"

#include <sodium.h>

#include <new>
#include <stdexcept>

namespace mainstay::crypto {
namespace {

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

static_assert(kStreamExtra == crypto_secretstream_xchacha20poly1305_ABYTES && kStreamHeader == crypto_secretstream_xchacha20poly1305_HEADERBYTES);

}  // namespace

std::string stretch_passphrase(std::string_view passphrase, std::string_view salt16) {
    if (salt16.size() != crypto_pwhash_SALTBYTES) throw std::runtime_error("the salt has the wrong size");
    std::string key(crypto_secretstream_xchacha20poly1305_KEYBYTES, '\0');
    if (crypto_pwhash(bytes(key), key.size(), passphrase.data(), passphrase.size(), bytes(salt16), crypto_pwhash_OPSLIMIT_MODERATE,
                      crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    return key;
}

struct StreamSealer::State {
    crypto_secretstream_xchacha20poly1305_state stream;
    std::string context, header;
};

StreamSealer::StreamSealer(std::string_view key, std::string context) : state_(std::make_unique<State>()) {
    state_->context = std::move(context);
    state_->header.resize(kStreamHeader);
    crypto_secretstream_xchacha20poly1305_init_push(&state_->stream, bytes(state_->header), bytes(key));
}
StreamSealer::~StreamSealer() = default;

std::string StreamSealer::header() const {
    return state_->header;
}

std::string StreamSealer::seal(std::string_view piece, bool is_last) {
    std::string sealed(piece.size() + kStreamExtra, '\0');
    const unsigned char tag = is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    crypto_secretstream_xchacha20poly1305_push(&state_->stream, bytes(sealed), nullptr, bytes(piece), piece.size(), bytes(std::string_view(state_->context)),
                                               state_->context.size(), tag);
    return sealed;
}

struct StreamOpener::State {
    crypto_secretstream_xchacha20poly1305_state stream;
    std::string context;
};

StreamOpener::StreamOpener(std::string_view key, std::string context, std::string_view header) : state_(std::make_unique<State>()) {
    state_->context = std::move(context);
    if (header.size() != kStreamHeader || crypto_secretstream_xchacha20poly1305_init_pull(&state_->stream, bytes(header), bytes(key)) != 0)
        throw std::runtime_error("the start of the sealed part is missing or damaged");
}
StreamOpener::~StreamOpener() = default;

bool StreamOpener::open(std::string_view sealed, std::string& plain, bool& is_last) {
    if (sealed.size() < kStreamExtra) return false;
    plain.resize(sealed.size() - kStreamExtra);
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&state_->stream, bytes(plain), nullptr, &tag, bytes(sealed), sealed.size(),
                                                   bytes(std::string_view(state_->context)), state_->context.size()) != 0)
        return false;
    is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return true;
}

}  // namespace mainstay::crypto
