#include "projects/projects.hpp"

#include "projects/projects_sql.hpp"

namespace mainstay::projects {
namespace {

Error no_such_project() {
    return Error(ErrorKind::not_found, "no_such_project", "There is no such project.");
}

Project read(const db::Row& r) {
    return {.id = r.text(0), .name = r.text(1), .slug = r.text(2), .description = r.text(3), .versions = {}, .components = {}, .version = r.integer(4)};
}
Version read_version(const db::Row& r) {
    return {r.text(0), r.text(1), r.maybe_integer(2), r.maybe_integer(3)};
}

Project complete(db::Tx& tx, Project project) {
    project.versions = tx.list(sql::list_versions, {project.id}, read_version);
    project.components = tx.list(sql::list_components, {project.id}, [](const db::Row& r) { return Component{r.text(0), r.text(1)}; });
    return project;
}

}  // namespace

std::string slug_of(const std::string& name) {
    std::string slug;
    for (const char c : name) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9'))
            slug += low;
        else if (!slug.empty() && slug.back() != '-')
            slug += '-';
    }
    while (!slug.empty() && slug.back() == '-') slug.pop_back();
    return slug;
}

std::vector<Project> Projects::list(db::Tx& tx) {
    auto found = tx.list(sql::list_projects, {}, read);
    for (auto& project : found) project = complete(tx, std::move(project));
    return found;
}

std::optional<Project> Projects::find(db::Tx& tx, const std::string& id) {
    auto found = tx.find(sql::find_project, {id}, read);
    return found ? std::optional(complete(tx, *std::move(found))) : std::nullopt;
}

std::optional<Project> Projects::find_by_slug(db::Tx& tx, const std::string& slug) {
    auto found = tx.find(sql::find_project_by_slug, {slug}, read);
    return found ? std::optional(complete(tx, *std::move(found))) : std::nullopt;
}

Result<> Projects::check(db::Tx& tx, const std::string& project_id, const std::string& version_id, const std::string& component_id) {
    const auto exists = [](const db::Row&) { return true; };
    if (!project_id.empty() && !tx.find(sql::find_project, {project_id}, exists))
        return invalid_field("/project_id", "no_such_project", "There is no such project.");
    if (!version_id.empty() && !tx.find(sql::find_version, {version_id, project_id}, exists))
        return invalid_field("/version_id", "no_such_version", "This project has no such version.");
    if (!component_id.empty() && !tx.find(sql::find_component, {component_id, project_id}, exists))
        return invalid_field("/component_id", "no_such_component", "This project has no such component.");
    return Done{};
}

void Projects::say_changed(db::Tx& tx, const Actor& actor, const std::string& id) {
    tx.emit(actor, {.kind = "projects.project_changed", .subject_type = "project", .subject_id = id, .scope = "signed-in"});
}

Result<Project> Projects::create(const Actor& actor, const std::string& name, const std::string& slug, const std::string& description) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Project> {
        Project project{.id = deps_.next_id(), .name = name, .slug = slug.empty() ? slug_of(name) : slug, .description = description};
        if (project.slug.empty()) project.slug = "project-" + project.id.substr(0, 8);
        if (tx.exec(sql::insert_project, {project.id, project.name, project.slug, project.description}) == 0)
            return invalid_field("/name", "taken", "There is a project with this name or short name already.");
        say_changed(tx, actor, project.id);
        return project;
    });
}

Result<Project> Projects::change(const Actor& actor, const std::string& id, const Project& order) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Project> {
        auto project = find(tx, id);
        if (!project) return no_such_project();
        const auto slug = order.slug.empty() ? project->slug : order.slug;
        const auto same = tx.find(sql::find_project_by_slug, {slug}, read);
        if (same && same->id != id) return invalid_field("/slug", "taken", "Another project has this short name.");
        if (tx.find(sql::is_project_name_taken, {order.name, id}, [](const db::Row&) { return true; }))
            return invalid_field("/name", "taken", "Another project has this name.");
        tx.exec(sql::update_project, {id, project->version, order.name, slug, order.description});
        say_changed(tx, actor, id);
        return *find(tx, id);
    });
}

Result<Version> Projects::add_version(const Actor& actor, const std::string& project_id, const Version& order) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Version> {
        if (!find(tx, project_id)) return no_such_project();
        Version made = order;
        made.id = deps_.next_id();
        if (tx.exec(sql::insert_version, {made.id, project_id, made.name, made.released_at, made.ends_at}) == 0)
            return invalid_field("/name", "taken", "The project has a version with this name already.");
        say_changed(tx, actor, project_id);
        return made;
    });
}

Result<Version> Projects::change_version(const Actor& actor, const std::string& project_id, const Version& order) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Version> {
        if (tx.find(sql::is_version_name_taken, {project_id, order.name, order.id}, [](const db::Row&) { return true; }))
            return invalid_field("/name", "taken", "The project has a version with this name already.");
        if (tx.exec(sql::update_version, {order.id, project_id, order.name, order.released_at, order.ends_at}) == 0)
            return Error(ErrorKind::not_found, "no_such_version", "This project has no such version.");
        say_changed(tx, actor, project_id);
        return order;
    });
}

Result<> Projects::remove_version(const Actor& actor, const std::string& project_id, const std::string& id) {
    return deps_.db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec(sql::remove_version, {id, project_id}) == 0) return Error(ErrorKind::not_found, "no_such_version", "This project has no such version.");
        say_changed(tx, actor, project_id);
        return Done{};
    });
}

Result<Component> Projects::add_component(const Actor& actor, const std::string& project_id, const std::string& name) {
    return deps_.db.write([&](db::Tx& tx) -> Result<Component> {
        if (!find(tx, project_id)) return no_such_project();
        Component made{deps_.next_id(), name};
        if (tx.exec(sql::insert_component, {made.id, project_id, made.name}) == 0)
            return invalid_field("/name", "taken", "The project has a component with this name already.");
        say_changed(tx, actor, project_id);
        return made;
    });
}

Result<> Projects::remove_component(const Actor& actor, const std::string& project_id, const std::string& id) {
    return deps_.db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec(sql::remove_component, {id, project_id}) == 0)
            return Error(ErrorKind::not_found, "no_such_component", "This project has no such component.");
        say_changed(tx, actor, project_id);
        return Done{};
    });
}

}  // namespace mainstay::projects
