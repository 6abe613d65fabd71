import Foundation
import Hummingbird
import NIOCore
import NIOPosix

/// Requests whose path is sent byte for byte, which `URLSession` would tidy up.
enum RawHTTP {
    /// Sends `request`, a method and a path, on a connection of its own, and gives the answer's status.
    static func status(_ url: String, _ request: String, body: String = "") async throws -> Int {
        let place = url.split(separator: "/").last ?? ""
        return try await firstStatus(
            url,
            "\(request) HTTP/1.1\r\nHost: \(place)\r\nAuthorization: Bearer \(TestServer.administrator)\r\n"
                + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
    }

    /// Sends `text` as it is, and gives the status of what comes back first.
    static func firstStatus(_ url: String, _ text: String) async throws -> Int {
        guard let address = URL(string: url), let host = address.host, let port = address.port else { return 0 }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ""
            for try await buffer in inbound {
                answer += String(buffer: buffer)
                if answer.contains("\r\n") { break }
            }
            return answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }
    }
}
