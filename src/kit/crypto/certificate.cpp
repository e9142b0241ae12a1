#include "kit/crypto/certificate.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <ctime>
#include <memory>

namespace mainstay::crypto {

std::optional<Millis> certificate_ends(const std::string& file) {
    const std::unique_ptr<std::FILE, void (*)(std::FILE*)> in(std::fopen(file.c_str(), "re"), [](std::FILE* f) { std::fclose(f); });
    if (!in) return std::nullopt;
    const std::unique_ptr<X509, void (*)(X509*)> certificate(PEM_read_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
    std::tm end{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return std::nullopt;
    return static_cast<Millis>(timegm(&end)) * 1000;
}

}  // namespace mainstay::crypto
