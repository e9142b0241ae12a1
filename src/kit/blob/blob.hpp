#pragma once
// Large bytes on disk: one file each, under a random name. A blob is durable (file and folder synced) before its name
// is given away, so that a row never names bytes that are not there.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kit/blob/bytes.hpp"

namespace mainstay::blob {

struct Kept {
    std::string id;
    std::uint64_t size = 0;
    std::string sha256;  // hex
};

// A blob on its way in, piece by piece. Gone again when it was not finished.
class Writer {
public:
    Writer(Writer&& other) noexcept;
    ~Writer();
    void write(std::string_view bytes);  // throws std::system_error, on a full disk too
    Kept finish();                       // durable from here on

private:
    friend class Store;
    struct Open;
    explicit Writer(std::unique_ptr<Open> open);
    std::unique_ptr<Open> open_;
};

class Store {
public:
    explicit Store(std::string folder, bool is_durable = true);  // creates it, 0700
    Writer write();
    Kept put(const Bytes& bytes);
    Kept adopt(const std::string& file);  // moves a finished file of the same file system in
    std::optional<std::string> path(std::string_view id) const;  // nothing when there is no such blob
    std::optional<std::string> read(std::string_view id) const;
    std::optional<MappedFile> map(std::string_view id) const;  // for what may be large
    void rename(std::string_view id, const std::string& to);   // to the name that rows from elsewhere know it by; throws std::runtime_error
    void remove(std::string_view id);
    const std::string& upload_folder() const { return uploads_; }  // for streamed bodies, same file system

private:
    friend class Writer;
    std::string place(std::string_view id) const;
    void settle(const std::string& from, const std::string& id);
    std::string folder_, uploads_;
    bool is_durable_;
};

}  // namespace mainstay::blob
