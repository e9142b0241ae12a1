#include <doctest/doctest.h>
#include <stdlib.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <sstream>
#include <thread>

#include "kit/http/server.hpp"
#include "kit/http/tests/raw_client.hpp"

using namespace mainstay;
using http::Access;
using http::Request;
using http::Response;
using http::testing::RawClient;
using namespace std::chrono_literals;

namespace {

class Folder {
public:
    Folder() {
        char name[] = "/tmp/mainstay-http-XXXXXX";
        path_ = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    const std::string& path() const { return path_; }
    bool is_empty() const { return std::filesystem::is_empty(path_); }

private:
    std::string path_;
};

class Latch {  // handlers wait here until the test lets them go
public:
    void wait() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return is_open_; });
    }
    bool wait_until_waiting(int n) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 3s, [&] { return waiting_ >= n; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        is_open_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int waiting_ = 0;
    bool is_open_ = false;
};

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

bool soon(const std::function<bool()>& is_true) {
    for (int i = 0; i < 300; ++i) {
        if (is_true()) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

struct Site {
    Folder folder;
    http::Router router;
    http::ServerOptions options;
    Latch latch;
    std::mutex mutex;
    std::vector<std::shared_ptr<http::Stream>> streams;
    std::unique_ptr<http::Server> server;

    Site() {
        options.listen = {"127.0.0.1:0"};
        options.upload_folder = folder.path();
        router.get("/hello", Access::anyone, [](const Request& r) -> Result<Response> { return Response{.body = "\"hello " + r.query + "\""}; });
        router.get("/peer", Access::anyone,
                   [](const Request& r) -> Result<Response> { return Response{.body = r.peer + (r.is_secure ? " secure" : "")}; });
        router.post("/echo", Access::anyone, [](const Request& r) -> Result<Response> { return Response{.body = r.body}; }).raw().body_limit(1000);
        router.post("/upload", Access::anyone,
                    [](const Request& r) -> Result<Response> {
                        return Response{.body = std::to_string(r.body_size) + ":" + contents(r.body_file).substr(0, 5)};
                    })
            .upload(10 << 20);
        router.post("/staff-upload", Access::agents, [](const Request&) -> Result<Response> { return Response{}; }).upload(10 << 20);
        router.get("/wait", Access::anyone, [this](const Request&) -> Result<Response> {
            latch.wait();
            return Response{.body = "waited"};
        });
        router.get("/file", Access::anyone, [this](const Request&) -> Result<Response> {
            return Response{.type = "text/plain", .file = http::FileBody{folder.path() + "/file", 10}}.etag(3);
        });
        router.get("/large", Access::anyone, [](const Request&) -> Result<Response> { return Response{.body = std::string(8 << 20, 'x')}; });
        router.get("/inject", Access::anyone,
                   [](const Request&) -> Result<Response> { return Response{.headers = {{"x-name", "a\r\nset-cookie: evil=1"}}}; });
        router.get("/live", Access::anyone, [this](const Request&) -> Result<Response> {
            Response response{.type = "text/event-stream", .headers = {{"x-accel-buffering", "no"}}};
            response.on_stream = [this](std::shared_ptr<http::Stream> stream) {
                stream->send("data: first\n\n");
                const std::lock_guard lock(mutex);
                streams.push_back(std::move(stream));
            };
            return response;
        });
    }
    ~Site() {
        latch.open();
        server.reset();
    }
    std::uint16_t start() {
        server = std::make_unique<http::Server>(options, router);
        server->start();
        return server->ports().at(0);
    }
    std::shared_ptr<http::Stream> stream() {
        std::shared_ptr<http::Stream> found;
        soon([&] {
            const std::lock_guard lock(mutex);
            if (!streams.empty()) found = streams.back();
            return found != nullptr;
        });
        return found;
    }
};

std::string get(std::string_view path, std::string_view headers = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view headers = "") {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(headers) + "\r\n" +
           std::string(body);
}

}  // namespace

TEST_CASE("a connection serves one request after the other") {
    Site site;
    RawClient client(site.start());
    for (int i = 0; i < 3; ++i) {
        client.send(get("/hello?" + std::to_string(i)));
        const auto answer = client.receive();
        CHECK(answer.status == 200);
        CHECK(answer.body == "\"hello " + std::to_string(i) + "\"");
        CHECK(answer.has("content-security-policy: default-src 'none'"));
        CHECK(answer.has("x-request-id: "));
        CHECK(answer.has(" GMT\r\n"));
    }
    CHECK(site.server->stats().requests == 3);
    CHECK(site.server->stats().connections == 1);
}

TEST_CASE("pipelined requests are answered in order") {
    Site site;
    RawClient client(site.start());
    std::string all;
    for (int i = 0; i < 50; ++i) all += i % 2 ? get("/hello?" + std::to_string(i)) : post("/echo", "e" + std::to_string(i));
    client.send(all);
    for (int i = 0; i < 50; ++i)
        CHECK(client.receive().body == (i % 2 ? "\"hello " + std::to_string(i) + "\"" : "e" + std::to_string(i)));
}

TEST_CASE("a request may arrive byte by byte, a client may end its side") {
    Site site;
    RawClient client(site.start());
    for (const char c : post("/echo", "slow", "Connection: close\r\n")) {
        client.send(std::string(1, c));
        std::this_thread::sleep_for(1ms);
    }
    client.end();
    const auto answer = client.receive();
    CHECK(answer.body == "slow");
    CHECK(answer.has("connection: close"));
    CHECK(client.is_closed());
}

TEST_CASE("chunked bodies") {
    Site site;
    RawClient client(site.start());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" + get("/hello"));
    CHECK(client.receive().body == "abcde");
    CHECK(client.receive().status == 200);
}

TEST_CASE("100-continue is sent when the body is wanted") {
    Site site;
    RawClient client(site.start());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.receive(false).status == 100);
    client.send("ok");
    CHECK(client.receive().body == "ok");
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.receive().status == 413);
    CHECK(client.is_closed());
}

TEST_CASE("too large a body is cut early") {
    Site site;
    const auto port = site.start();
    RawClient declared(port);
    declared.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
    const auto answer = declared.receive();
    CHECK(answer.status == 413);
    CHECK(answer.has("application/problem+json"));
    RawClient chunked(port);
    chunked.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x'));
    CHECK(chunked.receive().status == 413);
    CHECK(chunked.is_closed());
}

TEST_CASE("malformed requests end the connection, and nothing behind them is served") {
    Site site;
    const auto port = site.start();
    const std::string smuggled = "GET /hello?smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    for (const std::string& text : {
             std::string("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX"),
             std::string("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"),
             std::string("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
             std::string("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n"),
             std::string("GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n"),
             std::string("GET /hello HTTP/1.1\nHost: a\n\n"),
             std::string("GET /hello HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
             std::string("GET /hello HTTP/1.1\r\nHost: a\rX: y\r\n\r\n"),
             std::string("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=\"\n\"\r\nhello\r\n0\r\n\r\n"),
             std::string("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
             std::string("GET http://b/hello HTTP/1.1\r\nHost: a\r\n\r\n"),
             std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
             std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
         }) {
        RawClient client(port);
        client.send(text + smuggled);
        const auto answer = client.receive();
        CHECK_MESSAGE((answer.status >= 400 && answer.status < 600), text);
        CHECK(answer.has("connection: close"));
        CHECK(answer.has("content-security-policy"));
        CHECK(client.is_closed());
        CHECK_MESSAGE(client.buffer().find("smuggled") == std::string::npos, text);
    }
    RawClient alive(port);
    alive.send(get("/hello"));
    CHECK(alive.receive().status == 200);
}

TEST_CASE("headers without end are refused") {
    Site site;
    RawClient client(site.start());
    client.send("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(40'000, 'x'));
    CHECK(client.receive().status == 431);
    CHECK(client.is_closed());
}

TEST_CASE("the slow are cut off: heads, bodies, and the idle") {
    Site site;
    site.options.header_timeout_s = site.options.body_idle_timeout_s = site.options.keep_alive_s = 1;
    const auto port = site.start();
    RawClient head(port), body(port), idle(port), silent(port);
    head.send("GET /hello HTTP/1.1\r\nHo");
    body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    idle.send(get("/hello"));
    CHECK(idle.receive().status == 200);
    CHECK(head.receive(true, 4000).status == 408);
    CHECK(body.receive(true, 4000).status == 408);
    CHECK(head.is_closed());
    CHECK(idle.is_closed(4000));
    CHECK(silent.is_closed(4000));
    CHECK(soon([&] { return site.server->stats().connections == 0 || body.is_closed(); }));
}

TEST_CASE("uploads go to a file that is gone afterwards") {
    Site site;
    RawClient client(site.start());
    const std::string body(3 << 20, 'u');
    client.send(post("/upload", body));
    CHECK(client.receive().body == "3145728:uuuuu");
    client.send("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    CHECK(client.receive().body == "3:abc");
    CHECK(site.folder.is_empty());
    client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n");
    CHECK(client.receive().status == 413);
    {
        RawClient quitter(site.server->ports().at(0));
        quitter.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
        CHECK(soon([&] { return !site.folder.is_empty(); }));
    }
    CHECK(soon([&] { return site.folder.is_empty(); }));
}

TEST_CASE("nobody uploads before it is known who it is") {
    Site site;
    RawClient client(site.start());
    client.send("POST /staff-upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.receive().status == 401);
    CHECK(client.is_closed());
    CHECK(site.folder.is_empty());
}

TEST_CASE("files come whole, in part, or as their headers") {
    Site site;
    std::ofstream(site.folder.path() + "/file") << "0123456789";
    RawClient client(site.start());
    const auto ask = [&](std::string_view headers, std::string_view method = "GET") {
        client.send(std::string(method) + " /file HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n");
        return client.receive(method == "GET");
    };
    CHECK(ask("").body == "0123456789");
    CHECK(ask("").has("accept-ranges: bytes"));
    const auto part = ask("Range: bytes=2-4\r\n");
    CHECK(part.status == 206);
    CHECK(part.body == "234");
    CHECK(part.has("content-range: bytes 2-4/10"));
    CHECK(ask("Range: bytes=7-\r\n").body == "789");
    CHECK(ask("Range: bytes=-3\r\n").body == "789");
    CHECK(ask("Range: bytes=5-500\r\n").body == "56789");
    CHECK(ask("Range: bytes=0-0,2-2\r\n").status == 200);
    CHECK(ask("Range: bytes=4-2\r\n").status == 200);
    CHECK(ask("Range: lines=1-2\r\n").status == 200);
    CHECK(ask("Range: bytes=1-2\r\nIf-Range: \"v3\"\r\n").status == 206);
    CHECK(ask("Range: bytes=1-2\r\nIf-Range: \"v2\"\r\n").status == 200);
    const auto beyond = ask("Range: bytes=10-\r\n");
    CHECK(beyond.status == 416);
    CHECK(beyond.has("content-range: bytes */10"));
    const auto head = ask("", "HEAD");
    CHECK(head.status == 200);
    CHECK(head.has("content-length: 10"));
    CHECK(ask("If-None-Match: \"v3\"\r\n").status == 304);
    std::filesystem::remove(site.folder.path() + "/file");
    CHECK(ask("").status == 500);
}

TEST_CASE("large answers arrive whole, also at a slow reader") {
    Site site;
    const auto port = site.start();
    std::ofstream(site.folder.path() + "/file") << std::string(9 << 20, 'f');
    RawClient client(port, 4096);
    client.send(get("/large") + get("/file") + get("/hello"));
    std::this_thread::sleep_for(50ms);
    CHECK(client.receive().body == std::string(8 << 20, 'x'));
    CHECK(client.receive().body == std::string(9 << 20, 'f'));
    CHECK(client.receive().status == 200);
}

TEST_CASE("a header value cannot start another header") {
    Site site;
    RawClient client(site.start());
    client.send(get("/inject"));
    CHECK_FALSE(client.receive().has("\r\nset-cookie"));
}

TEST_CASE("a live stream receives, and ends with the client") {
    Site site;
    RawClient client(site.start());
    client.send(get("/live"));
    const auto head = client.receive();
    CHECK(head.has("text/event-stream"));
    CHECK_FALSE(head.has("content-length"));
    CHECK(client.wait_for("data: first\n\n"));
    const auto stream = site.stream();
    REQUIRE(stream);
    CHECK(stream->send("data: second\n\n"));
    CHECK(client.wait_for("data: second\n\n"));
    CHECK(site.server->stats().streams == 1);
    client.end();
    CHECK(soon([&] { return !stream->is_open(); }));
    CHECK_FALSE(stream->send("data: third\n\n"));
    CHECK(site.server->stats().streams == 0);
}

TEST_CASE("a live consumer that is too slow is disconnected") {
    Site site;
    RawClient client(site.start(), 4096);
    client.send(get("/live"));
    const auto stream = site.stream();
    REQUIRE(stream);
    const std::string frame = "data: " + std::string(16'000, 'x') + "\n\n";
    int sent = 0;
    while (sent < 5000 && stream->send(frame)) ++sent;
    CHECK(sent < 5000);
    CHECK_FALSE(stream->is_open());
    CHECK(soon([&] { return site.server->stats().connections == 0; }));
}

TEST_CASE("when all workers are busy and the queue is full, the answer is 503") {
    Site site;
    site.options.workers = 2;
    site.options.max_queue = 2;
    const auto port = site.start();
    std::vector<std::unique_ptr<RawClient>> clients;
    const auto ask = [&] {
        clients.push_back(std::make_unique<RawClient>(port));
        clients.back()->send(get("/wait"));
    };
    ask();
    ask();
    CHECK(site.latch.wait_until_waiting(2));
    ask();
    ask();
    CHECK(soon([&] { return site.server->stats().queue == 2; }));
    ask();
    const auto refused = clients.back()->receive();
    CHECK(refused.status == 503);
    CHECK(refused.has("retry-after: 1"));
    site.latch.open();
    for (std::size_t i = 0; i < 4; ++i) CHECK(clients[i]->receive().body == "waited");
}

TEST_CASE("connections beyond the limit are turned away") {
    Site site;
    site.options.max_connections = 1;
    const auto port = site.start();
    RawClient first(port);
    first.send(get("/hello"));
    CHECK(first.receive().status == 200);
    RawClient second(port);
    CHECK(second.receive().status == 503);
    first.send(get("/hello"));
    CHECK(first.receive().status == 200);
}

TEST_CASE("stopping finishes what runs and accepts nothing new") {
    Site site;
    const auto port = site.start();
    RawClient running(port), idle(port), live(port);
    idle.send(get("/hello"));
    CHECK(idle.receive().status == 200);
    live.send(get("/live"));
    CHECK(live.wait_for("first"));
    running.send(get("/wait"));
    CHECK(site.latch.wait_until_waiting(1));
    std::thread stopper([&] { site.server->stop(5); });
    CHECK(idle.is_closed());
    CHECK(live.is_closed());
    site.latch.open();
    const auto answer = running.receive();
    CHECK(answer.body == "waited");
    CHECK(answer.has("connection: close"));
    stopper.join();
    CHECK_FALSE(RawClient(port).is_connected());
}

TEST_CASE("only a trusted proxy says who the client is") {
    Site site;
    const std::string headers = "X-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Forwarded-Proto: https\r\n";
    const auto peer = [&](std::vector<std::string> trusted) {
        site.options.trusted_proxies = std::move(trusted);
        RawClient client(site.start());
        client.send(get("/peer", headers));
        return client.receive().body;
    };
    CHECK(peer({}) == "127.0.0.1");
    CHECK(peer({"10.0.0.1"}) == "127.0.0.1");
    CHECK(peer({"127.0.0.1"}) == "198.51.100.7 secure");
    CHECK(peer({"127.0.0.1", "198.51.100.7"}) == "203.0.113.9 secure");
}

TEST_CASE("a unix socket serves too, and is removed") {
    Site site;
    const auto path = site.folder.path() + "/socket";
    site.options.listen.push_back("unix:" + path);
    site.start();
    RawClient client(path);
    client.send(get("/hello"));
    CHECK(client.receive().status == 200);
    site.server.reset();
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("an address that cannot be bound is named") {
    Site site;
    const auto port = site.start();
    http::ServerOptions second;
    second.listen = {"127.0.0.1:" + std::to_string(port)};
    CHECK_THROWS_WITH_AS(http::Server(second, site.router), doctest::Contains(second.listen[0].c_str()), std::runtime_error);
}
