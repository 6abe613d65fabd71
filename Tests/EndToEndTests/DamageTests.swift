import Foundation
import Promotion
import SluiceClient
import Testing

@Suite("Files that change", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct DamageTests {
    /// A project whose only environment waits for a person, with a run that does.
    private func waitingRun(_ server: TestServer) async throws -> (TestProject, RunReport) {
        let careful = TestEnvironment.prod.with {
            $0.promotesFrom = nil
            $0.more = ["approvals: {required: 1}"]
        }
        let project = try await TestProject(in: server.folder, environments: [careful])
        try await server.add(project)
        let commit = try await project.commit(#"{"f1": 0.7}"#)
        try await project.push("release/1")
        let run = try await server.run("prod", commit, "waits for approval") { $0.status == .awaitingApproval }
        return (project, run)
    }

    /// The stored objects that have this text.
    private func objects(containing text: String, _ server: TestServer) throws -> [String] {
        let root = server.home + "/artifacts"
        let names = try FileManager.default.subpathsOfDirectory(atPath: root)
        return names.map { "\(root)/\($0)" }.filter { ChildProgram.text($0).contains(text) }
    }

    private func approve(_ run: RunReport, _ server: TestServer) async throws -> ProgramResult {
        try await server.sluice(
            "promote", "--project", "mini", "--env", "prod", "--run", run.id.rawValue, "--reason", "looks good")
    }

    @Test(
        "R-46: a version whose bytes changed in the store is not promoted, and is named",
        arguments: ["flip", "remove", "link"])
    func changedBytes(how: String) async throws {
        try await TestServer.perform { server in
            let (_, run) = try await waitingRun(server)
            let object = try #require(objects(containing: #""f1": 0.7"#, server).first)
            let bytes = ChildProgram.text(object).replacing("0.7", with: "0.8")
            try FileManager.default.removeItem(atPath: object)
            switch how {
            case "flip": try TestFolder.write(bytes, to: object)
            case "link":
                let outside = server.folder.path + "/outside"
                try TestFolder.write(bytes.replacing("0.8", with: "0.7"), to: outside)
                try FileManager.default.createSymbolicLink(atPath: object, withDestinationPath: outside)
            default: break
            }
            let answer = try await approve(run, server)
            #expect(answer.status == 1, "\(answer)")
            #expect(answer.errors.contains("version 1 of 'mini' in 'prod' is damaged"), "\(answer.errors)")
            #expect(answer.errors.contains("model.json"), "\(answer.errors)")
            #expect(try await server.champion("prod") == nil)
            let trace = try await server.client.trace("mini", "prod", model: "mini", version: .number(1))
            #expect(trace.warnings.contains { $0.contains("damaged") }, "\(trace.warnings)")
        }
    }

    @Test("R-46: a file that a client replaced after the gate decided is not promoted")
    func changedByAClient() async throws {
        try await TestServer.perform { server in
            let (_, run) = try await waitingRun(server)
            let version = try await server.mlflow("GET", "model-versions/get-download-uri?name=mini&version=1")
            let uri = try #require(version.value("artifact_uri"))
            let path = TestServer.artifacts + uri.dropFirst("mlflow-artifacts:/".count) + "/model.json"
            let put = try await server.send("PUT", path, #"{"f1": 0.99}"#, workspace: "mini-prod")
            let answer = try await approve(run, server)
            if put.status == 200 {
                #expect(answer.status == 1, "\(answer)")
                #expect(answer.errors.contains("is not what the gate judged"), "\(answer.errors)")
                #expect(try await server.champion("prod") == nil)
            } else {
                #expect(put.status == 403, "\(put)")
            }
        }
    }
}
