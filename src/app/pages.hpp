#pragma once
// The console's files, the API description and its page.
#include "app/house.hpp"

namespace mainstay::app {

void bind_pages(http::Router& router, House& house);
void set_ui_files(std::map<std::string, std::string_view> files);  // main hands in what was built into the binary

}  // namespace mainstay::app
