import Engine
import Foundation
import Promotion
import Server
import SluiceClient
import Testing

/// S-08, S-39: nothing of a project is told to somebody who may not see it.
struct VisibilityTests {
    @Test("S-08: lists, searches, records and errors tell nothing of a foreign project")
    func noLeaks() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let connection = KeptConnection(port: server.port)
            for (role, token) in people.inShop {
                for path in [
                    "/projects", "/projects/shop", "/projects/shop/plan", "/projects/shop/runs", "/runs",
                    "/runs?limit=1000",
                    "/runs?environment=prod", "/grants", "/audit", "/audit?limit=1000", "/ledger", "/tokens", "/users",
                    "/groups", "/whoami", "/access/check?verb=view&project=shop", "/imports",
                    "/projects/shop/environments/prod/models", "/projects/shop/environments/prod/promotions",
                ] {
                    let answer = try #require(
                        await connection.request(
                            "GET", "/api/v1" + path, headers: ["Authorization: Bearer \(token)"]))
                    #expect(!answer.body.contains("vault"), "\(path) as \(role): \(answer.body)")
                }
            }
        }
    }

    @Test("S-08: who may see one environment sees nothing of the others' runs and plans")
    func oneEnvironment() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let token = try await people.token("dev", .viewer, in: People.shop, [People.dev])
            let client = SluiceClient(try #require(ServerAddress(url: server.url, token: token)))
            #expect(try await client.projects().map { $0.environments.map(\.name) } == [[People.dev]])
            #expect(try await client.project(People.shop).environments.map(\.name) == [People.dev])
            #expect(try await client.runs().map(\.id.rawValue) == ["shop-dev-1"])
            #expect(try await client.runs(project: People.shop, environment: People.prod).isEmpty)
            #expect(try await client.runs(limit: 1).count == 1)
            #expect(try await client.plan(People.shop).entries.allSatisfy { $0.environment == People.dev })
            for hidden in [
                "/api/v1/runs/shop-prod-1", "/api/v1/projects/shop/environments/prod/models",
                "/api/v1/projects/shop/environments/none/models",
            ] {
                let answer = await RawConnection(port: server.port).request(
                    "GET", hidden, headers: ["Authorization: Bearer \(token)"])
                #expect(answer?.status == 404, "\(hidden)")
            }
        }
    }

    @Test("S-39: a path that makes no sense is answered without a word about the inside")
    func errorsTellNothing() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let token = try #require(people.everywhere[.viewer])
            let connection = KeptConnection(port: server.port)
            for path in [
                "/projects/%00", "/projects/..%2f..%2fetc", "/projects/'%20OR%201=1", "/runs/%F0%9F%92%A9",
                "/runs?limit=9e9", "/runs?cursor=%27abc", "/audit?outcome=x", "/access/check?verb=fly",
                "/access/check?verb=view&user=%27", "/projects/shop/environments/prod/trace?version=@@",
            ] {
                let answer = try #require(
                    await connection.request(
                        "GET", "/api/v1" + path, headers: ["Authorization: Bearer \(token)"]))
                #expect([400, 403, 404].contains(answer.status), "\(path): \(answer.status)")
                for inside in ["Swift", "SQL", "sqlite", server.home.path, "Sources/", "DecodingError"] {
                    #expect(!answer.body.contains(inside), "\(path): \(answer.body)")
                }
            }
        }
    }

    @Test("S-35: no byte of a body is read from somebody who is not let through")
    func bodiesWait() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            for (token, status) in [("nothing", "401"), (people.everywhere[.viewer] ?? "", "403")] {
                let file = RawConnection.open(port: server.port)
                defer { close(file) }
                let head =
                    "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 5000000\r\nAuthorization: Bearer \(token)\r\n\r\n{"
                let bytes = Array(head.utf8)
                #expect(send(file, bytes, bytes.count, 0) == bytes.count)
                var answer = [UInt8](repeating: 0, count: 4096)
                let count = recv(file, &answer, answer.count, 0)
                #expect(String(decoding: answer.prefix(max(count, 0)), as: UTF8.self).hasPrefix("HTTP/1.1 \(status)"))
            }
        }
    }

    /// The time limit only ends a test that would hang.
    @Test("S-41: a log that is followed ends when its reader's token does", .timeLimit(.minutes(5)))
    func followedLogs() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            try await people.add("ann", .viewer, in: People.shop)
            let made = try await people.newToken(of: "ann")
            let run = try await server.insertAttempt(of: RunID(checked: "shop-prod-1"))
            let client = SluiceClient(try #require(ServerAddress(url: server.url, token: made.token)))
            async let reading: Void = client.log(run, step: StepKey(checked: "train"), follow: true) { _ in }
            try await Task.sleep(for: .milliseconds(500))
            try await server.engine.revokeToken(made.report.id, by: People.root) { _ in true }
            // Without an end to it this would wait for a step that never ends. On a busy machine it may not have begun before.
            do { try await reading } catch let error as ClientError {
                #expect(error.code == .problem(.unauthenticated))
            }
        }
    }
}
