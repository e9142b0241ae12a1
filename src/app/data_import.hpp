#pragma once
// The way back from an archive: first all of it is checked, then its rows and files are put in, and what arrived is compared with what
// was sent.
#include "app/data_export.hpp"

namespace mainstay::app {

struct ArchiveHead {
    std::string version, engine, key_fingerprint, key_text;
    Millis made_at = 0;
    std::vector<std::string> migrations;
};
struct Checked {
    ArchiveHead head;
    Contents contents;
};

// Reads everything and writes nothing. Throws std::runtime_error, in words for the administrator.
Checked check_archive(const std::string& path, const ArchiveKey& key);

struct ImportOrder {
    std::string path;
    ArchiveKey key;
    db::Options options;      // of the database to fill, which must be empty
    std::string data_folder;  // for the blobs
    crypto::KeyRing keys;     // of the installation the data comes from
};
// Leaves the database as it was when something does not fit. Gives how many mails wait to be sent; sending is stopped then.
std::int64_t import_data(const ImportOrder& order, const Checked& checked);

}  // namespace mainstay::app
