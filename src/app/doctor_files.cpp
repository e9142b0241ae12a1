#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>

#include "app/doctor.hpp"

namespace mainstay::app {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kLittleSpace = 1ull << 30, kNoSpace = 100ull << 20;
constexpr std::uint64_t kLongWal = 256ull << 20;

std::string megabytes(std::uint64_t bytes) {
    return std::to_string(bytes >> 20) + " MB";
}

void examine_mode(const std::string& path, const char* right, Findings& found) {
    struct stat about {};
    if (::lstat(path.c_str(), &about) != 0) return;
    if (about.st_uid != ::geteuid() && ::geteuid() != 0)
        return found.problem("modes", path + " belongs to another user; run this, and the server, as its owner.");
    if ((about.st_mode & 077) != 0 && !S_ISLNK(about.st_mode))
        return found.problem("modes", path + " is open to others; run: chmod " + right + " " + path);
    found.good("modes", path + " is closed to others.");
}

void examine_space(const std::string& folder, Findings& found) {
    struct statvfs about {};
    if (::statvfs(folder.c_str(), &about) != 0) return found.problem("space", "Cannot ask how much space is left on " + folder + ".");
    const auto left = static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
    if (left < kNoSpace)
        found.problem("space", "Only " + megabytes(left) + " are left for " + folder + ": writes will fail. Free some, or move the folder to a larger disk.");
    else if (left < kLittleSpace)
        found.warn("space", megabytes(left) + " are left for " + folder + ".");
    else
        found.good("space", megabytes(left) + " are left for " + folder + ".");
    if (about.f_files > 0 && about.f_favail < 1000) found.problem("space", "The disk of " + folder + " has hardly any room for new files (inodes).");
}

void examine_wal(const std::string& database, Findings& found) {
    std::error_code ec;
    const auto size = fs::file_size(database + "-wal", ec);
    if (ec || size < kLongWal) return found.good("wal", "The write-ahead log of the database is short.");
    found.warn("wal", "The write-ahead log of the database has " + megabytes(size) + ": something reads for very long (a backup?). It shrinks when the server is started again.");
}

}  // namespace

void examine_files(const Config& config, Findings& found) {
    if (!fs::exists(config.data)) return found.problem("folder", "The data folder " + config.data + " does not exist. Is --data right? The first \"mainstay serve\" makes it.");
    examine_mode(config.data, "700", found);
    if (!fs::exists(config.data + "/mainstay.key"))
        found.problem("key", "The key file " + config.data + "/mainstay.key is missing: restore it from your backup. Without it nothing that is sealed can be read.");
    examine_mode(config.data + "/mainstay.key", "600", found);
    examine_mode(config.data + "/blobs", "700", found);
    examine_space(config.data, found);
    if (!config.database_url().starts_with("sqlite:")) return;
    const auto database = config.database_url().substr(7);
    examine_mode(database, "600", found);
    examine_wal(database, found);
}

}  // namespace mainstay::app
