#include "app/commands/commands.hpp"

#include "base/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <stdexcept>

extern char** environ;

namespace mainstay::app {

const std::vector<Command>& commands() {
    static const std::vector<Command> all{
        {"serve", "serve [--data DIR] [--listen ADDR] [--lmtp ADDR] [--smtp ADDR] [--demo] [--read-only]", "run the server", serve},
        {"migrate", "migrate [--dry-run]", "bring the database up to this version", migrate},
        {"user", "user add|password|list --email ADDRESS [--name NAME] [--role ROLE]", "people on the command line; passwords come from standard input", user},
        {"mail", "mail deliver --to ADDRESS | mail inspect FILE", "take a mail from standard input; or show what is read in one", mail},
        {"import", "import mbox|maildir PATH --project SLUG [--public-list ADDRESS] | import data --from FILE [--key-file FILE]", "bring in mail history; or all data of an export", import},
        {"backup", "backup --to FILE|DIR [--passphrase-file FILE]", "save everything into one sealed file, while the server runs", backup},
        {"restore", "restore --from FILE [--passphrase-file FILE | --key-file FILE] --data DIR", "check a backup and put it into a new folder", restore},
        {"export", "export --to FILE|DIR [--passphrase-file FILE]", "all data as lines of JSON, to move between SQLite and PostgreSQL", export_all},
        {"content-hash", "content-hash", "one hash over all rows, the same on SQLite and PostgreSQL", content_hash},
        {"doctor", "doctor [--json]", "look at everything that can be set up wrongly; exit code 0: well, 1: warnings, 2: problems", doctor},
        {"audit", "audit verify [--from N]", "check the hash chain of the event log", audit},
        {"seed", "seed demo|large [--tickets N]", "load demo or bench data", seed},
        {"analyse", "analyse queue|staff|simulate|assign|shifts|portfolio|forecast|anomalies|cluster|classify|price|stats [FILE|-] [--json]",
         "answers from a file or standard input; analyse NAME --help shows an example", analyse, true},
        {"openapi", "openapi", "print the description of the API", openapi},
    };
    return all;
}

std::string flag(const Line& line, const std::string& name, const std::string& fallback) {
    for (const auto& [given, value] : line.own)
        if (given == name) return value;
    return fallback;
}

void sync_disk(const std::string& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || ::syncfs(fd) != 0) throw std::runtime_error("cannot sync " + folder);
    ::close(fd);
}

int complain(const std::string& what) {
    std::cerr << "mainstay: " << what << "\n";
    return 2;
}

Result<Line> read_line(const Words& words, const std::vector<std::string>& own_flags, const std::vector<std::string>& switches) {
    Line line;
    std::string file;
    std::vector<std::pair<std::string, std::string>> flags;
    auto is_in = [](const std::vector<std::string>& list, const std::string& word) { return std::find(list.begin(), list.end(), word) != list.end(); };
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i].starts_with("--")) {
            line.words.push_back(words[i]);
            continue;
        }
        const auto equals = words[i].find('=');
        const auto name = words[i].substr(0, equals);
        if (is_in(switches, name)) {
            line.own.emplace_back(name, "true");
            continue;
        }
        std::string value;
        if (equals != std::string::npos)
            value = words[i].substr(equals + 1);
        else if ((name == "--demo" || name == "--read-only") && (i + 1 == words.size() || (words[i + 1] != "true" && words[i + 1] != "false")))
            value = "true";
        else if (i + 1 < words.size())
            value = words[++i];
        else
            return Error(ErrorKind::invalid, "bad_flags", "the flag " + name + " needs a value");
        if (name == "--config")
            file = value;
        else if (is_in(own_flags, name))
            line.own.emplace_back(name, value);
        else
            flags.emplace_back(name, value);
    }
    std::map<std::string, std::string> environment;
    for (char** entry = environ; *entry; ++entry) {
        const std::string text(*entry);
        const auto equals = text.find('=');
        if (text.starts_with("MAINSTAY_") && equals != std::string::npos) environment[text.substr(0, equals)] = text.substr(equals + 1);
    }
    // Not refused: where containers run, the names of neighbours appear as MAINSTAY_PORT and the like.
    for (const auto& [name, value] : environment)
        if (std::none_of(config_keys().begin(), config_keys().end(), [given = name](const Key& key) { return environment_name(key.name) == given; }))
            std::cerr << "mainstay: no setting has the name of the environment variable " << name << "\n";
    MS_TRY(line.config, read_config(file, environment, flags));
    const auto& level = line.config.log_level;
    log::set_level(level == "debug" ? log::Level::debug : level == "warning" ? log::Level::warning : level == "error" ? log::Level::error : log::Level::info);
    return line;
}

}  // namespace mainstay::app
