import Foundation
import Promotion
import SluiceClient
import Testing

@Suite(
    "Gates of many kinds over a carried model",
    .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct ManyChecksTests {
    private static let prod = TestEnvironment.prod.with {
        $0.strategy = "deploy-model"
        $0.gate = [
            "{metric: f1, threshold: 0.5}",
            "{latency: score_ms, max: 50, against: champion, max_relative_increase: 0.2}",
            "{value: \"tp * amount - fp * 2\", unit: USD, floor: 100, against: champion}",
            "{data: holdout, min_rows: 1, overlap: refused}", "{not: {soak: 30d}}",
            "{tests: [check], least: 2}",
            "{command: python3 verdict.py, timeout: 60s, name: fairness}",
            "{any: [{latency: score_ms, max: 1}, {not: {latency: score_ms, max: 2}}]}",
        ]
    }
    private static let late = prod.with {
        $0.name = "late"
        $0.branches = ["late"]
        $0.gate = ["{soak: 1h}"]
    }

    private func commit(
        _ project: TestProject, f1: Double, milliseconds: Double, verdict: String = "Passed"
    ) async throws -> CommitID {
        try await project.commit(
            "{\"f1\": \(f1), \"rows\": 400, \"score_ms\": \(milliseconds), \"verdict\": \"\(verdict)\"}")
    }

    private func checks(_ run: RunReport, _ kind: CheckKind) -> [CheckResult] {
        (run.gate?.decision.checks ?? []).filter { $0.kind == kind && $0.path?.isPart != true }
    }

    @Test func everyKindHasItsSayAboutAModelThatWasTrainedBelow() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [.staging, Self.prod, Self.late])
            // The files of the table that training reads; each has its one byte, as the log says.
            try project.write("a", to: "data/staging/customers/part-0")
            try project.write("b", to: "data/staging/customers/part-1")
            try await server.add(project)
            let first = try await commit(project, f1: 0.7, milliseconds: 20)
            try await project.push("main", "release/1", "late")
            let begun = try await server.end("prod", first, as: .succeeded)
            try await expectSoak(begun, server)
            #expect(checks(begun, .latency).map(\.verdict) == [.passed, .skipped])
            #expect(checks(begun, .latency).first?.unit == "ms" && checks(begun, .latency).first?.candidate == 20)
            #expect(checks(begun, .value).map(\.verdict) == [.passed, .skipped])
            #expect(checks(begun, .value).first?.unit == "USD")
            let data = checks(begun, .data)
            #expect(
                data.map(\.check) == [
                    "data holdout has at least 1 rows", "data holdout apart from control",
                    "data holdout apart from customers",
                ])
            #expect(data.allSatisfy { $0.verdict == .passed }, "\(data.map(\.reason))")
            #expect(checks(begun, .command).map(\.verdict) == [.passed])
            #expect(checks(begun, .any).map(\.verdict) == [.passed])
            try await expectWaiting(first, server)

            // Slower, worth less, unfair, and trained with the rows that it is evaluated on.
            try project.write("id,churn\n1,0\n", to: "data/staging/control/leak.csv")
            let bad = try await commit(project, f1: 0.55, milliseconds: 25, verdict: "Failed")
            // What has not passed below is not what is carried on: that would be the model of before.
            try await project.push("main")
            try await server.end("staging", bad, as: .succeeded)
            try await project.push("release/1")
            let refused = try await server.end("prod", bad, as: .failed)
            #expect(checks(refused, .metric).map(\.verdict) == [.passed])
            #expect(checks(refused, .tests).map(\.verdict) == [.passed])
            #expect(checks(refused, .latency).map(\.verdict) == [.passed, .failed])
            #expect(checks(refused, .value).map(\.verdict) == [.passed, .failed])
            #expect(checks(refused, .data).map(\.verdict) == [.passed, .failed, .passed])
            #expect(checks(refused, .command).map(\.verdict) == [.failed])
            for part in [
                "score_ms", "USD", "1 of 1 files of 'holdout' are also in 'control', read for training",
                "the fairness of models:/mini/2 is failed",
            ] { #expect(refused.reason.contains(part), "\(part): \(refused.reason)") }
            #expect(try await server.champion("prod") == 1)
            let explained = try await server.sluice("gate", "explain", refused.id.rawValue)
            #expect(explained.output.contains("also in 'control'") && explained.output.contains("USD"), "\(explained)")
        }
    }

    /// How long the model had been champion below is counted from its promotion there.
    private func expectSoak(_ run: RunReport, _ server: TestServer) async throws {
        let arrival = try #require(try await server.client.promotions("mini", "staging").last)
        let gate = try #require(run.gate)
        let soak = try #require(gate.decision.checks.first { $0.kind == .soak })
        #expect(soak.verdict == .failed && soak.required == 30 * 86_400, "\(soak.reason)")
        #expect(soak.candidate == Double((gate.time.milliseconds - arrival.time.milliseconds) / 1000))
        #expect(soak.holdsFrom?.milliseconds == arrival.time.milliseconds + 30 * 86_400_000)
        #expect(checks(run, .not).map(\.verdict) == [.passed])
    }

    /// Nobody gets round what is left of a soak; everybody is told how long it is.
    private func expectWaiting(_ commit: CommitID, _ server: TestServer) async throws {
        let run = try await server.run("late", commit, "waits") { $0.phase == "waiting" }
        let arrival = try #require(try await server.client.promotions("mini", "staging").last)
        let lacks = try await server.client.run(run.id).lacks?.first { $0.kind == .soak }
        #expect(lacks?.until?.milliseconds == arrival.time.milliseconds + 3_600_000)
        let refused = try await server.sluice(
            "promote", "--env", "late", "--run", run.id.rawValue, "--reason", "we need it")
        #expect(refused.status == 1 && refused.errors.contains("in 'staging' for"), "\(refused)")
        #expect(refused.errors.contains(" more"), "\(refused.errors)")
        #expect(try await server.champion("late") == nil)
    }
}
