#pragma once
// Demo data: three projects with versions and components.
#include "projects/projects.hpp"

namespace mainstay::projects {

Result<std::vector<Project>> seed_demo(Projects& projects, Millis now);  // HarborDB, Tally ERP, Streamlake

}  // namespace mainstay::projects
