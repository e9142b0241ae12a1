#pragma once
// One file that holds lines and bytes in order: what backup and export write, restore and import read. Its first line names how it is
// sealed; the rest is plain, or a secretstream under a key from a passphrase (Argon2id) or from the key file.
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kit/crypto/crypto.hpp"
#include "kit/crypto/stream.hpp"

namespace mainstay::app {

// Who can open it. Neither: plain.
struct ArchiveKey {
    std::string passphrase;
    std::optional<crypto::KeyRing> ring;
};

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

// Under another name until it is complete and durable; gone when it was not finished. Throws std::runtime_error.
class ArchiveWriter {
public:
    ArchiveWriter(std::string path, const ArchiveKey& key);
    ~ArchiveWriter();
    void write(std::string_view bytes);
    void line(std::string_view text);
    void finish();
    std::string sha256() const;  // of what was written up to now
    std::uint64_t size() const { return size_; }

private:
    void put(std::string_view bytes);
    void flush(bool is_last);
    std::string path_, temporary_, waiting_;
    File file_;
    std::unique_ptr<crypto::StreamSealer> sealer_;
    crypto::Sha256 hash_;
    std::uint64_t size_ = 0;
};

// Throws std::runtime_error, in words for the administrator, on the first byte that is not as it was written.
class ArchiveReader {
public:
    ArchiveReader(const std::string& path, const ArchiveKey& key);
    ~ArchiveReader();
    bool line(std::string& text);  // false at the end
    void bytes(std::uint64_t count, const std::function<void(std::string_view)>& take);
    std::string sha256_before_line() const { return before_line_; }  // of everything before the line read last
    bool is_sealed_by_passphrase() const { return by_ == "passphrase"; }
    std::uint64_t position() const;

private:
    bool more();
    void take_front(std::size_t count);
    std::string path_, by_, waiting_, before_line_;
    std::size_t at_ = 0;
    File file_;
    std::unique_ptr<crypto::StreamOpener> opener_;
    crypto::Sha256 hash_;
    bool is_over_ = false;
};

}  // namespace mainstay::app
