package import Catalog
internal import Promotion

/// The rule of invariant 3 as far as the catalog's aliases tell: in an environment's workspace no client moves `champion` or a stage,
/// and what the champion was made from stays as it is. In the sandbox nothing is guarded.
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
            guard try transaction.version(ofAlias: ModelAlias.champion, of: model, in: workspace.name) == version else {
                return nil
            }
            return
                "version \(version) of model \(model.quotedForMessage) was promoted through \(gate); \(ask) another first"
        case .renameModel(let model), .deleteModel(let model):
            guard try transaction.version(ofAlias: ModelAlias.champion, of: model, in: workspace.name) != nil else {
                return nil
            }
            return "model \(model.quotedForMessage) has a champion that was promoted through \(gate)"
        case .deleteExperiment(let id):
            return try refusal(for: transaction.champions(inExperiment: id, in: workspace.name), gate: gate)
        case .deleteRun(let id):
            return try refusal(
                for: transaction.champions(madeFromModel: nil, orRun: id, in: workspace.name), gate: gate)
        case .deleteLoggedModel(let id), .changeArtifacts(of: .model(let id)):
            return try refusal(
                for: transaction.champions(madeFromModel: id, orRun: nil, in: workspace.name), gate: gate)
        case .changeArtifacts(of: .run(let id)):
            let made = try transaction.champions(madeFromModel: nil, orRun: id, in: workspace.name)
            // A run may log more after its model was promoted, unless the model's files are the run's own.
            return refusal(for: made.filter { $0.modelID == nil }, gate: gate)
        }
    }

    private func refusal(for champions: [ModelVersion], gate: String) -> String? {
        guard let champion = champions.first else { return nil }
        let model = "version \(champion.version) of model \(champion.name.quotedForMessage)"
        return "\(model), which was promoted through \(gate), was made from it"
    }
}
