import Catalog
import Foundation
import Promotion
import SluiceClient
import Testing

/// Imports from one server into another by the command line, with another Sluice server as the source: it speaks the same protocol.
struct ImportTests {
    private func credentials(_ source: ServerProgram) -> [String: String] { ["MLFLOW_TRACKING_TOKEN": source.token] }

    private func outcome(_ result: ServerProgram.Result) throws -> ImportOutcome {
        let report = try JSONDecoder().decode(ImportReport.self, from: Data(result.output.utf8))
        return try #require(report.outcome)
    }

    /// What the scenarios begin with: an experiment with runs, one of them with files and a model, and its version.
    private func seed(_ source: ServerProgram) async throws -> (experiment: String, runs: [String]) {
        let experiment = try await source.makeExperiment("churn of 2026")
        var runs = [try await source.makeRun("first", in: experiment, values: 1200)]
        runs.append(try await source.makeRun("second", in: experiment))
        runs.append(try await source.makeRun("in the default", in: "0"))
        try await source.put(Data("flavors: {}".utf8), at: "model/MLmodel", of: runs[0], in: experiment)
        try await source.put(
            Data((0..<100_000).map { UInt8($0 % 251) }), at: "model/data/model.bin", of: runs[0], in: experiment)
        try await source.mlflow(
            "POST", "runs/log-inputs",
            [
                "run_id": runs[0],
                "datasets": [
                    [
                        "dataset": ["name": "customers", "digest": "d1", "source_type": "local", "source": "{}"],
                        "tags": [["key": "mlflow.data.context", "value": "training"]],
                    ]
                ],
            ])
        try await source.mlflow(
            "POST", "registered-models/create", ["name": "churn", "tags": [["key": "a", "value": "b"]]])
        for _ in 1...3 {
            try await source.mlflow(
                "POST", "model-versions/create",
                ["name": "churn", "source": "runs:/\(runs[0])/model", "run_id": runs[0], "description": "good"])
        }
        try await source.mlflow("DELETE", "model-versions/delete", ["name": "churn", "version": "2"])
        try await source.mlflow(
            "POST", "registered-models/alias", ["name": "churn", "alias": "champion", "version": "3"])
        try await source.mlflow(
            "POST", "model-versions/transition-stage",
            ["name": "churn", "version": "1", "stage": "Staging", "archive_existing_versions": false])
        return (experiment, runs)
    }

    @Test func everythingComesAsItIsAndASecondImportBringsNothing() async throws {
        try await ServerProgram.perform { source, target in
            let (experiment, runs) = try await seed(source)
            let first = try await target.bring(from: source.url, ["-o", "json"], credentials: credentials(source))
            #expect(first.status == 0, "\(first.errors)\(first.output)")
            let found = try outcome(first)
            #expect(found.counts["run"]?.new == 3)
            #expect(found.counts["model-version"]?.new == 2)
            #expect(found.counts["file"]?.new == 2)
            for run in runs {
                #expect(try await target.comparableRun(run) == (try await source.comparableRun(run)))
                for key in ["loss", "bad"] {
                    let history = "metrics/get-history?run_id=\(run)&metric_key=\(key)&max_results=25000"
                    let (left, right) = (
                        try await source.mlflow("GET", history), try await target.mlflow("GET", history)
                    )
                    #expect(try ServerProgram.text(left) == ServerProgram.text(right))
                }
            }
            for version in [1, 3] {
                #expect(
                    try await target.comparableVersion("churn", version)
                        == (try await source.comparableVersion("churn", version)))
            }
            let here =
                try #require(
                    (try await target.mlflow("GET", "experiments/get-by-name?experiment_name=churn%20of%202026"))[
                        "experiment"] as? Object)["experiment_id"] as? String
            for path in ["model/MLmodel", "model/data/model.bin"] {
                #expect(
                    try await target.file(path, of: runs[0], in: try #require(here))
                        == (try await source.file(path, of: runs[0], in: experiment)))
            }
            let second = try await target.bring(from: source.url, ["-o", "json"], credentials: credentials(source))
            #expect(second.status == 0)
            let again = try outcome(second)
            #expect(again.counts.values.allSatisfy { $0.new == 0 && $0.updated == 0 && $0.refused == 0 })
            #expect(again.counts["run"]?.unchanged == 3)
            #expect(again.bytes == 0)
        }
    }

    @Test func whatIsNewAndWhatChangedComesTheNextTime() async throws {
        try await ServerProgram.perform { source, target in
            let (experiment, runs) = try await seed(source)
            #expect(try await target.bring(from: source.url, credentials: credentials(source)).status == 0)
            _ = try await source.makeRun("third", in: experiment)
            try await source.mlflow("POST", "runs/set-tag", ["run_id": runs[1], "key": "seen", "value": "yes"])
            try await source.mlflow("POST", "runs/delete", ["run_id": runs[2]])
            // A version of the target's own takes no number that the source has given.
            try await source.mlflow(
                "POST", "registered-models/alias", ["name": "churn", "alias": "champion", "version": "1"])
            let result = try await target.bring(from: source.url, ["-o", "json"], credentials: credentials(source))
            #expect(result.status == 0, "\(result.errors)")
            let found = try outcome(result)
            #expect(found.counts["run"] == ImportCount(found: 4, new: 1, updated: 2, unchanged: 1, refused: 0))
            for run in runs { #expect(try await target.comparableRun(run) == (try await source.comparableRun(run))) }
            let alias = try await target.mlflow("GET", "registered-models/alias?name=churn&alias=champion")
            #expect((alias["model_version"] as? Object)?["version"] as? String == "1")
        }
    }

    @Test func namesThatAreTakenAreRefusedBeforeAnythingChanges() async throws {
        try await ServerProgram.perform { source, target in
            let (_, runs) = try await seed(source)
            _ = try await target.makeExperiment("churn of 2026")
            let refused = try await target.bring(from: source.url, credentials: credentials(source))
            #expect(refused.status == 2)
            #expect(refused.errors.contains("experiment 'churn of 2026' exists, and did not come from this source"))
            #expect(try await target.client.imports().isEmpty)
            let unknown = try await target.bring(
                from: source.url, ["--experiments", "nothing"], credentials: credentials(source))
            #expect(unknown.status == 2)
            #expect(unknown.errors.contains("the source has no experiment 'nothing'"))
            let added = try await target.bring(
                from: source.url, ["--into-existing"], credentials: credentials(source))
            #expect(added.status == 0, "\(added.errors)\(added.output)")
            #expect(try await target.comparableRun(runs[0]) == (try await source.comparableRun(runs[0])))
            // The same server by another name is another source: its runs are there already, and are named.
            let other = source.url.replacingOccurrences(of: "127.0.0.1", with: "localhost")
            let twice = try await target.bring(
                from: other, ["--into-existing", "-o", "json"], credentials: credentials(source))
            #expect(twice.status == 1)
            let found = try outcome(twice)
            #expect(found.counts["run"]?.refused == 3)
            #expect(
                found.problems.contains {
                    $0.kind == .run && $0.id == runs[0] && $0.reason.contains("did not come from this source")
                })
            #expect(found.problems.contains { $0.id == "churn/3" && $0.reason.contains("another version") })
        }
    }

    @Test func aDryRunCountsAndChangesNothing() async throws {
        try await ServerProgram.perform { source, target in
            _ = try await seed(source)
            let result = try await target.bring(
                from: source.url, ["--dry-run", "-o", "json"], credentials: credentials(source))
            #expect(result.status == 0)
            let found = try JSONDecoder().decode(ImportOutcome.self, from: Data(result.output.utf8))
            #expect(found.counts["run"]?.new == 3)
            #expect(found.counts["model-version"]?.found == 2)
            #expect(try await target.client.imports().isEmpty)
            let later = try await target.bring(
                from: source.url, ["--since", "2100-01-01", "--no-artifacts", "-o", "json"],
                credentials: credentials(source))
            #expect(try outcome(later).counts["run"] == ImportCount())
        }
    }

    @Test func startAndEndAreInTheLedgerAndTheMarkIsATagThatNoClientRemoves() async throws {
        try await ServerProgram.perform { source, target in
            let (_, runs) = try await seed(source)
            #expect(try await target.bring(from: source.url, credentials: credentials(source)).status == 0)
            let run = try await target.mlflow("GET", "runs/get?run_id=\(runs[0])")
            #expect(try ServerProgram.text(run).contains("not witnessed; from \(source.url)"))
            await #expect(throws: ServerProgram.Failed.self) {
                try await target.mlflow("POST", "runs/delete-tag", ["run_id": runs[0], "key": "sluice.imported"])
            }
            let list = try await target.sluice(["import", "list"])
            #expect(list.output.contains(source.url))
            #expect(list.output.contains("Succeeded"))
            target.kill()
            let catalog = try await Catalog.open(target.home + "/catalog.sqlite") { Timestamp(milliseconds: 0) }
            let actions = try await catalog.read { try $0.ledger().map(\.action) }
            #expect(actions == [.importStarted, .importEnded])
            try catalog.close()
            let text = try String(
                decoding: Data(contentsOf: URL(fileURLWithPath: target.home + "/catalog.sqlite")), as: UTF8.self)
            #expect(!text.contains(source.token))
        }
    }
}
