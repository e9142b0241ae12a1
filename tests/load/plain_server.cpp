// kit/http with one route and nothing behind it: the ceiling. plain_server [port [workers [io threads]]]
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include <exception>

#include "kit/http/server.hpp"

using namespace mainstay;

int main(int argc, char** argv) {
    try {
        http::Router router;
        router.get("/plain", http::Access::anyone, [](const http::Request&) -> Result<http::Response> {
            return http::Response{.body = R"({"status":"open","subject":"Printer on fire","version":7})"};
        });
        router.post("/plain", http::Access::anyone, [](const http::Request& request) -> Result<http::Response> {
            return http::Response{.status = 201, .body = request.body};
        });
        router.get("/live", http::Access::anyone, [](const http::Request&) -> Result<http::Response> {
            http::Response response{.type = "text/event-stream"};
            response.on_stream = [](std::shared_ptr<http::Stream> stream) {
                stream->send(": hello\n\n");
                new std::shared_ptr<http::Stream>(std::move(stream));  // open until the end of the process
            };
            return response;
        });
        http::ServerOptions options;
        options.listen = {std::string("127.0.0.1:") + (argc > 1 ? argv[1] : "8080")};
        if (argc > 2) options.workers = std::atoi(argv[2]);
        if (argc > 3) options.io_threads = std::atoi(argv[3]);
        sigset_t signals;
        sigemptyset(&signals);
        for (const int signal : {SIGINT, SIGTERM}) sigaddset(&signals, signal);
        pthread_sigmask(SIG_BLOCK, &signals, nullptr);
        http::Server server(options, router);
        server.start();
        std::printf("pid %d port %d\n", ::getpid(), server.ports().at(0));
        std::fflush(stdout);
        int got = 0;
        sigwait(&signals, &got);
        server.stop(2);
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "plain_server: %s\n", failure.what());
        return 1;
    }
}
