#pragma once
// One JSON object a line on standard error. Values are escaped; secrets are the caller's to leave out.
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace mainstay::log {

enum class Level { debug, info, warning, error };
using Field = std::pair<std::string_view, std::string>;

void set_level(Level level);
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::info, event, fields); }
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::warning, event, fields); }
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::error, event, fields); }
std::string escaped(std::string_view text);  // for the inside of a JSON string

}  // namespace mainstay::log
