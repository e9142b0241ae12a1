#include "kit/mail/curl_setup.hpp"

#include <algorithm>
#include <mutex>
#include <new>
#include <stdexcept>

namespace mainstay::mail {

CurlHandle new_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    CurlHandle handle(curl_easy_init());
    if (!handle) throw std::bad_alloc();
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");  // not what the environment says
    return handle;
}

void set_server(CURL* handle,
                const std::string& scheme,
                const ServerSettings& settings,
                const std::string& path) {
    const bool is_host =
        !settings.host.empty() && std::all_of(settings.host.begin(), settings.host.end(), [](char c) {
            return c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_' ||
                   (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        });
    if (!is_host) throw std::invalid_argument("\"" + settings.host + "\" is no server name");
    if (path.find_first_of("/?# \r\n") != std::string::npos)
        throw std::invalid_argument("\"" + path + "\" is no name for a server to hear");
    const bool is_bare_v6 = settings.host.find(':') != std::string::npos && settings.host.front() != '[';
    const auto host = is_bare_v6 ? "[" + settings.host + "]" : settings.host;
    const auto url = scheme + (settings.tls == Tls::implicit ? "s://" : "://") + host + ":" +
                     std::to_string(settings.port) + "/" + path;
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, (scheme + "," + scheme + "s").c_str());
    curl_easy_setopt(handle,
                     CURLOPT_USE_SSL,
                     static_cast<long>(settings.tls == Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, settings.verify_certificate ? 1L : 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, settings.verify_certificate ? 2L : 0L);
    if (!settings.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.connect_seconds));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(settings.total_seconds));
    if (settings.user.empty()) return;
    curl_easy_setopt(handle, CURLOPT_USERNAME, settings.user.c_str());
    if (settings.bearer.empty()) {
        curl_easy_setopt(handle, CURLOPT_PASSWORD, settings.password.c_str());
        return;
    }
    curl_easy_setopt(handle, CURLOPT_XOAUTH2_BEARER, settings.bearer.c_str());
    curl_easy_setopt(handle,
                     CURLOPT_LOGIN_OPTIONS,
                     "AUTH=OAUTHBEARER;AUTH=XOAUTH2");  // and never a mechanism with a password
}

Step step_of(CURLcode code) {
    switch (code) {
        case CURLE_URL_MALFORMAT:
        case CURLE_COULDNT_RESOLVE_HOST: return Step::resolve;
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE: return Step::encrypt;
        case CURLE_LOGIN_DENIED:
        case CURLE_AUTH_ERROR:
        case CURLE_ABORTED_BY_CALLBACK: return Step::sign_in;
        default: return Step::connect;
    }
}

bool is_connection_failure(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_PARTIAL_FILE:
        case CURLE_ABORTED_BY_CALLBACK: return true;
        default: return false;
    }
}

bool is_settings_failure(CURLcode code) {
    switch (code) {
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_LOGIN_DENIED:
        case CURLE_AUTH_ERROR:
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_REMOTE_ACCESS_DENIED: return true;
        default: return false;
    }
}

}  // namespace mainstay::mail
