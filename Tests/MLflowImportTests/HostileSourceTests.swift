import Foundation
import Promotion
import SluiceClient
import Testing

/// Sources that lie, loop, break off or are no MLflow servers at all. The target keeps to its rules, and the command says what happened.
struct HostileSourceTests {
    private func perform(
        _ handler: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer?,
        _ body: (ScriptedServer, ServerProgram) async throws -> Void
    ) async throws {
        let source = try ScriptedServer { handler($0) ?? Self.usual($0) }
        defer { source.stop() }
        let target = try await ServerProgram()
        defer { target.remove() }
        try await body(source, target)
    }

    /// A source with one experiment, one run and nothing else.
    private static func usual(_ request: ScriptedServer.Request) -> ScriptedServer.Answer {
        switch request.path {
        case "/api/2.0/mlflow/experiments/search": .json(#"{"experiments": [{"experiment_id": "1", "name": "exp"}]}"#)
        case "/api/2.0/mlflow/runs/search": .json(#"{"runs": [\#(run("good"))]}"#)
        case "/api/2.0/mlflow/logged-models/search", "/api/2.0/mlflow/registered-models/search",
            "/api/2.0/mlflow-artifacts/artifacts", "/api/2.0/mlflow/model-versions/search":
            .json("{}")
        default: .status(404, "not here")
        }
    }

    private static func run(_ id: String, data: String = "{}", more: String = "") -> String {
        #"{"info": {"run_id": "\#(id)", "experiment_id": "1", "status": "FINISHED", "start_time": "1760000000000","#
            + #" "artifact_uri": "mlflow-artifacts:/1/\#(id)/artifacts"\#(more)}, "data": \#(data)}"#
    }

    private func outcome(_ result: ServerProgram.Result) throws -> ImportOutcome {
        let report = try JSONDecoder().decode(ImportReport.self, from: Data(result.output.utf8))
        return try #require(report.outcome)
    }

    @Test("S-04: file names of a source that lead elsewhere are refused and named, and the others come")
    func fileNames() async throws {
        let files =
            #"{"files": [{"path": "../up"}, {"path": "/etc/passwd"}, {"path": "a/b"}, {"path": "bad\u0000name"}, "#
            + #"{"path": ".."}, {"path": "good.txt", "file_size": 4}, {"nothing": 1}]}"#
        try await perform({ request in
            if request.target.contains("artifacts?path=1%2Fgood%2Fartifacts") { return .json(files) }
            return request.path.hasSuffix("/good.txt") ? .status(200, "data") : nil
        }) { source, target in
            let result = try await target.bring(from: source.url, ["-o", "json"])
            #expect(result.status == 1)
            let found = try outcome(result)
            #expect(found.counts["file"]?.new == 1)
            #expect(found.counts["file"]?.refused == 6)
            #expect(found.problems.contains { $0.id == "good/../up" })
            let again = try await target.bring(from: source.url, ["-o", "json"])
            #expect(try outcome(again).counts["file"]?.unchanged == 1)
        }
    }

    @Test("S-04: records that break the rules are refused by name, and what is right of them comes")
    func records() async throws {
        let data =
            #"{"params": [{"key": "ok", "value": "1"}, {"key": "../x", "value": "1"}, {"key": 5}], "#
            + #""tags": [{"key": "sluice.gate", "value": "passed"}, {"key": "t", "value": "v"}], "#
            + #""metrics": [{"key": "m", "value": "not a number", "timestamp": 1}]}"#
        let runs = [
            Self.run("good"), Self.run("../../etc"), Self.run("models"), Self.run("parts", data: data),
            #"{"info": {"run_id": 7}}"#, #""text""#, "null",
            Self.run("stage", more: #", "lifecycle_stage": "forgotten""#),
        ]
        try await perform({ request in
            request.path == "/api/2.0/mlflow/runs/search"
                ? .json(#"{"runs": [\#(runs.joined(separator: ","))]}"#) : nil
        }) { source, target in
            let result = try await target.bring(from: source.url, ["-o", "json"])
            #expect(result.status == 1)
            let found = try outcome(result)
            #expect(found.counts["run"]?.new == 2)
            #expect(found.counts["run"]?.refused == 6)
            #expect(found.problems.contains { $0.id == "../../etc" && $0.reason.contains("is no id") })
            let kept = try await target.comparableRun("parts")
            #expect(kept.contains(#""params":[{"key":"ok","value":"1"}]"#))
            #expect(kept.contains(#""tags":[{"key":"t","value":"v"}]"#))
            let tags = try ServerProgram.text(try await target.mlflow("GET", "runs/get?run_id=parts"))
            #expect(!tags.contains("sluice.gate"))
        }
    }

    @Test(
        "S-31: lists that do not end are given up",
        arguments: [
            #"{"runs": [], "next_page_token": "same"}"#,
            #"{"runs": [\#(run("good"))], "next_page_token": "T"}"#,
        ])
    func endlessLists(answer: String) async throws {
        try await perform({ request in
            guard request.path == "/api/2.0/mlflow/runs/search" else { return nil }
            // Another token each time, so that only what it brings shows that it goes round.
            return .json(answer.replacingOccurrences(of: "\"T\"", with: "\"\(UInt64.random(in: 0...UInt64.max))\""))
        }) { source, target in
            let result = try await target.bring(from: source.url, ["-o", "json"])
            #expect(result.status == 1)
            #expect(try outcome(result).problems.contains { $0.reason.contains("repeats itself") })
            #expect(source.requests.count < 40)
        }
    }

    @Test func whoIsNoMLflowServerIsSaidToBeNone() async throws {
        for (answer, words, status) in [
            (ScriptedServer.Answer.status(404, "<html>"), "not as an MLflow server", 3),
            (.json("[1, 2"), "not what an MLflow server answers", 3),
            (.status(302, "", headers: ["Location: http://127.0.0.1:1/"]), "which is not followed", 3),
            (.status(401, #"{"message": "who are you"}"#), "MLFLOW_TRACKING_TOKEN", 3),
            (.status(403, ""), "answers 403", 3),
        ] as [(ScriptedServer.Answer, String, Int32)] {
            try await perform({ _ in answer }) { source, target in
                let result = try await target.bring(from: source.url, credentials: ["MLFLOW_TRACKING_TOKEN": "hush"])
                #expect(result.status == status)
                #expect(result.errors.contains(words), "\(result.errors)")
                #expect(!result.errors.contains("hush"))
                #expect(try await target.client.imports().isEmpty)
            }
        }
    }

    @Test func aSourceThatIsNotThereAndAnAddressThatIsNoneAreToldAtOnce() async throws {
        let target = try await ServerProgram()
        defer { target.remove() }
        let absent = try await target.bring(from: "http://127.0.0.1:1")
        #expect(absent.status == 3)
        #expect(absent.errors.contains("no server answers at http://127.0.0.1:1 (connection refused)"))
        let wrong = try await target.bring(from: "sqlite:///ann:secret@x.db")
        #expect(wrong.status == 2)
        #expect(!wrong.errors.contains("secret"))
    }

    @Test("R-43: a file that breaks off is not stored, and comes the next time")
    func brokenFiles() async throws {
        try await perform({ request in
            if request.target.contains("artifacts?path=1%2Fgood%2Fartifacts") {
                return .json(#"{"files": [{"path": "data.bin", "file_size": 100}]}"#)
            }
            guard request.path.hasSuffix("/data.bin") else { return nil }
            return .brokenOff("short", length: 100)
        }) { source, target in
            let result = try await target.bring(from: source.url, ["-o", "json"])
            #expect(result.status == 1)
            let found = try outcome(result)
            #expect(found.problems.map(\.id) == ["good/data.bin"])
            #expect(found.problems.first?.reason.contains("broke off") == true)
            let again = try outcome(try await target.bring(from: source.url, ["-o", "json"]))
            #expect(again.counts["run"]?.unchanged == 0)
            #expect(again.counts["file"]?.unchanged == 0)
        }
    }

    @Test func anOlderServerAndFilesElsewhereAreNamedAndTheRestComes() async throws {
        try await perform({ request in
            switch request.path {
            case "/api/2.0/mlflow/logged-models/search": .status(404, "<html>")
            case "/api/2.0/mlflow/runs/search":
                .json(
                    #"{"runs": [{"info": {"run_id": "abc", "experiment_id": "1", "status": "FINISHED", "#
                        + #""artifact_uri": "s3://bucket/abc"}, "data": {}}]}"#)
            default: nil
            }
        }) { source, target in
            for status in ["new", "unchanged"] {
                let result = try await target.bring(from: source.url, ["-o", "json"])
                #expect(result.status == 1)
                let found = try outcome(result)
                #expect(found.notes == ["the source has no logged models, as MLflow before version 3; the rest comes"])
                #expect(found.problems.map(\.id) == ["abc"])
                #expect(found.problems.first?.reason.contains("'s3://bucket/abc'") == true)
                let runs = try #require(found.counts["run"])
                #expect((status == "new" ? runs.new : runs.unchanged) == 1)
            }
            #expect(try await target.bring(from: source.url, ["--no-artifacts"]).status == 0)
        }
    }
}
