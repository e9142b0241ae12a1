#include "channels/mailbox.hpp"

#include <zlib.h>

#include <stdexcept>

#include "kit/crypto/crypto.hpp"

namespace mainstay::channels {

std::pair<std::string, std::string> split_address(const std::string& address) {
    const auto at = address.rfind('@');
    if (at == std::string::npos) return {address, ""};
    return {address.substr(0, at), address.substr(at + 1)};
}

std::string deflate_base64(std::string_view bytes) {
    uLongf size = compressBound(bytes.size());
    std::string packed(size, '\0');
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 1) != Z_OK)
        throw std::runtime_error("zlib cannot compress");
    packed.resize(size);
    return std::to_string(bytes.size()) + ":" + crypto::base64url(packed);
}

bool may_see_mail_of(const Actor& actor, const std::optional<Mailbox>& mailbox) {
    return actor.all_teams || (mailbox && !mailbox->team_id.empty() && actor.is_in_team(mailbox->team_id));
}

std::string inflate_base64(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) throw std::runtime_error("a kept mail is damaged");
    const auto packed = crypto::from_base64url(text.substr(colon + 1));
    uLongf size = std::stoul(std::string(text.substr(0, colon)));
    std::string bytes(size, '\0');
    if (!packed || uncompress(reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(packed->data()), packed->size()) != Z_OK)
        throw std::runtime_error("a kept mail is damaged");
    bytes.resize(size);
    return bytes;
}

}  // namespace mainstay::channels
