internal import Catalog
internal import Promotion
internal import Synchronization

/// Runs operations in transactions of the catalog, after checking in the same transaction what the caller may do in the workspace.
final class CatalogSession: Sendable {
    private let catalog: Catalog
    private let directory: any WorkspaceDirectory
    private let guardian: any PromotionGuard
    private let now: @Sendable () -> Timestamp
    /// Workspaces whose Default experiment is known to exist.
    private let prepared = Mutex<Set<WorkspaceName>>([])

    init(
        catalog: Catalog, directory: any WorkspaceDirectory, guardian: any PromotionGuard,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.catalog = catalog
        self.directory = directory
        self.guardian = guardian
        self.now = now
    }

    /// So many entries of a request are stored in some tenths of a millisecond.
    private static let mostEntries = 128

    /// Runs `body` in one transaction, a writing one if `policy` writes. What is done `byKey` may be done on this thread, a write only if
    /// the request has few entries.
    func perform<Result: Sendable>(
        _ caller: Caller, _ policy: RoutePolicy, parameters: JSON = .null, byKey: Bool = false,
        _ body: @escaping @Sendable (Call) throws -> Result
    ) async throws -> Result {
        try await prepare(caller, policy)
        let (directory, guardian, now) = (directory, guardian, now)
        let run: @Sendable (CatalogTransaction) throws -> Result = { transaction in
            let workspace = try Self.workspace(of: caller, policy, directory, transaction)
            return try body(
                Call(
                    transaction: transaction, principal: caller.principal, workspace: workspace, parameters: parameters,
                    guardian: guardian, directory: directory, now: now()))
        }
        if policy.writes {
            return try await catalog.write(isSmall: byKey && parameters.entryCount <= Self.mostEntries, run)
        }
        return try await byKey ? catalog.lookUp(run) : catalog.read(run)
    }

    /// Throws what the request is answered with if the caller may not do this there: asked before the body is read, and again in the
    /// transaction that does it. Costs nothing but for people and services; gives the workspace for those.
    @discardableResult
    func authorize(_ caller: Caller, _ policy: RoutePolicy) throws -> Workspace? {
        guard case .user = caller.principal else { return nil }
        return try catalog.lookUp { try Self.workspace(of: caller, policy, directory, $0) }
    }

    /// Makes the workspace's Default experiment when it is first used, so that clients may always say "0".
    private func prepare(_ caller: Caller, _ policy: RoutePolicy) async throws {
        let name = caller.workspace
        guard policy != .anywhere, !prepared.withLock({ $0.contains(name) }) else { return }
        let (directory, now) = (directory, now)
        try await catalog.write { transaction in
            _ = try Self.workspace(of: caller, policy, directory, transaction)
            try transaction.ensureDefaultExperiment(in: name, now: now())
        }
        prepared.withLock { _ = $0.insert(name) }
    }

    private static func workspace(
        of caller: Caller, _ policy: RoutePolicy, _ directory: any WorkspaceDirectory,
        _ transaction: CatalogTransaction
    ) throws -> Workspace {
        switch caller.principal {
        case .run(let identity) where identity.workspace != caller.workspace:
            let own = try known(identity.workspace, directory, transaction)
            guard own.upstream == caller.workspace else { throw Caller.foreign(caller.workspace, identity) }
            return try known(caller.workspace, directory, transaction)
        case .run, .administrator: return try known(caller.workspace, directory, transaction)
        case .user(_, let rights):
            if policy == .anywhere { return .sandbox }
            return try workspace(caller.workspace, for: rights, policy, directory, transaction)
        }
    }

    /// What somebody may not view is answered as what does not exist.
    private static func workspace(
        _ name: WorkspaceName, for rights: Rights, _ policy: RoutePolicy, _ directory: any WorkspaceDirectory,
        _ transaction: CatalogTransaction
    ) throws -> Workspace {
        let found = name == .sandbox ? .sandbox : try directory.workspace(name, transaction)
        guard let found, found.allows(policy.verb, rights) || found.allows(.view, rights) else {
            throw missing(name).asDenial
        }
        guard found.allows(policy.verb, rights) else {
            throw MLflowError(
                .permissionDenied,
                "this needs '\(policy.verb.rawValue)' in workspace '\(name)', \(found.lack(of: policy.verb, rights))")
        }
        return found
    }

    private static func known(
        _ name: WorkspaceName, _ directory: any WorkspaceDirectory, _ transaction: CatalogTransaction
    ) throws -> Workspace {
        if name == .sandbox { return .sandbox }
        guard let workspace = try directory.workspace(name, transaction) else { throw missing(name) }
        return workspace
    }

    private static func missing(_ name: WorkspaceName) -> MLflowError { .missing("Workspace '\(name)' not found") }
}
