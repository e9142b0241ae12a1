#pragma once
// The head of an HTTP/1.1 request, read strictly (RFC 9112): whatever two programs could read in two ways is refused,
// so that nothing can be smuggled past a proxy. Internal to kit/http.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kit/http/http.hpp"

namespace mainstay::http {

struct Head {
    std::string method;
    std::string path;   // decoded, normalised
    std::string query;  // raw
    Headers headers;    // names in lower case; repeated Cookie and X-Forwarded-For lines joined
    int minor = 1;      // HTTP/1.<minor>
    bool keep_alive = true;
    bool expects_continue = false;
    bool is_chunked = false;
    std::uint64_t length = 0;  // Content-Length

    bool has_body() const { return is_chunked || length > 0; }
};

struct Refusal {  // answered with a problem, then the connection is closed
    int status;
    const char* code;
    const char* detail;
};

// `text` runs from the request line to the CRLF of the last header line.
std::optional<Refusal> read_head(std::string_view text, Head& head);

// Finds the end of a head in bytes that arrive in pieces; looks at each byte once.
class HeadScan {
public:
    enum class Found { more, end, bad };  // bad: a line feed without carriage return
    Found scan(std::string_view bytes);   // always the same bytes from the start, with more appended
    std::size_t end() const { return at_; }
    void restart() { at_ = line_ = 0; }

private:
    std::size_t at_ = 0, line_ = 0;
};

}  // namespace mainstay::http
