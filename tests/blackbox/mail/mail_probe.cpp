// The mail kit as a small program, for tests against real mail servers. Options are --name=value.
//   serve  --protocol=lmtp|smtp --listen=ADDRESS|/path --out=DIR     prints the port, keeps each mail in DIR
//   send   --host= --port= --tls=none|starttls|implicit [--user= --password= --ca=] --from= --to=a,b   mail
//   on stdin imap   --host= --port= --tls= --user= --password= [--mailbox=] --do=status|list|fetch|seen
//   [--uid=] [--most-bytes=] inspect   what the mail on stdin says, as JSON
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>

#include "kit/mail/imap.hpp"
#include "kit/mail/message.hpp"
#include "kit/mail/smtp_client.hpp"
#include "kit/mail/smtp_server.hpp"

namespace {

namespace json = boost::json;
using namespace mainstay::mail;
using Options = std::map<std::string, std::string>;

Options read_options(int argc, char** argv) {
    Options out;
    for (int i = 2; i < argc; ++i) {
        const std::string text = argv[i];
        const auto equals = text.find('=');
        if (text.starts_with("--") && equals != std::string::npos)
            out[text.substr(2, equals - 2)] = text.substr(equals + 1);
    }
    return out;
}

void keep(const std::string& path, std::string_view bytes) {  // durable before it is acknowledged
    const int file = ::open((path + ".part").c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    const bool is_written = file >= 0 &&
                            ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                            ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!is_written || std::rename((path + ".part").c_str(), path.c_str()) != 0)
        throw std::runtime_error("cannot write " + path);
}

Reply accept(const std::string& recipient) {
    if (recipient.starts_with("no@")) return {550, "5.1.1", "No such address"};
    if (recipient.starts_with("later@")) return {451, "4.2.1", "Not now"};
    return {250, "2.1.5", "OK"};
}

std::vector<Reply> deliver(const std::string& folder, const Envelope& envelope, std::string_view raw) {
    static std::atomic<int> count{0};
    const auto name = folder + "/" + std::to_string(++count);
    json::array recipients(envelope.recipients.begin(), envelope.recipients.end());
    keep(name + ".eml", raw);
    keep(name + ".json",
         json::serialize(json::object{{"sender", envelope.sender},
                                      {"recipients", recipients},
                                      {"peer", envelope.peer},
                                      {"helo", envelope.helo}}));
    std::vector<Reply> out;
    for (const auto& one : envelope.recipients)
        out.push_back(one.starts_with("full@") ? Reply{452, "4.2.2", "Mailbox full"}
                                               : Reply{250, "2.0.0", "Kept"});
    return out;
}

int serve(Options options) {
    boost::asio::io_context io;
    const auto folder = options["out"];
    IntakeServer server(
        io,
        {.address = options["listen"],
         .protocol = options["protocol"] == "smtp" ? IntakeProtocol::smtp : IntakeProtocol::lmtp,
         .hostname = "probe.example",
         .max_message_bytes = 20u << 20},
        {[](const std::string&, const std::string& recipient) { return accept(recipient); },
         [folder](const Envelope& envelope, std::string_view raw) {
             return deliver(folder, envelope, raw);
         }});
    server.start();
    std::cout << server.port() << std::endl;
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](auto, int) { io.stop(); });
    io.run();
    return 0;
}

void fill(ServerSettings& settings, Options& options) {
    settings.host = options["host"];
    settings.port = static_cast<std::uint16_t>(std::stoi(options["port"]));
    settings.tls = options["tls"] == "implicit"   ? Tls::implicit
                   : options["tls"] == "starttls" ? Tls::starttls
                                                  : Tls::none;
    settings.user = options["user"];
    settings.password = options["password"];
    settings.ca_file = options["ca"];
    settings.total_seconds = 30;
}

int send_mail(Options options) {
    SmtpSettings settings;
    fill(settings, options);
    settings.hello = "probe.example";
    std::vector<std::string> recipients;
    std::istringstream list(options["to"]);
    for (std::string one; std::getline(list, one, ',');) recipients.push_back(one);
    const std::string message{std::istreambuf_iterator<char>(std::cin), {}};
    const auto result = send(settings, options["from"], recipients, message);
    json::array each;
    for (const auto& one : result.recipients)
        each.push_back({{"recipient", one.recipient}, {"code", one.code}, {"text", one.text}});
    std::cout << json::object{{"failure", to_text(result.failure)},
                              {"code", result.code},
                              {"text", result.text},
                              {"recipients", each}}
              << std::endl;
    return 0;
}

int use_imap(Options options) {
    ImapSettings settings;
    fill(settings, options);
    if (!options["mailbox"].empty()) settings.mailbox = options["mailbox"];
    if (!options["most-bytes"].empty()) settings.max_message_bytes = std::stoull(options["most-bytes"]);
    try {
        ImapMailbox mailbox(settings);
        const auto uid = static_cast<std::uint32_t>(options["uid"].empty() ? 0 : std::stoul(options["uid"]));
        const auto status = mailbox.status();
        if (options["do"] == "status")
            std::cout << json::object{{"uidvalidity", status.uidvalidity},
                                      {"uidnext", status.uidnext},
                                      {"messages", status.messages}}
                      << std::endl;
        if (options["do"] == "list") {
            json::array uids;
            for (const auto one : mailbox.list(uid)) uids.emplace_back(one);
            std::cout << json::object{{"uids", uids}} << std::endl;
        }
        if (options["do"] == "seen") mailbox.mark_seen(uid);
        if (options["do"] == "fetch") {
            const bool is_there = mailbox.fetch(uid, [](std::string_view piece) {
                std::cout.write(piece.data(), static_cast<std::streamsize>(piece.size()));
            });
            if (!is_there) return std::cerr << "gone" << std::endl, 3;
        }
        return 0;
    } catch (const ImapError& error) {
        std::cerr << "failure " << static_cast<int>(error.failure()) << ": " << error.what() << std::endl;
        return 2;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::string verb = argc > 1 ? argv[1] : "";
    const auto options = read_options(argc, argv);
    if (verb == "serve") return serve(options);
    if (verb == "send") return send_mail(options);
    if (verb == "imap") return use_imap(options);
    if (verb == "inspect")
        return std::cout << inspect_json(std::string{std::istreambuf_iterator<char>(std::cin), {}})
                         << std::endl,
               0;
    std::cerr << "mail_probe serve|send|imap|inspect --name=value ..." << std::endl;
    return 1;
}
