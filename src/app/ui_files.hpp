#pragma once
#include <map>
#include <string>
#include <string_view>

namespace mainstay {

// The console's files by path ("/index.html"); generated at build time.
std::map<std::string, std::string_view> ui_files();

}  // namespace mainstay
