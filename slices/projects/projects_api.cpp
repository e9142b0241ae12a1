#include "kit/http/http.hpp"
#include "projects/projects.hpp"

namespace mainstay::projects {

struct ProjectOrder {
    std::string name, slug, description;
};
// The id of a version comes from the path.
struct VersionOrder {
    std::string name;
    std::optional<Millis> released_at, ends_at;
};
struct ComponentOrder {
    std::string name;
};

}  // namespace mainstay::projects

namespace mainstay::json {

using namespace mainstay::projects;
template <> struct Shape<Version> {
    static constexpr const char* name = "ProjectVersion";
    static const Fields& fields() {
        static const Fields list{required<&Version::id>("id"), required<&Version::name>("name"), required_time<&Version::released_at>("released_at"),
                                 required_time<&Version::ends_at>("ends_at")};
        return list;
    }
};
template <> struct Shape<Component> {
    static constexpr const char* name = "ProjectComponent";
    static const Fields& fields() {
        static const Fields list{required<&Component::id>("id"), required<&Component::name>("name")};
        return list;
    }
};
template <> struct Shape<Project> {
    static constexpr const char* name = "Project";
    static const Fields& fields() {
        static const Fields list{required<&Project::id>("id"), required<&Project::name>("name"), required<&Project::slug>("slug"),
                                 required<&Project::description>("description"), required<&Project::versions>("versions"),
                                 required<&Project::components>("components"), required<&Project::version>("version")};
        return list;
    }
};
template <> struct Shape<ProjectOrder> {
    static constexpr const char* name = "ProjectOrder";
    static const Fields& fields() {
        static const Fields list{required<&ProjectOrder::name>("name", {.min = 1, .max = 120}), optional<&ProjectOrder::slug>("slug", {.max = 60, .format = "slug"}),
                                 optional<&ProjectOrder::description>("description", {.max = 5'000, .is_multiline = true})};
        return list;
    }
};
template <> struct Shape<VersionOrder> {
    static constexpr const char* name = "VersionOrder";
    static const Fields& fields() {
        static const Fields list{required<&VersionOrder::name>("name", {.min = 1, .max = 60}), optional_time<&VersionOrder::released_at>("released_at"),
                                 optional_time<&VersionOrder::ends_at>("ends_at")};
        return list;
    }
};
template <> struct Shape<ComponentOrder> {
    static constexpr const char* name = "ComponentOrder";
    static const Fields& fields() {
        static const Fields list{required<&ComponentOrder::name>("name", {.min = 1, .max = 120})};
        return list;
    }
};

}  // namespace mainstay::json

namespace mainstay::projects {
namespace {

using http::Access;
using http::Request;
using http::Response;

Result<Response> list(Projects& projects, const Request& r) {
    return http::reply(r, http::Page<Project>{projects.deps().db.read([&](db::Tx& tx) { return projects.list(tx); }), {}});
}
Result<Response> show(Projects& projects, const Request& r) {
    auto project = projects.deps().db.read([&](db::Tx& tx) { return projects.find(tx, r.param("id")); });
    if (!project) return Error(ErrorKind::not_found, "no_such_project", "There is no such project.");
    return http::reply(200, *project).etag(project->version);
}
Result<Response> create(Projects& projects, const Request& r) {
    MS_TRY(auto order, json::read<ProjectOrder>(r.body));
    MS_TRY(auto project, projects.create(r.actor, order.name, order.slug, order.description));
    return http::reply(201, project).etag(project.version);
}
Result<Response> change(Projects& projects, const Request& r) {
    MS_TRY(auto order, json::read<ProjectOrder>(r.body));
    Project wanted;
    wanted.name = order.name, wanted.slug = order.slug, wanted.description = order.description;
    MS_TRY(auto project, projects.change(r.actor, r.param("id"), wanted));
    return http::reply(200, project).etag(project.version);
}
Result<Response> add_version(Projects& projects, const Request& r) {
    MS_TRY(auto order, json::read<VersionOrder>(r.body));
    MS_TRY(auto made, projects.add_version(r.actor, r.param("id"), {"", order.name, order.released_at, order.ends_at}));
    return http::reply(201, made);
}
Result<Response> change_version(Projects& projects, const Request& r) {
    MS_TRY(auto order, json::read<VersionOrder>(r.body));
    MS_TRY(auto made, projects.change_version(r.actor, r.param("id"), {r.param("version_id"), order.name, order.released_at, order.ends_at}));
    return http::reply(200, made);
}
Result<Response> remove_version(Projects& projects, const Request& r) {
    MS_CHECK(projects.remove_version(r.actor, r.param("id"), r.param("version_id")));
    return http::no_content();
}
Result<Response> add_component(Projects& projects, const Request& r) {
    MS_TRY(auto order, json::read<ComponentOrder>(r.body));
    MS_TRY(auto made, projects.add_component(r.actor, r.param("id"), order.name));
    return http::reply(201, made);
}
Result<Response> remove_component(Projects& projects, const Request& r) {
    MS_CHECK(projects.remove_component(r.actor, r.param("id"), r.param("component_id")));
    return http::no_content();
}

}  // namespace

void bind_projects_api(http::Router& router, Projects& projects) {
    auto with = [&projects](auto handler) { return [&projects, handler](const Request& request) { return handler(projects, request); }; };
    router.get("/api/v1/projects", Access::signed_in, with(list)).about("Projects with their versions and components").gives_list<Project>();
    router.post("/api/v1/projects", Access::leads, with(create)).about("Add a project").takes<ProjectOrder>().gives<Project>(201);
    router.get("/api/v1/projects/{id}", Access::signed_in, with(show)).about("One project").gives<Project>();
    router.patch("/api/v1/projects/{id}", Access::leads, with(change)).about("Change a project").takes<ProjectOrder>().gives<Project>();
    router.post("/api/v1/projects/{id}/versions", Access::leads, with(add_version)).about("Add a version").takes<VersionOrder>().gives<Version>(201);
    router.patch("/api/v1/projects/{id}/versions/{version_id}", Access::leads, with(change_version)).about("Change a version")
        .takes<VersionOrder>().gives<Version>();
    router.remove("/api/v1/projects/{id}/versions/{version_id}", Access::leads, with(remove_version)).about("Remove a version").gives_nothing();
    router.post("/api/v1/projects/{id}/components", Access::leads, with(add_component)).about("Add a component").takes<ComponentOrder>().gives<Component>(201);
    router.remove("/api/v1/projects/{id}/components/{component_id}", Access::leads, with(remove_component)).about("Remove a component").gives_nothing();
}

}  // namespace mainstay::projects
