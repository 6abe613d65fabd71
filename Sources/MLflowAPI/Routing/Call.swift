internal import Catalog
internal import Promotion

/// One request inside its transaction: who asks, in which workspace, with what parameters.
struct Call {
    let transaction: CatalogTransaction
    let principal: Principal
    let workspace: Workspace
    let parameters: JSON
    let guardian: any PromotionGuard
    let directory: any WorkspaceDirectory
    let now: Timestamp

    /// The workspace's name.
    var name: WorkspaceName { workspace.name }

    /// What links what is written now to its pipeline run; nil for a person.
    var origin: EvidenceOrigin? {
        switch principal {
        case .administrator, .user: nil
        case .run(let identity): EvidenceOrigin(identity)
        }
    }

    /// Whether a run looks at the workspace it promotes from: it may see champions there and nothing else.
    var isFromDownstream: Bool {
        switch principal {
        case .administrator, .user: false
        case .run(let identity): identity.workspace != workspace.name
        }
    }

    /// Refuses the operation with 403 if the guard does.
    func askGuard(_ operation: GuardedOperation) throws {
        if let refusal = try guardian.refusal(of: operation, in: workspace, transaction) {
            throw MLflowError(.permissionDenied, refusal)
        }
    }

    /// Refuses a run of the environment downstream anything but a champion.
    func requireReadable(isChampion: Bool) throws {
        guard !isFromDownstream || isChampion else {
            throw MLflowError(
                .permissionDenied,
                "a run may read only champions of workspace '\(workspace.name)', which it promotes from")
        }
    }

    /// As `requireReadable`, for what a champion was made from.
    func requireReadable(_ owner: ArtifactOwner) throws {
        guard isFromDownstream else { return }
        let champions =
            switch owner {
            case .run(let id): try transaction.champions(madeFromModel: nil, orRun: id, in: name)
            case .model(let id): try transaction.champions(madeFromModel: id, orRun: nil, in: name)
            }
        try requireReadable(isChampion: !champions.isEmpty)
    }
}
