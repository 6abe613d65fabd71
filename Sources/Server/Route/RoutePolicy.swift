package import Promotion

/// Who may call a route. Every route has one; there is no default, and a step's token opens none but those that are open to all.
///
///     table.add(.get, "/api/v1/projects/{project}/environments/{environment}/holds", .verb(.view)) { call in … }
///     table.add(.post, "/api/v1/runs/{run}/approve", .verb(.approve)) { call in … call.actor … }
///
/// Where the verb is needed follows from the path: in the environment if it has `{project}` and `{environment}`, or the run's with
/// `{run}`; in the project as a whole with `{project}` alone; on the server without any of them.
package enum RoutePolicy: Hashable, Sendable {
    /// Anybody who reaches the port; no token is looked at. Only by `RouteTable.addOpen`.
    case open
    /// Every person and service with a valid token. What the answer tells, the handler narrows by `call.rights`.
    case authenticated
    /// Whoever has the verb in what the path names.
    case verb(Verb)
    /// Whoever has the verb in at least one environment of the project in the path, or anywhere if there is none. The handler shows
    /// and changes only what `call.allows` or `call.require` lets through.
    case somewhere(Verb)
}
