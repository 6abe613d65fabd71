import Catalog
import Foundation
import Promotion
import SluiceClient
import Testing

@Suite("Refs that move", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct MovedRefTests {
    /// A run in dev whose training waits for `go`.
    private func training(
        _ server: TestServer, _ environment: TestEnvironment = .dev
    ) async throws -> (project: TestProject, run: RunReport) {
        let project = try await TestProject(in: server.folder, environments: [environment])
        try await server.add(project)
        let commit = try await project.commit(#"{"f1": 0.7, "waitBeforeTraining": "go"}"#)
        try await project.push("dev")
        let run = try await server.run("dev", commit, "trains") { run in
            run.steps.contains { $0.key == "train" && $0.status == .running }
        }
        return (project, run)
    }

    /// Puts another commit in the place of the last one.
    private func amend(_ project: TestProject, _ settings: String) async throws -> CommitID {
        try await project.git("reset", "--quiet", "--hard", "HEAD~1")
        let commit = try await project.commit(settings, "Another one in its place")
        try await project.push("dev", force: true)
        return commit
    }

    private func expectForcedMove(_ server: TestServer, from old: CommitID, to new: CommitID) async throws {
        let moves = try await server.ledger().filter { $0.action == .refMoved && $0.subject == "refs/heads/dev" }
        let move = try #require(moves.first { $0.details.contains(old.rawValue) && $0.details.contains(new.rawValue) })
        #expect(move.details.contains(#""forced":"true""#), "\(move.details)")
    }

    @Test("R-33: under queue a force-push lets the training go on and drops the commit that had not begun")
    func forcePushUnderQueue() async throws {
        try await TestServer.perform { server in
            let (project, run) = try await training(server)
            let queued = try await project.commit(#"{"f1": 0.71}"#)
            try await project.push("dev")
            try await server.run("dev", queued, "waits") { $0.status == .pending }
            let pushed = try await amend(project, #"{"f1": 0.72}"#)
            let dropped = try await server.end("dev", queued, as: .superseded)
            #expect(dropped.reason.contains(pushed.short), "\(dropped.reason)")
            #expect(dropped.steps.isEmpty)
            try project.allow("go", in: "dev")
            try await server.end("dev", run.commit.id, as: .succeeded)
            try await server.end("dev", pushed, as: .succeeded)
            #expect(try await server.champion("dev") == 2)
            try await expectForcedMove(server, from: queued, to: pushed)
        }
    }

    @Test("R-33: under supersede a force-push stops the training")
    func forcePushUnderSupersede() async throws {
        try await TestServer.perform { server in
            let (project, run) = try await training(server, .dev.with { $0.concurrency = "supersede" })
            let pushed = try await amend(project, #"{"f1": 0.72}"#)
            let stopped = try await server.end("dev", run.commit.id, as: .superseded)
            #expect(stopped.reason.contains(pushed.short), "\(stopped.reason)")
            let left = StepProcesses(run: run.id)
            #expect(left.all.isEmpty, "\(left)")
            try await server.end("dev", pushed, as: .succeeded)
            #expect(try await server.champion("dev") == 1)
            try await expectForcedMove(server, from: run.commit.id, to: pushed)
        }
    }

    @Test("R-33: an approval is for a commit; after a force-push nobody can give it")
    func forcePushWhileAwaitingApproval() async throws {
        try await TestServer.perform { server in
            let careful = TestEnvironment.dev.with { $0.more = ["approvals: {required: 1}"] }
            let project = try await TestProject(in: server.folder, environments: [careful])
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("dev")
            let run = try await server.run("dev", commit, "waits for approval") { $0.status == .awaitingApproval }
            let pushed = try await amend(project, #"{"f1": 0.72}"#)
            let void = try await server.end("dev", commit, as: .superseded)
            #expect(void.reason.contains(pushed.short), "\(void.reason)")
            let late = try await server.sluice(
                "promote", "--project", "mini", "--env", "dev", "--run", run.id.rawValue, "--reason", "I agree")
            #expect(late.status != 0, "\(late)")
            #expect(try await server.champion("dev") == nil)
            let next = try await server.run("dev", pushed, "waits for approval") { $0.status == .awaitingApproval }
            _ = try await server.client.promote("mini", "dev", PromoteRequest(run: next.id, reason: "I agree"))
            #expect(try await server.champion("dev") == 2)
            try await expectForcedMove(server, from: commit, to: pushed)
        }
    }

    @Test("R-35: a deleted branch leaves its champion, and its return runs nothing twice")
    func deletedBranch() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [.dev])
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("dev")
            try await server.end("dev", commit, as: .succeeded)
            try await project.git("branch", "-D", "dev")
            let gone = try await Patience.until("the branch is seen to be gone") {
                let environment = try await server.environment("dev")
                return environment.tips.first { $0.ref == "refs/heads/dev" }?.commit == nil ? environment : nil
            }
            #expect(gone.champion?.version == 1)
            try await project.push("dev")
            try await Patience.until("the branch is seen again") {
                try await server.environment("dev").tips.first { $0.ref == "refs/heads/dev" }?.commit == commit
                    ? true : nil
            }
            #expect(try await server.client.plan("mini").changes.isEmpty)
            #expect(try await server.client.runs(project: "mini").count == 1)

            try await project.git("branch", "-m", "dev", "feature/x")
            let renamed = try await Patience.until("the branch has run under its new name") {
                try await server.client.runs(project: "mini").first {
                    $0.ref == "refs/heads/feature/x" && $0.status.isFinal
                }
            }
            #expect(renamed.commit.id == commit)
            #expect(try await server.environment("dev").champion != nil)
        }
    }

    @Test("R-36: a tag and a branch of one name are two refs, and a tag means its commit")
    func tagsAndBranches() async throws {
        try await TestServer.perform { server in
            let tagged = TestEnvironment.prod.with {
                $0.promotesFrom = nil
                $0.branches = ["refs/tags/v*"]
            }
            let dev = TestEnvironment.dev.with { $0.branches = ["v*"] }
            let project = try await TestProject(in: server.folder, environments: [dev, tagged])
            try await server.add(project)
            let onBranch = try await project.commit(#"{"f1": 0.6}"#)
            try await project.push("v1")
            let onTag = try await project.commit(#"{"f1": 0.7}"#)
            try await project.git("tag", "-a", "-m", "The first", "v1")
            let object = try await project.git("rev-parse", "refs/tags/v1")
            #expect(object != onTag.rawValue)
            let byBranch = try await server.end("dev", onBranch, as: .succeeded)
            #expect(byBranch.ref == "refs/heads/v1")
            let byTag = try await server.end("prod", onTag, as: .succeeded)
            #expect(byTag.ref == "refs/tags/v1")
            #expect(try await server.client.runs(project: "mini").count == 2)

            let moved = try await project.commit(#"{"f1": 0.8}"#)
            try await project.git("tag", "--force", "v1", moved.rawValue)
            let again = try await server.end("prod", moved, as: .succeeded)
            #expect(again.ref == "refs/tags/v1")
            #expect(try await server.client.runs(project: "mini", environment: "dev").count == 1)
            #expect(try await server.champion("prod") == 2)
        }
    }
}
