#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/data_import.hpp"
#include "app/house.hpp"
#include "app/operations.hpp"
#include "kit/db/migrate.hpp"
#include "mainstay_migrations.hpp"

namespace mainstay::app {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kShortestPassphrase = 12;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what);
}

std::string read_passphrase(const std::string& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) fail("cannot read the passphrase file " + file);
    if ((about.st_mode & 077) != 0) fail("the passphrase file " + file + " can be read by others; run: chmod 600 " + file);
    std::ifstream in(file);
    std::string passphrase;
    std::getline(in, passphrase);
    if (passphrase.size() < kShortestPassphrase) fail("the first line of " + file + " is the passphrase; it must have at least " + std::to_string(kShortestPassphrase) + " characters");
    return passphrase;
}

std::string whole(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

// What is there, as it is: nothing is made and no schema is changed.
struct Source {
    explicit Source(const Config& config) : keys(crypto::KeyRing::from_file(config.data + "/mainstay.key", false)), blobs(config.data + "/blobs") {
        db::Options options;
        options.url = config.database_url();
        options.audit_key = keys.key("audit");
        options.max_readers = 1;
        if (options.url.starts_with("sqlite:") && !fs::exists(options.url.substr(7))) fail("there is no database " + options.url.substr(7));
        database = db::open(options);
        const auto report = db::migrate(*database, all_migrations, 0, true);
        if (!report) fail(report.error().detail());
        if (!report->pending.empty()) fail("the database has the schema of an older Mainstay; use that version, or run \"mainstay migrate\" first");
        check_key_fingerprint(*database, keys);
    }
    crypto::KeyRing keys;
    blob::Store blobs;
    std::unique_ptr<db::Database> database;
};

std::string in_folder(const std::string& to, Millis now, const char* ending) {
    if (!fs::is_directory(to)) return to;
    const auto seconds = static_cast<std::time_t>(now / 1000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char name[64];
    std::strftime(name, sizeof name, "mainstay-%Y%m%d-%H%M%S", &utc);
    return to + "/" + name + ending;
}

void report(const Contents& contents) {
    std::int64_t rows = 0;
    for (const auto& [table, count] : contents.rows) rows += count;
    std::cout << rows << " rows, " << contents.files << " files (" << contents.bytes << " bytes), last event " << contents.event_seq << " " << contents.event_hash
              << "\ncontent hash " << contents.content_hash << "\n";
    for (const auto& id : contents.missing) std::cerr << "mainstay: a row names the file " << id << ", which is not there\n";
}

int write_archive(const Words& words, bool is_backup) {
    auto line = read_line(words, {"--to", "--passphrase-file"});
    if (!line) return complain(line.error().detail());
    const auto to = flag(*line, "--to"), passphrase_file = flag(*line, "--passphrase-file");
    if (to.empty()) return complain(is_backup ? "backup --to FILE|DIR [--passphrase-file FILE]" : "export --to FILE|DIR [--passphrase-file FILE]");
    crypto::start();
    ::umask(077);
    open_folder(line->config, false);
    ArchiveKey key;
    if (!passphrase_file.empty()) key.passphrase = read_passphrase(passphrase_file);
    Source source(line->config);
    if (is_backup && key.passphrase.empty()) key.ring = source.keys;
    const auto now = system_clock()();
    const auto path = in_folder(to, now, is_backup ? ".backup" : ".export");
    ArchiveWriter out(path, key);
    const auto contents = export_data({.db = *source.database, .blobs = source.blobs, .keys = source.keys,
                                       .key_text = key.passphrase.empty() ? "" : whole(line->config.data + "/mainstay.key"), .now = now}, out);
    out.finish();
    std::cout << path << ": ";
    report(contents);
    if (!key.passphrase.empty())
        std::cout << "Sealed with the passphrase; the key file is inside.\n";
    else if (is_backup)
        std::cout << "Sealed with the key file, which is NOT inside: keep a copy of " << line->config.data << "/mainstay.key elsewhere, or this backup cannot be read.\n";
    else
        std::cout << "Not sealed: everybody who has this file can read it. It does not hold the key file.\n";
    return 0;
}

// Everything happens in a folder beside the target, which takes its place when all is well and is gone when not.
class Site {
public:
    explicit Site(const std::string& target) : target_(fs::absolute(target).lexically_normal().string()), folder_(target_ + ".restoring-" + short_hex(4)) {
        while (target_.ends_with('/')) target_.pop_back();
        if (fs::exists(target_) && (!fs::is_directory(target_) || !fs::is_empty(target_))) fail("the folder " + target + " is not empty; data is restored into a new or an empty folder only");
        folder_ = target_ + ".restoring-" + short_hex(4);
        fs::create_directories(folder_);
        fs::permissions(folder_, fs::perms::owner_all);
    }
    ~Site() {
        std::error_code ec;
        if (!folder_.empty()) fs::remove_all(folder_, ec);
    }
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;
    const std::string& folder() const { return folder_; }
    void put_key(const std::string& text) {
        const int fd = ::open((folder_ + "/mainstay.key").c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
        if (fd >= 0) ::close(fd);
        if (!written) fail("cannot write the key file in " + folder_);
    }
    void settle() {
        sync_disk(folder_);
        fs::rename(folder_, target_);
        folder_.clear();
        sync_disk(fs::path(target_).parent_path().string());
    }

private:
    std::string target_, folder_;
};

std::string database_for(const Config& config, const Site& site) {
    if (config.database.empty()) return "sqlite:" + site.folder() + "/mainstay.db";
    if (config.database.starts_with("sqlite:") && fs::exists(config.database.substr(7))) fail("the database " + config.database.substr(7) + " exists already");
    return config.database;
}

}  // namespace

int read_archive(const Line& line) {
    const auto from = flag(line, "--from"), passphrase_file = flag(line, "--passphrase-file"), key_file = flag(line, "--key-file");
    crypto::start();
    ::umask(077);
    ImportOrder order{.path = from, .key = {}, .options = {}, .data_folder = {}, .keys = crypto::KeyRing::for_tests()};
    if (!passphrase_file.empty()) order.key.passphrase = read_passphrase(passphrase_file);
    if (!key_file.empty()) order.key.ring = crypto::KeyRing::from_file(key_file, false);
    const auto checked = check_archive(from, order.key);
    const auto key_text = checked.head.key_text.empty() ? whole(key_file) : checked.head.key_text;
    if (key_text.empty()) return complain("this archive does not hold the key file of the installation; name it with --key-file");
    Site site(line.config.data);
    site.put_key(key_text);
    order.keys = crypto::KeyRing::from_file(site.folder() + "/mainstay.key", false);
    order.data_folder = site.folder();
    order.options.url = database_for(line.config, site);
    order.options.audit_key = order.keys.key("audit");
    order.options.is_durable = !order.options.url.starts_with("sqlite:");  // made up for at the end
    const auto waiting = import_data(order, checked);
    site.settle();
    report(checked.contents);
    std::cout << "The event log is whole. Everything is in " << line.config.data << "; compare the last event with what you noted elsewhere.\n";
    if (waiting > 0) std::cout << waiting << " mails waited when this was made. Sending is stopped until an administrator starts it again on the page Outbox.\n";
    return 0;
}

int backup(const Words& words) {
    return write_archive(words, true);
}

int export_all(const Words& words) {
    return write_archive(words, false);
}

int restore(const Words& words) {
    auto line = read_line(words, {"--from", "--passphrase-file", "--key-file"});
    if (!line) return complain(line.error().detail());
    if (flag(*line, "--from").empty()) return complain("restore --from FILE [--passphrase-file FILE | --key-file FILE] --data DIR");
    return read_archive(*line);
}

int content_hash(const Words& words) {
    auto line = read_line(words);
    if (!line) return complain(line.error().detail());
    crypto::start();
    open_folder(line->config, false);
    Source source(line->config);
    std::cout << content_of(*source.database).content_hash << "\n";
    return 0;
}

}  // namespace mainstay::app
