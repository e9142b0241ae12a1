#include "kit/http/chunks.hpp"

#include <algorithm>

namespace mainstay::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

bool Chunks::take_size(char c) {
    if (c == '\r' && digits_ > 0) {
        state_ = State::size_feed;
        return true;
    }
    const int value = hex_value(c);
    if (value < 0 || ++digits_ > 12) return false;  // 2^48 bytes are beyond every limit
    left_ = left_ * 16 + static_cast<unsigned>(value);
    return true;
}

Chunks::Step Chunks::next(std::string_view& bytes, std::string_view& piece) {
    while (!bytes.empty()) {
        if (state_ == State::data) {
            const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
            piece = bytes.substr(0, n);
            bytes.remove_prefix(n);
            left_ -= n;
            if (left_ == 0) state_ = State::data_return;
            return Step::piece;
        }
        const char c = bytes.front();
        bytes.remove_prefix(1);
        const auto expect = [&](char wanted, State then) {
            state_ = then;
            return c == wanted;
        };
        bool ok = true;
        switch (state_) {
            case State::size: ok = take_size(c); break;
            case State::size_feed: ok = expect('\n', left_ == 0 ? State::last_return : State::data); break;
            case State::data_return: ok = expect('\r', State::data_feed); break;
            case State::data_feed:
                ok = expect('\n', State::size);
                digits_ = 0;
                break;
            case State::last_return: ok = expect('\r', State::last_feed); break;
            case State::last_feed: return c == '\n' ? Step::end : Step::bad;
            case State::data: break;
        }
        if (!ok) return Step::bad;
    }
    return Step::more;
}

}  // namespace mainstay::http
