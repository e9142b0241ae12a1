#pragma once
// Views that people make themselves: personal, or shared with the whole desk.
#include <optional>
#include <string>
#include <vector>

#include "tickets/conditions.hpp"
#include "tickets/ticket_shapes.hpp"

namespace mainstay::tickets {

struct SavedView {
    std::string id, owner_id, owner_name, name;
    bool is_shared = false;
    Condition conditions;
    std::string sort = "updated", order = "desc";
    std::vector<std::string> columns;
    std::int64_t version = 1;
    bool may_change = false;  // by who asks
};

struct ViewOrder {
    std::string name;
    bool is_shared = false;
    Condition conditions;
    std::string sort = "updated", order = "desc";
    std::vector<std::string> columns;
};

struct ViewCount {
    std::int64_t count = 0;
    bool has_more = false;
};

constexpr int kMostOwnViews = 100;

// The actor's own and the shared ones.
std::vector<SavedView> list_saved_views(db::Tx& tx, const Actor& actor);
Result<SavedView> find_saved_view(db::Tx& tx, const Actor& actor, const std::string& id);
Result<SavedView> create_view(Tickets& tickets, const Actor& actor, const ViewOrder& order);
Result<SavedView> change_view(Tickets& tickets,
                              const Actor& actor,
                              const std::string& id,
                              std::int64_t version,
                              const ViewOrder& order);
Result<> remove_view(Tickets& tickets, const Actor& actor, const std::string& id);

void bind_saved_views_api(http::Router& router, Tickets& tickets);

}  // namespace mainstay::tickets
