#include "options.hpp"

#include <fstream>
#include <stdexcept>

namespace mainstay::load {

const char* const kUsage =
    "mainstay_load [--url http://host:port] [--connections 64] [--threads 1] [--seconds 5] [--count 0] [--warm-up 0]\n"
    "              [--rate 0]\n"
    "              [--request '[share*]METHOD /path [body]']... [--header 'Name: value']... [--values name=file]...\n"
    "              [--pid n]... [--json]\n"
    "In paths, bodies and headers: {n} counts, {rand:a-b} is a random number, {uuid} a random UUID, {name} a random line of\n"
    "its file. --pid reports the CPU time that process used for a request. --rate sends so many requests a second, evenly spaced,\n"
    "and counts each answer from the moment its request was due, so that a stall is not hidden; without it each connection asks\n"
    "again as soon as it is answered.\n";

namespace {

void read_url(Options& options, std::string url) {
    if (const auto scheme = url.find("://"); scheme != std::string::npos) url.erase(0, scheme + 3);
    url = url.substr(0, url.find('/'));
    const auto colon = url.rfind(':');
    options.host = url.substr(0, colon);
    if (options.host == "localhost") options.host = "127.0.0.1";
    options.port = colon == std::string::npos ? 80 : static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1)));
}

void read_values(Options& options, const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) throw std::runtime_error("--values wants name=file");
    std::ifstream file(text.substr(equals + 1));
    auto& lines = options.values[text.substr(0, equals)];
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) lines.push_back(line);
    if (lines.empty()) throw std::runtime_error("no values in " + text.substr(equals + 1));
}

void read_option(Options& options, const std::string& name, const std::string& value) {
    if (name == "--url") read_url(options, value);
    else if (name == "--connections") options.connections = std::stoi(value);
    else if (name == "--threads") options.threads = std::stoi(value);
    else if (name == "--seconds") options.seconds = std::stod(value);
    else if (name == "--rate") options.rate = std::stod(value);
    else if (name == "--count") options.count = std::stoll(value);
    else if (name == "--warm-up") options.warm_up = std::stoll(value);
    else if (name == "--request") options.requests.push_back(value);
    else if (name == "--header") options.headers.push_back(value);
    else if (name == "--values") read_values(options, value);
    else if (name == "--pid") options.pids.push_back(std::stoi(value));
    else throw std::runtime_error("unknown option " + name);
}

}  // namespace

Options read_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--json") {
            options.is_json = true;
            continue;
        }
        if (i + 1 >= argc) throw std::runtime_error("no value for " + name);
        read_option(options, name, argv[++i]);
    }
    if (options.requests.empty()) options.requests = {"GET /"};
    if (options.connections < 1 || options.threads < 1 || options.threads > options.connections)
        throw std::runtime_error("--connections and --threads must be at least 1, and no thread without connection");
    return options;
}

}  // namespace mainstay::load
