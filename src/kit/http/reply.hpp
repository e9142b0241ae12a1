#pragma once
// A Response as bytes, and which part of a file to send. Internal to kit/http.
#include <cstdint>
#include <string>
#include <string_view>

#include "kit/http/http.hpp"

namespace mainstay::http {

// What of the request decides how its answer is framed; the request itself goes to the handler.
struct Asked {
    int minor = 1;
    bool is_head = false;
    std::string range, if_range;
};

struct FilePart {
    int fd = -1;  // belongs to the caller
    std::uint64_t at = 0, size = 0;
};

// Opens response.file; turns the response into 206, 416 or (when the file is gone) 500 as needed.
FilePart open_part(Response& response, const Asked& asked, const Request& about);
// Status line and headers. `length`: of the body, -1 for a body without end.
std::string head_of(const Response& response, std::int64_t length, bool keep_alive, int minor);

}  // namespace mainstay::http
