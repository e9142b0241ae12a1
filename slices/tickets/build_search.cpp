#include "tickets/build_search.hpp"

#include "kit/search/tokens.hpp"
#include "tickets/search_scope.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

constexpr int kBatch = 2000;

struct Waiting {
    std::int64_t seq;
    std::string ticket_id, words, scopes;
    bool is_internal;
};

Waiting read(const db::Row& row) {
    Waiting one{row.integer(0), row.text(1), search::index_text(row.text(7) + "\n" + row.text(3) + "\n" + row.text(4), 5'000),
                " " + person_scope(row.text(5)), row.view(2) == "internal" || row.view(2) == "embargoed"};
    if (!row.is_null(6)) one.scopes += " " + organisation_scope(row.text(6));
    return one;
}

// As a message that comes in is indexed (TicketWork::index); one index after the other, or SQLite makes many small segments.
std::int64_t build_batch(db::Tx& tx, std::int64_t after) {
    const auto batch = tx.list(sql::list_to_index, {after, kBatch}, read);
    std::vector<std::int64_t> docs;
    for (const auto& one : batch) docs.push_back(tx.insert_for_key(sql::insert_search_doc, {one.ticket_id, one.seq}));
    for (const bool is_internal : {false, true}) {
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (batch[i].is_internal != is_internal) continue;
            auto words = batch[i].words;
            if (!is_internal) {
                words += batch[i].scopes;
                tx.each(sql::list_participant_ids, {batch[i].ticket_id}, [&](const db::Row& r) { words += " " + person_scope(r.text(0)); });
            }
            tx.exec(is_internal ? sql::insert_words_internal : sql::insert_words_customer, {docs[i], words});
        }
    }
    return batch.empty() ? 0 : batch.back().seq;
}

}  // namespace

Result<> build_search(db::Database& db, const std::function<void(std::int64_t)>& progress) {
    for (std::int64_t last = 0;;) {
        MS_TRY(const auto reached, db.write([&](db::Tx& tx) -> Result<std::int64_t> { return build_batch(tx, last); }));
        if (reached == 0) return Done{};
        last = reached;
        progress(last);
    }
}

}  // namespace mainstay::tickets
