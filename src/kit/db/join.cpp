#include "kit/db/pool.hpp"

namespace mainstay::db {

void join(Tx& tx, const std::function<bool(Tx&)>& work) {
    static constexpr Query kSave{"db.inner_savepoint", "SAVEPOINT inner_job"};
    static constexpr Query kBack{"db.inner_rollback", "ROLLBACK TO SAVEPOINT inner_job"};
    static constexpr Query kRelease{"db.inner_release", "RELEASE SAVEPOINT inner_job"};
    const auto events = tx.notes().events.size(), counts = tx.notes().counts.size(), acts = tx.notes().acts.size(), late = tx.notes().late.size();
    auto undo = [&] {
        tx.exec(kBack, {});
        tx.exec(kRelease, {});
        tx.notes().events.resize(events);
        tx.notes().counts.resize(counts);
        tx.notes().acts.resize(acts);
        tx.notes().late.resize(late);
    };
    tx.exec(kSave, {});
    bool keep = false;
    try {
        keep = work(tx);
    } catch (...) {
        undo();
        throw;
    }
    if (!keep) return undo();
    tx.exec(kRelease, {});
}

}  // namespace mainstay::db
