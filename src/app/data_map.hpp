#pragma once
// Every column of every table, and what it says about people. A test compares it with the database, so that nobody adds a column without
// saying what it holds. Backup, export and the content hash walk through it.
#include <vector>

#include "kit/db/table.hpp"

namespace mainstay::app {

const std::vector<db::Table>& data_map();  // in an order in which rows can be inserted

// Not in a backup: they can be made again from the rest, or speak of the running processes.
const std::vector<db::Table>& derived_tables();

}  // namespace mainstay::app
