package import Catalog

/// What a client may not do by itself in an environment's workspace, because only a promotion or its owner does it.
package enum GuardedOperation: Hashable, Sendable {
    case setAlias(String, model: String, version: Int64)
    case deleteAlias(String, model: String)
    case transitionStage(model: String, version: Int64, from: ModelVersion.Stage, to: ModelVersion.Stage)
    case deleteVersion(model: String, version: Int64)
    case renameModel(String)
    case deleteModel(String)
    case deleteExperiment(Int64)
    case deleteRun(id: String)
    /// Changing metrics, params, inputs or outputs of a run that was logged under `loggedBy`; `by` is under what it is changed now,
    /// nil for a person.
    case changeEvidence(ofRun: String, loggedBy: EvidenceOrigin?, by: EvidenceOrigin?)
    case deleteLoggedModel(id: String)
    /// Writing over or deleting a file of a run or a logged model, or changing what the logged model says of itself.
    case changeArtifacts(of: ArtifactOwner)
}

/// Decides about operations that may touch what was promoted. One guard stands behind every API.
package protocol PromotionGuard: Sendable {
    /// Why the operation is refused, in words that name the gate; nil if it may go on. Runs inside the transaction that does it.
    func refusal(
        of operation: GuardedOperation, in workspace: Workspace, _ transaction: CatalogTransaction
    ) throws -> String?
}
