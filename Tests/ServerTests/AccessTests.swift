import Catalog
import Engine
import Foundation
import HTTPTypes
import Promotion
import Server
import Testing

/// Who gets through: every route with every kind of token, and what a browser can be talked into.
struct AccessTests {
    /// A path that the route's pattern matches, and where nothing is.
    private func path(of entry: RouteTable.Entry) -> String {
        entry.path.replacingOccurrences(of: "{project}", with: "nowhere")
            .replacingOccurrences(of: "{environment}", with: "prod").replacingOccurrences(
                of: "{run}", with: "nowhere-prod-1"
            )
            .replacingOccurrences(of: "{step}", with: "train").replacingOccurrences(of: "{import}", with: "7")
    }

    @Test("S-07: every route answers each kind of caller as its policy says")
    func matrix() async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            let run = try await server.insertRun()
            let routes = server.server.routes()
            #expect(routes.count >= 20)
            for entry in routes {
                for spelling in [
                    path(of: entry), path(of: entry) + "/", path(of: entry).replacingOccurrences(of: "/", with: "//"),
                ] {
                    func status(_ authorization: String?) async -> Int {
                        let headers = authorization.map { ["Authorization: \($0)"] } ?? []
                        return await connection.request(entry.method.rawValue, spelling, headers: headers)?.status ?? 0
                    }
                    let isOpen = entry.policy == .open
                    for bad in [
                        nil, "Bearer nothing", "Bearer", "Bearer \(server.token)x", "Basic \(server.token)",
                        server.token,
                    ] {
                        let found = await status(bad)
                        #expect(
                            isOpen ? ![0, 500].contains(found) : found == 401,
                            "\(entry.method) \(spelling) with \(bad ?? "none"): \(found)")
                    }
                    let ofRun = await status("Bearer \(run.token)")
                    #expect(
                        isOpen ? ![0, 500].contains(ofRun) : ofRun == 403, "\(entry)"
                    )
                    let ofAdministrator = await status("Bearer \(server.token)")
                    #expect(
                        isOpen || ![0, 401, 403, 500].contains(ofAdministrator), "\(entry): \(ofAdministrator)")
                }
            }
        }
    }

    @Test("S-07: nothing else answers, by whatever method")
    func otherPaths() async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            for path in [
                "/", "/api", "/api/v1", "/metrics", "/debug", "/API/V1/PROJECTS", "/api/v1/../v1/projects",
                "/endpoint.json",
            ] {
                for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"] {
                    let answer = await connection.request(method, path)
                    #expect([401, 404, 405].contains(answer?.status ?? 0), "\(method) \(path): \(answer?.status ?? 0)")
                }
            }
        }
    }

    @Test("S-07: a run's token works for MLflow in its own workspace and nowhere else, and dies with the attempt")
    func runToken() async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            let run = try await server.insertRun()
            let search = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=x"
            func status(_ token: String, _ extra: [String] = []) async -> Int {
                await connection.request("GET", search, headers: ["Authorization: Bearer \(token)"] + extra)?.status
                    ?? 0
            }
            #expect(await status(run.token) == 404)
            #expect(await status("sluice_run_unknown") == 401)
            #expect(await connection.request("GET", search)?.status == 401)
            #expect([400, 403, 404].contains(await status(run.token, ["X-MLFLOW-WORKSPACE: shop-staging"])))
            var attempt = try #require(
                try await server.engine.context.catalog.read { try $0.attempts(of: run.run) }.first)
            attempt.status = .succeeded
            attempt.finished = attempt.began
            let ended = attempt
            try await server.engine.context.catalog.write { try $0.finishAttempt(ended, tests: []) }
            #expect(await status(run.token) == 401)
        }
    }

    @Test(
        "S-13: a Host that is not the server's is refused",
        arguments: [
            ("evil.example", 421), ("evil.example:80", 421), ("127.0.0.1.evil.example", 421),
            ("localhost.evil.example", 421),
            ("", 421), ("10.0.0.1", 421), ("[::2]", 421), ("localhost:x", 421), ("user@localhost", 421),
            ("2130706433", 421),
            ("localhost", 200), ("LOCALHOST:1234", 200), ("[::1]:80", 200), ("127.0.0.1", 200),
            ("sluice.example.org", 200),
        ])
    func hosts(_ host: String, _ expected: Int) async throws {
        let settings = ServerSettings(listen: ListenAddress(port: 0), allowedHosts: ["sluice.example.org"])
        try await TestServer.perform(settings: settings) { server in
            let answer = await RawConnection(port: server.port).request("GET", "/health", host: host)
            #expect(answer?.status == expected || (host.isEmpty && answer?.status == 400), "\(answer?.status ?? 0)")
        }
    }

    @Test("S-13: two Hosts and none are refused; other places that could name one are not believed")
    func strangeHosts() async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            let good = "Host: localhost"
            for (text, expected) in [
                ("GET /health HTTP/1.1\r\n\(good)\r\nHost: evil.example\r\nConnection: close\r\n\r\n", [400, 421]),
                ("GET /health HTTP/1.1\r\nConnection: close\r\n\r\n", [400, 421]),
                ("GET http://localhost/health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", [421]),
                (
                    "GET /health HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\nConnection: close\r\n\r\n",
                    [421]
                ),
                (
                    "GET /health HTTP/1.1\r\n\(good)\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n",
                    [200]
                ),
            ] {
                let status = await connection.exchange(text)?.status ?? 0
                #expect(expected.contains(status), "\(status) for \(text)")
            }
        }
    }

    @Test("S-12: a change that another site asks for is refused, token or not")
    func foreignSites() async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            let own = "http://127.0.0.1:\(server.port)"
            for (header, expected) in [
                ("Origin: https://evil.example", 403), ("Origin: null", 403), ("Origin: http://sub.localhost", 403),
                ("Referer: https://evil.example/page", 403), ("Referer: nonsense", 403),
                ("Sec-Fetch-Site: cross-site", 403),
                ("Sec-Fetch-Site: same-site", 403), ("Origin: \(own)", 201), ("Referer: \(own)/page", 201),
                ("Sec-Fetch-Site: same-origin", 201),
            ] {
                let body = #"{"name":"p\#(UUID().uuidString.prefix(8).lowercased())","source":"/nonexistent"}"#
                let headers = ["Authorization: Bearer \(server.token)", "Content-Type: application/json", header]
                let status =
                    await connection.request("POST", "/api/v1/projects", headers: headers, body: body)?.status ?? 0
                #expect(expected == 403 ? status == 403 : status != 403, "\(header): \(status)")
            }
            for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
                let headers = ["Authorization: Bearer \(server.token)", "Content-Type: \(type)"]
                #expect(
                    await connection.request("POST", "/api/v1/projects", headers: headers, body: "{}")?.status == 415)
            }
        }
    }

    @Test("S-14: no answer allows another site to read it")
    func noCORS() async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            for origin in ["null", "https://evil.example", "http://127.0.0.1:\(server.port)"] {
                for (method, path) in [
                    ("GET", "/health"), ("OPTIONS", "/api/v1/projects"), ("GET", "/api/v1/projects"),
                ] {
                    let headers = ["Origin: \(origin)", "Access-Control-Request-Method: POST"]
                    let answer = try #require(await connection.request(method, path, headers: headers))
                    #expect(!answer.headers.keys.contains { $0.hasPrefix("access-control-") })
                }
            }
        }
    }

    @Test("S-39: a run's token learns nothing about what exists")
    func noEnumeration() async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            let run = try await server.insertRun()
            func answer(_ path: String) async -> RawConnection.Answer? {
                await connection.request("GET", path, headers: ["Authorization: Bearer \(run.token)"])
            }
            func body(_ path: String) async throws -> Problem {
                var problem = try JSONDecoder().decode(
                    Problem.self, from: Data(try #require(await answer(path)).body.utf8))
                problem.requestId = ""
                return problem
            }
            #expect(try await body("/api/v1/projects/shop") == body("/api/v1/projects/nowhere"))
            #expect(try await body("/api/v1/runs/\(run.run)") == body("/api/v1/runs/nowhere-prod-9"))
        }
    }

    @Test func secretsAreComparedWhole() {
        #expect(SecretToken.random().text.utf8.count == 64)
        #expect(SecretToken.random().text != SecretToken.random().text)
    }
}
