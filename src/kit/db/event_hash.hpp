#pragma once
// The hash of one link of the event log: keyed BLAKE2b over length-prefixed fields, previous hash included. The payload
// enters by its salted hash, so that erasing payload and salt keeps the chain valid.
#include <cstdint>
#include <string>
#include <string_view>

namespace mainstay::db {

struct HashedEvent {
    std::int64_t seq = 0;
    std::int64_t at = 0;
    std::string_view kind, subject_type, subject_id, actor_id, actor_role, node, payload_hash, prev_hash;
};

std::string hash_event(std::string_view key, const HashedEvent& event);  // hex

}  // namespace mainstay::db
