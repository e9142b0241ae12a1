#pragma once
// Large bytes on disk: one file each, under a random name. A blob is durable (file and folder synced) before its name
// is given away, so that a row never names bytes that are not there.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mainstay::blob {

struct Kept {
    std::string id;
    std::uint64_t size = 0;
    std::string sha256;  // hex
};

class Store {
public:
    explicit Store(std::string folder, bool is_durable = true);  // creates it, 0700
    Kept put(std::string_view bytes);
    Kept adopt(const std::string& file);  // moves a finished file of the same file system in
    std::optional<std::string> path(std::string_view id) const;  // nothing when there is no such blob
    std::optional<std::string> read(std::string_view id) const;
    void remove(std::string_view id);
    const std::string& upload_folder() const { return uploads_; }  // for streamed bodies, same file system

private:
    std::string place(std::string_view id) const;
    void settle(const std::string& from, const std::string& id);
    std::string folder_, uploads_;
    bool is_durable_;
};

}  // namespace mainstay::blob
