package import Promotion

/// Who sent a request.
package enum Caller: Hashable, Sendable {
    /// Without a token that the server knows.
    case anonymous
    /// Somebody who can read `endpoint.json`; `user` is who they say they are.
    case administrator(user: String?)
    /// A step of a run that is under way.
    case run(RunIdentity)

    /// What goes on record as the one who did it.
    package var name: String {
        switch self {
        case .anonymous: "anonymous"
        case .administrator(let user): user.map { "\($0) (administrator)" } ?? "administrator"
        case .run(let identity): "run \(identity.run), step \(identity.step)"
        }
    }
}

/// Who may call a route. Every route has one; there is no default.
package enum RoutePolicy: String, CaseIterable, Sendable {
    /// Anybody who reaches the port.
    case open
    /// The administrator.
    case administrator
    /// The administrator, and a step for its own workspace, which the route's handler must check.
    case workspace

    /// Lets `caller` pass, or says why not. What is refused does not depend on whether the thing asked for exists.
    func check(_ caller: Caller) throws(Rejection) {
        switch (self, caller) {
        case (.open, _), (.administrator, .administrator), (.workspace, .administrator), (.workspace, .run): return
        case (.administrator, .anonymous), (.workspace, .anonymous):
            throw Rejection(.unauthenticated, "this needs a token that the server knows")
        case (.administrator, .run): throw Rejection(.forbidden, "the token of a run does not allow this")
        }
    }
}
