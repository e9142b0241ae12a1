#pragma once
// The projects slice, as the rest of Mainstay sees it: the open-source projects that are supported, their versions and
// components.
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "kit/db/db.hpp"

namespace mainstay::http {
class Router;
}

namespace mainstay::projects {

struct Version {
    std::string id, name;
    std::optional<Millis> released_at, ends_at;
};
struct Component {
    std::string id, name;
};
struct Project {
    std::string id, name, slug, description;
    std::vector<Version> versions;
    std::vector<Component> components;
    std::int64_t version = 1;
};

struct Deps {
    db::Database& db;
    Clock now;
    NextId next_id;
};

class Projects {
public:
    explicit Projects(Deps deps) : deps_(std::move(deps)) {}
    std::vector<Project> list(db::Tx& tx);
    std::optional<Project> find(db::Tx& tx, const std::string& id);          // with versions and components
    std::optional<Project> find_by_slug(db::Tx& tx, const std::string& slug);
    // Do these belong together? Empty ids are fine. The Error names the wrong field.
    Result<> check(db::Tx& tx, const std::string& project_id, const std::string& version_id, const std::string& component_id);
    Result<Project> create(const Actor& actor, const std::string& name, const std::string& slug, const std::string& description);
    Result<Project> change(const Actor& actor, const std::string& id, const Project& order);
    Result<Version> add_version(const Actor& actor, const std::string& project_id, const Version& order);
    Result<Version> change_version(const Actor& actor, const std::string& project_id, const Version& order);
    Result<> remove_version(const Actor& actor, const std::string& project_id, const std::string& id);
    Result<Component> add_component(const Actor& actor, const std::string& project_id, const std::string& name);
    Result<> remove_component(const Actor& actor, const std::string& project_id, const std::string& id);
    Deps& deps() { return deps_; }

private:
    void say_changed(db::Tx& tx, const Actor& actor, const std::string& id);
    Deps deps_;
};

std::string slug_of(const std::string& name);  // "Harbor DB 3" -> "harbor-db-3"

void bind_projects_api(http::Router& router, Projects& projects);

}  // namespace mainstay::projects
