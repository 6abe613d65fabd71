import Promotion
import Testing

@Suite(
    "Invariants 3 and 8: what clients may not do",
    .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct GuardTests {
    /// Prod alone, with a champion, and a run that trains until it is let go; gives that run's token as well.
    private func champion(
        _ server: TestServer
    ) async throws -> (project: TestProject, training: RunReport, token: String) {
        let project = try await TestProject(
            in: server.folder, environments: [.dev, .prod.with { $0.promotesFrom = nil }])
        try await server.add(project)
        let first = try await project.commit(#"{"f1": 0.7}"#)
        try await project.push("release/1")
        try await server.end("prod", first, as: .succeeded)
        let second = try await project.commit(#"{"f1": 0.8, "showToken": true, "waitAfterTraining": "go"}"#)
        try await project.push("release/1")
        let run = try await server.run("prod", second, "trains") { run in
            run.steps.contains { $0.key == "train" && $0.status == .running }
        }
        let log = try await server.log(run, "train", has: "registered version 2")
        let line = try #require(log.split(separator: "\n").first { $0.hasPrefix("token ") })
        return (project, run, String(line.dropFirst("token ".count).filter { $0 != " " }))
    }

    @Test func noClientMovesTheChampion() async throws {
        try await TestServer.perform { server in
            let (project, training, token) = try await champion(server)
            let refused = [
                ("POST", "registered-models/alias", #"{"name": "mini", "alias": "champion", "version": "2"}"#),
                ("DELETE", "registered-models/alias", #"{"name": "mini", "alias": "champion"}"#),
                ("DELETE", "model-versions/delete", #"{"name": "mini", "version": "1"}"#),
                ("DELETE", "registered-models/delete", #"{"name": "mini"}"#),
                ("POST", "registered-models/rename", #"{"name": "mini", "new_name": "other"}"#),
                (
                    "POST", "model-versions/transition-stage",
                    #"{"name": "mini", "version": "2", "stage": "Production"}"#
                ),
            ]
            for bearer in [token, nil] {
                for (method, operation, body) in refused {
                    let answer = try await server.mlflow(method, operation, body, token: bearer)
                    #expect(answer.status == 403, "\(operation): \(answer)")
                    #expect(answer.text.contains("gate of environment 'prod'"), "\(operation): \(answer)")
                }
                let challenger = #"{"name": "mini", "alias": "challenger", "version": "2"}"#
                #expect(
                    try await server.mlflow("POST", "registered-models/alias", challenger, token: bearer).status == 200)
            }
            #expect(try await server.champion("prod") == 1)
            try project.allow("go", in: "prod")
            try await server.end("prod", training.commit.id, as: .succeeded)
            // Version 1 was promoted once: a rollback must find it.
            let former = try await server.mlflow(
                "DELETE", "model-versions/delete", #"{"name": "mini", "version": "1"}"#)
            #expect(former.status == 403, "\(former)")
        }
    }

    @Test func theTokenOfARunIsForItsOwnWorkspaceAndItsOwnTime() async throws {
        try await TestServer.perform { server in
            let (project, run, token) = try await champion(server)
            for path in ["/projects", "/projects/mini", "/runs", "/runs/\(run.id)"] {
                #expect(try await server.send("GET", "/api/v1" + path, token: token).status == 403, "\(path)")
            }
            let promote = try await server.send(
                "POST", "/api/v1/projects/mini/environments/prod/promote", #"{"reason": "me"}"#, token: token)
            #expect(promote.status == 403)
            let create = #"{"name": "mini"}"#
            // A workspace and a token that disagree are a mistake of the request; nothing is read or written.
            for workspace in ["mini-dev", "default", "mini-nowhere"] {
                let answer = try await server.mlflow("POST", "runs/create", "{}", token: token, workspace: workspace)
                #expect(answer.status == 400, "\(workspace): \(answer)")
                let read = try await server.mlflow(
                    "GET", "registered-models/search", token: token, workspace: workspace)
                #expect(read.status == 400, "\(workspace): \(read)")
                let model = try await server.mlflow(
                    "POST", "registered-models/create", create, token: token, workspace: workspace)
                #expect(model.status == 400, "\(workspace): \(model)")
            }
            #expect(try await server.mlflow("POST", "runs/create", "{}", token: token, workspace: nil).status == 200)

            try project.allow("go", in: "prod")
            try await server.end("prod", run.commit.id, as: .succeeded)
            for workspace in [nil, "mini-prod"] {
                let late = try await server.mlflow("POST", "runs/create", "{}", token: token, workspace: workspace)
                #expect([401, 403, 404].contains(late.status), "\(late)")
            }
            let nobody = try await server.send("GET", "/api/v1/projects", token: "guess")
            #expect(nobody.status == 401)
        }
    }
}
