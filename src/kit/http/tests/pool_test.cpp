#include "kit/http/pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using mainstay::http::Pool;
using namespace std::chrono_literals;

namespace {

struct Count {
    std::atomic<int> started{0}, done{0};
    std::atomic<bool> may_end{true};
};

void run(void* subject) {
    auto& count = *static_cast<Count*>(subject);
    ++count.started;
    while (!count.may_end) std::this_thread::sleep_for(1ms);
    ++count.done;
}

}  // namespace

TEST_CASE("a pool runs everything, also what is still queued when it stops") {
    const auto count = std::make_shared<Count>();
    Pool pool(4, 100'000);
    for (int i = 0; i < 10'000; ++i) CHECK(pool.submit({count, run}));
    {
        const Pool::Gathering round(pool);
        for (int i = 0; i < 10'000; ++i) CHECK(pool.submit({count, run}));
    }
    pool.stop();
    CHECK(count->done == 20'000);
    CHECK_FALSE(pool.submit({count, run}));
}

TEST_CASE("blocked threads are joined by others, up to the limit") {
    const auto count = std::make_shared<Count>();
    count->may_end = false;
    Pool pool(16, 20);
    for (int i = 0; i < 20; ++i) pool.submit({count, run});
    for (int i = 0; i < 1000 && count->started < 16; ++i) {
        pool.nudge();
        std::this_thread::sleep_for(1ms);
    }
    CHECK(count->started == 16);
    CHECK(pool.nudge());
    for (int i = 0; i < 16; ++i) pool.submit({count, run});
    CHECK_FALSE(pool.submit({count, run}));
    count->may_end = true;
    pool.stop();
    CHECK(count->done == 36);
}

TEST_CASE("who says that it waits is joined by others at once, without a nudge") {
    const auto count = std::make_shared<Count>();
    count->may_end = false;
    Pool pool(16, 100);
    const auto wait = [](void* subject) {
        const mainstay::Blocking waiting;
        run(subject);
    };
    for (int i = 0; i < 16; ++i) pool.submit({count, wait});
    for (int i = 0; i < 2000 && count->started < 16; ++i) std::this_thread::sleep_for(1ms);
    CHECK(count->started == 16);
    count->may_end = true;
    pool.stop();
    CHECK(count->done == 16);
}

TEST_CASE("no more threads run than there are cores") {
    struct Busy {
        std::atomic<int> now{0}, most{0}, done{0};
    };
    const auto busy = std::make_shared<Busy>();
    Pool pool(16, 10'000);
    const auto work = [](void* subject) {
        auto& b = *static_cast<Busy*>(subject);
        const int now = ++b.now;
        for (int most = b.most; now > most && !b.most.compare_exchange_weak(most, now);) continue;
        for (volatile int i = 0; i < 2000;) i = i + 1;
        --b.now;
        ++b.done;
    };
    for (int i = 0; i < 5000; ++i) pool.submit({busy, work});
    pool.stop();
    CHECK(busy->done == 5000);
    CHECK(busy->most <= std::max(1u, std::thread::hardware_concurrency()));
}
