#include "channels/smtp_settings.hpp"

namespace mainstay::json {

const Fields& Shape<channels::ServerSettings>::fields() {
    using T = channels::ServerSettings;
    static const Fields list{required<&T::host>("host", {.min = 1, .max = 253}), required<&T::port>("port", {.lowest = 1, .highest = 65535}),
                             optional<&T::security>("security", {.about = "none, starttls or tls"}), optional<&T::user>("user", {.max = 254}),
                             optional<&T::password>("password", {.max = 500}), optional<&T::folder>("folder", {.min = 1, .max = 200})};
    return list;
}

}  // namespace mainstay::json

namespace mainstay::channels {

std::string settings_json(const ServerSettings& settings) {
    return json::write(settings);
}
std::optional<ServerSettings> settings_from(const std::string& text) {
    auto settings = json::read<ServerSettings>(text);
    return settings ? std::optional(*std::move(settings)) : std::nullopt;
}
std::string seal_settings(const crypto::KeyRing& keys, const std::string& place, const ServerSettings& settings) {
    return crypto::seal(keys.key("secrets"), place, settings_json(settings));
}
std::optional<ServerSettings> open_settings(const crypto::KeyRing& keys, const std::string& place, const std::string& sealed) {
    const auto text = sealed.empty() ? std::nullopt : crypto::open(keys.key("secrets"), place, sealed);
    return text ? settings_from(*text) : std::nullopt;
}

}  // namespace mainstay::channels
