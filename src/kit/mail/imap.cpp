#include "kit/mail/imap.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "kit/mail/curl_setup.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void lost(const std::string& what) {
    throw ImapError(ImapFailure::connection, what);
}

}  // namespace

struct ImapMailbox::Connection {
    explicit Connection(ImapSettings given) : settings(std::move(given)), reader(settings.max_message_bytes) {
        open();
    }

    void open() {
        handle = new_curl();
        set_server(handle.get(), "imap", settings);
        curl_easy_setopt(handle.get(), CURLOPT_CONNECT_ONLY, 1L);
        std::array<char, CURL_ERROR_SIZE> error{};
        curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, error.data());
        const auto status = curl_easy_perform(handle.get());
        curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, nullptr);
        if (status != CURLE_OK) {
            const auto failure =
                is_settings_failure(status) ? ImapFailure::our_config : ImapFailure::connection;
            throw ImapError(
                failure, error[0] != '\0' ? error.data() : curl_easy_strerror(status), 0, step_of(status));
        }
        curl_easy_getinfo(handle.get(), CURLINFO_ACTIVESOCKET, &socket);
    }

    void wait(short what) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd entry{socket, what, 0};
        if (left <= 0 || ::poll(&entry, 1, static_cast<int>(left)) == 0)
            lost("the server did not answer in time");
    }

    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            std::size_t sent = 0;
            const auto status = curl_easy_send(handle.get(), bytes.data(), bytes.size(), &sent);
            if (status == CURLE_AGAIN)
                wait(POLLOUT);
            else if (status != CURLE_OK)
                lost(curl_easy_strerror(status));
            bytes.remove_prefix(sent);
        }
    }

    ImapAnswer read() {
        for (;;) {
            if (auto answer = reader.next()) return std::move(*answer);
            std::size_t count = 0;
            const auto status = curl_easy_recv(handle.get(), chunk.data(), chunk.size(), &count);
            if (status == CURLE_AGAIN) {
                wait(POLLIN);
                continue;
            }
            if (status != CURLE_OK || count == 0) lost("the server closed the connection");
            reader.feed({chunk.data(), count});
        }
    }

    // Sends a command, hands every untagged answer to `each`, checks the last one.
    template <class Each>
    void ask(const std::string& command, ImapFailure when_refused, Each each) {
        if (is_broken) lost("the connection was given up");
        deadline = Clock::now() + std::chrono::seconds(settings.total_seconds);
        const auto tag = "M" + std::to_string(++commands);
        is_broken = true;  // until the last answer is here: a half-read conversation cannot go on
        write(tag + " " + command + "\r\n");
        for (;;) {
            const auto answer = read();
            if (begins_with(answer.text, "* BYE"))
                lost("the server said goodbye: " + one_line(answer.text.substr(0, 200)));
            if (answer.text.starts_with('+')) continue;
            if (!answer.text.starts_with(tag + " ")) {
                each(answer);
                continue;
            }
            is_broken = false;
            if (begins_with(std::string_view(answer.text).substr(tag.size() + 1), "OK")) return;
            throw ImapError(when_refused, one_line(answer.text.substr(tag.size() + 1, 300)));
        }
    }

    bool stream_body(std::uint32_t uid, const std::function<void(std::string_view)>& take) {
        bool is_found = false, is_streamed = false;
        reader.stream_bodies_to([&](std::string_view piece) {
            is_streamed = true;
            take(piece);
        });
        ask("UID FETCH " + std::to_string(uid) + " (UID BODY.PEEK[])",
            ImapFailure::refused,
            [&](const ImapAnswer& answer) {
                const auto found = read_body(answer, uid);
                if (found) take(*found);  // one that came in quotes; empty when it was streamed
                is_found |= found.has_value();
            });
        reader.stream_bodies_to(nullptr);
        if (is_streamed && !is_found) lost("the server sent another mail than was asked for");
        return is_found;
    }

    void select() {
        selected = {};
        ask("SELECT " + quote_mailbox(settings.mailbox),
            ImapFailure::our_config,
            [&](const ImapAnswer& answer) {
                if (const auto number = read_number(answer.text, "UIDVALIDITY"))
                    selected.uidvalidity = *number;
                if (const auto number = read_number(answer.text, "UIDNEXT")) selected.uidnext = *number;
                if (answer.text.ends_with(" EXISTS"))
                    selected.messages = read_number(answer.text, "*").value_or(0);
            });
    }

    ImapSettings settings;
    CurlHandle handle;
    curl_socket_t socket = CURL_SOCKET_BAD;
    ImapReader reader;
    std::array<char, 64 * 1024> chunk;
    Clock::time_point deadline;
    int commands = 0;
    bool is_broken = false;
    Status selected;
};

ImapMailbox::ImapMailbox(ImapSettings settings)
    : connection_(std::make_unique<Connection>(std::move(settings))) {
    connection_->select();
}
ImapMailbox::ImapMailbox(ImapMailbox&&) noexcept = default;

ImapMailbox::~ImapMailbox() {
    if (!connection_ || connection_->is_broken) return;
    std::size_t sent = 0;
    curl_easy_send(connection_->handle.get(), "M0 LOGOUT\r\n", 11, &sent);
}

ImapMailbox::Status ImapMailbox::status() {
    connection_->select();
    return connection_->selected;
}

std::vector<std::uint32_t> ImapMailbox::list(std::uint32_t after, std::size_t most) {
    std::vector<std::uint32_t> out;
    if (after == UINT32_MAX) return out;
    connection_->ask("UID SEARCH UID " + std::to_string(after + 1) + ":*",
                     ImapFailure::refused,
                     [&](const ImapAnswer& answer) {
                         for (const auto uid : read_search(answer.text))
                             if (uid > after)
                                 out.push_back(uid);  // "n:*" names the last mail even when it is older
                     });
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    if (out.size() > most) out.resize(most);
    return out;
}

bool ImapMailbox::fetch(std::uint32_t uid, const std::function<void(std::string_view)>& take) {
    std::optional<std::uint32_t> size;
    connection_->ask("UID FETCH " + std::to_string(uid) + " (UID RFC822.SIZE)",
                     ImapFailure::refused,
                     [&](const ImapAnswer& answer) {
                         if (read_number(answer.text, "UID") == uid)
                             size = read_number(answer.text, "RFC822.SIZE");
                     });
    if (!size) return false;
    if (*size > connection_->settings.max_message_bytes)
        throw ImapError(ImapFailure::too_large,
                        "a mail of " + std::to_string(*size) + " bytes is larger than allowed",
                        *size);
    return connection_->stream_body(uid, take);
}

std::optional<std::string> ImapMailbox::fetch_headers(std::uint32_t uid) {
    std::optional<std::string> headers;
    connection_->ask("UID FETCH " + std::to_string(uid) + " (UID BODY.PEEK[HEADER]<0.65536>)",
                     ImapFailure::refused,
                     [&](const ImapAnswer& answer) {
                         if (auto found = read_body(answer, uid)) headers = std::move(found);
                     });
    return headers;
}

Check check_imap(const ImapSettings& settings) {
    try {
        return {std::nullopt, ImapMailbox(settings).status().messages};
    } catch (const ImapError& failure) {
        return {failure.step()};
    } catch (const std::invalid_argument&) {
        return {Step::resolve};
    }
}

void ImapMailbox::mark_seen(std::uint32_t uid) {
    connection_->ask("UID STORE " + std::to_string(uid) + " +FLAGS.SILENT (\\Seen)",
                     ImapFailure::refused,
                     [](const ImapAnswer&) {});
}

}  // namespace mainstay::mail
