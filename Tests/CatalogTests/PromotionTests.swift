import Catalog
import Promotion
import Testing

@Suite("Gate decisions, promotions, copies and lineage")
struct PromotionTests {
    private static let workspace = WorkspaceName(project: Sample.project, environment: Sample.dev)

    private func gate(_ verdict: Verdict, candidate: Int = 1, at time: Int64 = 5_000) throws -> GateReport {
        let check = CheckResult(
            check: "f1 ≥ 0.5", verdict: verdict, candidate: .infinity, champion: nil, required: 0.5, reason: "it is so")
        return GateReport(
            decision: GateDecision(verdict: verdict, checks: [check], champion: nil), candidate: candidate,
            time: Timestamp(milliseconds: time), policyDigest: Sample.digest("policy"))
    }

    private func decide(
        _ report: GateReport, _ run: RunID, in transaction: CatalogTransaction
    ) throws -> GateReport {
        var report = report
        report.policyDigest = try transaction.storePolicy(try Sample.environment(Sample.dev))
        let record = try #require(try transaction.run(run))
        try transaction.insertGateDecision(report, run: record, candidateDigest: Sample.digest("files"))
        return report
    }

    @Test func theLastDecisionOfAGateCountsAndTheOthersStayOnRecord() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (run, last) = try await catalog.write { transaction in
            let run = try transaction.makeRun()
            _ = try decide(gate(.passed), run, in: transaction)
            return (run, try decide(gate(.failed, at: 6_000), run, in: transaction))
        }
        #expect(try await catalog.read { try $0.gateDecision(of: run) } == last)
        let about = try await catalog.read {
            try $0.gateDecision(about: 1, of: nil, project: Sample.project, environment: Sample.dev)
        }
        #expect(about?.gate == last && about?.run == run && about?.candidateDigest == Sample.digest("files"))
        let entries = try await catalog.read { try $0.ledger().filter { $0.action == .gateDecided } }
        #expect(entries.count == 2)
        #expect(entries.last?.details.contains("it is so") == true)
    }

    @Test func modelsOfOneEnvironmentCountTheirVersionsApart() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let renamed = ModelName(checked: "churn-next")
        let (old, new) = try await catalog.write { transaction in
            let runs = (try transaction.makeRun(1), try transaction.makeRun(2))
            try transaction.pin(runs.0)
            try transaction.pin(runs.1)
            try transaction.execute("UPDATE runs SET model = \(renamed) WHERE id = \(runs.1)")
            _ = try decide(gate(.passed), runs.0, in: transaction)
            _ = try decide(gate(.failed, at: 6_000), runs.1, in: transaction)
            return runs
        }
        func run(about model: ModelName?) async throws -> RunID? {
            try await catalog.read {
                try $0.gateDecision(about: 1, of: model, project: Sample.project, environment: Sample.dev)?.run
            }
        }
        #expect(try await run(about: Sample.model) == old)
        #expect(try await run(about: renamed) == new)
        #expect(try await run(about: nil) == new)
        #expect(try await run(about: ModelName(checked: "other")) == nil)
    }

    @Test func theGatePromotesTheCandidateOfARunOnce() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        @Sendable func promotion(_ version: Int, _ kind: PromotionKind, of run: RunID) -> PromotionReport {
            PromotionReport(
                id: 0, project: Sample.project, environment: Sample.dev, model: Sample.model, version: version,
                replaced: nil, kind: kind, by: "sluice", reason: "the gate passed", time: Sample.now, run: run,
                artifactDigest: Sample.digest("files"))
        }
        let run = try await catalog.write { transaction in
            let run = try transaction.makeRun()
            #expect(try transaction.insertPromotion(promotion(1, .gate, of: run)).id == 1)
            return run
        }
        let error = await #expect(throws: CatalogError.self) {
            try await catalog.write { _ = try $0.insertPromotion(promotion(1, .gate, of: run)) }
        }
        #expect(error?.code == .duplicate)
        // People may come back to it as often as they want.
        try await catalog.write { transaction in
            for kind in [PromotionKind.person, .rollback, .rollback] {
                _ = try transaction.insertPromotion(promotion(1, kind, of: run))
            }
        }
        let found = try await catalog.read {
            try $0.promotions(project: Sample.project, environment: Sample.dev, model: Sample.model)
        }
        #expect(found.map(\.id) == [4, 3, 2, 1])
        #expect(found.map(\.kind) == [.rollback, .rollback, .person, .gate])
        let actions = try await catalog.read { try $0.ledger().map(\.action) }
        #expect(actions == [.runCreated, .promoted, .promoted, .rolledBack, .rolledBack])
    }

    @Test func lineageIsFollowedBothWaysAndWrittenOnce() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let version = LineageNode.modelVersion(workspace: Self.workspace, model: Sample.model, version: 3)
        let data = LineageNode.dataset(location: "/srv/customers", version: "7")
        try await catalog.write { transaction in
            let runs = [try transaction.makeRun(1), try transaction.makeRun(2)]
            for _ in 0..<2 {
                for run in runs {
                    try transaction.insertLineage([LineageEdge(.run(run), .read, data)], run: run, at: Sample.now)
                }
                try transaction.insertLineage(
                    [LineageEdge(version, .trainedBy, .run(runs[0]))], run: runs[0], at: Sample.now)
            }
        }
        try await catalog.read { transaction in
            let readers = try transaction.subjects(.read, data)
            #expect(readers == ["churn-dev-1", "churn-dev-2"])
            let run = LineageNode.run(RunID(checked: readers[0]))
            #expect(try transaction.subjects(.trainedBy, run) == ["churn-dev/churn/3"])
            #expect(try transaction.objects(of: version, .trainedBy) == ["churn-dev-1"])
            #expect(try transaction.objects(of: run, .read) == ["/srv/customers@7"])
            #expect(try transaction.objects(of: run, .wrote).isEmpty)
            let edges: Int? = try transaction.value("SELECT COUNT(*) FROM lineage_edges")
            #expect(edges == 3)
        }
    }

    @Test func aCopyHasTheSameFilesAndKnowsWhereItCameFrom() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let artifact = ArtifactFile(path: "model.txt", digest: Sample.digest("weights"), size: 7)
        let origin = ModelOrigin(workspace: Self.workspace, model: Sample.model, version: 1)
        let (copy, run) = try await catalog.write { transaction in
            try transaction.register(artifact)
            let run = try #require(try transaction.run(try transaction.makeRun(in: Sample.staging)))
            return (try transaction.copyModelVersion(origin, for: run, experiment: "churn", at: Sample.now), run)
        }
        #expect(copy.workspace == run.workspace && copy.version == 1 && copy.modelID != "m-1")
        try await catalog.read { transaction in
            let owner = ArtifactOwner.model(id: try #require(copy.modelID))
            #expect(try transaction.artifactFiles(below: "", of: owner) == [artifact])
            #expect(try transaction.origin(of: 1, model: Sample.model, in: run.workspace) == origin)
            #expect(try transaction.origin(of: 1, model: Sample.model, in: Self.workspace) == nil)
            #expect(try transaction.modelVersions(registeredBy: run.id).map(\.version) == [1])
        }
        let gone = ModelOrigin(workspace: Self.workspace, model: Sample.model, version: 9)
        let error = await #expect(throws: CatalogError.self) {
            try await catalog.write { try $0.copyModelVersion(gone, for: run, experiment: "churn", at: Sample.now) }
        }
        #expect(error?.code == .brokenReference)
    }
}

extension CatalogTransaction {
    /// Version 1 of the model in dev, with one file.
    fileprivate func register(_ file: ArtifactFile) throws {
        let workspace = WorkspaceName(project: Sample.project, environment: Sample.dev)
        let experiment = try createExperiment(named: "churn", in: workspace, tags: [], now: Sample.now)
        try createLoggedModel(
            LoggedModel(
                id: "m-1", workspace: workspace, experimentID: experiment, name: "model", modelType: "",
                sourceRunID: "", createdAt: Sample.now, origin: nil))
        try recordArtifactFile(file, of: .model(id: "m-1"), in: workspace, now: Sample.now)
        try createRegisteredModel("churn", in: workspace, description: nil, tags: [], now: Sample.now)
        _ = try createModelVersion(
            ModelVersion(
                workspace: workspace, name: "churn", description: nil, source: "models:/m-1",
                artifactURI: "mlflow-artifacts:/\(experiment)/models/m-1/artifacts", runID: nil, runLink: nil,
                modelID: "m-1", createdAt: Sample.now, origin: nil, tags: []))
    }
}
