#pragma once
// Short lists that a column keeps as one text.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace mainstay {

// The parts between the marks; empty ones are left out.
inline std::vector<std::string> split(std::string_view text, char mark) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(mark), text.size());
        if (end > 0) parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

inline std::string join(const std::vector<std::string>& parts, char mark) {
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty()) text += mark;
        text += part;
    }
    return text;
}

}  // namespace mainstay
