import Catalog
import Execution
import Foundation
import Promotion
import Supervision
import Testing

@testable import Engine

@Suite("What a step is given, and what it leaves behind")
struct StepTests {
    private static let key = StepKey(checked: "unit-tests")
    private let features = DatasetName(checked: "features")
    private let customers = DatasetName(checked: "customers")

    private func variables(
        _ bench: EngineBench, given: [String: String] = [:], reads: [DatasetName] = [], writes: [DatasetName] = [],
        key: StepKey = key, modelVersion: Int? = nil
    ) async throws -> [String: String] {
        let commit = try CommitID(validating: String(repeating: "a", count: 40))
        let policy = Environment(
            name: EngineBench.dev, branches: [],
            variables: given.merging(["ONLY": "environment", "BOTH": "environment"]) { $1 })
        let id = try await bench.catalog.write { transaction in
            try transaction.insertRun(
                project: EngineBench.project, environment: policy, ref: RefName(checked: "refs/heads/dev"),
                commit: CommitReport(id: commit, tree: nil, author: nil, committer: nil, subject: "", time: nil),
                state: RunStateMachine(), by: "sluice", at: bench.context.now())
        }
        let step = PipelineStep(
            name: key.step, kind: .test, run: .succeed, reads: reads, writes: writes, variables: ["BOTH": "step"])
        let definitions = PinnedDefinitions(
            pipeline: Pipeline(name: "churn", model: EngineBench.model, requirements: nil, steps: [step]),
            policy: policy, policyDigest: Digest(ofText: "policy"), policyCommit: commit)
        let version = DatasetVersion(
            version: "7", digest: Digest(ofText: "7"), location: "/srv/customers", binding: .delta(path: "customers"),
            timestamp: nil, schema: nil, fileCount: 1, byteCount: 1, rowCount: nil)
        let folder = RunFolder(id, home: bench.context.home)
        return StepVariables(
            run: try await bench.run(id), definitions: definitions, step: step, key: key, attempt: 2,
            datasets: [RunDatasetRecord(name: customers, version: version)],
            folder: folder, places: DatasetPlaces(folder: folder, bound: policy.datasets, dataFolder: "/srv"),
            trackingURI: "http://127.0.0.1:5000", token: "secret",
            modelVersion: modelVersion
        ).all
    }

    @Test func nothingOfTheServersOwnIsGiven() async throws {
        let bench = try await EngineBench()
        let all = try await variables(bench)
        #expect(
            Set(all.keys) == [
                "ONLY", "BOTH", "SLUICE_PROJECT", "SLUICE_ENVIRONMENT", "SLUICE_RUN", "SLUICE_STEP",
                "SLUICE_STEP_ATTEMPT", "SLUICE_COMMIT", "SLUICE_REF", "SLUICE_REPORT", "SLUICE_MODEL",
                "MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI", "MLFLOW_TRACKING_TOKEN", "MLFLOW_EXPERIMENT_NAME",
                "MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK", "GIT_PYTHON_REFRESH",
            ])
        #expect(all["BOTH"] == "step" && all["ONLY"] == "environment")
        #expect(all["SLUICE_STEP_ATTEMPT"] == "2")
    }

    @Test func whoAStepIsCannotBeDefinedOtherwise() async throws {
        let bench = try await EngineBench()
        let all = try await variables(
            bench, given: ["SLUICE_RUN": "other", "MLFLOW_TRACKING_TOKEN": "mine", "SLUICE_DATASET_CUSTOMERS": "/etc"],
            reads: [customers])
        #expect(all["SLUICE_RUN"] == "churn-dev-1")
        #expect(all["MLFLOW_TRACKING_TOKEN"] == "secret")
        #expect(all["SLUICE_DATASET_CUSTOMERS"] == "/srv/customers")
    }

    @Test func datasetsAreGivenToThoseStepsThatNameThem() async throws {
        let bench = try await EngineBench()
        let all = try await variables(bench, reads: [customers], writes: [features])
        #expect(all["SLUICE_DATASET_CUSTOMERS"] == "/srv/customers" && all["SLUICE_DATASET_CUSTOMERS_VERSION"] == "7")
        let own = bench.context.home.workspacesPath + "/churn-dev-1/datasets/features"
        #expect(all["SLUICE_DATASET_FEATURES"] == own)
        #expect(try await variables(bench)["SLUICE_DATASET_CUSTOMERS"] == nil)
    }

    @Test func anEvaluationLooksAtTheVersionOfItsKey() async throws {
        let bench = try await EngineBench()
        let key = StepKey(StepName(checked: "evaluate"), modelVersion: 3)
        let all = try await variables(bench, key: key, modelVersion: 4)
        #expect(all["SLUICE_MODEL_URI"] == "models:/churn/3" && all["SLUICE_MODEL_VERSION"] == "3")
        #expect(try await variables(bench, modelVersion: 4)["SLUICE_MODEL_URI"] == "models:/churn/4")
    }

    private func collect(
        _ bench: EngineBench, report: String?, kind: StepKind = .test, writes: [DatasetName] = [],
        _ outcome: StepExit.Outcome = .exited(code: 0)
    ) async throws -> StepEvidence {
        let folder = RunFolder(RunID(checked: "churn-dev-1"), home: bench.context.home)
        try await folder.create()
        try folder.createOutput(Self.key, attempt: 1)
        if let report {
            let path = folder.output(Self.key, attempt: 1) + "/" + StepVariables.reportName
            try Data(report.utf8).write(to: URL(fileURLWithPath: path))
        }
        let exit = StepExit(outcome: outcome, usage: StepExit.Usage(), startedAt: 0, finishedAt: 1)
        let step = PipelineStep(name: Self.key.step, kind: kind, run: .succeed, writes: writes)
        return await StepEvidence.collect(
            .finished(exit), step: step, key: Self.key, attempt: 1,
            places: DatasetPlaces(folder: folder, bound: [:], dataFolder: folder.writable),
            datasets: bench.context.datasets)
    }

    private static let passing = "<testsuite name='s'><testcase name='a'/></testsuite>"
    private static let failing =
        "<testsuite name='s'><testcase name='a'/><testcase name='b'><failure message='no'/></testcase></testsuite>"

    @Test(arguments: [
        (nil, "it wrote no report"), ("", "it is not JUnit XML"), ("<html/>", "not 'testsuites'"),
        ("<testsuite/>", "its report has no tests"), (failing, "1 of 2 tests did not pass, the first is s.b"),
    ])
    func aTestStepWithoutAGoodReportHasFailed(report: String?, reason: String) async throws {
        let bench = try await EngineBench()
        let evidence = try await collect(bench, report: report)
        #expect(evidence.status == .failed)
        #expect(evidence.reason?.contains(reason) == true, "\(evidence.reason ?? "")")
    }

    @Test func testsAreEvidenceHoweverTheStepEnded() async throws {
        let bench = try await EngineBench()
        let good = try await collect(bench, report: Self.passing)
        #expect(good.outcome == .succeeded && good.tests.map(\.name) == ["s.a"])
        let bad = try await collect(bench, report: Self.failing, .exited(code: 1))
        #expect(bad.tests.map(\.outcome) == ["passed", "failed"])
        let killed = try await collect(bench, report: nil, .signalled(9))
        #expect(killed.status == .failed && killed.reason?.contains("report") == false)
        let other = try await collect(bench, report: nil, kind: .task)
        #expect(other.outcome == .succeeded)
    }

    @Test func aDatasetThatWasPromisedMustBeThere() async throws {
        let bench = try await EngineBench()
        let missing = try await collect(bench, report: nil, kind: .task, writes: [features])
        #expect(missing.reason?.hasPrefix("failed: it should have written dataset 'features': ") == true)
        let folder = RunFolder(RunID(checked: "churn-dev-1"), home: bench.context.home)
        let path = folder.dataset(features)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("1".utf8).write(to: URL(fileURLWithPath: path + "/part"))
        let step = PipelineStep(name: Self.key.step, kind: .task, run: .succeed, writes: [features])
        let exit = StepExit(outcome: .exited(code: 0), usage: StepExit.Usage(), startedAt: 0, finishedAt: 1)
        let evidence = await StepEvidence.collect(
            .finished(exit), step: step, key: Self.key, attempt: 1,
            places: DatasetPlaces(folder: folder, bound: [:], dataFolder: folder.writable),
            datasets: bench.context.datasets)
        #expect(evidence.written.map(\.name) == [features])
        #expect(evidence.written.first?.writtenBy == Self.key.step)
    }

    @Test func aBoundDatasetIsWrittenWhereItIsBound() async throws {
        let bench = try await EngineBench()
        let folder = RunFolder(RunID(checked: "churn-dev-1"), home: bench.context.home)
        try await folder.create()
        let data = folder.writable + "/data"
        let places = DatasetPlaces(folder: folder, bound: [features: .files(path: "dev/features")], dataFolder: data)
        let step = PipelineStep(name: Self.key.step, kind: .task, run: .succeed, writes: [features])
        try places.prepare(step)
        #expect(places.written(features) == data + "/dev/features")
        try Data("1".utf8).write(to: URL(fileURLWithPath: data + "/dev/features/part"))
        let exit = StepExit(outcome: .exited(code: 0), usage: StepExit.Usage(), startedAt: 0, finishedAt: 1)
        let evidence = await StepEvidence.collect(
            .finished(exit), step: step, key: Self.key, attempt: 1, places: places, datasets: bench.context.datasets)
        #expect(evidence.written.map(\.version.location) == [data + "/dev/features"])
    }

    @Test func anAttemptThatWasLostIsErroredAndNeverASuccess() async throws {
        let bench = try await EngineBench()
        let folder = RunFolder(RunID(checked: "churn-dev-1"), home: bench.context.home)
        let evidence = await StepEvidence.collect(
            .lost(reason: "the machine was started again"),
            step: PipelineStep(name: Self.key.step, kind: .task, run: .succeed), key: Self.key, attempt: 1,
            places: DatasetPlaces(folder: folder, bound: [:], dataFolder: folder.writable),
            datasets: bench.context.datasets)
        #expect(evidence.outcome == .errored(reason: "was lost: the machine was started again"))
    }
}
