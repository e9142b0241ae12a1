#pragma once
// What to do when the disk cannot say whether it kept something.
#include <string_view>

namespace mainstay {

inline constexpr int kDiskFailedExit = 74;  // EX_IOERR of sysexits.h

// A failed fsync is final: asked again, the kernel may say yes although the bytes are gone. Says so and ends
// the process at once, before anything more is acknowledged; the next start goes on from what is really on
// the disk.
[[noreturn]] void disk_failed(std::string_view what);

}  // namespace mainstay
