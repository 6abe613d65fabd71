package import Catalog
internal import Promotion

/// The rule of invariant 3: in an environment's workspace no client moves `champion` or a stage, and what was ever promoted, with
/// what it was made from, stays as it is. In the sandbox nothing is guarded.
package struct ChampionGuard: PromotionGuard {
    package init() {}

    package func refusal(
        of operation: GuardedOperation, in workspace: Workspace, _ transaction: CatalogTransaction
    ) throws -> String? {
        guard let environment = workspace.environment else { return nil }
        let gate = "the gate of environment '\(environment)'"
        let ask = "promote through Sluice: sluice promote"
        switch operation {
        case .setAlias(ModelAlias.champion, let model, _), .deleteAlias(ModelAlias.champion, let model):
            return "alias 'champion' of model \(model.quotedForMessage) is guarded by \(gate); \(ask)"
        case .setAlias, .deleteAlias:
            return nil
        case .transitionStage(let model, let version, _, _):
            return "the stage of version \(version) of model \(model.quotedForMessage) is guarded by \(gate); \(ask)"
        case .deleteVersion(let model, let version):
            let promoted = try transaction.promotedVersions(of: model, in: workspace.name)
            guard promoted.contains(where: { $0.version == version }) else { return nil }
            return
                "version \(version) of model \(model.quotedForMessage) was promoted through \(gate) and stays on record"
        case .renameModel(let model), .deleteModel(let model):
            guard try !transaction.promotedVersions(of: model, in: workspace.name).isEmpty else { return nil }
            return "model \(model.quotedForMessage) has versions that were promoted through \(gate)"
        case .deleteExperiment(let id):
            return try refusal(for: transaction.promotedVersions(madeInExperiment: id, in: workspace.name), gate: gate)
        case .deleteRun(let id):
            return try refusal(
                for: transaction.promotedVersions(madeFromModel: nil, orRun: id, in: workspace.name), gate: gate)
        case .deleteLoggedModel(let id), .changeArtifacts(of: .model(let id)):
            return try refusal(
                for: transaction.promotedVersions(madeFromModel: id, orRun: nil, in: workspace.name), gate: gate)
        case .changeArtifacts(of: .run(let id)):
            let made = try transaction.promotedVersions(madeFromModel: nil, orRun: id, in: workspace.name)
            // A run may log more after its model was promoted, unless the model's files are the run's own.
            return refusal(for: made.filter { $0.modelID == nil }, gate: gate)
        }
    }

    private func refusal(for promoted: [ModelVersion], gate: String) -> String? {
        guard let first = promoted.first else { return nil }
        let model = "version \(first.version) of model \(first.name.quotedForMessage)"
        return "\(model), which was promoted through \(gate), was made from it"
    }
}
