#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "kit/http/server.hpp"

using namespace mainstay;

namespace {

// A key and a certificate it signs itself, as PEM files.
void write_identity(const std::string& certificate_path, const std::string& key_path) {
    auto* key = EVP_EC_gen("P-256");
    auto* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    auto* file = std::fopen(certificate_path.c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    file = std::fopen(key_path.c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

class TlsClient {
public:
    explicit TlsClient(std::uint16_t port, int version = TLS1_3_VERSION) : context_(SSL_CTX_new(TLS_client_method())) {
        SSL_CTX_set_security_level(context_, 0);
        SSL_CTX_set_min_proto_version(context_, version);
        SSL_CTX_set_max_proto_version(context_, version);
        auto* connection = BIO_new_connect(("127.0.0.1:" + std::to_string(port)).c_str());
        ssl_ = SSL_new(context_);
        SSL_set_bio(ssl_, connection, connection);
        is_connected_ = BIO_do_connect(connection) == 1 && SSL_connect(ssl_) == 1;
    }
    ~TlsClient() {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
        ERR_clear_error();
    }
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;
    bool is_connected() const { return is_connected_; }
    std::string ask(const std::string& request, std::size_t at_least) {
        SSL_write(ssl_, request.data(), static_cast<int>(request.size()));
        std::string answer;
        char bytes[16384];
        while (answer.size() < at_least) {
            const int n = SSL_read(ssl_, bytes, sizeof bytes);
            if (n <= 0) break;
            answer.append(bytes, static_cast<std::size_t>(n));
        }
        return answer;
    }

private:
    SSL_CTX* context_;
    SSL* ssl_ = nullptr;
    bool is_connected_ = false;
};

}  // namespace

TEST_CASE("TLS: requests, large answers, and no old versions") {
    char folder[] = "/tmp/mainstay-tls-XXXXXX";
    const std::string path = ::mkdtemp(folder);
    http::ServerOptions options;
    options.listen = {"127.0.0.1:0"};
    options.tls_certificate = path + "/certificate.pem";
    options.tls_key = path + "/key.pem";
    http::Router router;
    router.get("/secure", http::Access::anyone, [](const http::Request& request) -> Result<http::Response> {
        return http::Response{.body = request.is_secure ? "secure" : "plain"};
    });
    router.get("/large", http::Access::anyone, [](const http::Request&) -> Result<http::Response> {
        return http::Response{.body = std::string(5 << 20, 'x')};
    });
    CHECK_THROWS_WITH_AS(http::Server(options, router), doctest::Contains("certificate.pem"), std::runtime_error);
    write_identity(options.tls_certificate, options.tls_key);
    http::Server server(options, router);
    server.start();
    const auto port = server.ports().at(0);
    {
        TlsClient client(port);
        REQUIRE(client.is_connected());
        const auto answer = client.ask("GET /secure HTTP/1.1\r\nHost: a\r\n\r\n", 100);
        CHECK(answer.ends_with("\r\n\r\nsecure"));
        CHECK(answer.find("strict-transport-security") != std::string::npos);
        CHECK(client.ask("GET /large HTTP/1.1\r\nHost: a\r\n\r\n", 5 << 20).ends_with("xxxx"));
        CHECK(client.ask("GET /secure HTTP/1.1\r\nHost: a\r\n\r\n", 100).ends_with("secure"));
    }
    CHECK(TlsClient(port, TLS1_2_VERSION).is_connected());
    CHECK_FALSE(TlsClient(port, TLS1_1_VERSION).is_connected());
    server.stop(1);
    std::filesystem::remove_all(path);
}
