#include "base/disk.hpp"

#include <unistd.h>

#include "base/log.hpp"

namespace mainstay {

void disk_failed(std::string_view what) {
    log::error("disk_failed", {{"what", std::string(what)}, {"exit", std::to_string(kDiskFailedExit)}});
    ::_exit(kDiskFailedExit);
}

}  // namespace mainstay
