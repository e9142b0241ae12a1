#pragma once
// The LMTP and SMTP listeners in front of the channels slice.
#include <memory>

#include "app/house.hpp"

namespace mainstay::app {

class MailIntake {
public:
    explicit MailIntake(House& house);  // binds what the configuration names; throws naming the address
    ~MailIntake();
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mainstay::app
