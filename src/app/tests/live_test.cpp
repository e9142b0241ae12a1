#include "app/live.hpp"

#include <condition_variable>
#include <cstdlib>
#include <iostream>

#include "support/databases.hpp"

using namespace mainstay;

namespace {

class Listener final : public http::Stream {
public:
    bool send(std::string frame) override {
        const std::lock_guard lock(mutex_);
        heard_ += frame;
        came_.notify_all();
        return true;
    }
    bool is_open() const override { return true; }
    void close() override {}

    // A deadlock cannot be taken back: the threads that hang are the writer's. So it ends the run, loudly.
    void wait_for(const std::string& text) {
        std::unique_lock lock(mutex_);
        if (came_.wait_for(lock, std::chrono::seconds(60), [&] { return heard_.find(text) != std::string::npos; })) return;
        std::cerr << "live updates and the writer wait for each other; not heard: " << text << "\n";
        std::abort();
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::string heard_;
};

Result<> happen(db::Database& db, const std::string& kind) {
    return db.write([&](db::Tx& tx) -> Result<> {
        tx.emit(for_system("test"), {.kind = kind, .subject_type = "test", .subject_id = "1", .scope = "signed-in"});
        return Done{};
    });
}

}  // namespace

// Asking whether a listener may still hear can write (it touches the session). It is asked with the list of listeners locked, and the
// writer tells of its news before it gives an answer: were that the same lock, both would wait for ever.
ON_EVERY_DATABASE("live: a stream asks for permission while the writer commits, and nobody waits for ever") {
    Actor li{.id = "li", .role = Role::customer, .team_ids = {}, .scopes = {}};
    std::atomic<Millis> now{1'750'000'000'000};
    std::atomic<int> asked{0};
    app::Live live(db, [&] { return now.load(); }, [&](const http::Request&) -> Result<Actor> {
        ++asked;
        MS_CHECK(happen(db, "test.session_touched"));
        return li;
    });
    live.start();
    const auto listener = std::make_shared<Listener>();
    http::Request request;
    request.actor = li;
    live.subscribe(listener, request, -1);
    for (int round = 0; round < 5; ++round) {
        now += kMinute;  // long enough to be asked again
        const auto kind = "test.round_" + std::to_string(round);
        CHECK(happen(db, kind));
        listener->wait_for("event: " + kind);
    }
    listener->wait_for("event: test.session_touched");
    CHECK(asked >= 5);
    live.stop();
}
