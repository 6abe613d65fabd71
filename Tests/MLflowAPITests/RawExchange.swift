import Foundation
import Hummingbird
import NIOCore
import NIOPosix

/// One connection on which bytes are sent as they are given, whole requests or parts of them.
enum RawExchange {
    /// An answer as it came.
    struct Answer: Sendable {
        var status = 0
        /// With names in lower case; the values of a field that comes twice are in one list.
        var headers: [String: [String]] = [:]
        var body = Data()

        func header(_ name: String) -> String? { headers[name]?.first }
    }

    /// The beginning of a request: its line, the administrator's token, and `headers`.
    static func head(_ request: String, headers: [String] = []) -> String {
        ([
            "\(request) HTTP/1.1", "Host: localhost", "Authorization: Bearer \(TestServer.administrator)",
            "Connection: close",
        ] + headers).joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// Sends `parts` and reads until the server ends the connection. With `cut`, the connection is closed after they are sent instead,
    /// and the answer is empty.
    static func send(_ url: String, _ parts: [Data], cut: Bool = false) async throws -> Answer {
        guard let address = URL(string: url), let host = address.host, let port = address.port else {
            throw URLError(.badURL)
        }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            for part in parts { try await outbound.write(ByteBuffer(bytes: part)) }
            guard !cut else { return Answer() }
            var bytes = Data()
            for try await buffer in inbound { bytes += buffer.readableBytesView }
            return answer(bytes)
        }
    }

    private static func answer(_ bytes: Data) -> Answer {
        guard let end = bytes.firstRange(of: Data("\r\n\r\n".utf8)) else { return Answer() }
        var answer = Answer()
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        answer.status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmingCharacters(in: .whitespaces)
            answer.headers[parts[0].lowercased(), default: []].append(value)
        }
        answer.body = bytes[end.upperBound...]
        return answer
    }
}
