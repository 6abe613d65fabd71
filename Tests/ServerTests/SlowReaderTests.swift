import Engine
import Foundation
import Glibc
import Promotion
import Testing

/// S-35: clients that ask for much and take their time with the answer.
struct SlowReaderTests {
    private static let size = 8 << 20

    private func settings(connections: Int, stallSeconds: Double) -> ServerSettings {
        ServerSettings(
            listen: ListenAddress(port: 0),
            limits: ServerLimits(connections: connections, stallSeconds: stallSeconds))
    }

    @Test("S-35: clients that take nothing of their answers are closed, and whoever waits behind them is answered")
    func takesNothing() async throws {
        try await TestServer.perform(settings: settings(connections: 8, stallSeconds: 1)) { server in
            let path = try await Self.upload(to: server)
            let readers = (0..<8).map { _ in SlowReader(path, at: server) }
            for reader in readers { #expect(await reader.takesFirst()) }
            #expect(await RawConnection(port: server.port).request("GET", "/health")?.status == 200)
            // What was on its way is dropped as well.
            for reader in readers {
                await reader.waitForEnd()
                #expect(await reader.takeRest(pause: 0) < Self.size)
            }
        }
    }

    @Test("S-35: whoever takes an answer slowly gets all of it")
    func takesSlowly() async throws {
        try await TestServer.perform(settings: settings(connections: 1024, stallSeconds: 4)) { server in
            let reader = SlowReader(try await Self.upload(to: server), at: server)
            #expect(await reader.takesFirst())
            // Six seconds of breaks in all.
            #expect(await reader.takeRest(pause: 100_000) == Self.size)
        }
    }

    /// Stores a file of that size. Gives the path from which it is downloaded.
    private static func upload(to server: TestServer) async throws -> String {
        let headers = ["Authorization: Bearer \(server.token)", "Content-Type: application/json"]
        let connection = RawConnection(port: server.port)
        let made = await connection.request(
            "POST", "/api/2.0/mlflow/runs/create", headers: headers, body: #"{"experiment_id": "0"}"#)
        let pattern = /"artifact_uri":\s*"mlflow-artifacts:\/*([^"]+)"/
        let body = try #require(made).body.replacing("\\/", with: "/")
        let place = try #require(try pattern.firstMatch(in: body)).1
        let path = "/api/2.0/mlflow-artifacts/artifacts/\(place)/big.bin"
        let stored = await connection.request(
            "PUT", path, headers: headers, body: String(repeating: "x", count: size))
        try #require(stored?.status == 200)
        return path
    }
}

/// A client with little room for what it is sent.
private final class SlowReader: @unchecked Sendable {  // All of it is used on its own queue.
    private let queue = DispatchQueue(label: "test.reader")
    private let file: Int32
    private var taken: [UInt8] = []

    /// Asks for what is at `path`.
    init(_ path: String, at server: TestServer) {
        file = RawConnection.open(port: server.port)
        var room: Int32 = 64 << 10
        setsockopt(file, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        let request =
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer \(server.token)\r\n\r\n"
        let bytes = Array(request.utf8)
        _ = send(file, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    deinit { close(file) }

    /// Waits for the head of an answer that has what was asked for.
    func takesFirst() async -> Bool {
        await withCheckedContinuation { continuation in
            queue.async {
                while !self.taken.starts(with: Array("HTTP/1.1 ".utf8)), self.take() {}
                continuation.resume(returning: self.taken.starts(with: Array("HTTP/1.1 200".utf8)))
            }
        }
    }

    /// Waits until the server has broken the connection off.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            queue.async {
                var question = pollfd(fd: self.file, events: 0, revents: 0)
                while poll(&question, 1, -1) < 0, errno == EINTR {}
                continuation.resume()
            }
        }
    }

    /// Takes what comes until the end, with a break of so many microseconds after each 128 KiB. Gives how many bytes the body had.
    func takeRest(pause: UInt32) async -> Int {
        await withCheckedContinuation { continuation in
            queue.async {
                var next = 128 << 10
                while self.take() {
                    guard self.taken.count >= next else { continue }
                    next += 128 << 10
                    if pause > 0 { usleep(pause) }
                }
                continuation.resume(returning: self.bodySize)
            }
        }
    }

    private func take() -> Bool {
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(file, &piece, piece.count, 0)
        if count > 0 { taken += piece[..<count] }
        return count > 0
    }

    private var bodySize: Int {
        let end = Data("\r\n\r\n".utf8)
        return Data(taken).range(of: end).map { taken.count - $0.upperBound } ?? 0
    }
}
