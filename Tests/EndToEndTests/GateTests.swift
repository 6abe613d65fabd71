import Foundation
import Promotion
import SluiceClient
import Testing

@Suite(
    "Gates with every kind of evidence", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing")
)
struct GateTests {
    private static let signature = #""signature": [{"type": "double", "name": "tenure", "required": true}]"#
    private static let prod = TestEnvironment.prod.with {
        $0.promotesFrom = nil
        $0.gate = [
            "{metric: f1, threshold: 0.5}", "{significance: f1, against: champion}", "{tests: [check], least: 2}",
            "{model: {signature: compatible, flavors: [sklearn], max_size: 1MB}}", "{data: holdout, min_rows: 1}",
            "{command: python3 verdict.py, timeout: 60s, name: fairness}",
        ]
    }

    private func settings(_ f1: Double, _ more: String = "") -> String {
        "{\"f1\": \(f1), \"rows\": 400, \(Self.signature)\(more.isEmpty ? "" : ", ")\(more)}"
    }

    private func verdicts(_ run: RunReport) -> [CheckKind: Verdict] {
        Dictionary((run.gate?.decision.checks ?? []).compactMap { check in check.kind.map { ($0, check.verdict) } }) {
            $0.allowsPromotion ? $1 : $0
        }
    }

    @Test func aBlockedRunNamesTheCheckAndAGoodOneGoesThroughAllOfThem() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [Self.prod])
            try await server.add(project)
            let first = try await project.commit(settings(0.7))
            try await project.push("release/1")
            let begun = try await server.end("prod", first, as: .succeeded)
            #expect(
                verdicts(begun) == [
                    .metric: .passed, .significance: .skipped, .tests: .passed, .model: .passed, .data: .passed,
                    .command: .passed,
                ])
            let key = StepKey(checked: "gate-check-6@v1")
            #expect(try await server.log(begun, key, has: "comparing models:/mini/1 with nothing") != "")

            // A little better is not shown to be better.
            let lucky = try await project.commit(settings(0.7))
            try await project.push("release/1")
            let unclear = try await server.end("prod", lucky)
            #expect(unclear.status != .succeeded && verdicts(unclear)[.significance]?.allowsPromotion == false)
            #expect(unclear.reason.contains("f1"), "\(unclear.reason)")

            // The commit's own script would let anything through; the one of the protected ref does not.
            try project.write("", to: "verdict.py")
            let unfair = try await project.commit(settings(0.9, #""verdict": "Failed""#))
            try await project.push("release/1")
            let refused = try await server.end("prod", unfair, as: .failed)
            #expect(verdicts(refused)[.significance] == .passed && verdicts(refused)[.command] == .failed)
            #expect(refused.reason.contains("the fairness of models:/mini/3 is failed"), "\(refused.reason)")
            #expect(refused.steps.first { $0.key == "gate-check-6@v3" }?.status == .failed)
            let told = try await server.sluice("gate", "explain", refused.id.rawValue)
            #expect(told.status == 0 && told.output.contains("fairness"), "\(told)")
            #expect(told.output.contains("In the way") && told.output.contains("is failed"), "\(told.output)")

            let damaged = try await project.commit(settings(0.9, #""verdict": "damaged""#))
            try await project.push("release/1")
            let unreadable = try await server.end("prod", damaged, as: .errored)
            #expect(verdicts(unreadable)[.command] == .inconclusive)
            #expect(verdicts(unreadable)[.metric] == .passed)

            let best = try await project.commit(settings(0.95))
            try await project.push("release/1")
            let promoted = try await server.end("prod", best, as: .succeeded)
            #expect(verdicts(promoted).values.allSatisfy { $0 == .passed }, "\(verdicts(promoted))")
            #expect(try await server.champion("prod") == 5)
            try await triesAndReplays(server, project)
        }
    }

    /// After the runs above: versions 1 and 5 were promoted, 2 to 4 refused.
    private func triesAndReplays(_ server: TestServer, _ project: TestProject) async throws {
        let refused = try await server.sluice("gate", "try", "--env", "prod", "--candidate", "3", "--against", "1")
        #expect(refused.status == 1 && refused.output.contains("is failed"), "\(refused)")
        let unknown = try await server.sluice("gate", "try", "--env", "prod", "--candidate", "3", "-o", "json")
        #expect(unknown.status == 1, "\(unknown)")
        #expect(unknown.output.contains("was not scored by the same evaluate step"), "\(unknown.output)")
        let nobody = try await server.sluice("gate", "try", "--env", "prod", "--candidate", "99")
        #expect(nobody.status == 1 && nobody.errors.contains("no run of 'prod' has scored version 99"), "\(nobody)")

        let stricter = server.folder.path + "/stricter.yaml"
        try TestFolder.write("gate:\n  - {metric: f1, threshold: 0.93}\n", to: stricter)
        let replayed = try await server.sluice(
            "gate", "backtest", "--env", "prod", "--gate", stricter, "-o", "json")
        #expect(replayed.status == 0, "\(replayed)")
        let backtest = try JSONDecoder().decode(GateBacktest.self, from: Data(replayed.output.utf8))
        #expect(backtest.gaps == [])
        #expect(backtest.entries.map(\.candidate) == [5, 4, 3, 2, 1])
        #expect(backtest.entries.filter(\.isDifferent).map(\.candidate) == [1])
        #expect(backtest.entries.last?.because.first?.contains("0.7") == true, "\(backtest.entries)")
        // What it was judged by then is judged the same again.
        let same = try await server.sluice(
            "gate", "backtest", "--env", "prod", "--gate", project.path + "/environments/prod.yaml", "-o", "json")
        let again = try JSONDecoder().decode(GateBacktest.self, from: Data(same.output.utf8))
        #expect(again.entries.map(\.was) == again.entries.map(\.would), "\(again.entries)")
        let wrong = server.folder.path + "/wrong.yaml"
        try TestFolder.write("gate:\n  - {metrics: f1}\n", to: wrong)
        let told = try await server.sluice("gate", "backtest", "--env", "prod", "--gate", wrong)
        #expect(told.status == 2 && told.errors.contains("wrong.yaml:2:"), "\(told)")
    }

    @Test func aRunOutsideOfItsWindowWaitsAndSaysUntilWhen() async throws {
        try await TestServer.perform { server in
            // Open for an hour that is half a week away.
            let far = Calendar(identifier: .gregorian).date(byAdding: .hour, value: 84, to: Date()) ?? Date()
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = TimeZone(identifier: "UTC")
            formatter.dateFormat = "EEE HH"
            let start = formatter.string(from: far)
            let closed = Self.prod.with {
                $0.gate = [
                    "{metric: f1, threshold: 0.5}",
                    "{window: {inside: [\"\(start):00-\(start.prefix(3)) \(start.suffix(2)):59\"]}}",
                ]
            }
            let project = try await TestProject(in: server.folder, environments: [closed])
            try await server.add(project)
            let commit = try await project.commit(settings(0.7))
            try await project.push("release/1")
            let run = try await server.run("prod", commit, "waits") { $0.phase == "waiting" }
            #expect(run.status == .blocked && run.reason.contains("no promotion may happen before"), "\(run.reason)")
            let detailed = try await server.client.run(run.id)
            let window = detailed.lacks?.first { $0.kind == .window }
            #expect((window?.until?.milliseconds ?? 0) > Int64(Date().timeIntervalSince1970 * 1000))
            let hurried = try await server.sluice(
                "promote", "--env", "prod", "--run", run.id.rawValue, "--reason", "we need it")
            #expect(hurried.status == 1 && hurried.errors.contains("no promotion may happen before"), "\(hurried)")
            let planned = try await server.sluice("plan")
            #expect(planned.output.contains("Promotions still lack") && planned.output.contains("window"), "\(planned)")
            // Still so after a restart; and a worse one is no matter of time.
            await server.killServer()
            try await server.start()
            #expect(try await server.client.run(run.id).phase == "waiting")
            let worse = try await project.commit(settings(0.4))
            try await project.push("release/1")
            try await server.end("prod", worse, as: .failed)
            #expect(try await server.client.run(run.id).status == .superseded)
        }
    }
}
