#pragma once
// While it lives, this thread waits for something other than the processor (a commit, another server), so whoever runs it
// may let another thread work in its place. Costs nothing on a thread that nobody watches.
namespace mainstay {

class Blocking {
public:
    class Watcher {
    public:
        virtual void blocks() = 0;
        virtual void resumes() = 0;

    protected:
        ~Watcher() = default;
    };
    static void watch_this_thread(Watcher* watcher);  // nullptr: nobody

    Blocking();
    ~Blocking();
    Blocking(const Blocking&) = delete;
    Blocking& operator=(const Blocking&) = delete;

private:
    Watcher* watcher_;  // nullptr inside another Blocking
};

}  // namespace mainstay
