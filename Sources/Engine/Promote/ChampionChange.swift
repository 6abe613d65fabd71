import Catalog
import Promotion

/// A wish to move the champion alias, with everything that is checked and recorded when it happens.
struct ChampionChange: Sendable {
    var project: ProjectName
    var environment: EnvironmentName
    var model: ModelName
    var version: Int
    /// The champion that the wish is based on; with another one there it does not happen.
    var expectedChampion: Int?
    var kind: PromotionKind
    var by: String
    /// Who asked for it; nil if the engine does it by itself.
    var asker: Actor?
    var reason: String
    /// The run whose candidate it is.
    var run: RunID?
    /// The digest of the version's files when the gate decided about it.
    var recordedDigest: Digest
    /// What has to be known of it for ever; nil if nothing.
    var warning: String?

    var workspace: WorkspaceName { WorkspaceName(project: project, environment: environment) }
}

extension CatalogTransaction {
    /// Moves the alias and writes promotion, lineage and ledger: the one place where a champion changes.
    func storeChampion(_ change: ChampionChange, at time: Timestamp) throws(CatalogError) -> PromotionReport {
        try setAlias(
            ModelAlias(alias: ModelAlias.champion, version: Int64(change.version)), of: change.model.rawValue,
            in: change.workspace, now: time)
        let promotion = try insertPromotion(
            PromotionReport(
                id: 0, project: change.project, environment: change.environment, model: change.model,
                version: change.version, replaced: change.expectedChampion, kind: change.kind, by: change.by,
                reason: change.reason, time: time, run: change.run, artifactDigest: change.recordedDigest,
                warning: change.warning), for: change.asker)
        try insertLineage(try lineage(of: change), run: change.run, at: time)
        return promotion
    }

    private func lineage(of change: ChampionChange) throws(CatalogError) -> [LineageEdge] {
        let version = LineageNode.modelVersion(
            workspace: change.workspace, model: change.model, version: change.version)
        var edges = [LineageEdge(version, .promotedTo, .environment(change.workspace))]
        if let origin = try origin(of: change.version, model: change.model, in: change.workspace) {
            edges.append(
                LineageEdge(
                    version, .copiedFrom,
                    .modelVersion(workspace: origin.workspace, model: origin.model, version: origin.version)))
        }
        guard let id = change.run, let run = try run(id) else { return edges }
        edges.append(LineageEdge(version, run.state.strategy == .deployCode ? .trainedBy : .judgedBy, .run(id)))
        edges.append(LineageEdge(.run(id), .builtFrom, .commit(run.commit.id)))
        if let policy = run.pinned?.policyDigest { edges.append(LineageEdge(version, .judgedBy, .policy(policy))) }
        for dataset in try runDatasets(of: id) {
            let node = LineageNode.dataset(location: dataset.version.location, version: dataset.version.version)
            edges.append(LineageEdge(.run(id), dataset.writtenBy == nil ? .read : .wrote, node))
        }
        return edges
    }
}
