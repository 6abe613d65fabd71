import Foundation
import HTTPTypes
import Hummingbird
import LoopbackServer
import Synchronization

/// A real HTTP receiver at a free loopback port, which keeps what it is sent.
final class Receiver: Sendable {
    struct Message: Sendable {
        var path: String
        var headers: [String: String]
        var body: String

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }
        var data: [String: Any] { json["data"] as? [String: Any] ?? [:] }
        var event: String { "\(json["entity"] ?? "").\(json["action"] ?? "")" }
        var id: String { headers["x-mlflow-delivery-id"] ?? "" }
    }

    private let kept = Mutex<[Message]>([])
    private let answer: @Sendable (Int, Message) async -> Response
    let port: Int

    private init(port: Int, answer: @escaping @Sendable (Int, Message) async -> Response) {
        self.port = port
        self.answer = answer
    }

    var url: String { "http://127.0.0.1:\(port)/hook" }
    var messages: [Message] { kept.withLock { $0 } }

    /// Waits until there are `count` messages, for some minutes at most.
    func messages(_ count: Int) async throws -> [Message] {
        for _ in 0..<12_000 where messages.count < count { try await Task.sleep(for: .milliseconds(10)) }
        return messages
    }

    private func take(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 20)
        var headers: [String: String] = ["host": request.head.authority ?? ""]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        let message = Message(
            path: request.uri.string, headers: headers, body: String(buffer: body))
        let count = kept.withLock {
            $0.append(message)
            return $0.count
        }
        return await answer(count, message)
    }

    /// Runs `body` while a receiver listens that answers everything with 200.
    static func perform(_ body: @Sendable @escaping (Receiver) async throws -> Void) async throws {
        try await perform(answering: { _, _ in Response(status: .ok) }, body)
    }

    /// Runs `body` while a receiver listens that gives `answer` to its first, second, … message.
    static func perform(
        answering answer: @escaping @Sendable (Int, Message) async -> Response,
        _ body: @Sendable @escaping (Receiver) async throws -> Void
    ) async throws {
        let holder = Holder()
        let router = Router()
        for method in [HTTPRequest.Method.get, .post] {
            router.on("**", method: method) { request, _ in
                try await holder.receiver?.take(request) ?? Response(status: .notFound)
            }
        }
        try await serve(router) { port in
            let receiver = Receiver(port: port, answer: answer)
            holder.receiver = receiver
            try await body(receiver)
        }
    }

    private final class Holder: Sendable {
        private let current = Mutex<Receiver?>(nil)

        var receiver: Receiver? {
            get { current.withLock { $0 } }
            set { current.withLock { $0 = newValue } }
        }
    }
}
