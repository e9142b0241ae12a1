#pragma once
// Whether anything may be changed now. When the disk is nearly full, or somebody asked for it, changes are refused before they begin, with
// clear words; reading, sign-in, export and the mails that wait go on, from the space that was kept for them.
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace mainstay::app {

class Writable {
public:
    enum class Mode { open, full, read_only };
    Writable(const std::string& folder, bool is_read_only, std::int64_t keep_free_mb);
    Mode mode() const;      // asks the disk each time: it opens again by itself
    Result<> check() const;  // Errors: out_of_space "disk_full", unavailable "read_only"

    std::function<std::uint64_t()> free_bytes;  // what is left on the disk; tests put their own here

private:
    bool is_read_only_;
    std::uint64_t keep_free_;
};

const char* to_text(Writable::Mode mode);

}  // namespace mainstay::app
