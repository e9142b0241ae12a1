#pragma once
// The chunked transfer coding, without what only attackers use: extensions and trailers are refused. Internal.
#include <cstdint>
#include <string_view>

namespace mainstay::http {

class Chunks {
public:
    // Takes the next piece of body out of `bytes` (which shrinks). `piece` views into them.
    enum class Step { piece, more, end, bad };
    Step next(std::string_view& bytes, std::string_view& piece);

private:
    enum class State { size, size_feed, data, data_return, data_feed, last_return, last_feed };
    bool take_size(char c);

    State state_ = State::size;
    std::uint64_t left_ = 0;
    int digits_ = 0;
};

}  // namespace mainstay::http
