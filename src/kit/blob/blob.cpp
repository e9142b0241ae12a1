#include "kit/blob/blob.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "base/disk.hpp"
#include "kit/crypto/crypto.hpp"

namespace mainstay::blob {
namespace fs = std::filesystem;
namespace {

class File {
public:
    File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "blob: open");
    }
    ~File() { ::close(fd_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::write(fd_, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) throw std::system_error(errno, std::generic_category(), "blob: write");
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    void sync() {
        if (::fsync(fd_) != 0) disk_failed("blob: fsync: " + std::generic_category().message(errno));
    }

private:
    int fd_;
};

struct Hashed {
    std::uint64_t size = 0;
    std::string sha256;
};

Hashed hash_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::system_error(errno, std::generic_category(), "blob: open");
    crypto::Sha256 hash;
    std::string buffer(256 << 10, '\0');
    Hashed result;
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        const auto n = static_cast<std::size_t>(in.gcount());
        hash.add({buffer.data(), n});
        result.size += n;
    }
    if (in.bad()) throw std::runtime_error("blob: a file cannot be read");
    result.sha256 = hash.hex();
    return result;
}

bool is_id(std::string_view id) {
    return id.size() == 26 && id.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == std::string_view::npos;
}

}  // namespace

Store::Store(std::string folder, bool is_durable)
    : folder_(std::move(folder)), uploads_(folder_ + "/uploads"), is_durable_(is_durable) {
    fs::create_directories(uploads_);
    fs::permissions(folder_, fs::perms::owner_all);
    std::error_code ec;
    const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
    for (const auto& left : fs::directory_iterator(uploads_))  // of a run that was cut off; another program may be writing here now
        if (const auto written = fs::last_write_time(left.path(), ec); !ec && written < long_ago) fs::remove(left.path(), ec);
}

std::string Store::place(std::string_view id) const {
    return folder_ + "/" + std::string(id.substr(0, 2)) + "/" + std::string(id);
}

void Store::settle(const std::string& from, const std::string& id) {
    const auto to = place(id);
    const auto parent = fs::path(to).parent_path().string();
    const bool is_new = fs::create_directories(parent);
    fs::rename(from, to);
    if (!is_durable_) return;
    File(parent, O_RDONLY | O_DIRECTORY).sync();
    if (is_new) File(folder_, O_RDONLY | O_DIRECTORY).sync();
}

struct Writer::Open {
    Open(Store& owner, std::string name)
        : store(owner), id(std::move(name)), temporary(owner.upload_folder() + "/" + id), file(temporary, O_WRONLY | O_CREAT | O_EXCL) {}
    Store& store;
    std::string id, temporary;
    File file;
    crypto::Sha256 hash;
    std::uint64_t size = 0;
};

Writer::Writer(std::unique_ptr<Open> open) : open_(std::move(open)) {}
Writer::Writer(Writer&& other) noexcept = default;
Writer::~Writer() {
    if (open_) ::unlink(open_->temporary.c_str());
}

void Writer::write(std::string_view bytes) {
    open_->file.write(bytes);
    open_->hash.add(bytes);
    open_->size += bytes.size();
}

Kept Writer::finish() {
    if (open_->store.is_durable_) open_->file.sync();
    open_->store.settle(open_->temporary, open_->id);
    const auto done = std::move(open_);
    return {done->id, done->size, done->hash.hex()};
}

Writer Store::write() {
    return Writer(std::make_unique<Writer::Open>(*this, crypto::base32(crypto::random_bytes(16))));
}

Kept Store::put(const Bytes& bytes) {
    auto writer = write();
    bytes.each_piece(bytes.view(), [&](std::string_view piece) { writer.write(piece); });
    return writer.finish();
}

Kept Store::adopt(const std::string& file) {
    const auto id = crypto::base32(crypto::random_bytes(16));
    const auto hashed = hash_file(file);
    if (is_durable_) File(file, O_RDONLY).sync();
    settle(file, id);
    return {id, hashed.size, hashed.sha256};
}

std::optional<std::string> Store::path(std::string_view id) const {
    if (!is_id(id)) return std::nullopt;
    auto file = place(id);
    return fs::exists(file) ? std::optional(file) : std::nullopt;
}

std::optional<std::string> Store::read(std::string_view id) const {
    const auto file = path(id);
    if (!file) return std::nullopt;
    std::ifstream in(*file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

std::optional<MappedFile> Store::map(std::string_view id) const {
    const auto file = path(id);
    return file ? std::optional<MappedFile>(*file) : std::nullopt;
}

void Store::rename(std::string_view id, const std::string& to) {
    if (!is_id(to)) throw std::runtime_error("this is not the name of a file: " + to);
    settle(place(id), to);
}

void Store::remove(std::string_view id) {
    std::error_code ec;
    if (const auto file = path(id)) fs::remove(*file, ec);
}

}  // namespace mainstay::blob
