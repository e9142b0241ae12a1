#pragma once
// All data of an installation as lines in an archive: a head, then each table with its column names and one JSON array a row, then the
// files, then what there must have been. The same from both engines.
#include <array>
#include <map>
#include <string>
#include <vector>

#include "app/archive.hpp"
#include "app/progress.hpp"
#include "kit/blob/blob.hpp"
#include "kit/db/table.hpp"

namespace mainstay::app {

// The sum of the hashes of all rows: the same whatever the order and the engine.
class ContentHash {
public:
    void add(std::string_view table, std::string_view row);
    std::string hex() const;

private:
    std::array<std::uint64_t, 4> sum_{};
};

struct Contents {
    std::map<std::string, std::int64_t> rows;  // by table
    std::string content_hash;
    std::int64_t files = 0, bytes = 0;  // of the blobs
    std::vector<std::string> missing;   // blobs that a row names and nobody has
    std::int64_t event_seq = 0;
    std::string event_hash;
    bool operator==(const Contents&) const = default;
};

struct ExportOrder {
    db::Database& db;
    blob::Store& blobs;
    const crypto::KeyRing& keys;
    std::string key_text;  // goes into the archive when not empty: only into one that a passphrase seals
    Millis now = 0;
};
Contents export_data(const ExportOrder& order, ArchiveWriter& out);

// Without writing it anywhere; blobs are not looked at.
Contents content_of(db::Database& db);

std::string to_json(const Contents& contents);

}  // namespace mainstay::app
