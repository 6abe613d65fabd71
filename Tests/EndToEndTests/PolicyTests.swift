import Promotion
import SluiceClient
import Testing

@Suite("Whose policy counts", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct PolicyTests {
    @Test("S-25: a branch that lowers the gate is judged by the gate of the protected ref")
    func aBranchCannotLowerItsOwnGate() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder)
            try await server.add(project)
            try project.write(TestEnvironment.prod.with { $0.gate = ["{metric: f1, threshold: 0.01}"] })
            try project.write(TestEnvironment.staging.with { $0.gate = [] })
            let sly = try await project.commit(#"{"f1": 0.4}"#, "Lower the gate")
            try await project.push("main")
            try await server.end("staging", sly, as: .succeeded)
            try await project.push("release/1")
            let run = try await server.end("prod", sly, as: .failed)
            #expect(run.reason.contains("0.5"), "\(run.reason)")
            #expect(run.policyCommit?.rawValue == (try await project.git("rev-parse", "policy")))
            #expect(try await server.champion("prod") == nil)
        }
    }

    @Test("R-54: a run is judged by the policy that it began with; the next one by the new policy")
    func aRunKeepsItsPolicy() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [.dev])
            try await server.add(project)
            let first = try await project.commit(#"{"f1": 0.4, "waitBeforeTraining": "go"}"#)
            try await project.push("dev")
            let began = try await server.run("dev", first, "trains") { run in
                run.steps.contains { $0.key == "train" && $0.status == .running }
            }
            try project.write(TestEnvironment.dev.with { $0.gate = ["{metric: f1, threshold: 0.9}"] })
            let stricter = try await project.commit()
            try await project.push("policy")
            try await Patience.until("the new policy is known") {
                try await server.client.project("mini").policyCommit == stricter ? true : nil
            }
            try project.allow("go", in: "dev")
            let run = try await server.end("dev", first, as: .succeeded)
            #expect(run.policyDigest == began.policyDigest)
            #expect(run.gate?.policyDigest == began.policyDigest)
            #expect(run.policyCommit != stricter)

            let second = try await project.commit(#"{"f1": 0.5}"#)
            try await project.push("dev")
            let next = try await server.end("dev", second, as: .failed)
            #expect(next.reason.contains("0.9"), "\(next.reason)")
            #expect(next.policyDigest != run.policyDigest)
            #expect(next.policyCommit == stricter)
        }
    }
}
