import Promotion

/// What a route is about, as its path says.
enum RouteScope: Hashable, Sendable {
    case server, project, environment, run

    /// - Parameter path: with names in braces for the parts that vary.
    init(path: String) {
        let parts = Set(path.split(separator: "/"))
        self =
            if parts.contains("{run}") { .run } else if parts.isSuperset(of: ["{project}", "{environment}"]) {
                .environment
            } else if parts.contains("{project}") { .project } else { .server }
    }
}

/// The project and the environment that a request is about; nil where it is about none.
struct RequestPlace: Hashable, Sendable {
    var project: ProjectName?
    var environment: EnvironmentName?
}
