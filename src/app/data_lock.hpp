#pragma once
// One server a data folder, where the database is a file in it. The lock ends with the process, however it ends: whoever has it knows
// that no other server lives, and that nothing is being worked on.
#include <string>

namespace mainstay::app {

class DataLock {
public:
    explicit DataLock(const std::string& folder);  // throws std::runtime_error, with words for the administrator, when it is taken
    ~DataLock();
    DataLock(const DataLock&) = delete;
    DataLock& operator=(const DataLock&) = delete;

private:
    int fd_;
};

}  // namespace mainstay::app
