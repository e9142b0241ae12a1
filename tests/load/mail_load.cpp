// mail_load --port N --to ADDRESS [--connections 16] [--count 5000]: sends small mails by LMTP, each from a customer and with
// words of its own, and tells how many were acknowledged a second. Plain blocking sockets, one thread a connection.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Options {
    int port = 0, connections = 16, count = 5000;
    std::string to;
};

class Session {
public:
    explicit Session(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error("cannot connect");
        expect('2');
        say("LHLO load.example\r\n");
        expect('2');
    }
    ~Session() { ::close(fd_); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    bool send(const std::string& from, const std::string& to, const std::string& mail) {
        say("MAIL FROM:<" + from + ">\r\nRCPT TO:<" + to + ">\r\nDATA\r\n");
        expect('2');
        expect('2');
        expect('3');
        say(mail + ".\r\n");
        return line().starts_with("250");
    }

private:
    void say(const std::string& text) {
        for (std::size_t at = 0; at < text.size();) {
            const auto n = ::send(fd_, text.data() + at, text.size() - at, MSG_NOSIGNAL);
            if (n <= 0) throw std::runtime_error("the connection is lost");
            at += static_cast<std::size_t>(n);
        }
    }
    // The last line of the next answer.
    std::string line() {
        for (;;) {
            for (auto end = buffer_.find("\r\n"); end != std::string::npos; end = buffer_.find("\r\n")) {
                std::string one = buffer_.substr(0, end);
                buffer_.erase(0, end + 2);
                if (one.size() < 4 || one[3] != '-') return one;
            }
            char chunk[4096];
            const auto n = ::recv(fd_, chunk, sizeof chunk, 0);
            if (n <= 0) throw std::runtime_error("the connection is lost");
            buffer_.append(chunk, static_cast<std::size_t>(n));
        }
    }
    void expect(char first) {
        const auto answer = line();
        if (answer.empty() || answer[0] != first) throw std::runtime_error("unexpected answer: " + answer);
    }
    int fd_;
    std::string buffer_;
};

std::string mail_number(int n, const std::string& to) {
    const auto word = std::to_string(n);
    return "From: Customer " + word + " <c" + std::to_string(n % 997) + "@customer" + std::to_string(n % 97) + ".example>\r\nTo: " + to +
           "\r\nSubject: Connection problem " + word + "\r\nMessage-ID: <" + word + ".load@customer.example>\r\nDate: Sun, 15 Jun 2025 12:00:00 +0000\r\n"
           "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\nsince the upgrade the connection is lost after " + word +
           " minutes. 数据库连接失败，请帮忙看一下。 The log says timeout while waiting for the primary.\r\n\r\nBest regards\r\nCustomer " + word + "\r\n";
}

Options read_options(int argc, char** argv) {
    Options o;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--port") o.port = std::atoi(argv[i + 1]);
        if (name == "--to") o.to = argv[i + 1];
        if (name == "--connections") o.connections = std::atoi(argv[i + 1]);
        if (name == "--count") o.count = std::atoi(argv[i + 1]);
    }
    return o;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = read_options(argc, argv);
    std::atomic<int> next{0}, accepted{0}, refused{0};
    const auto begun = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (int t = 0; t < options.connections; ++t)
        threads.emplace_back([&] {
            try {
                Session session(options.port);
                for (int n = next++; n < options.count; n = next++)
                    ++(session.send("c" + std::to_string(n % 997) + "@customer.example", options.to, mail_number(n, options.to)) ? accepted : refused);
            } catch (const std::exception& failure) {
                std::fprintf(stderr, "mail_load: %s\n", failure.what());
                ++refused;
            }
        });
    for (auto& thread : threads) thread.join();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    std::printf("{\"accepted\": %d, \"refused\": %d, \"seconds\": %.3f, \"per_second\": %.1f}\n", accepted.load(), refused.load(), seconds, accepted / seconds);
    return refused == 0 ? 0 : 1;
}
