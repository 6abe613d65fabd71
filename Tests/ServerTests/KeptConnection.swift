import Foundation
import Glibc

/// One connection on which requests follow each other, for tests that send thousands.
final class KeptConnection: @unchecked Sendable {  // All of it is used on its own queue.
    private let queue = DispatchQueue(label: "test.kept")
    private let port: Int
    private var file: Int32 = -1
    private var pending: [UInt8] = []

    init(port: Int) { self.port = port }

    deinit { if file >= 0 { close(file) } }

    /// Sends a request and reads its answer. A connection that the server has closed is opened again, once.
    func request(
        _ method: String, _ path: String, headers: [String] = [], body: String = ""
    ) async -> RawConnection.Answer? {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.exchange(method, path, headers, body)) }
        }
    }

    private func exchange(
        _ method: String, _ path: String, _ headers: [String], _ body: String
    ) -> RawConnection.Answer? {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + headers
        if !body.isEmpty || method == "POST" || method == "PUT" { lines.append("Content-Length: \(body.utf8.count)") }
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
        for _ in 0..<2 {
            if file < 0 {
                file = RawConnection.open(port: port)
                pending = []
            }
            if file >= 0, sendAll(bytes), let answer = readAnswer(hasBody: method != "HEAD") { return answer }
            if file >= 0 { close(file) }
            file = -1
        }
        return nil
    }

    private func sendAll(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private func readAnswer(hasBody: Bool) -> RawConnection.Answer? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let head = pending.firstRange(of: end) {
                let text = String(decoding: pending[..<head.lowerBound], as: UTF8.self)
                var answer = Self.head(text)
                let length =
                    hasBody && ![204, 304].contains(answer.status)
                    ? answer.headers["content-length"].flatMap { Int($0) } ?? 0 : 0
                while pending.count < head.upperBound + length { guard fill() else { return nil } }
                answer.body = String(decoding: pending[head.upperBound..<head.upperBound + length], as: UTF8.self)
                pending.removeFirst(head.upperBound + length)
                if answer.headers["connection"]?.lowercased() == "close" || answer.headers["transfer-encoding"] != nil {
                    close(file)
                    file = -1
                }
                return answer
            }
            guard fill() else { return nil }
        }
    }

    private func fill() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return false }
        pending += buffer[..<count]
        return true
    }

    private static func head(_ text: String) -> RawConnection.Answer {
        let lines = text.components(separatedBy: "\r\n")
        var answer = RawConnection.Answer(
            status: lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0, headers: [:], body: "")
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            answer.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return answer
    }
}
