package import HTTPTypes
package import Hummingbird
package import Promotion

/// A request that changed something, or was refused.
package struct ObservedRequest: Sendable {
    /// Nil for a stranger.
    package var principal: Principal?
    /// As the request names it, or as it follows from the token; nil for a stranger.
    package var workspace: WorkspaceName?
    /// Whose workspace it is, where the caller may know; nil for the sandbox.
    package var project: ProjectName?
    package var environment: EnvironmentName?
    package var status: HTTPResponse.Status
    /// Why it was refused, in the answer's words; nil for what was done.
    package var refusal: String?
}

/// Is told of every request that changed something, and of every one that was refused for who sent it.
package protocol RequestObserver: Sendable {
    /// Called once it is answered; must not take long.
    func answered(_ request: Request, _ context: any RequestContext, _ observed: ObservedRequest)
}
