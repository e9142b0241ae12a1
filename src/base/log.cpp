#include "base/log.hpp"

#include <unistd.h>

#include <atomic>

#include "base/clock.hpp"

namespace mainstay::log {
namespace {

std::atomic<Level> lowest{Level::info};

std::string_view word(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "info";
}

}  // namespace

void set_level(Level level) {
    lowest = level;
}

std::string escaped(std::string_view text) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out;
    out.reserve(text.size() + 8);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (c == '\n')
            out += "\\n";
        else if (byte < 0x20 || byte == 0x7F)
            out += std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 15];
        else
            out += c;
    }
    return out;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (level < lowest.load(std::memory_order_relaxed)) return;
    std::string line = "{\"at\":\"" + to_rfc3339(system_clock()()) + "\",\"level\":\"" + std::string(word(level)) + "\",\"event\":\"" + escaped(event) + "\"";
    for (const auto& [name, value] : fields) line += ",\"" + escaped(name) + "\":\"" + escaped(value) + "\"";
    line += "}\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());  // one write: lines never mix
}

}  // namespace mainstay::log
