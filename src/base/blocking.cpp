#include "base/blocking.hpp"

#include <utility>

namespace mainstay {
namespace {

thread_local Blocking::Watcher* watcher_of_this_thread = nullptr;

}  // namespace

void Blocking::watch_this_thread(Watcher* watcher) { watcher_of_this_thread = watcher; }

Blocking::Blocking() : watcher_(std::exchange(watcher_of_this_thread, nullptr)) {
    if (watcher_) watcher_->blocks();
}

Blocking::~Blocking() {
    if (!watcher_) return;
    watcher_->resumes();
    watcher_of_this_thread = watcher_;
}

}  // namespace mainstay
