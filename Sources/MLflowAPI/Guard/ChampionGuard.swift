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
        case .setAlias(let alias, let model, _) where alias.lowercased() == ModelAlias.champion:
            return "alias \(alias.quotedForMessage) of model \(model.quotedForMessage) is guarded by \(gate); \(ask)"
        case .deleteAlias(ModelAlias.champion, let model):
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
                ?? refusal(byRun: transaction.promotedRun(loggedInExperiment: id, in: workspace.name), gate: gate)
        case .deleteRun(let id):
            return try refusal(
                for: transaction.promotedVersions(madeFromModel: nil, orRun: id, in: workspace.name), gate: gate)
                ?? refusal(byRun: transaction.promotedRun(thatLogged: id, in: workspace.name), gate: gate)
        case .changeEvidence(let id, let logged, let origin):
            let made = try transaction.promotedVersions(madeFromModel: nil, orRun: id, in: workspace.name)
            if let refusal = refusal(for: made, gate: gate) { return refusal }
            // What its own step still logs is no evidence yet; a step after the promotion logs to runs of its own.
            guard let logged, logged.run != origin?.run || logged.step != origin?.step else { return nil }
            return try refusal(byRun: transaction.promotedRun(thatLogged: id, in: workspace.name), gate: gate)
        case .deleteLoggedModel(let id), .changeArtifacts(of: .model(let id)):
            return try refusal(
                for: transaction.promotedVersions(madeFromModel: id, orRun: nil, in: workspace.name), gate: gate)
        case .changeArtifacts(of: .run(let id)):
            return try refusal(
                for: transaction.promotedVersions(madeFromModel: nil, orRun: id, in: workspace.name), gate: gate)
        }
    }

    private func refusal(byRun run: RunID?, gate: String) -> String? {
        run.map { "it is evidence of run '\($0)', whose candidate was promoted through \(gate)" }
    }

    private func refusal(for promoted: [ModelVersion], gate: String) -> String? {
        guard let first = promoted.first else { return nil }
        let model = "version \(first.version) of model \(first.name.quotedForMessage)"
        return "\(model), which was promoted through \(gate), was made from it"
    }
}
