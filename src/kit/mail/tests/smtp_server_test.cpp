// The listener over real sockets, and our client talking to it.
#include "kit/mail/smtp_server.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <chrono>
#include <mutex>
#include <thread>

#include "base/id.hpp"
#include "kit/mail/compose.hpp"
#include "kit/mail/smtp_client.hpp"

using namespace mainstay;
using namespace mainstay::mail;
namespace asio = boost::asio;

namespace {

class Running {  // a server on its own thread that keeps what it is given
public:
    explicit Running(IntakeOptions options)
        : server(
              io,
              std::move(options),
              {[this](const std::string&, const std::string& recipient) { return accept(recipient); },
               [this](const Envelope& envelope, std::string_view raw) { return deliver(envelope, raw); }}) {
        server.start();
        thread = std::thread([this] { io.run(); });
    }
    ~Running() {
        server.stop();
        guard.reset();
        thread.join();
    }

    static Reply accept(const std::string& recipient) {
        if (recipient.starts_with("no@")) return {550, "5.1.1", "No such address"};
        if (recipient.starts_with("later@")) return {450, "4.2.1", "Not now"};
        if (recipient.starts_with("throw@")) throw std::runtime_error("database is gone");
        return {250, "2.1.5", "OK"};
    }
    std::vector<Reply> deliver(const Envelope& envelope, std::string_view raw) {
        if (raw.find("please throw") != std::string_view::npos) throw std::runtime_error("disk is gone");
        if (raw.find("please wait") != std::string_view::npos)
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
        const std::lock_guard lock(mutex);
        mails.emplace_back(raw);
        last = envelope;
        return std::vector<Reply>(envelope.recipients.size(), Reply{250, "2.0.0", "Kept"});
    }
    std::size_t count() {
        const std::lock_guard lock(mutex);
        return mails.size();
    }

    asio::io_context io;
    asio::executor_work_guard<asio::io_context::executor_type> guard = asio::make_work_guard(io);
    std::mutex mutex;
    std::vector<std::string> mails;
    Envelope last;
    IntakeServer server;
    std::thread thread;
};

SmtpSettings client_of(Running& running) {
    SmtpSettings settings;
    settings.host = "127.0.0.1";
    settings.port = running.server.port();
    settings.tls = Tls::none;
    settings.total_seconds = 20;
    settings.hello = "client.example";
    return settings;
}

std::string letter(const std::string& text) {
    Outgoing mail;
    mail.from = {"A", "a@x.org"};
    mail.to = {{"B", "b@y.org"}};
    mail.subject = "Hello";
    mail.message_id = "<1@x.org>";
    mail.text = text;
    return compose(mail);
}

std::string talk(asio::ip::tcp::socket& socket, const std::string& bytes, const std::string& until) {
    asio::write(socket, asio::buffer(bytes));
    std::string answer;
    asio::read_until(socket, asio::dynamic_buffer(answer), until);
    return answer;
}

}  // namespace

TEST_CASE("a mail sent by our client arrives byte for byte") {
    Running running({.protocol = IntakeProtocol::smtp, .spool_above_bytes = 1000});
    const auto message = letter("..\n.\n.dots\n" + std::string(100'000, 'x'));
    const auto result =
        send(client_of(running), "a@x.org", {"b@y.org", "no@y.org", "later@y.org", "c@y.org"}, message);
    CHECK(result.is_sent());
    CHECK(result.code == 250);
    REQUIRE(result.recipients.size() == 4);
    CHECK(result.recipients[0].is_accepted());
    CHECK(result.recipients[1].code == 550);
    CHECK(result.recipients[1].text == "550 5.1.1 No such address");
    CHECK(result.recipients[2].code == 450);
    CHECK(result.recipients[3].is_accepted());
    REQUIRE(running.count() == 1);
    CHECK(running.mails[0] == message);
    CHECK(running.last.recipients == std::vector<std::string>{"b@y.org", "c@y.org"});
    CHECK(running.last.peer == "127.0.0.1");
    CHECK(running.last.helo == "client.example");
}

TEST_CASE("failures are told apart") {
    Running running({.protocol = IntakeProtocol::smtp});
    const auto settings = client_of(running);
    CHECK(send(settings, "a@x.org", {"no@y.org"}, letter("x")).failure == SendFailure::permanent);
    CHECK(send(settings, "a@x.org", {"no@y.org", "later@y.org"}, letter("x")).failure ==
          SendFailure::temporary);
    CHECK(send(settings, "a@x.org", {"throw@y.org"}, letter("x")).code == 451);
    CHECK(send(settings, "a@x.org", {"b@y.org"}, letter("please throw")).failure == SendFailure::temporary);
    auto encrypted = settings;
    encrypted.tls = Tls::starttls;
    CHECK(send(encrypted, "a@x.org", {"b@y.org"}, letter("x")).failure == SendFailure::our_config);
    auto nowhere = settings;
    nowhere.port = 1;
    CHECK(send(nowhere, "a@x.org", {"b@y.org"}, letter("x")).failure == SendFailure::connection);
    CHECK_THROWS_AS(send(settings, "a@x.org>\r\nRCPT TO:<evil@x", {"b@y.org"}, letter("x")),
                    std::invalid_argument);
    CHECK(running.count() == 0);
}

TEST_CASE("smuggled mail does not arrive over a real socket") {
    Running running({.protocol = IntakeProtocol::smtp});
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect({asio::ip::make_address("127.0.0.1"), running.server.port()});
    CHECK(talk(socket, "", "\r\n").starts_with("220 "));
    talk(socket, "EHLO x\r\n", "250 ENHANCEDSTATUSCODES\r\n");
    talk(socket, "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n", "2.1.5 OK\r\n");
    CHECK(talk(socket, "DATA\r\n", "\r\n").starts_with("354"));
    CHECK(talk(socket,
               "Subject: x\r\n\r\nfirst\n.\r\nMAIL FROM:<evil@x>\r\nRCPT TO:<b@y>\r\nDATA\r\nsecond\r\n.\r\n",
               "\r\n")
              .starts_with("550 5.6.11"));
    boost::system::error_code error;
    char byte;
    asio::read(socket, asio::buffer(&byte, 1), error);
    CHECK(error);
    CHECK(running.count() == 0);
}

TEST_CASE("LMTP over a Unix socket") {
    const auto path = "/tmp/mainstay-" + short_hex(8) + ".sock";
    Running running({.address = path, .protocol = IntakeProtocol::lmtp});
    asio::io_context io;
    asio::local::stream_protocol::socket socket(io);
    socket.connect(asio::local::stream_protocol::endpoint(path));
    std::string answer;
    const auto say = [&](const std::string& bytes, const std::string& until) {
        asio::write(socket, asio::buffer(bytes));
        answer.clear();
        asio::read_until(socket, asio::dynamic_buffer(answer), until);
        return answer;
    };
    say("LHLO x\r\n", "250 ENHANCEDSTATUSCODES\r\n");
    say("MAIL FROM:<>\r\nRCPT TO:<a@y>\r\nRCPT TO:<b@y>\r\nDATA\r\n", "354 End with <CRLF>.<CRLF>\r\n");
    CHECK(say("Subject: x\r\n\r\nhi\r\n.\r\nQUIT\r\n", "221 2.0.0 Bye\r\n") ==
          "250 2.0.0 Kept\r\n250 2.0.0 Kept\r\n221 2.0.0 Bye\r\n");
    CHECK(running.last.peer == "unix");
    ::unlink(path.c_str());
}

TEST_CASE("too many connections and idle ones are turned away") {
    Running running({.protocol = IntakeProtocol::smtp,
                     .idle_seconds = 1,
                     .max_connections = 3,
                     .max_connections_per_peer = 2});
    asio::io_context io;
    std::vector<asio::ip::tcp::socket> sockets;
    std::vector<std::string> answers;
    for (int i = 0; i < 3; ++i) {
        sockets.emplace_back(io);
        sockets.back().connect({asio::ip::make_address("127.0.0.1"), running.server.port()});
        answers.push_back(talk(sockets.back(), "", "\r\n"));
    }
    CHECK(answers[1].starts_with("220"));
    CHECK(answers[2].starts_with("421"));
    boost::system::error_code error;
    char byte;
    asio::read(sockets[0], asio::buffer(&byte, 1), error);  // blocks until the idle time is over
    CHECK(error);
    for (int i = 0; i < 100 && running.server.sessions() > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(running.server.sessions() == 0);
}

TEST_CASE("a mail in delivery is answered although the server stops") {
    auto running = std::make_unique<Running>(IntakeOptions{.protocol = IntakeProtocol::smtp});
    SendResult result;
    std::thread client([&, settings = client_of(*running)] {
        result = send(settings, "a@x.org", {"b@y.org"}, letter("please wait"));
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    running->server.stop();
    client.join();
    CHECK(result.is_sent());
    CHECK(running->count() == 1);
}

TEST_CASE("a server without AUTH or STARTTLS gets no mail that was to be signed in for or encrypted") {
    Running running(IntakeOptions{.protocol = IntakeProtocol::smtp});
    auto settings = client_of(running);
    settings.user = "desk";
    settings.password = "secret";
    const auto unsigned_in = send(settings, "a@x.org", {"b@y.org"}, letter("signed in"));
    CHECK(unsigned_in.failure == SendFailure::our_config);
    CHECK(unsigned_in.text.find("AUTH") != std::string::npos);
    CHECK(unsigned_in.text.find("secret") == std::string::npos);
    settings.user.clear();
    settings.tls = Tls::starttls;
    CHECK(send(settings, "a@x.org", {"b@y.org"}, letter("encrypted")).failure == SendFailure::our_config);
    CHECK(running.count() == 0);
}
