// An archive gives back what was put in, and nothing when a single byte is not as it was.
#include "app/archive.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "base/id.hpp"

using namespace mainstay;
using namespace mainstay::app;

namespace {

struct Place {
    std::string path = (std::filesystem::temp_directory_path() / ("mainstay-archive-" + short_hex(6))).string();
    ~Place() {
        std::filesystem::remove(path);
        std::filesystem::remove(path + ".part");
    }
};

void write(const std::string& path, const ArchiveKey& key, std::size_t size) {
    ArchiveWriter out(path, key);
    out.line("first");
    for (std::size_t i = 0; i < size; ++i) out.write(std::string(1, static_cast<char>(i * 7)));
    out.line("last");
    out.finish();
}

std::string read(const std::string& path, const ArchiveKey& key, std::size_t size) {
    try {
        ArchiveReader in(path, key);
        std::string line, bytes;
        if (!in.line(line) || line != "first") return "no first line";
        in.bytes(size, [&](std::string_view piece) { bytes += piece; });
        for (std::size_t i = 0; i < size; ++i)
            if (bytes[i] != static_cast<char>(i * 7)) return "other bytes";
        if (!in.line(line) || line != "last") return "no last line";
        return in.line(line) ? "too much" : "";
    } catch (const std::runtime_error& failure) {
        return failure.what();
    }
}

std::string whole(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
void put(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

const ArchiveKey kRing{.passphrase = {}, .ring = crypto::KeyRing::for_tests()};

}  // namespace

TEST_CASE("app: an archive of any size gives back what was put in") {
    crypto::start();
    for (const ArchiveKey& key : {kRing, ArchiveKey{}})
        for (const std::size_t size : {0, 1, 65524, 65525, 65526, 131072, 200000}) {
            Place place;
            write(place.path, key, size);
            CHECK(read(place.path, key, size) == "");
        }
}

TEST_CASE("app: a passphrase opens an archive, another does not") {
    crypto::start();
    Place place;
    write(place.path, {.passphrase = "a long walk by the harbour", .ring = {}}, 10);
    CHECK(read(place.path, {.passphrase = "a long walk by the harbour", .ring = {}}, 10) == "");
    CHECK(read(place.path, {.passphrase = "a long walk by the harbor!", .ring = {}}, 10).find("the passphrase is not the one") == 0);
    CHECK(read(place.path, {}, 10).find("--passphrase-file") != std::string::npos);
    CHECK(whole(place.path).find("last") == std::string::npos);
}

TEST_CASE("app: an archive that was cut anywhere does not open") {
    crypto::start();
    Place place;
    write(place.path, kRing, 70'000);
    const auto bytes = whole(place.path);
    for (std::size_t keep = 0; keep < bytes.size(); keep += keep < 120 ? 1 : 997) {
        put(place.path, bytes.substr(0, keep));
        CHECK_MESSAGE(read(place.path, kRing, 70'000) != "", "kept ", keep);
    }
    put(place.path, bytes + "x");
    CHECK(read(place.path, kRing, 70'000).find("altered near its end") != std::string::npos);
}

TEST_CASE("app: an archive in which a byte was changed does not open") {
    crypto::start();
    Place place;
    write(place.path, kRing, 70'000);
    const auto bytes = whole(place.path);
    for (std::size_t at = 0; at < bytes.size(); at += at < 120 ? 1 : 997) {
        auto altered = bytes;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        put(place.path, altered);
        CHECK_MESSAGE(read(place.path, kRing, 70'000) != "", "changed ", at);
    }
}

TEST_CASE("app: an archive that was not finished leaves nothing behind, and none is overwritten") {
    crypto::start();
    Place place;
    { ArchiveWriter out(place.path, kRing); }
    CHECK_FALSE(std::filesystem::exists(place.path));
    CHECK_FALSE(std::filesystem::exists(place.path + ".part"));
    put(place.path, "dear");
    CHECK_THROWS(ArchiveWriter(place.path, kRing));
    CHECK(whole(place.path) == "dear");
}
