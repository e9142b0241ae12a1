#pragma once
// Long secrets in pieces: XChaCha20-Poly1305 secretstream. A piece that was changed, moved, left out or added does not open, and only the
// true last piece says that it is the last.
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace mainstay::crypto {

constexpr std::size_t kStreamExtra = 17;   // bytes a sealed piece is longer than the plain one
constexpr std::size_t kStreamHeader = 24;  // bytes before the first piece

// Argon2id, 256 MiB: for what lies on foreign disks. 32 bytes. Throws std::bad_alloc.
std::string stretch_passphrase(std::string_view passphrase, std::string_view salt16);

class StreamSealer {
public:
    StreamSealer(std::string_view key, std::string context);  // the context is authenticated, not stored
    ~StreamSealer();
    std::string header() const;
    std::string seal(std::string_view piece, bool is_last);

private:
    struct State;
    std::unique_ptr<State> state_;
};

class StreamOpener {
public:
    StreamOpener(std::string_view key, std::string context, std::string_view header);  // throws std::runtime_error
    ~StreamOpener();
    bool open(std::string_view sealed, std::string& plain, bool& is_last);  // false: not what was sealed

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mainstay::crypto
