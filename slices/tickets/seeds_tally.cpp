#include "tickets/demo_script.hpp"

namespace mainstay::tickets::demo {
namespace {

constexpr Story kStories[] = {
    {"en", Type::incident, Level::high, Level::medium, "Replication", "lag", R"(
@subject Standby {host} falls {1:40-300} s behind the primary
@customer
Test {1}
@agent
Hm
@done ok
)"},
    {"zh", Type::incident, Level::high, Level::medium, "Replication", "lag", R"(
@subject 备机 {host} 延迟 {1:40-300} 秒
@customer
Test {1}
@agent
Hm
@done ok
)"},
};

}  // namespace

std::span<const Story> tally_stories() { return kStories; }

}  // namespace mainstay::tickets::demo
