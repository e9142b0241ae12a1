#include <sys/mman.h>
#include <unistd.h>

#include "app/config.hpp"
#include "fuzz.hpp"

using namespace mainstay;

void fuzz(std::string_view bytes) {
    static const int file = memfd_create("config", 0);
    static const std::string path = "/proc/self/fd/" + std::to_string(file);
    if (ftruncate(file, 0) != 0 || pwrite(file, bytes.data(), bytes.size(), 0) < 0) return;
    (void)app::read_config(path, {}, {});
}
