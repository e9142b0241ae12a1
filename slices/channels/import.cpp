// History: mbox files and maildirs, idempotent by the hash of each raw mail.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "channels/channels.hpp"
#include "kit/mail/spool.hpp"

namespace mainstay::channels {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kInMemory = 256 << 10;

using Progress = std::function<void(std::uint64_t, std::uint64_t, const ImportReport&)>;

void take(Channels& channels, const blob::Bytes& raw, const std::string& mailbox_id, ImportReport& report) {
    const auto received = channels.receive(raw, {.source = "import", .envelope_from = "", .recipient = "", .mailbox_id = mailbox_id, .trace = {}, .is_history = true});
    ++report.seen;
    if (received.outcome == "new_ticket")
        ++report.tickets;
    else if (received.outcome == "reply")
        ++report.replies;
    else if (received.outcome == "duplicate")
        ++report.duplicates;
    else if (received.outcome == "unprocessed")
        ++report.unprocessed;
    else
        ++report.other;
}

// A line "From " after an empty line begins the next mail; ">From " in a body was escaped by one ">".
void import_mbox(Channels& channels, const std::string& path, const std::string& mailbox_id, ImportReport& report, const Progress& progress) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path);
    const auto total = fs::file_size(path);
    std::uint64_t done = 0;
    std::unique_ptr<mail::Spool> raw;
    std::string line;
    bool after_empty = true, is_inside = false;
    auto flush = [&] {
        if (raw && raw->size() > 0) take(channels, raw->bytes(), mailbox_id, report);
        raw = std::make_unique<mail::Spool>(kInMemory, channels.deps().blobs.upload_folder());
        progress(done, total, report);
    };
    while (std::getline(in, line)) {
        done += line.size() + 1;
        if (after_empty && line.starts_with("From ")) {
            flush();
            is_inside = true;
            after_empty = false;
            continue;
        }
        after_empty = line.empty() || line == "\r";
        const auto arrows = line.find_first_not_of('>');
        if (arrows != std::string::npos && arrows > 0 && line.compare(arrows, 5, "From ") == 0) line.erase(0, 1);
        if (is_inside) raw->append(line + "\n");
    }
    flush();
}

void import_maildir(Channels& channels, const std::string& path, const std::string& mailbox_id, ImportReport& report, const Progress& progress) {
    std::vector<fs::path> files;
    for (const char* part : {"cur", "new"})
        if (fs::is_directory(fs::path(path) / part))
            for (const auto& entry : fs::directory_iterator(fs::path(path) / part))
                if (entry.is_regular_file()) files.push_back(entry.path());
    if (files.empty() && !fs::is_directory(fs::path(path) / "cur")) throw std::runtime_error(path + " is not a maildir (it has no folder \"cur\")");
    std::sort(files.begin(), files.end());
    for (std::size_t i = 0; i < files.size(); ++i) {
        const blob::MappedFile file(files[i].string());
        take(channels, file.bytes(), mailbox_id, report);
        progress(i + 1, files.size(), report);
    }
}

}  // namespace

ImportReport import_mail(Channels& channels, const std::string& kind, const std::string& path, const std::string& mailbox_id, const Progress& progress) {
    ImportReport report;
    if (kind == "mbox")
        import_mbox(channels, path, mailbox_id, report, progress);
    else if (kind == "maildir")
        import_maildir(channels, path, mailbox_id, report, progress);
    else
        throw std::runtime_error("import knows mbox and maildir, not \"" + kind + "\"");
    return report;
}

}  // namespace mainstay::channels
