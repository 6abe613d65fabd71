import ChildProcess
import Foundation
import Promotion
import SluiceClient
import Testing

/// What comes into the workspace of an environment: its gate has not seen any of it.
struct EnvironmentWorkspaceTests {
    private let project = ProjectName(checked: "shop")
    private let prod = EnvironmentName(checked: "prod")

    private func addProject(_ target: ServerProgram) async throws {
        let path = target.home + "/repository"
        try FileManager.default.createDirectory(atPath: path + "/environments", withIntermediateDirectories: true)
        let environment = """
            apiVersion: sluice/v1
            kind: Environment
            metadata: {name: prod}
            spec: {branches: ["release/*"], strategy: deploy-code}
            """
        try Data(environment.utf8).write(to: URL(fileURLWithPath: path + "/environments/prod.yaml"))
        for arguments in [
            ["init", "-q", "-b", "main"], ["add", "-A"],
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "Begin"],
        ] {
            #expect(try FinishedProcess.run("/usr/bin/git", arguments, in: path).status == 0)
        }
        let client = try target.client
        var report = try await client.addProject(AddProjectRequest(name: project, source: path))
        while report.environments.isEmpty {
            try await client.wake(project)
            try await Task.sleep(for: .milliseconds(20))
            report = try await client.project(project)
        }
    }

    @Test("Invariant 3: an imported champion and stage are notes in an environment, and nothing imported is promoted")
    func champions() async throws {
        try await ServerProgram.perform { source, target in
            try await addProject(target)
            let experiment = try await source.makeExperiment("churn")
            let run = try await source.makeRun("r", in: experiment)
            try await source.put(Data("flavors: {}".utf8), at: "model/MLmodel", of: run, in: experiment)
            try await source.mlflow("POST", "registered-models/create", ["name": "churn"])
            try await source.mlflow(
                "POST", "model-versions/create", ["name": "churn", "source": "runs:/\(run)/model", "run_id": run])
            for alias in ["champion", "shadow"] {
                try await source.mlflow(
                    "POST", "registered-models/alias", ["name": "churn", "alias": alias, "version": "1"])
            }
            try await source.mlflow(
                "POST", "model-versions/transition-stage",
                ["name": "churn", "version": "1", "stage": "Production", "archive_existing_versions": false])
            let result = try await target.bring(
                from: source.url, ["--workspace", "shop-prod"], credentials: ["MLFLOW_TRACKING_TOKEN": source.token])
            #expect(result.status == 0, "\(result.errors)\(result.output)")
            let found = try #require(
                (try await target.mlflow("GET", "model-versions/get?name=churn&version=1", workspace: "shop-prod"))[
                    "model_version"] as? Object)
            #expect(found["aliases"] as? [String] == ["shadow"])
            #expect(found["current_stage"] as? String == "None")
            let tags = try ServerProgram.text(found["tags"] as Any)
            #expect(tags.contains(#"{"key":"sluice.imported.alias.champion","value":"true"}"#))
            #expect(tags.contains(#"{"key":"sluice.imported.stage","value":"Production"}"#))
            try await expectNoPromotion(target, source)
        }
    }

    private func expectNoPromotion(_ target: ServerProgram, _ source: ServerProgram) async throws {
        let trace = try await target.sluice(["trace", "churn@1", "--env", "prod"])
        #expect(trace.output.contains("imported, not witnessed: from \(source.url)"), "\(trace.errors)")
        let version = try await target.client.models(project, prod).first
        #expect(version?.imported?.source == source.url)
        let promotion = try await target.sluice(
            ["promote", "churn@1", "--env", "prod", "--reason", "it was champion before"])
        #expect(promotion.status == 1)
        #expect(try await target.client.promotions(project, prod).isEmpty)
        await #expect(throws: ServerProgram.Failed.self) {
            try await target.mlflow(
                "POST", "registered-models/alias", ["name": "churn", "alias": "champion", "version": "1"],
                workspace: "shop-prod")
        }
    }

    @Test func anUnknownWorkspaceIsSaidToBeUnknown() async throws {
        try await ServerProgram.perform { source, target in
            let result = try await target.bring(
                from: source.url, ["--workspace", "nobody-prod"],
                credentials: ["MLFLOW_TRACKING_TOKEN": source.token])
            #expect(result.status == 2)
            #expect(result.errors.contains("Workspace 'nobody-prod' not found"))
        }
    }
}
