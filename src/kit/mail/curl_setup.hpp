#pragma once
// What the SMTP and IMAP clients share: a libcurl handle with addresses, TLS, sign-in and time limits set.
#include <curl/curl.h>

#include <memory>
#include <string>

#include "kit/mail/smtp_client.hpp"

namespace mainstay::mail {

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CurlFree>;

CurlHandle new_curl();

// `scheme` is "smtp" or "imap". Throws std::invalid_argument for settings that cannot be a server.
void set_server(CURL* handle,
                const std::string& scheme,
                const ServerSettings& settings,
                const std::string& path = {});

bool is_connection_failure(CURLcode code);  // the network or the other side's machine
bool is_settings_failure(CURLcode code);    // ours: address, certificate, sign-in
Step step_of(CURLcode code);                // where a conversation failed

}  // namespace mainstay::mail
