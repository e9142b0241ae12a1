#include "app/archive.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace mainstay::app {
namespace {

constexpr std::size_t kPiece = 64 << 10;
constexpr std::size_t kLongestLine = 256 << 20;
constexpr std::string_view kMagic = "MAINSTAY-ARCHIVE 1 ";

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what);
}

std::string check_of(std::string_view key) {
    return crypto::hex(crypto::keyed_hash(key, {"archive check"})).substr(0, 16);
}

std::string from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    return bytes;
}

std::string key_for(const std::string& by, const std::string& salt, const ArchiveKey& key) {
    if (by == "passphrase") return crypto::stretch_passphrase(key.passphrase, salt);
    return crypto::keyed_hash(key.ring->key("backup"), {salt});
}

void sync_folder(const std::string& path) {
    const auto parent = std::filesystem::absolute(path).parent_path();
    const int fd = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

}  // namespace

ArchiveWriter::ArchiveWriter(std::string path, const ArchiveKey& key) : path_(std::move(path)), temporary_(path_ + ".part") {
    if (std::filesystem::exists(path_)) fail("the file " + path_ + " exists already; nothing was written");
    const int fd = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) fail("cannot make " + temporary_ + ": " + std::strerror(errno));
    file_.reset(::fdopen(fd, "wb"));
    const std::string by = !key.passphrase.empty() ? "passphrase" : key.ring ? "keyfile" : "plain";
    if (by == "plain") {
        put(std::string(kMagic) + "plain\n");
        return;
    }
    const auto salt = crypto::random_bytes(16), secret = key_for(by, salt, key);
    const auto head = std::string(kMagic) + by + " " + crypto::hex(salt) + " " + check_of(secret) + "\n";
    put(head);
    sealer_ = std::make_unique<crypto::StreamSealer>(secret, head);
    put(sealer_->header());
}

ArchiveWriter::~ArchiveWriter() {
    if (file_) ::unlink(temporary_.c_str());
}

void ArchiveWriter::put(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail("cannot write " + temporary_ + ": " + std::strerror(errno));
}

void ArchiveWriter::flush(bool is_last) {
    put(sealer_ ? sealer_->seal(waiting_, is_last) : waiting_);
    waiting_.clear();
}

void ArchiveWriter::write(std::string_view bytes) {
    hash_.add(bytes);
    size_ += bytes.size();
    while (!bytes.empty()) {
        const auto room = std::min(bytes.size(), kPiece - waiting_.size());
        waiting_.append(bytes.substr(0, room));
        bytes.remove_prefix(room);
        if (waiting_.size() == kPiece) flush(false);
    }
}

void ArchiveWriter::line(std::string_view text) {
    write(text);
    write("\n");
}

std::string ArchiveWriter::sha256() const {
    auto copy = hash_;
    return copy.hex();
}

void ArchiveWriter::finish() {
    flush(true);
    if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) fail("cannot write " + temporary_ + ": " + std::strerror(errno));
    std::filesystem::rename(temporary_, path_);
    file_.reset();
    sync_folder(path_);
}

ArchiveReader::ArchiveReader(const std::string& path, const ArchiveKey& key) : path_(path), file_(std::fopen(path.c_str(), "rbe")) {
    if (!file_) fail("cannot read " + path + ": " + std::strerror(errno));
    std::string head;
    for (int c = 0; head.size() < 128 && (c = std::fgetc(file_.get())) != EOF;) {
        head += static_cast<char>(c);
        if (c == '\n') break;
    }
    if (!head.starts_with(kMagic) || !head.ends_with('\n')) fail(path + " is not a backup or export of Mainstay");
    std::istringstream words(head.substr(kMagic.size()));
    std::string salt, check;
    words >> by_ >> salt >> check;
    if (by_ == "plain") return;
    if ((by_ != "passphrase" && by_ != "keyfile") || salt.size() != 32 || salt.find_first_not_of("0123456789abcdef") != std::string::npos)
        fail("the first line of " + path + " is damaged, or a newer Mainstay wrote it");
    if (by_ == "passphrase" && key.passphrase.empty()) fail(path + " is sealed with a passphrase; give it with --passphrase-file");
    if (by_ == "keyfile" && !key.ring) fail(path + " is sealed with the key file of the installation; name that file with --key-file");
    const auto secret = key_for(by_, from_hex(salt), key);
    if (check_of(secret) != check)
        fail(by_ == "passphrase" ? "the passphrase is not the one that " + path + " was sealed with (or its first line was altered)"
                                 : "the key file is not the one that " + path + " was sealed with (or its first line was altered)");
    std::string start(crypto::kStreamHeader, '\0');
    start.resize(std::fread(start.data(), 1, start.size(), file_.get()));
    if (start.size() < crypto::kStreamHeader) fail(path + " is truncated");
    opener_ = std::make_unique<crypto::StreamOpener>(secret, head, start);
}

ArchiveReader::~ArchiveReader() = default;

std::uint64_t ArchiveReader::position() const {
    return static_cast<std::uint64_t>(std::ftell(file_.get()));
}

bool ArchiveReader::more() {
    if (is_over_) return false;
    std::string piece(kPiece + (opener_ ? crypto::kStreamExtra : 0), '\0');
    piece.resize(std::fread(piece.data(), 1, piece.size(), file_.get()));
    if (std::ferror(file_.get())) fail("cannot read " + path_);
    std::string plain = piece;
    if (opener_) {
        if (piece.empty()) fail(path_ + " is truncated: its last part is missing");
        const bool is_short = piece.size() < kPiece + crypto::kStreamExtra;
        if (!opener_->open(piece, plain, is_over_)) fail(path_ + (is_short ? " is truncated, or was altered near its end" : " was altered: a part of it is not what was sealed"));
        if (is_over_ && std::fgetc(file_.get()) != EOF) fail(path_ + " was altered: something was added at its end");
    } else {
        is_over_ = piece.empty();
    }
    waiting_.erase(0, at_);
    at_ = 0;
    waiting_ += plain;
    return !plain.empty();
}

void ArchiveReader::take_front(std::size_t count) {
    hash_.add(std::string_view(waiting_).substr(at_, count));
    at_ += count;
}

bool ArchiveReader::line(std::string& text) {
    auto copy = hash_;
    before_line_ = copy.hex();
    std::size_t looked = 0, end;
    while ((end = waiting_.find('\n', at_ + looked)) == std::string::npos) {
        looked = waiting_.size() - at_;
        if (looked > kLongestLine) fail(path_ + " is damaged: a line has no end");
        if (more()) continue;
        if (looked > 0) fail(path_ + " is truncated in the middle of a line");
        return false;
    }
    text.assign(waiting_, at_, end - at_);
    take_front(end - at_ + 1);
    return true;
}

void ArchiveReader::bytes(std::uint64_t count, const std::function<void(std::string_view)>& take) {
    while (count > 0) {
        if (at_ == waiting_.size() && !more()) fail(path_ + " is truncated in the middle of a file");
        const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(count, waiting_.size() - at_));
        take(std::string_view(waiting_).substr(at_, here));
        take_front(here);
        count -= here;
    }
}

}  // namespace mainstay::app
