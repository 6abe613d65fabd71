import Foundation
import Promotion
import SluiceClient
import Testing

@Suite(
    "Invariant 13: one bad repository stops no other",
    .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct BadRepositoryTests {
    /// The problems of a project, once it has one with `text` in it.
    private func problem(_ text: String, of project: ProjectName, _ server: TestServer) async throws {
        var seen: [String] = []
        do {
            try await Patience.until("project '\(project)' has a problem with \(text.quotedForMessage)") {
                seen = try await server.client.project(project).problems
                return seen.contains { $0.contains(text) } ? true : nil
            }
        } catch {
            Issue.record("its problems are \(seen)")
            throw error
        }
    }

    private func expectWorking(_ project: TestProject, _ server: TestServer, branch: String = "dev") async throws {
        let commit = try await project.commit(#"{"f1": 0.7}"#)
        try await project.push(branch)
        try await server.end("dev", commit, of: project.name, as: .succeeded)
    }

    @Test func theOthersGoOn() async throws {
        try await TestServer.perform { server in
            let good = try await TestProject(in: server.folder, named: "good", environments: [.dev])
            let corrupt = try await TestProject(in: server.folder, named: "corrupt", environments: [.dev])
            let twice = try await TestProject(
                in: server.folder, named: "twice",
                environments: [.dev, .staging.with { $0.branches = ["main", "dev"] }])
            let typo = try await TestProject(
                in: server.folder, named: "typo", environments: [.dev.with { $0.more = ["promotesForm: dev"] }])
            let lost = try await TestProject(in: server.folder, named: "lost", environments: [.dev])
            for project in [good, corrupt, twice, typo] { try await server.add(project) }
            try await server.add(lost, protectedRef: "refs/heads/nowhere")

            try await corrupt.commit(#"{"f1": 0.7}"#)
            try await corrupt.push("policy", "dev")
            let objects = corrupt.path + "/.git/objects"
            try FileManager.default.removeItem(atPath: objects)
            try FileManager.default.createDirectory(atPath: objects, withIntermediateDirectories: false)
            try await server.client.wake("corrupt")
            try await problem("both claim", of: "twice", server)
            try await problem("did you mean 'promotesFrom'", of: "typo", server)
            try await problem("nowhere", of: "lost", server)
            try await expectWorking(good, server)
            #expect(try await server.client.projects().count == 5)
            #expect(try await server.client.runs(project: "twice").isEmpty)
            #expect(try await server.sluice("status", "--project", "good").status == 0)
        }
    }

    @Test("R-35: a repository that is moved away is a problem of its own, and heals when it comes back")
    func movedRepository() async throws {
        try await TestServer.perform { server in
            let carried = TestEnvironment.staging.with {
                $0.promotesFrom = "dev"
                $0.strategy = "deploy-model"
            }
            let good = try await TestProject(in: server.folder, named: "good", environments: [.dev])
            let moved = try await TestProject(in: server.folder, named: "moved", environments: [.dev, carried])
            for project in [good, moved] { try await server.add(project) }
            try await expectWorking(moved, server)
            try await moved.push("main")
            try await server.end("staging", try await moved.head(), of: "moved", as: .succeeded)
            try FileManager.default.moveItem(atPath: moved.path, toPath: moved.path + ".away")
            try await server.client.wake("moved")
            try await problem("moved", of: "moved", server)
            #expect(try await server.champion("dev", of: "moved") == 1)
            #expect(try await server.client.projects().map(\.name) == ["good", "moved"])
            try await expectWorking(good, server)
            try FileManager.default.moveItem(atPath: moved.path + ".away", toPath: moved.path)
            try await Patience.until("the problem is gone") {
                try await server.client.project("moved").problems.isEmpty ? true : nil
            }
            try await expectWorking(moved, server)
        }
    }
}
