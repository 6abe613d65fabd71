import Promotion
import SluiceClient
import Testing

@Suite("From push to champion", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct LadderTests {
    @Test func aCommitClimbsToProdAndAWorseOneIsStoppedAndABetterOneReplacesTheChampion() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder)
            try await server.add(project)
            let first = try await climb(project, server, settings: #"{"f1": 0.7}"#, release: "release/1")
            #expect(first.status == .succeeded, "\(TestServer.describe(first))")
            #expect(first.candidate == 1)
            #expect(first.champion == nil)
            #expect(first.gate?.decision.checks.map(\.verdict) == [.passed, .skipped])

            let worse = try await climb(project, server, settings: #"{"f1": 0.65}"#, release: "release/2")
            #expect(worse.status == .failed)
            #expect(worse.candidate == 2)
            #expect(worse.champion == 1)
            #expect(worse.reason.contains("0.65") && worse.reason.contains("0.7"), "\(worse.reason)")
            #expect(try await server.champion("prod") == 1)

            let better = try await climb(project, server, settings: #"{"f1": 0.8}"#, release: "release/3")
            #expect(better.status == .succeeded, "\(TestServer.describe(better))")
            #expect(try await server.champion("prod") == 3)
            try await expectTrace(of: better, replacing: 1, server)
            try await rollBackAndResume(project, server)
        }
    }

    /// A commit with these settings, pushed to dev, merged to main, released; gives the run in prod.
    private func climb(
        _ project: TestProject, _ server: TestServer, settings: String, release: String
    ) async throws -> RunReport {
        let commit = try await project.commit(settings)
        try await project.push("dev")
        try await server.end("dev", commit, as: .succeeded)
        try await project.push("main")
        try await server.end("staging", commit, as: .succeeded)
        try await project.push(release)
        return try await server.end("prod", commit)
    }

    private func expectTrace(of run: RunReport, replacing former: Int, _ server: TestServer) async throws {
        let trace = try await server.client.trace("mini", "prod", model: "mini", version: .alias("champion"))
        #expect(trace.version.version == run.candidate)
        #expect(trace.version.metrics["f1"] == 0.8)
        #expect(trace.version.aliases == ["champion"])
        #expect(trace.version.commit == run.commit.id)
        #expect(trace.run?.id == run.id)
        #expect(trace.run?.commit.author == "Ada <ada@example.org>")
        #expect(trace.run?.ref == "refs/heads/release/3")
        let customers = try #require(trace.run?.inputs.first { $0.name.rawValue == "customers" })
        #expect(customers.given.version == "1")
        #expect(customers.logged == ["1"])
        #expect(customers.mismatch == nil)
        #expect(trace.run?.steps.first { $0.key == "check" }?.tests?.passed == 2)
        #expect(trace.run?.gate?.decision.verdict == .passed)
        #expect(trace.run?.policyDigest == trace.run?.gate?.policyDigest)
        #expect(trace.params["f1"] == "0.8")
        #expect(trace.files.map(\.path) == ["model.json"])
        #expect(trace.promotions.map(\.replaced) == [former])
        #expect(trace.promotions.map(\.kind) == [.gate])
        #expect(trace.warnings == [])
    }

    private func rollBackAndResume(_ project: TestProject, _ server: TestServer) async throws {
        let back = try await server.client.rollback("mini", "prod", RollbackRequest(reason: "customers complain"))
        #expect(back.version == 1)
        #expect(back.replaced == 3)
        #expect(back.kind == .rollback)
        #expect(back.by == "tester (administrator)")
        let held = try await server.environment("prod")
        #expect(held.champion?.version == 1)
        #expect(held.hold?.reason.contains("customers complain") == true)

        let next = try await project.commit(#"{"f1": 0.9}"#)
        try await project.push("main", "release/4")
        try await server.end("staging", next, as: .succeeded)
        let blocked = try await server.run("prod", next, "is blocked by the hold alone") {
            $0.status == .blocked && $0.reason.contains("held by") && !$0.reason.contains("staging")
        }
        #expect(blocked.candidate == nil)
        #expect(try await server.champion("prod") == 1)
        _ = try await server.client.resume("mini", "prod", ReasonRequest(reason: "fixed"))
        try await server.end("prod", next, as: .succeeded)
        #expect(try await server.champion("prod") == 4)
    }

    @Test func prodRefusesACommitThatDidNotSucceedInStagingUntilItHas() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder)
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7, "waitBeforeTraining": "go"}"#)
            try project.allow("go", in: "prod")
            try await project.push("release/1")
            let blocked = try await server.run("prod", commit, "is blocked") { $0.status == .blocked }
            #expect(blocked.reason.contains("has not run in 'staging'"), "\(blocked.reason)")
            let plan = try await server.client.plan("mini")
            let entry = try #require(plan.entries.first { $0.environment == "prod" })
            #expect(entry.conditions == [blocked.reason])

            try await project.push("main")
            try await server.run("prod", commit, "says that staging is at work") {
                $0.status == .blocked && $0.reason.contains("has not finished in 'staging'")
            }
            // What it waits for is a file of a dataset, and must not come while the run reads what is there.
            try await server.run("staging", commit, "trains") { run in
                run.steps.contains { $0.key == "train" && $0.status == .running }
            }
            try project.allow("go", in: "staging")
            let run = try await server.end("prod", commit, as: .succeeded)
            #expect(run.id == blocked.id)

            let bad = try await project.commit(#"{"f1": 0.1}"#)
            try await project.push("main", "release/1")
            try await server.end("staging", bad, as: .failed)
            let refused = try await server.run("prod", bad, "says why staging said no") {
                $0.status == .blocked && $0.reason.contains("did not succeed in 'staging'")
            }
            #expect(refused.reason.contains("0.1"), "\(refused.reason)")
        }
    }
}
