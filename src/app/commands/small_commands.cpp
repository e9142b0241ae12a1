#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "app/commands/commands.hpp"
#include "app/house.hpp"
#include "kit/events/events.hpp"
#include "kit/mail/message.hpp"
#include "kit/mail/spool.hpp"

namespace mainstay::app {
namespace {

std::string read_password() {
    if (isatty(STDIN_FILENO)) std::cerr << "Password: ";
    std::string password;
    std::getline(std::cin, password);
    return password;
}

void read_all(std::istream& in, mail::Spool& spool) {
    std::string piece(64 << 10, '\0');
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        spool.append({piece.data(), static_cast<std::size_t>(in.gcount())});
    }
}

void draw_progress(std::uint64_t done, std::uint64_t total, const channels::ImportReport& report, Millis started) {
    static Millis last = 0;
    const auto now = system_clock()();
    if (now - last < 200 && done < total) return;
    last = now;
    const int percent = total ? static_cast<int>(done * 100 / total) : 100;
    const auto seconds = static_cast<double>(std::max<Millis>(1, now - started)) / 1000.0;
    const std::string bar(static_cast<std::size_t>(percent / 4), '#');
    std::cerr << "\r[" << bar << std::string(25 - bar.size(), ' ') << "] " << percent << " %  " << report.seen << " mails  "
              << static_cast<std::int64_t>(static_cast<double>(report.seen) / seconds) << "/s  " << std::flush;
}

std::string mailbox_for_import(House& house, const Line& line) {
    const auto list = flag(line, "--public-list"), slug = flag(line, "--project");
    const auto project = house.database->read([&](db::Tx& tx) { return house.projects->find_by_slug(tx, slug); });
    if (!slug.empty() && !project) throw std::runtime_error("there is no project \"" + slug + "\"");
    const auto address = list.empty() ? "import-" + (slug.empty() ? std::string("history") : slug) + "@localhost" : list;
    if (auto known = house.channels->mailbox_for(address)) return known->id;
    channels::Mailbox box;
    box.address = address;
    box.name = project ? project->name : "Import";
    box.kind = list.empty() ? "private" : "public_list";
    if (project) box.project_id = project->id;
    box.sends_acknowledgement = false;
    auto made = house.channels->create_mailbox(for_system("import"), box);
    if (!made) throw std::runtime_error(made.error().detail());
    return made->id;
}

}  // namespace

int user(const Words& words) {
    auto line = read_line(words, {"--email", "--name", "--role", "--language"});
    if (!line) return complain(line.error().detail());
    if (line->words.empty()) return complain("user add, user password or user list?");
    auto house = open_house(line->config, true);
    const auto actor = for_system("command-line");
    if (line->words[0] == "add") {
        accounts::NewPerson order{.email = flag(*line, "--email"), .name = flag(*line, "--name", flag(*line, "--email")), .role = flag(*line, "--role", "agent"),
                                  .language = flag(*line, "--language", "en"), .password = read_password(), .is_verified = true};
        const auto made = house->accounts->create(actor, order);
        if (!made) return complain(made.error().fields().empty() ? made.error().detail() : made.error().fields()[0].pointer + ": " + made.error().fields()[0].detail);
        std::cout << made->id << "\n";
        return 0;
    }
    if (line->words[0] == "password") {
        const auto done = house->accounts->set_password(actor, flag(*line, "--email"), read_password());
        if (!done) return complain(done.error().fields().empty() ? done.error().detail() : done.error().fields()[0].detail);
        std::cout << "The password is set; every session of this person ended.\n";
        return 0;
    }
    if (line->words[0] == "list") {
        static constexpr db::Query kList{"command.list_users", "SELECT email, role, name, is_active FROM persons WHERE role NOT IN ('customer', 'community') ORDER BY email"};
        house->database->run_read([](db::Tx& tx) {
            tx.each(kList, {}, [](const db::Row& r) { std::cout << r.text(0) << "\t" << r.text(1) << "\t" << r.text(2) << (r.flag(3) ? "" : "\t(inactive)") << "\n"; });
        });
        return 0;
    }
    return complain("user add, user password or user list?");
}

int mail(const Words& words) {
    auto line = read_line(words, {"--to", "--from"});
    if (!line) return complain(line.error().detail());
    if (line->words.size() == 2 && line->words[0] == "inspect") {
        std::ifstream in(line->words[1], std::ios::binary);
        if (!in) return complain("cannot read " + line->words[1]);
        mail::Spool spool(256 << 10, "");
        read_all(in, spool);
        std::cout << mail::inspect_json(spool.bytes()) << "\n";
        return 0;
    }
    if (line->words.empty() || line->words[0] != "deliver") return complain("mail deliver --to ADDRESS, or mail inspect FILE?");
    try {
        auto house = open_house(line->config, false);
        mail::Spool spool(256 << 10, house->blobs.upload_folder());
        read_all(std::cin, spool);
        const auto received = house->channels->receive(spool.bytes(), {.source = "pipe", .envelope_from = flag(*line, "--from"), .recipient = flag(*line, "--to"), .mailbox_id = {}, .trace = {}});
        std::cout << received.outcome << (received.ticket_id.empty() ? "" : " " + received.ticket_id) << "\n";
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "mainstay: " << failure.what() << "\n";
        return 75;  // EX_TEMPFAIL: the mail server keeps the mail and tries again
    }
}

int import(const Words& words) {
    auto line = read_line(words, {"--project", "--public-list", "--from", "--passphrase-file", "--key-file"});
    if (!line) return complain(line.error().detail());
    if (line->words == Words{"data"} && !flag(*line, "--from").empty()) return read_archive(*line);
    if (line->words.size() != 2) return complain("import mbox|maildir PATH --project SLUG, or import data --from FILE");
    auto house = open_house(line->config, false);
    const auto mailbox = mailbox_for_import(*house, *line);
    const auto started = system_clock()();
    const auto report = channels::import_mail(*house->channels, line->words[0], line->words[1], mailbox,
                                              [&](std::uint64_t done, std::uint64_t total, const channels::ImportReport& r) { draw_progress(done, total, r, started); });
    std::cerr << "\n";
    std::cout << report.seen << " mails: " << report.tickets << " new tickets, " << report.replies << " replies, " << report.duplicates << " known already, "
              << report.unprocessed << " unprocessed, " << report.other << " notes and bounces\n";
    return 0;
}

int audit(const Words& words) {
    auto line = read_line(words, {"--from"});
    if (!line) return complain(line.error().detail());
    if (line->words.empty() || line->words[0] != "verify") return complain("audit verify [--from N]");
    const auto first = flag(*line, "--from", "1");
    std::int64_t from = 0;
    const auto read = std::from_chars(first.data(), first.data() + first.size(), from);
    if (read.ec != std::errc{} || read.ptr != first.data() + first.size() || from < 1) return complain("--from must be the number of an event, not \"" + first + "\"");
    auto house = open_house(line->config, false);
    const auto report = house->database->read([&](db::Tx& tx) { return events::verify(tx, house->keys.key("audit"), from); });
    for (const auto& mistake : report.mistakes) std::cout << mistake << "\n";
    std::cout << report.checked << " events checked, " << report.mistakes.size() << " mistakes; last is " << report.last_seq << " " << report.last_hash
              << "\nKeep the last line elsewhere: only that shows a tail that was cut off.\n";
    return report.mistakes.empty() ? 0 : 1;
}

int openapi(const Words& words) {
    auto line = read_line(words);
    if (!line) return complain(line.error().detail());
    auto config = line->config;
    char folder[] = "/tmp/mainstay-openapi-XXXXXX";
    if (!mkdtemp(folder)) return complain("cannot make a temporary folder");
    config.data = std::string(folder) + "/data";
    config.is_durable = false;
    config.is_demo = true;
    {
        auto house = open_house(config, true);
        std::cout << house->router.openapi(version()) << "\n";
    }
    std::filesystem::remove_all(folder);
    return 0;
}

}  // namespace mainstay::app
