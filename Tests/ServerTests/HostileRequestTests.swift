import Engine
import Foundation
import Promotion
import Server
import Testing

/// S-35: what costs the server nothing although it comes from nobody.
struct HostileRequestTests {
    private func headers(_ server: TestServer) -> [String] {
        ["Authorization: Bearer \(server.token)", "Content-Type: application/json"]
    }

    @Test(
        "S-35: a wrong body is answered with what is wrong in it",
        arguments: [
            ("{}", "has no 'name'"), ("[]", "is not a"), ("nonsense", "is not JSON"),
            (#"{"name":3,"source":"x"}"#, "'name'"),
            (#"{"name":"UPPER","source":"x"}"#, "project name 'UPPER' may have only"),
            (#"{"name":"a"}"#, "has no 'source'"),
            (#"{"name":null,"source":"x"}"#, "name"), (String(repeating: "[", count: 100_000), "nested too deeply"),
            (#"{"name":"a","source":"x","protectedRef":"main"}"#, "reference name 'main'"),
        ])
    func wrongBodies(_ body: String, _ expected: String) async throws {
        try await TestServer.perform { server in
            let answer = try #require(
                await RawConnection(port: server.port).request(
                    "POST", "/api/v1/projects", headers: headers(server), body: body))
            #expect(answer.status == 400)
            #expect(answer.headers["content-type"] == "application/problem+json")
            let problem = try JSONDecoder().decode(Problem.self, from: Data(answer.body.utf8))
            #expect(problem.code == .invalid)
            #expect(problem.detail.contains(expected), "\(problem.detail)")
            #expect(problem.requestId == answer.headers["x-request-id"])
            #expect(!answer.body.contains("Swift") && !answer.body.contains(server.home.path))
        }
    }

    @Test("S-35: too large a body is refused before it is read")
    func largeBody() async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            let length = "Content-Length: 5000000000"
            let start =
                "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\(length)\r\n"
            let file = RawConnection.open(port: server.port)
            defer { close(file) }
            let request = Array((start + "Authorization: Bearer \(server.token)\r\n\r\n").utf8)
            #expect(send(file, request, request.count, 0) == request.count)
            var answer = [UInt8](repeating: 0, count: 4096)
            let count = recv(file, &answer, answer.count, 0)
            #expect(String(decoding: answer.prefix(max(count, 0)), as: UTF8.self).hasPrefix("HTTP/1.1 413"))
            #expect(await connection.request("GET", "/health")?.status == 200)
        }
    }

    @Test("S-35: a body without end is cut off at the limit")
    func chunkedBody() async throws {
        try await TestServer.perform { server in
            let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
            let start =
                "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
            let text =
                start + "Transfer-Encoding: chunked\r\nAuthorization: Bearer \(server.token)\r\n\r\n"
                + String(repeating: chunk, count: 32) + "0\r\n\r\n"
            #expect(await RawConnection(port: server.port).exchange(text)?.status == 413)
        }
    }

    @Test("S-35: a flood of headers is refused, and the server goes on")
    func manyHeaders() async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            let many = (0..<100_000).map { "X-\($0): y" }
            let answer = await connection.request("GET", "/health", headers: many)
            #expect(answer == nil || (answer?.status ?? 0) >= 400)
            let long = await connection.request(
                "GET", "/health", headers: ["X-Long: " + String(repeating: "y", count: 1 << 20)])
            #expect(long == nil || (long?.status ?? 0) >= 400)
            #expect(await connection.request("GET", "/health")?.status == 200)
        }
    }

    @Test(
        "S-35: what is no HTTP is answered with 400 or not at all",
        arguments: [
            "nonsense\r\n\r\n", "\u{16}\u{03}\u{01}", "GET / HTTP/9.9\r\n\r\n", "GET\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ])
    func noHTTP(_ text: String) async throws {
        try await TestServer.perform { server in
            let connection = RawConnection(port: server.port)
            let file = RawConnection.open(port: server.port)
            let bytes = Array(text.utf8)
            _ = send(file, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            close(file)
            #expect(await connection.request("GET", "/health")?.status == 200)
        }
    }

    @Test func queriesThatMakeNoSenseAreRefused() async throws {
        try await TestServer.perform { server in
            for query in [
                "limit=0", "limit=x", "limit=99999999999999999999", "cursor=no-such-run", "environment=UPPER",
            ] {
                let answer = await RawConnection(port: server.port).request(
                    "GET", "/api/v1/runs?\(query)", headers: headers(server))
                #expect(answer?.status == 400, "\(query)")
            }
        }
    }
}
