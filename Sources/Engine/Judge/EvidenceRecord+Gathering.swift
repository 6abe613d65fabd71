import Catalog
import Gates
import Promotion

extension EvidenceRecord {
    /// Gathers what there is about the candidate of a run, in one look at the catalog, and about the models' files.
    init(of run: RunRecord, _ definitions: PinnedDefinitions, context: EngineContext) async throws {
        guard let candidate = run.state.candidate else {
            throw EngineError(.broken, "run \(run.id) has no candidate to judge")
        }
        let now = context.now()
        let model = definitions.pipeline.model
        let reader = ModelEvidenceReader(catalog: context.catalog, artifacts: context.artifacts)
        let mine = try await reader.facts(of: candidate, model: model, in: run.workspace)
        var theirs = Gathered<ModelFacts>.missing(reason: "there is no champion")
        if let champion = run.state.champion {
            theirs = try await reader.facts(of: champion, model: model, in: run.workspace)
        }
        let models = ModelEvidence(candidate: mine, champion: theirs)
        self = try await context.catalog.read { transaction in
            try EvidenceRecord(
                of: run, candidate: candidate, definitions, models: models, now: now, in: transaction)
        }
    }

    private init(
        of run: RunRecord, candidate: Int, _ definitions: PinnedDefinitions, models: ModelEvidence, now: Timestamp,
        in transaction: CatalogTransaction
    ) throws {
        let champion = run.state.champion
        let trained =
            run.state.strategy == .deployCode
            ? run : try transaction.trainingRun(of: candidate, model: definitions.pipeline.model, in: run.workspace)
        var tables = try transaction.loggedTables(of: candidate, run: run)
        if let champion, champion != candidate { tables += try transaction.loggedTables(of: champion, run: run) }
        self.init(
            candidate: ScoredVersion(
                version: candidate, scores: try EvaluationScores(of: candidate, run: run, in: transaction).scores),
            champion: try transaction.champion(of: run, definitions), tables: tables,
            tests: try transaction.testEvidence(of: run), models: models,
            training: try trained.map { try transaction.trainingDatasets(of: $0) } ?? [:],
            evaluation: try transaction.evaluationDatasets(of: run),
            championTraining: try transaction.championTraining(champion, definitions.pipeline.model, run.workspace),
            soak: try transaction.soakEvidence(of: run, policy: definitions.policy),
            commands: try transaction.commands(of: run, definitions.policy.gate), now: now)
    }

    init(
        candidate: ScoredVersion, champion: Champion, tables: [LoggedTable], tests: [TestReport], models: ModelEvidence,
        training: [DatasetName: DatasetVersion], evaluation: [DatasetName: DatasetVersion],
        championTraining: Gathered<[DatasetName: DatasetVersion]>, soak: SoakEvidence, commands: [Command],
        now: Timestamp
    ) {
        self.candidate = candidate
        self.champion = champion
        self.tables = tables
        self.tests = tests
        self.models = models
        self.training = training
        self.evaluation = evaluation
        self.championTraining = championTraining
        self.soak = soak
        self.commands = commands
        self.now = now
    }
}

extension CatalogTransaction {
    fileprivate func champion(of run: RunRecord, _ definitions: PinnedDefinitions) throws -> Champion {
        guard let version = run.state.champion else { return .none }
        let model = definitions.pipeline.model
        guard try modelVersion(Int64(version), of: model.rawValue, in: run.workspace) != nil else {
            return .unavailable(version: version, reason: "was deleted")
        }
        guard definitions.pipeline.evaluateStep != nil else {
            return .unavailable(version: version, reason: "cannot be scored: the pipeline has no evaluate step")
        }
        return .scored(
            ScoredVersion(version: version, scores: try EvaluationScores(of: version, run: run, in: self).scores))
    }

    fileprivate func championTraining(
        _ champion: Int?, _ model: ModelName, _ workspace: WorkspaceName
    ) throws -> Gathered<[DatasetName: DatasetVersion]> {
        guard let champion else { return .missing(reason: "there is no champion") }
        guard let run = try trainingRun(of: champion, model: model, in: workspace) else {
            return .missing(reason: "no run is known that trained champion version \(champion)")
        }
        return .found(try trainingDatasets(of: run))
    }

    /// What became of the commands of a run's gate, the last attempt of each.
    fileprivate func commands(of run: RunRecord, _ gate: GatePolicy) throws -> [EvidenceRecord.Command] {
        let outcomes = try commandOutcomes(of: run.id)
        return gate.commands.map { path, check in
            let key = StepKey(path.stepName, modelVersion: run.state.candidate ?? 0)
            guard let record = run.state.steps[key],
                let found = outcomes.last(where: { $0.step == key && $0.attempt == record.attempt })
            else {
                let reason = run.state.steps[key]?.reason ?? "it did not run"
                return .init(path: path, check: check, outcome: .unfinished(reason: reason))
            }
            guard let code = found.exitCode else {
                return .init(path: path, check: check, outcome: .unfinished(reason: found.reason))
            }
            return .init(
                path: path, check: check, outcome: .exited(code: code, verdict: found.verdict.map { Array($0.utf8) }))
        }
    }
}
