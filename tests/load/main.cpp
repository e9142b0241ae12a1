#include <sys/resource.h>

#include <cstdio>
#include <exception>
#include <future>
#include <thread>

#include "client.hpp"

using namespace mainstay::load;

namespace {

double own_cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void wait_for_end(Shared& shared) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(shared.options.seconds);
    while (!shared.is_over && (shared.options.count > 0 || std::chrono::steady_clock::now() < until))
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    shared.is_over = true;
}

Report measure(const Options& options) {
    std::vector<Template> templates;
    for (const auto& request : options.requests) templates.emplace_back(request, options.host + ":" + std::to_string(options.port), options.headers, options.values);
    Shared shared{options, {}, {}, {}, {}, std::chrono::steady_clock::now()};
    for (const auto& one : templates) shared.wheel.insert(shared.wheel.end(), static_cast<std::size_t>(one.share()), &one);
    Report report;
    report.connections = options.connections;
    for (const int pid : options.pids) report.cpu_seconds.emplace_back(pid, -cpu_seconds_of(pid));
    report.own_cpu_seconds = -own_cpu_seconds();
    std::vector<std::future<Tally>> clients;
    for (int i = 0; i < options.threads; ++i) {
        const int connections = options.connections / options.threads + (i < options.connections % options.threads ? 1 : 0);
        clients.push_back(std::async(std::launch::async, run_client, std::ref(shared), connections, static_cast<std::uint64_t>(i + 1)));
    }
    wait_for_end(shared);
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - shared.measured_from).count();
    for (auto& [pid, cpu] : report.cpu_seconds) cpu += cpu_seconds_of(pid);
    report.own_cpu_seconds += own_cpu_seconds();
    for (auto& client : clients) report.tally.merge(client.get());
    return report;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto options = read_options(argc, argv);
        const auto report = measure(options);
        std::fputs((options.is_json ? as_json(report) : as_text(report)).c_str(), stdout);
        return report.tally.latency.count() > 0 ? 0 : 1;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "mainstay_load: %s\n%s", failure.what(), kUsage);
        return 2;
    }
}
