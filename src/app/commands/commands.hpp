#pragma once
// The words of the command line. Each command takes what follows its name and gives the exit code.
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/result.hpp"

namespace mainstay::app {

using Words = std::vector<std::string>;

struct Command {
    const char* name;
    const char* usage;
    const char* about;
    int (*run)(const Words& words);
    bool has_own_help = false;  // gets --help itself
};
const std::vector<Command>& commands();

// Splits "--flag value" and "--flag=value" (configuration) from the other words. `switches` are flags without a value.
struct Line {
    Config config;
    Words words;
    std::vector<std::pair<std::string, std::string>> own;  // flags that belong to the command
};
Result<Line> read_line(const Words& words, const std::vector<std::string>& own_flags = {}, const std::vector<std::string>& switches = {});
std::string flag(const Line& line, const std::string& name, const std::string& fallback = "");  // of the command's own
void sync_disk(const std::string& folder);  // everything written there is durable after this; throws std::runtime_error
int complain(const std::string& what);  // prints to standard error, gives exit code 2

int serve(const Words&);
int migrate(const Words&);
int user(const Words&);
int mail(const Words&);
int import(const Words&);
int backup(const Words&);
int restore(const Words&);
int export_all(const Words&);
int content_hash(const Words&);
int read_archive(const Line&);  // restore and import data
int doctor(const Words&);
int audit(const Words&);
int seed(const Words&);
int openapi(const Words&);
int analyse(const Words&);

}  // namespace mainstay::app
