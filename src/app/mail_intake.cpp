#include "app/mail_intake.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <charconv>
#include <thread>

#include "app/gate.hpp"
#include "base/log.hpp"
#include "kit/mail/smtp_server.hpp"

namespace mainstay::app {
namespace {

mail::IntakeOptions options_for(const std::string& address, mail::IntakeProtocol protocol, const House& house) {
    mail::IntakeOptions options;
    options.protocol = protocol;
    options.hostname = house.config.hostname;
    options.workers = 16;  // they wait for durable commits, which are grouped
    options.spool_folder = house.blobs.upload_folder();
    const bool has_own = !house.config.mail_tls_certificate.empty();
    options.tls_certificate = has_own ? house.config.mail_tls_certificate : house.config.tls_certificate;
    options.tls_key = has_own ? house.config.mail_tls_key : house.config.tls_key;
    if (address.starts_with("unix:")) {
        options.address = address.substr(5);
        return options;
    }
    const auto colon = std::min(address.rfind(':'), address.size());
    const auto* end = address.data() + address.size();
    const auto port = std::from_chars(std::min(address.data() + colon + 1, end), end, options.port);
    if (port.ec != std::errc{} || port.ptr != end) throw std::runtime_error("\"" + address + "\" is not host:port or unix:/path");
    options.address = address.substr(0, colon);
    return options;
}

// Any address is taken at the door unless it is surely none of ours: then the sender learns it at once.
mail::Reply accept(House& house, const std::string& recipient) {
    if (house.channels->mailbox_for(recipient)) return {250, "2.1.5", "OK"};
    return {550, "5.1.1", "No such mailbox here"};
}

mail::Reply deliver_one(House& house, const mail::Envelope& envelope, const std::string& recipient, const blob::Bytes& raw, const char* source, const std::string& trace) {
    try {
        const auto received = house.channels->receive(raw, {.source = source, .envelope_from = envelope.sender, .recipient = recipient, .mailbox_id = {}, .trace = trace});
        return {250, "2.0.0", "OK " + received.kept_id};
    } catch (const db::OutOfSpace&) {
        return {452, "4.3.1", "No mail is taken now (no space left, or maintenance), please try later"};
    } catch (const std::exception& failure) {
        log::error("mail_not_kept", {{"why", failure.what()}});
        if (is_out_of_space(failure)) return {452, "4.3.1", "No space left, please try later"};
        return {451, "4.3.0", "Cannot keep the mail right now, please try later"};
    }
}

}  // namespace

struct MailIntake::Impl {
    boost::asio::io_context io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
    std::vector<std::unique_ptr<mail::IntakeServer>> servers;
    std::thread thread;

    void add(House& house, const std::string& address, mail::IntakeProtocol protocol) {
        if (address.empty()) return;
        const char* source = protocol == mail::IntakeProtocol::lmtp ? "lmtp" : "smtp";
        mail::IntakeCallbacks callbacks;
        callbacks.accept_recipient = [&house](const std::string&, const std::string& recipient) { return accept(house, recipient); };
        const auto options = options_for(address, protocol, house);
        callbacks.deliver = [&house, source, options](const mail::Envelope& envelope, const blob::Bytes& raw) {
            const auto trace = mail::trace_headers(envelope, options, house.now());
            std::vector<mail::Reply> replies;
            for (const auto& recipient : envelope.recipients) replies.push_back(deliver_one(house, envelope, recipient, raw, source, trace));
            return replies;
        };
        auto server = std::make_unique<mail::IntakeServer>(io, options, std::move(callbacks));
        try {
            server->start();
        } catch (const std::exception& failure) {
            throw std::runtime_error(std::string("cannot listen for ") + source + " on " + address + ": " + failure.what());
        }
        log::info("listening_for_mail", {{"protocol", source}, {"address", address}});
        servers.push_back(std::move(server));
    }
};

MailIntake::MailIntake(House& house) : impl_(std::make_unique<Impl>()) {
    impl_->add(house, house.config.lmtp, mail::IntakeProtocol::lmtp);
    impl_->add(house, house.config.smtp, mail::IntakeProtocol::smtp);
    if (!impl_->servers.empty()) impl_->thread = std::thread([this] { impl_->io.run(); });
}

MailIntake::~MailIntake() {
    stop();
}

void MailIntake::stop() {
    for (auto& server : impl_->servers) server->stop();
    impl_->work.reset();
    impl_->io.stop();
    if (impl_->thread.joinable()) impl_->thread.join();
    impl_->servers.clear();
}

}  // namespace mainstay::app
