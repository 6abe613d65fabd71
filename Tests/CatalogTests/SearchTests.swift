import Promotion
import Testing

@testable import Catalog

@Suite("What MLflow clients log, in the catalog")
struct SearchTests {
    private let workspace: WorkspaceName
    private let now = Timestamp(milliseconds: 5)

    init() throws { workspace = try WorkspaceName(validating: "shop-dev") }

    @Test func theLatestMetricIsThatOfTheHighestStepThenTimeThenValue() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (workspace, now) = (workspace, now)
        let details = try await catalog.write { transaction in
            try transaction.ensureDefaultExperiment(in: workspace, now: now)
            let run = MLflowRun(
                id: "r", workspace: workspace,
                experimentID: try #require(try transaction.defaultExperimentID(in: workspace)),
                name: "r", userID: "", status: .running, startTime: nil, origin: nil)
            try transaction.createMLflowRun(run, tags: [], now: now)
            for (step, time, value) in [(1, 5, 0.1), (2, 1, 0.9), (2, 1, 0.3), (1, 9, 0.7), (2, 1, 0.9)]
                as [(Int64, Int64, Double)]
            {
                let metric = Metric(key: "f1", value: value, timestamp: Timestamp(milliseconds: time), step: step)
                try transaction.logMetrics([metric], onMLflowRun: "r")
            }
            let nan = Metric(key: "nan", value: .nan, timestamp: now, step: 0)
            try transaction.logMetrics([nan], onMLflowRun: "r")
            try transaction.logMetrics([nan], onMLflowRun: "r")
            return try transaction.details(of: run)
        }
        #expect(details.metrics.map(\.key) == ["f1", "nan"])
        #expect(details.metrics.first?.value == 0.9)
        #expect(details.metrics.last?.value.isNaN == true)
        let history = try await catalog.read { transaction in
            (
                try transaction.metricHistory("f1", ofMLflowRun: "r", limit: 10, offset: 0),
                try transaction.metricHistory("nan", ofMLflowRun: "r", limit: 10, offset: 0)
            )
        }
        #expect(history.0.elements.map(\.value) == [0.3, 0.9, 0.1, 0.7])
        #expect(history.1.elements.count == 1)
    }

    @Test func eachWorkspaceHasItsOwnDefaultExperimentAndNames() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (workspace, now) = (workspace, now)
        try await catalog.write { transaction in
            for name in [WorkspaceName.sandbox, workspace] {
                try transaction.ensureDefaultExperiment(in: name, now: now)
                try transaction.ensureDefaultExperiment(in: name, now: now)
                _ = try transaction.createExperiment(named: "churn", in: name, tags: [], now: now)
            }
        }
        let ids = try await catalog.read { transaction in
            (try transaction.defaultExperimentID(in: .sandbox), try transaction.defaultExperimentID(in: workspace))
        }
        #expect(ids.0 == 0)
        #expect(ids.1 == 2)
        let error = await #expect(throws: CatalogError.self) {
            try await catalog.write { _ = try $0.createExperiment(named: "churn", in: workspace, tags: [], now: now) }
        }
        #expect(error?.code == .duplicate)
        let foreign = try await catalog.read { try $0.experiment(0, in: workspace)?.id }
        #expect(foreign == nil)
    }

    @Test func versionNumbersAreNeverUsedAgainAndRenamingKeepsEverything() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (workspace, now) = (workspace, now)
        let model = try await catalog.write { transaction in
            try transaction.createRegisteredModel("churn", in: workspace, description: nil, tags: [], now: now)
            let new = ModelVersion(
                workspace: workspace, name: "churn", description: nil, source: "models:/m-1",
                artifactURI: "mlflow-artifacts:/1/models/m-1/artifacts", runID: nil, runLink: nil, modelID: "m-1",
                createdAt: now,
                origin: nil, tags: [Entry(key: "a", value: "b")])
            #expect(try transaction.createModelVersion(new).version == 1)
            #expect(try transaction.createModelVersion(new).version == 2)
            try transaction.deleteModelVersion(2, of: "churn", in: workspace, now: now)
            #expect(try transaction.createModelVersion(new).version == 3)
            try transaction.setAlias(ModelAlias(alias: "champion", version: 3), of: "churn", in: workspace, now: now)
            try transaction.renameRegisteredModel("churn", in: workspace, to: "loss", now: now)
            return try transaction.registeredModel("loss", in: workspace)
        }
        #expect(model?.aliases == [ModelAlias(alias: "champion", version: 3)])
        #expect(model?.latestVersions.map(\.version) == [3])
        #expect(model?.latestVersions.first?.tags == [Entry(key: "a", value: "b")])
        let champions = try await catalog.read { transaction in
            try transaction.champions(madeFromModel: "m-1", orRun: nil, in: workspace).map(\.version)
        }
        #expect(champions == [3])
    }

    @Test func anAliasOfAVersionThatDoesNotExistIsRefused() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (workspace, now) = (workspace, now)
        let error = await #expect(throws: CatalogError.self) {
            try await catalog.write { transaction in
                try transaction.createRegisteredModel("churn", in: workspace, description: nil, tags: [], now: now)
                try transaction.setAlias(
                    ModelAlias(alias: "champion", version: 9), of: "churn", in: workspace, now: now)
            }
        }
        #expect(error?.code == .brokenReference)
    }
}
