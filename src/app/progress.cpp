#include "app/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace mainstay::app {

Progress::Progress(std::string unit) : unit_(std::move(unit)), is_terminal_(::isatty(STDERR_FILENO) == 1), began_(system_clock()()) {}

Progress::~Progress() {
    if (is_terminal_) std::cerr << "\r\033[K" << std::flush;
}

void Progress::begin(std::int64_t total, std::string unit) {
    unit_ = std::move(unit);
    total_ = total;
    done_ = 0;
    began_ = system_clock()();
}

void Progress::add(std::int64_t count) {
    done_ += count;
    if (!is_terminal_ || (done_ & 127) != 0) return;
    const auto now = system_clock()();
    if (now - drawn_ >= 200) draw(now);
}

void Progress::draw(Millis now) {
    drawn_ = now;
    const auto percent = total_ > 0 ? std::min<std::int64_t>(100, done_ * 100 / total_) : 0;
    const std::string bar(static_cast<std::size_t>(percent / 4), '#');
    std::cerr << "\r[" << bar << std::string(25 - bar.size(), ' ') << "] " << percent << " %  " << done_ << " " << unit_ << "  "
              << done_ * 1000 / std::max<Millis>(1, now - began_) << "/s  " << std::flush;
}

}  // namespace mainstay::app
