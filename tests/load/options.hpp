#pragma once
// What the load tool is asked to do.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mainstay::load {

struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
    int connections = 64, threads = 1;
    double seconds = 5;
    double rate = 0;             // requests a second over all connections, evenly spaced; 0: as fast as answers come
    std::int64_t count = 0;      // stop after so many requests; 0: only by time
    std::int64_t warm_up = 0;    // first answers that are not counted
    std::vector<std::string> requests;  // "METHOD /path [body]", optionally "3*METHOD ..." for its share
    std::vector<std::string> headers;   // "Name: value"
    std::map<std::string, std::vector<std::string>> values;  // {name}: a random line of a file
    std::vector<int> pids;       // whose CPU time is reported
    bool is_json = false;
};

extern const char* const kUsage;
Options read_options(int argc, char** argv);  // throws std::runtime_error

}  // namespace mainstay::load
