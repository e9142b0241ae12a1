#include "kit/db/event_hash.hpp"

#include "kit/crypto/crypto.hpp"

namespace mainstay::db {

std::string hash_event(std::string_view key, const HashedEvent& e) {
    const auto seq = std::to_string(e.seq), at = std::to_string(e.at);
    return crypto::hex(crypto::keyed_hash(key, {seq, at, e.kind, e.subject_type, e.subject_id, e.actor_id, e.actor_role, e.node,
                                                e.payload_hash, e.prev_hash}));
}

}  // namespace mainstay::db
