// mail_bench [--json FILE]: small mails a second through the intake, 16 connections on loopback, nothing
// stored; and through read(). Exits with 1 when a goal is missed.
#include <boost/asio.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <thread>

#include "kit/mail/compose.hpp"
#include "kit/mail/smtp_server.hpp"

namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using namespace mainstay::mail;

constexpr int kConnections = 16, kMailsEach = 1500;
constexpr double kGoal = 2000;

std::string letter() {
    Outgoing mail;
    mail.from = {"Jo Doe", "jo@example.org"};
    mail.to = {{"Help", "help@example.org"}};
    mail.subject = "It does not start";
    mail.message_id = "<1@example.org>";
    mail.text = std::string(20, 'x') + "\n" + std::string(1500, 'y') + "\n";
    return compose(mail);
}

void converse(std::uint16_t port, const std::string& data) {
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect({asio::ip::make_address("127.0.0.1"), port});
    socket.set_option(asio::ip::tcp::no_delay(true));
    std::string answer;
    const auto wait_for = [&](const char* until) {
        answer.clear();
        asio::read_until(socket, asio::dynamic_buffer(answer), until);
    };
    wait_for("\r\n");
    asio::write(socket, asio::buffer(std::string("LHLO bench\r\n")));
    wait_for("250 ENHANCEDSTATUSCODES\r\n");
    const std::string begin = "MAIL FROM:<jo@example.org>\r\nRCPT TO:<help@example.org>\r\nDATA\r\n",
                      body = data + ".\r\n";
    for (int i = 0; i < kMailsEach; ++i) {
        asio::write(socket, asio::buffer(begin));
        wait_for("354 End with <CRLF>.<CRLF>\r\n");
        asio::write(socket, asio::buffer(body));
        wait_for("\r\n");
        if (!answer.starts_with("250")) std::fprintf(stderr, "not taken: %s", answer.c_str());
    }
}

double intake_rate() {
    asio::io_context io;
    IntakeServer server(io,
                        {.protocol = IntakeProtocol::lmtp},
                        {[](const std::string&, const std::string&) {
                             return Reply{250, "2.1.5", "OK"};
                         },
                         [](const Envelope&, std::string_view) { return std::vector<Reply>(1); }});
    server.start();
    auto guard = asio::make_work_guard(io);
    std::thread runner([&] { io.run(); });
    const auto data = letter();
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> clients;
    for (int i = 0; i < kConnections; ++i) clients.emplace_back([&] { converse(server.port(), data); });
    for (auto& client : clients) client.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    server.stop();
    guard.reset();
    runner.join();
    return kConnections * kMailsEach / took.count();
}

double read_rate() {
    const auto data = letter();
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 20'000; ++i) read(data);
    return 20'000 / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
    const double intake = intake_rate(), parse = read_rate();
    std::printf(
        "intake, 16 connections, small mails, nothing stored: %.0f mails/s (goal %.0f)\nread, one core: %.0f "
        "mails/s\n",
        intake,
        kGoal,
        parse);
    if (argc > 2 && std::strcmp(argv[1], "--json") == 0)
        std::ofstream(argv[2]) << json::array{json::object{{"suite", "mail"},
                                                           {"name", "intake, 16 connections"},
                                                           {"value", intake},
                                                           {"unit", "mails/s"},
                                                           {"goal", kGoal},
                                                           {"better", "more"},
                                                           {"ok", intake >= kGoal},
                                                           {"note", "no-op delivery"}},
                                              json::object{{"suite", "mail"},
                                                           {"name", "read a small mail"},
                                                           {"value", parse},
                                                           {"unit", "mails/s"},
                                                           {"goal", kGoal},
                                                           {"better", "more"},
                                                           {"ok", parse >= kGoal},
                                                           {"note", "one core"}}};
    return intake >= kGoal ? 0 : 1;
}
