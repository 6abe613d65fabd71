import Engine
import Foundation
import Glibc
import Promotion
import SluiceClient
import Testing

/// S-35: clients that take their time, with or without wanting to.
struct SlowClientTests {
    private func settings(connections: Int = 1024) -> ServerSettings {
        ServerSettings(
            listen: ListenAddress(port: 0), limits: ServerLimits(connections: connections, idleSeconds: 2))
    }

    @Test("S-35: while hundreds of slow clients are there, others are answered; all slow ones are closed in the end")
    func othersAreAnswered() async throws {
        try await TestServer.perform(settings: settings()) { server in
            let client = try server.client
            let slow = SlowClients.Kind.allCases.map { SlowClients($0, 50, to: server) }
            let ends = slow.map { clients in Task { await clients.trickle() } }
            for _ in 0..<20 {
                #expect(await RawConnection(port: server.port).request("GET", "/health")?.status == 200)
                #expect(try await client.projects().isEmpty)
            }
            for end in ends { #expect(await end.value == 0) }
            #expect(await RawConnection(port: server.port).request("GET", "/health")?.status == 200)
        }
    }

    @Test(
        "S-35: more slow clients than there may be connections are closed, and whoever waits behind them is answered",
        arguments: SlowClients.Kind.allCases)
    func moreThanThereIsRoomFor(_ kind: SlowClients.Kind) async throws {
        try await TestServer.perform(settings: settings(connections: 8)) { server in
            let slow = SlowClients(kind, 12, to: server)
            async let open = slow.trickle()
            #expect(await RawConnection(port: server.port).request("GET", "/health")?.status == 200)
            #expect(await open == 0)
        }
    }

    @Test("S-35: a body that takes longer than an idle connection may, but comes at a fair pace, is read to its end")
    func aFairPace() async throws {
        try await TestServer.perform(settings: settings()) { server in
            let answer = await Self.sendSteadily(
                pieces: 120, of: 1024, head: "Authorization: Bearer \(server.token)", port: server.port)
            // All of it is white space, which only who has read it to its end can say.
            #expect(answer.hasPrefix("HTTP/1.1 400") && answer.contains("is not JSON"), "\(answer)")
        }
    }

    /// Sends a body in pieces with breaks between them, three seconds in all, and gives what comes back.
    private static func sendSteadily(pieces: Int, of size: Int, head: String, port: Int) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "test.steady").async {
                let file = RawConnection.open(port: port)
                defer { close(file) }
                let start = """
                    POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r
                    \(head)\r\nContent-Length: \(pieces * size)\r\n\r\n
                    """
                let first = Array(start.utf8)
                _ = send(file, first, first.count, Int32(MSG_NOSIGNAL))
                let piece = [UInt8](repeating: 0x20, count: size)
                for _ in 0..<pieces {
                    _ = send(file, piece, size, Int32(MSG_NOSIGNAL))
                    usleep(25_000)
                }
                var answer = [UInt8](repeating: 0, count: 4096)
                let count = recv(file, &answer, answer.count, 0)
                continuation.resume(returning: String(decoding: answer.prefix(max(count, 0)), as: UTF8.self))
            }
        }
    }
}
