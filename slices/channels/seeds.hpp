#pragma once
// Demo data: the addresses people write to.
#include "channels/channels.hpp"

namespace mainstay::channels {

struct DemoMailbox {
    std::string address, name, kind, project_id, team_id;
};
Result<> seed_demo(Channels& channels, const std::vector<DemoMailbox>& mailboxes);

}  // namespace mainstay::channels
