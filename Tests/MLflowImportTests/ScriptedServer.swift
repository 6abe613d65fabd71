import Foundation
import Glibc
import Synchronization

/// A server that answers whatever a test wants, on a free loopback port: a source that cannot be trusted.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        let method: String
        /// Path with query, as it was sent.
        let target: String
        let head: String
        let body: String

        var path: String { String(target.split(separator: "?", maxSplits: 1).first ?? "") }
    }

    enum Answer: Sendable {
        case json(String)
        case status(Int, String, headers: [String] = [])
        /// A body that is shorter than its length says.
        case brokenOff(String, length: Int)
    }

    private let file: Int32
    let port: Int
    private let seen = Mutex<[Request]>([])
    var url: String { "http://127.0.0.1:\(port)" }
    /// What was asked so far.
    var requests: [Request] { seen.withLock { $0 } }

    init(_ handler: @escaping @Sendable (Request) -> Answer) throws {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, length) == 0 && listen(file, 64) == 0 && getsockname(file, $0, &length) == 0
            }
        }
        guard isBound else { throw ServerProgram.Failed(text: "no port is free") }
        self.file = file
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let client = accept(file, nil, nil)
                guard client >= 0 else {
                    close(file)
                    return
                }
                Thread.detachNewThread { [self] in
                    serve(client, handler)
                    close(client)
                }
            }
        }
    }

    func stop() { shutdown(file, Int32(SHUT_RDWR)) }

    private func serve(_ client: Int32, _ handler: (Request) -> Answer) {
        var bytes: [UInt8] = []
        guard let end = read(client, into: &bytes, until: { Self.headEnd($0) }) else { return }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        let length =
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) } ?? 0
        let last = end + length
        guard read(client, into: &bytes, until: { $0.count >= last ? last : nil }) != nil else { return }
        let words = head.split(separator: " ", maxSplits: 2)
        guard words.count == 3 else { return }
        let request = Request(
            method: String(words[0]), target: String(words[1]), head: head,
            body: String(decoding: bytes[end...], as: UTF8.self))
        seen.withLock { $0.append(request) }
        send(handler(request), to: client)
    }

    private func send(_ answer: Answer, to client: Int32) {
        var lines = ["Content-Type: application/json", "Connection: close"]
        let (status, body, length): (Int, String, Int)
        switch answer {
        case .json(let text): (status, body, length) = (200, text, text.utf8.count)
        case .status(let code, let text, let headers):
            (status, body, length) = (code, text, text.utf8.count)
            lines += headers
        case .brokenOff(let text, let promised): (status, body, length) = (200, text, promised)
        }
        lines = ["HTTP/1.1 \(status) x", "Content-Length: \(length)"] + lines
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    private func read(_ client: Int32, into bytes: inout [UInt8], until end: ([UInt8]) -> Int?) -> Int? {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            if let found = end(bytes) { return found }
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4 else { return nil }
        return (0...(bytes.count - 4)).first { Array(bytes[$0..<($0 + 4)]) == mark }.map { $0 + 4 }
    }
}
