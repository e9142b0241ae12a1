#include <doctest/doctest.h>

#include <random>

#include "kit/http/chunks.hpp"
#include "kit/http/head.hpp"

using namespace mainstay;
using http::Chunks;
using http::Head;
using http::HeadScan;

namespace {

int status(std::string_view text) {
    Head head;
    const auto refusal = http::read_head(text, head);
    return refusal ? refusal->status : 0;
}

Head read(std::string_view text) {
    Head head;
    CHECK_FALSE(http::read_head(text, head));
    return head;
}

const std::string kHost = "Host: a.example\r\n";

// Feeds the bytes in pieces of n; the decoded body, or "bad".
std::string decode(std::string_view bytes, std::size_t n, bool& is_done) {
    Chunks chunks;
    std::string body;
    is_done = false;
    while (!bytes.empty()) {
        auto part = bytes.substr(0, n);
        bytes.remove_prefix(part.size());
        while (!part.empty()) {
            std::string_view piece;
            const auto step = chunks.next(part, piece);
            if (step == Chunks::Step::bad) return "bad";
            if (step == Chunks::Step::end) is_done = true;
            if (step == Chunks::Step::end) return body;
            body += piece;
        }
    }
    return body;
}

}  // namespace

TEST_CASE("a head is taken apart") {
    const auto head = read("POST /a%20b//c?q=1&r=%2f HTTP/1.1\r\n" + kHost + "X-Thing:  v w \t\r\nCookie: a=1\r\ncookie: b=2\r\nContent-Length: 5\r\n");
    CHECK(head.method == "POST");
    CHECK(head.path == "/a b/c");
    CHECK(head.query == "q=1&r=%2f");
    CHECK(head.length == 5);
    CHECK(head.keep_alive);
    CHECK(head.headers.at(1) == std::pair<std::string, std::string>{"x-thing", "v w"});
    CHECK(head.headers.at(2).second == "a=1; b=2");
}

TEST_CASE("keep-alive follows version and Connection") {
    CHECK_FALSE(read("GET / HTTP/1.0\r\n").keep_alive);
    CHECK(read("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n").keep_alive);
    CHECK_FALSE(read("GET / HTTP/1.1\r\n" + kHost + "Connection: x, Close\r\n").keep_alive);
}

TEST_CASE("an absolute address must agree with Host") {
    CHECK(read("GET http://A.example/x?y HTTP/1.1\r\n" + kHost).path == "/x");
    CHECK(read("GET http://a.example HTTP/1.1\r\n" + kHost).path == "/");
    CHECK(read("GET http://a.example?q=1 HTTP/1.1\r\n" + kHost).query == "q=1");
    CHECK(status("GET http://b.example/ HTTP/1.1\r\n" + kHost) == 400);
    CHECK(status("GET ftp://a.example/ HTTP/1.1\r\n" + kHost) == 400);
    CHECK(status("CONNECT a.example:443 HTTP/1.1\r\n" + kHost) == 400);
}

TEST_CASE("what could be read in two ways is refused") {
    const std::pair<std::string, int> cases[] = {
        {"GET / HTTP/1.1\r\n", 400},
        {"GET / HTTP/1.1\r\n" + kHost + kHost, 400},
        {"GET / HTTP/1.1\r\nHost:\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a,b\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: evil@a\r\n", 400},
        {"GET /\r\n", 400},
        {"GET  / HTTP/1.1\r\n" + kHost, 400},
        {"GET / x HTTP/1.1\r\n" + kHost, 400},
        {" GET / HTTP/1.1\r\n" + kHost, 400},
        {"GET\t/ HTTP/1.1\r\n" + kHost, 400},
        {"G@T / HTTP/1.1\r\n" + kHost, 400},
        {"GET / HTTP/2.0\r\n" + kHost, 505},
        {"GET / HTTP/1.2\r\n" + kHost, 505},
        {"GET / http/1.1\r\n" + kHost, 400},
        {"GET / HTTP/1.1 \r\n" + kHost, 400},
        {"GET /a#b HTTP/1.1\r\n" + kHost, 400},
        {"GET /\xE4\xB8\xAD HTTP/1.1\r\n" + kHost, 400},
        {"GET /%00 HTTP/1.1\r\n" + kHost, 400},
        {"GET /../etc HTTP/1.1\r\n" + kHost, 400},
        {"GET / HTTP/1.1\r\n" + kHost + " folded: x\r\n", 400},
        {"GET / HTTP/1.1\r\n" + kHost + "X: a\r\n b\r\n", 400},
        {"GET / HTTP/1.1\r\n" + kHost + "X : a\r\n", 400},
        {"GET / HTTP/1.1\r\n" + kHost + ": a\r\n", 400},
        {"GET / HTTP/1.1\r\n" + kHost + "novalue\r\n", 400},
        {"GET / HTTP/1.1\r\n" + kHost + "X: a\rb\r\n", 400},
        {"GET / HTTP/1.1\r\n" + kHost + std::string("X: a\0b\r\n", 8), 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Length: 1\r\nContent-Length: 1\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Length: 1\r\nContent-Length: 2\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Length: 1, 1\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Length: +1\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Length: -1\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Length: 0x1\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Length:\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Length: 9999999999999999999\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: gzip, chunked\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked, identity\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: xchunked\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: \x0b" "chunked\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding:\r\n", 400},
        {"POST / HTTP/1.0\r\n" + kHost + "Transfer-Encoding: chunked\r\n", 400},
        {"GET / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\n", 400},
        {"GET / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n", 400},
        {"POST / HTTP/1.1\r\n" + kHost + "Content-Encoding: gzip\r\nContent-Length: 5\r\n", 415},
        {"POST / HTTP/1.1\r\n" + kHost + "Expect: 200-ok\r\n", 417},
        {"GET / HTTP/1.1\r\n" + kHost + "Authorization: a\r\nauthorization: b\r\n", 400},
        {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n" + kHost, 414},
    };
    for (const auto& [text, expected] : cases) CHECK_MESSAGE(status(text) == expected, text);
    std::string many = "GET / HTTP/1.1\r\n" + kHost;
    for (int i = 0; i < 100; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
    CHECK(status(many) == 431);
}

TEST_CASE("the end of a head is found in pieces, and a bare line feed is not one") {
    const std::string text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest";
    HeadScan scan;
    for (std::size_t i = 1; i < text.size() - 4; ++i) CHECK(scan.scan(std::string_view(text).substr(0, i)) == HeadScan::Found::more);
    CHECK(scan.scan(text) == HeadScan::Found::end);
    CHECK(scan.end() == text.size() - 4);
    for (const std::string bad : {"GET / HTTP/1.1\n\n", "\n", "GET / HTTP/1.1\r\nHost: a\n\r\n"}) CHECK(HeadScan().scan(bad) == HeadScan::Found::bad);
}

TEST_CASE("chunks, however they arrive") {
    const std::string text = "5\r\nhello\r\n00A\r\n, world 12\r\n0\r\n\r\n";
    for (std::size_t n = 1; n <= text.size(); ++n) {
        bool is_done = false;
        CHECK(decode(text, n, is_done) == "hello, world 12");
        CHECK(is_done);
    }
    bool is_done = false;
    for (const std::string bad : {"5;x=y\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n", " 5\r\nhello", "5\nhello", "\r\n", "g\r\n", "-1\r\n", "0x5\r\nhello",
                                  "5\r\nhelloX", "5\r\nhello\n0\r\n\r\n", "0\r\nTrailer: x\r\n\r\n", "fffffffffffff\r\n", "5\r\r\nhello"})
        CHECK_MESSAGE(decode(bad, 3, is_done) == "bad", bad);
}

TEST_CASE("whatever arrives, an accepted head is unambiguous") {
    const std::string seed = "POST /a/b?c=d HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nCookie: x=1\r\n";
    using namespace std::string_view_literals;
    const auto bytes = "\r\n \t:/.%0,;\0\x7f\xff?#aHT1"sv;
    std::mt19937 random(7);
    int accepted = 0;
    for (int i = 0; i < 50'000; ++i) {
        auto text = seed;
        if (random() % 2) text.erase(seed.find("Transfer"), 28);
        for (auto n = random() % 4; n > 0; --n) {
            const auto at = random() % text.size();
            const auto what = random() % 3;
            if (what == 0) text[at] = bytes[random() % bytes.size()];
            else if (what == 1) text.insert(at, 1, bytes[random() % bytes.size()]);
            else text.erase(at, 1 + random() % 8);
            if (text.empty()) text = "x";
        }
        Head head;
        if (http::read_head(text, head)) continue;
        ++accepted;
        int lengths = 0, hosts = 0;
        for (const auto& [name, value] : head.headers) {
            lengths += name == "content-length" || name == "transfer-encoding";
            hosts += name == "host";
            if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) FAIL(text);
        }
        if (lengths > 1 || hosts > 1 || head.path.front() != '/' || head.path.find("/../") != std::string::npos) FAIL(text);
    }
    CHECK(accepted > 1000);
}
