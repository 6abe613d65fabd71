import Catalog
import Promotion
import SluiceClient
import Testing

@Suite("People decide", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct ApprovalTests {
    private static let prod = TestEnvironment.prod.with { $0.promotesFrom = nil }

    @Test func anApprovalIsWaitedForAndGivenByPromote() async throws {
        try await TestServer.perform { server in
            let careful = Self.prod.with { $0.more = ["approvals: {required: 1}"] }
            let project = try await TestProject(in: server.folder, environments: [careful])
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("release/1")
            let run = try await server.run("prod", commit, "waits") { $0.status == .awaitingApproval }
            #expect(run.reason.contains("1 approval"), "\(run.reason)")
            #expect(try await server.champion("prod") == nil)
            let waiting = try await server.environment("prod").waiting
            #expect(waiting.contains { $0.contains("sluice approve") }, "\(waiting)")
            let given = try await server.client.promote("mini", "prod", PromoteRequest(run: run.id, reason: "I agree"))
            #expect(given.kind == .person)
            #expect(given.by == "tester (administrator)")
            let ended = try await server.end("prod", commit, as: .succeeded)
            #expect(ended.steps.first { $0.key == "score" }?.status == .succeeded)
            #expect(try await server.champion("prod") == 1)

            let worse = try await project.commit(#"{"f1": 0.6}"#)
            try await project.push("release/1")
            let failed = try await server.end("prod", worse, as: .failed)
            let stubborn = try await server.sluice(
                "promote", "--project", "mini", "--env", "prod", "--run", failed.id.rawValue, "--reason", "please")
            #expect(stubborn.status == 1, "\(stubborn)")
            #expect(stubborn.errors.contains("0.6") && stubborn.errors.contains("0.7"), "\(stubborn.errors)")
        }
    }

    @Test func theFirstModelMayNeedAPersonOrBeRefused() async throws {
        try await TestServer.perform { server in
            let asks = Self.prod.with { $0.more = ["onMissingChampion: approval"] }
            let refuses = Self.prod.with {
                $0.name = "strict"
                $0.branches = ["strict"]
                $0.more = ["onMissingChampion: fail"]
            }
            let project = try await TestProject(in: server.folder, environments: [asks, refuses])
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("release/1", "strict")
            let run = try await server.run("prod", commit, "waits") { $0.status == .awaitingApproval }
            #expect(run.reason.contains("no champion yet"), "\(run.reason)")
            _ = try await server.client.promote("mini", "prod", PromoteRequest(run: run.id, reason: "the first"))
            let next = try await project.commit(#"{"f1": 0.8}"#)
            try await project.push("release/1")
            try await server.end("prod", next, as: .succeeded)
            let refused = try await server.end("strict", commit, as: .failed)
            #expect(refused.reason.contains("champion"), "\(refused.reason)")
            #expect(try await server.champion("strict") == nil)
        }
    }

    @Test func aHoldStopsWhatIsUnderWayBeforeItsPromotion() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [Self.prod])
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7, "waitAfterTraining": "go"}"#)
            try await project.push("release/1")
            let run = try await server.run("prod", commit, "trains") { run in
                run.steps.contains { $0.key == "train" && $0.status == .running }
            }
            let held = try await server.client.hold("mini", "prod", ReasonRequest(reason: "an audit"))
            #expect(held.hold?.reason == "an audit")
            try project.allow("go", in: "prod")
            let waiting = try await server.run("prod", commit, "is held") { $0.phase == "held" }
            #expect(waiting.status == .blocked)
            #expect(waiting.reason.contains("an audit"))
            #expect(try await server.champion("prod") == nil)
            let refused = try await server.sluice(
                "promote", "--project", "mini", "--env", "prod", "--run", run.id.rawValue, "--reason", "now")
            #expect(refused.status == 1, "\(refused)")
            _ = try await server.client.resume("mini", "prod", ReasonRequest(reason: "audited"))
            try await server.end("prod", commit, as: .succeeded)
            #expect(try await server.champion("prod") == 1)
            let actions = try await server.ledger().map(\.action)
            #expect(actions.filter { [.held, .resumed, .promoted].contains($0) } == [.held, .resumed, .promoted])
        }
    }
}
