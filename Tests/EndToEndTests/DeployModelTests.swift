import Promotion
import SluiceClient
import Testing

@Suite("deploy-model", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct DeployModelTests {
    private static let ladder = [
        TestEnvironment.dev,
        .staging.with {
            $0.strategy = "deploy-model"
            $0.promotesFrom = "dev"
        },
        .prod.with { $0.strategy = "deploy-model" },
    ]

    @Test func theArtifactClimbsWithoutTrainingAndItsTraceLeadsToTheTraining() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: Self.ladder)
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("main")
            let blocked = try await server.run("staging", commit, "is blocked") { $0.status == .blocked }
            #expect(blocked.reason.contains("no version that passed the gate of 'dev'"), "\(blocked.reason)")
            try await project.push("dev")
            let training = try await server.end("dev", commit, as: .succeeded)
            let staging = try await server.end("staging", commit, as: .succeeded)
            #expect(staging.id == blocked.id)
            try await project.push("release/1")
            let prod = try await server.end("prod", commit, as: .succeeded)
            for run in [staging, prod] {
                #expect(run.strategy == .deployModel)
                #expect(!run.steps.contains { $0.kind == .train })
                #expect(run.steps.contains { $0.key == "check" && $0.status == .succeeded })
                #expect(run.steps.contains { $0.kind == .evaluate && $0.status == .succeeded })
            }
            let below = try await server.client.trace("mini", "dev", model: nil, version: .alias("champion"))
            let trace = try await server.client.trace("mini", "prod", model: nil, version: .alias("champion"))
            #expect(trace.version.digest == below.version.digest)
            #expect(trace.files == below.files)
            #expect(trace.trainingRun?.id == training.id)
            #expect(trace.run?.id == prod.id)
            #expect(trace.version.origin?.workspace.rawValue == "mini-staging")
            #expect(trace.params == below.params)
            #expect(trace.warnings == [])
        }
    }

    @Test func aModelThatFailedBelowIsNotProposedAndASquashMergeIsFound() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: Self.ladder)
            try await server.add(project)
            let start = try await project.head()
            let bad = try await project.commit(#"{"f1": 0.1}"#)
            try await project.push("dev", "main")
            try await server.end("dev", bad, as: .failed)
            try await server.run("staging", bad, "is blocked") {
                $0.status == .blocked && $0.reason.contains("no version that passed")
            }

            try await project.commit(#"{"f1": 0.6}"#)
            let second = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("dev")
            try await server.end("dev", second, as: .succeeded)
            // The same files as one commit that has none of the others among its ancestors.
            let squashed = try CommitID(
                validating: try await project.git(
                    "commit-tree", "-p", start.rawValue, "-m", "Squashed", "\(second)^{tree}"))
            try await project.git("update-ref", "refs/heads/main", squashed.rawValue)
            let run = try await server.end("staging", squashed, as: .succeeded)
            let trace = try await server.client.trace("mini", "staging", model: nil, version: .alias("champion"))
            #expect(trace.version.origin?.workspace.rawValue == "mini-dev")
            #expect(trace.trainingRun?.commit.id == second)
            #expect(trace.run?.id == run.id)
        }
    }
}
