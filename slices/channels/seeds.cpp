#include "channels/seeds.hpp"

namespace mainstay::channels {

Result<> seed_demo(Channels& channels, const std::vector<DemoMailbox>& mailboxes) {
    for (const auto& one : mailboxes) {
        Mailbox box;
        box.address = one.address;
        box.name = one.name;
        box.kind = one.kind;
        box.project_id = one.project_id;
        box.team_id = one.team_id;
        box.sends_acknowledgement = one.kind == "private";
        MS_CHECK(channels.create_mailbox(for_system("seed"), box));
    }
    return Done{};
}

}  // namespace mainstay::channels
