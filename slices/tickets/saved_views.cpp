#include "tickets/saved_views.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

constexpr std::string_view kColumns[] = {"requester",
                                         "organisation",
                                         "assignee",
                                         "team",
                                         "project",
                                         "priority",
                                         "type",
                                         "tags",
                                         "created",
                                         "updated"};

Error no_such_view() {
    return Error(ErrorKind::not_found, "no_such_view", "There is no such view.");
}

// What is shared belongs to the desk: leads keep it in order when its owner is away.
bool may_change(const Actor& actor, const SavedView& view) {
    return view.owner_id == actor.id || (view.is_shared && actor.is_lead());
}

SavedView read(const db::Row& r, const Actor& actor) {
    SavedView view;
    view.id = r.text(0);
    view.owner_id = r.text(1);
    view.owner_name = r.text(2);
    view.name = r.text(3);
    view.is_shared = r.flag(4);
    auto conditions = json::read<Condition>(r.view(5));
    if (!conditions) throw db::Failure("the conditions of view " + view.id + " cannot be read");
    view.conditions = *std::move(conditions);
    view.sort = r.text(6);
    view.order = r.flag(7) ? "asc" : "desc";
    view.columns = split(r.view(8), ' ');
    view.version = r.integer(9);
    view.may_change = may_change(actor, view);
    return view;
}

Result<> check_order(const ViewOrder& order) {
    std::vector<FieldError> mistakes;
    static constexpr std::string_view kSorts[] = {"updated", "created", "priority", "number"};
    if (std::find(std::begin(kSorts), std::end(kSorts), order.sort) == std::end(kSorts))
        mistakes.push_back({"/sort", "unknown_word", "Sort by updated, created, priority or number."});
    if (order.order != "asc" && order.order != "desc")
        mistakes.push_back({"/order", "unknown_word", "The order is asc or desc."});
    for (std::size_t i = 0; i < order.columns.size(); ++i)
        if (std::find(std::begin(kColumns), std::end(kColumns), order.columns[i]) == std::end(kColumns))
            mistakes.push_back({"/columns/" + std::to_string(i),
                                "unknown_word",
                                "\"" + order.columns[i] + "\" is not a column."});
    if (const auto checked = check(order.conditions, "/conditions"); !checked)
        mistakes.insert(mistakes.end(), checked.error().fields().begin(), checked.error().fields().end());
    if (!mistakes.empty())
        return Error(ErrorKind::invalid, "invalid_fields", "Some fields are not valid.", std::move(mistakes));
    return Done{};
}

// Nobody but the owner hears of a personal view.
void tell(db::Tx& tx, const Actor& actor, const char* kind, const SavedView& view, bool was_shared) {
    const bool is_news_for_all = view.is_shared || was_shared;
    tx.emit(actor,
            {.kind = kind,
             .subject_type = "view",
             .subject_id = view.id,
             .scope = is_news_for_all ? "staff person:" + view.owner_id : "person:" + view.owner_id});
}

Result<SavedView> find_changeable(db::Tx& tx, const Actor& actor, const std::string& id) {
    MS_TRY(auto view, find_saved_view(tx, actor, id));
    if (!view.may_change)
        return Error(ErrorKind::forbidden,
                     "not_your_view",
                     "Only its owner, a lead or an administrator may change this view.");
    return view;
}

}  // namespace

std::vector<SavedView> list_saved_views(db::Tx& tx, const Actor& actor) {
    return tx.list(sql::list_saved_views, {actor.id}, [&](const db::Row& r) { return read(r, actor); });
}

Result<SavedView> find_saved_view(db::Tx& tx, const Actor& actor, const std::string& id) {
    auto view =
        tx.find(sql::find_saved_view, {id, actor.id}, [&](const db::Row& r) { return read(r, actor); });
    if (!view) return no_such_view();
    return *std::move(view);
}

Result<SavedView> create_view(Tickets& tickets, const Actor& actor, const ViewOrder& order) {
    MS_CHECK(check_order(order));
    return tickets.deps().db.write([&](db::Tx& tx) -> Result<SavedView> {
        const auto count = tx.find(sql::count_saved_views, {actor.id}, [](const db::Row& r) {
                                 return r.integer(0);
                             }).value_or(0);
        if (count >= kMostOwnViews)
            return Error(
                ErrorKind::conflict, "too_many_views", "You have 100 views already. Remove one first.");
        const auto id = tickets.deps().next_id();
        tx.exec(sql::insert_saved_view,
                {id,
                 actor.id,
                 order.name,
                 order.is_shared,
                 json::write(order.conditions),
                 order.sort,
                 order.order == "asc",
                 join(order.columns, ' '),
                 tickets.deps().now()});
        MS_TRY(auto view, find_saved_view(tx, actor, id));
        tell(tx, actor, "tickets.view_created", view, false);
        return view;
    });
}

Result<SavedView> change_view(Tickets& tickets,
                              const Actor& actor,
                              const std::string& id,
                              std::int64_t version,
                              const ViewOrder& order) {
    MS_CHECK(check_order(order));
    return tickets.deps().db.write([&](db::Tx& tx) -> Result<SavedView> {
        MS_TRY(const auto before, find_changeable(tx, actor, id));
        // A lead may change what is shared; what is personal again they do not see, so the change is refused
        // and undone.
        const auto changed = tx.exec(sql::update_saved_view,
                                     {id,
                                      version == 0 ? before.version : version,
                                      order.name,
                                      order.is_shared,
                                      json::write(order.conditions),
                                      order.sort,
                                      order.order == "asc",
                                      join(order.columns, ' ')});
        if (changed == 0)
            return Error(ErrorKind::stale,
                         "changed_meanwhile",
                         "Somebody changed this view since you loaded it. Load it again.");
        auto after = find_saved_view(tx, actor, id);
        if (!after)
            return Error(ErrorKind::forbidden, "not_your_view", "Only its owner may stop sharing this view.");
        tell(tx, actor, "tickets.view_changed", *after, before.is_shared);
        return after;
    });
}

Result<> remove_view(Tickets& tickets, const Actor& actor, const std::string& id) {
    return tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
        MS_TRY(const auto view, find_changeable(tx, actor, id));
        tx.exec(sql::remove_saved_view, {id});
        tell(tx, actor, "tickets.view_removed", view, view.is_shared);
        return Done{};
    });
}

}  // namespace mainstay::tickets
