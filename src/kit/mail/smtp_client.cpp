#include "kit/mail/smtp_client.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <stdexcept>

#include "kit/mail/curl_setup.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

void check_address(const std::string& address) {
    const bool is_odd = address.size() > 320 || std::any_of(address.begin(), address.end(), [](char c) {
                            return static_cast<unsigned char>(c) <= ' ' || c == 127 || c == '<' || c == '>';
                        });
    if (is_odd) throw std::invalid_argument("\"" + one_line(address) + "\" cannot be a mail address");
}

// What was said, command by command: which answer belongs to which RCPT, and the last one.
class Transcript {
public:
    explicit Transcript(const std::vector<std::string>& recipients) {
        for (const auto& one : recipients) results_.push_back({one, 0, ""});
    }

    void sent(std::string_view bytes) {
        has_signed_in_ |= begins_with(bytes, "AUTH ");
        if (begins_with(bytes, "RCPT TO:")) is_asking_ = next_ < results_.size();
    }

    void received(std::string_view bytes) {
        for (const auto line : lines(bytes)) {
            if (line.size() < 3 || line.find_first_not_of("0123456789") < 3) continue;
            const bool goes_on = line.size() > 3 && line[3] == '-';
            text_ += (text_.empty() ? "" : " ") + one_line(line);
            if (goes_on) continue;
            std::from_chars(line.data(), line.data() + 3, code_);
            finish();
        }
    }

    std::vector<RecipientResult> take() { return std::move(results_); }
    int code() const { return code_; }
    const std::string& text() const { return last_; }
    bool has_signed_in() const { return has_signed_in_; }  // or has tried to: a refusal ends the conversation

private:
    void finish() {
        if (is_asking_) {
            results_[next_].code = code_;
            results_[next_++].text = text_;
            is_asking_ = false;
        }
        last_ = std::move(text_);
        text_.clear();
    }

    std::vector<RecipientResult> results_;
    std::size_t next_ = 0;
    bool is_asking_ = false, has_signed_in_ = false;
    int code_ = 0;
    std::string text_, last_;
};

int on_talk(CURL*, curl_infotype type, char* bytes, std::size_t size, void* user) {
    auto& transcript = *static_cast<Transcript*>(user);
    if (type == CURLINFO_HEADER_OUT) transcript.sent({bytes, size});
    if (type == CURLINFO_HEADER_IN) transcript.received({bytes, size});
    return 0;
}

// libcurl goes on without signing in when the server offers no AUTH; we do not, before MAIL is said.
int on_ready(void* user, char*, char*, int, int) {
    return static_cast<const Transcript*>(user)->has_signed_in() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::size_t on_read(char* into, std::size_t size, std::size_t count, void* user) {
    auto& left = *static_cast<std::string_view*>(user);
    const auto taken = std::min(left.size(), size * count);
    std::memcpy(into, left.data(), taken);
    left.remove_prefix(taken);
    return taken;
}

SendFailure failure_of(CURLcode status, int code) {
    if (status == CURLE_OK) return SendFailure::none;
    if (is_settings_failure(status) || code == 530 || code == 534 || code == 535 || code == 538)
        return code / 100 == 4 ? SendFailure::temporary : SendFailure::our_config;
    // libcurl calls a refused MAIL, RCPT or end of data a failure to send
    const bool is_refusal = (status == CURLE_SEND_ERROR || status == CURLE_WEIRD_SERVER_REPLY) && code >= 400;
    if (is_connection_failure(status) && !is_refusal) return SendFailure::connection;
    if (code / 100 == 4) return SendFailure::temporary;
    return code / 100 == 5 ? SendFailure::permanent : SendFailure::connection;
}

// All recipients refused: temporary when any of them may be accepted later.
void judge_recipients(SendResult& result) {
    const auto& all = result.recipients;
    const bool is_asked = std::all_of(all.begin(), all.end(), [](const auto& one) { return one.code != 0; });
    const bool is_refused =
        is_asked && std::none_of(all.begin(), all.end(), [](const auto& one) { return one.is_accepted(); });
    if (!is_refused || result.failure == SendFailure::our_config) return;
    const auto later =
        std::find_if(all.begin(), all.end(), [](const auto& one) { return one.code / 100 == 4; });
    const auto& told = later == all.end() ? all.front() : *later;
    result.failure = later == all.end() ? SendFailure::permanent : SendFailure::temporary;
    result.code = told.code;
    result.text = told.text;
}

}  // namespace

std::string_view to_text(SendFailure failure) {
    switch (failure) {
        case SendFailure::temporary: return "temporary";
        case SendFailure::permanent: return "permanent";
        case SendFailure::connection: return "connection";
        case SendFailure::our_config: return "our_config";
        case SendFailure::none: break;
    }
    return "none";
}

Check check_smtp(const SmtpSettings& settings) {
    try {
        const auto handle = new_curl();
        set_server(handle.get(), "smtp", settings, settings.hello);
        Transcript transcript({});
        curl_easy_setopt(handle.get(), CURLOPT_CONNECT_ONLY, 1L);
        curl_easy_setopt(handle.get(), CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(handle.get(), CURLOPT_DEBUGFUNCTION, on_talk);
        curl_easy_setopt(handle.get(), CURLOPT_DEBUGDATA, &transcript);
        const auto status = curl_easy_perform(handle.get());
        if (status != CURLE_OK) return {step_of(status)};
        return settings.user.empty() || transcript.has_signed_in() ? Check{} : Check{Step::sign_in};
    } catch (const std::invalid_argument&) {
        return {Step::resolve};
    }
}

SendResult send(const SmtpSettings& settings,
                const std::string& sender,
                const std::vector<std::string>& recipients,
                std::string_view message) {
    check_address(sender);
    for (const auto& one : recipients) check_address(one);
    if (recipients.empty()) throw std::invalid_argument("a mail needs a recipient");
    const auto handle = new_curl();
    set_server(handle.get(), "smtp", settings, settings.hello);
    std::unique_ptr<curl_slist, CurlFree> list;
    for (const auto& one : recipients)
        list.reset(curl_slist_append(list.release(), ("<" + one + ">").c_str()));
    Transcript transcript(recipients);
    std::array<char, CURL_ERROR_SIZE> error{};
    const auto from = "<" + sender + ">";
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, list.get());
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(handle.get(), CURLOPT_READDATA, &message);
    curl_easy_setopt(handle.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
    curl_easy_setopt(handle.get(), CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_DEBUGFUNCTION, on_talk);
    curl_easy_setopt(handle.get(), CURLOPT_DEBUGDATA, &transcript);
    curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, error.data());
    if (!settings.user.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_PREREQFUNCTION, on_ready);
        curl_easy_setopt(handle.get(), CURLOPT_PREREQDATA, &transcript);
    }
    const auto status = curl_easy_perform(handle.get());
    if (status == CURLE_ABORTED_BY_CALLBACK)
        return {SendFailure::our_config,
                0,
                "The server offers no sign-in (AUTH), but a user is configured. Nothing was sent.",
                {}};
    SendResult result;
    result.code = transcript.code();
    result.failure = failure_of(status, result.code);
    const bool is_said = result.failure == SendFailure::temporary || result.failure == SendFailure::permanent;
    const bool has_said_why = status == CURLE_OK || is_said;
    result.text =
        has_said_why ? transcript.text() : (error[0] != '\0' ? error.data() : curl_easy_strerror(status));
    result.recipients = transcript.take();
    judge_recipients(result);
    return result;
}

}  // namespace mainstay::mail
