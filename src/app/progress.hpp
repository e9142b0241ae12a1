#pragma once
// One line on a terminal that says how far long work is and how fast it goes; silent elsewhere.
#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace mainstay::app {

class Progress {
public:
    explicit Progress(std::string unit);
    void begin(std::int64_t total, std::string unit);  // another stretch of the work
    void add(std::int64_t count = 1);
    ~Progress();

private:
    void draw(Millis now);
    std::string unit_;
    bool is_terminal_;
    std::int64_t done_ = 0, total_ = 0;
    Millis began_, drawn_ = 0;
};

}  // namespace mainstay::app
