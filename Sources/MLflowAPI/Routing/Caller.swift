internal import Catalog
internal import Promotion

/// Who asks, and for which workspace.
struct Caller: Sendable {
    let principal: Principal
    let workspace: WorkspaceName
    /// Takes the secrets that the caller was given out of a text; nil if there are none.
    var redaction: Redaction?
}

extension Caller {
    /// Settles the workspace: what the request names by header or path prefix, else the token's own, else the sandbox.
    ///
    /// A run's token implies its workspace. Another one is refused with 400, unless `policy` lets it look at champions: whether the
    /// other one is its upstream is then checked in the transaction.
    init(_ principal: Principal, header: String?, prefix: String?, policy: RoutePolicy) throws {
        let named = try [header, prefix].compactMap(Self.name)
        if named.count == 2, named[0] != named[1] {
            throw MLflowError.invalid(
                "header X-MLFLOW-WORKSPACE names workspace '\(named[0])', but the path names '\(named[1])'")
        }
        switch principal {
        case .administrator, .user:
            workspace = named.first ?? .sandbox
        case .run(let identity):
            workspace = named.first ?? identity.workspace
            guard workspace == identity.workspace || policy == .readChampion else {
                throw Self.foreign(workspace, identity)
            }
        }
        self.principal = principal
    }

    /// The error for a run that asks for a workspace that it has nothing to do with.
    static func foreign(_ workspace: WorkspaceName, _ identity: RunIdentity) -> MLflowError {
        .invalid(
            "the token belongs to run '\(identity.run)' of workspace '\(identity.workspace)', but the request names "
                + "workspace '\(workspace)'; a run needs no workspace setting")
    }

    private static func name(_ text: String?) throws -> WorkspaceName? {
        guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
        do {
            return try WorkspaceName(validating: text)
        } catch {
            throw MLflowError.invalid("\(error)")
        }
    }
}
