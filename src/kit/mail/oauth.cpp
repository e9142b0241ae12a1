#include "kit/mail/oauth.hpp"

#include <array>
#include <boost/json.hpp>

#include "kit/mail/curl_setup.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kMostAnswer = 64 << 10;

std::size_t on_answer(char* bytes, std::size_t size, std::size_t count, void* user) {
    auto& answer = *static_cast<std::string*>(user);
    if (answer.size() + size * count > kMostAnswer) return 0;  // ends the transfer
    answer.append(bytes, size * count);
    return size * count;
}

std::string form(CURL* handle, const std::array<std::pair<const char*, const std::string*>, 4>& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (value->empty()) continue;
        char* escaped = curl_easy_escape(handle, value->data(), static_cast<int>(value->size()));
        if (escaped == nullptr) throw std::bad_alloc();
        out += (out.empty() ? "" : "&") + std::string(name) + "=" + escaped;
        curl_free(escaped);
    }
    return out;
}

std::string text_of(const boost::json::object& answer, const char* name) {
    const auto* found = answer.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
}

AccessToken read_answer(const std::string& answer, long status) {
    boost::system::error_code ec;
    const auto value = boost::json::parse(answer, ec);
    const auto* object = ec ? nullptr : value.if_object();
    if (object == nullptr)
        throw OAuthError("The token server answered " + std::to_string(status) + " and no JSON.");
    AccessToken token{text_of(*object, "access_token"), 300, text_of(*object, "refresh_token")};
    if (status != 200 || token.token.empty())  // "invalid_grant": a word of the standard, no secret
        throw OAuthError("The token server refused: " + one_line(text_of(*object, "error").substr(0, 60)) +
                         " (" + std::to_string(status) + ")");
    if (const auto* seconds = object->if_contains("expires_in"); seconds != nullptr && seconds->is_int64())
        token.seconds = seconds->as_int64();
    return token;
}

}  // namespace

bool is_token_url(const std::string& url) {
    const auto host = url.substr(0, url.find('/', std::min<std::size_t>(url.size(), 8)));
    if (host.find('@') != std::string::npos || url.find_first_of(" \r\n") != std::string::npos) return false;
    return (url.starts_with("https://") && host.size() > 8) || host.starts_with("http://127.0.0.1:") ||
           host.starts_with("http://localhost:");
}

AccessToken refresh(const OAuthClient& client) {
    if (!is_token_url(client.token_url)) throw OAuthError("The token URL must begin with https://.");
    const auto handle = new_curl();
    static const std::string kGrant = "refresh_token";
    const auto body = form(handle.get(),
                           {{{"grant_type", &kGrant},
                             {"client_id", &client.client_id},
                             {"client_secret", &client.client_secret},
                             {"refresh_token", &client.refresh_token}}});
    std::string answer;
    curl_easy_setopt(handle.get(), CURLOPT_URL, client.token_url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, 15L);
    const auto done = curl_easy_perform(handle.get());  // redirects are not followed
    if (done != CURLE_OK)
        throw OAuthError(std::string("The token server cannot be asked: ") + curl_easy_strerror(done));
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return read_answer(answer, status);
}

}  // namespace mainstay::mail
