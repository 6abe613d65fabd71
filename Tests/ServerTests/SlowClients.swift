import Dispatch
import Glibc

/// Clients that begin requests and then send a byte now and then, or nothing.
struct SlowClients: Sendable {
    enum Kind: CaseIterable, Sendable {
        /// The head of a request, a byte at a time.
        case trickledHead
        /// The beginning of a head, and nothing after it.
        case silentHead
        /// A head with a token that opens the route, and the body a byte at a time.
        case trickledBody
        /// The same without a token: the answer comes before the body.
        case unknownBody
        /// A body in chunks of a byte.
        case chunkedBody
    }

    private let kind: Kind
    private let files: [Int32]

    /// Opens `count` connections and sends how the requests begin.
    init(_ kind: Kind, _ count: Int, to server: TestServer) {
        self.kind = kind
        let start = Array(Self.start(kind, server.token).utf8)
        files = (0..<count).map { _ in
            let file = RawConnection.open(port: server.port)
            _ = send(file, start, start.count, Int32(MSG_NOSIGNAL))
            return file
        }
    }

    private static func start(_ kind: Kind, _ token: String) -> String {
        let post = "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        let authorization = "Authorization: Bearer \(token)\r\n"
        switch kind {
        case .trickledHead, .silentHead: return "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: "
        case .trickledBody: return post + authorization + "Content-Length: 100000\r\n\r\n"
        case .unknownBody: return post + "Content-Length: 100000\r\n\r\n"
        case .chunkedBody: return post + authorization + "Transfer-Encoding: chunked\r\n\r\n"
        }
    }

    /// Sends on, some bytes a second on each connection, until the server has closed all of them. Gives how many it left open although
    /// `rounds` bytes were sent on each.
    func trickle(rounds: Int = 2000) async -> Int {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "test.slow").async { continuation.resume(returning: trickleAll(rounds)) }
        }
    }

    private func trickleAll(_ rounds: Int) -> Int {
        var open = files
        for _ in 0..<rounds where !open.isEmpty {
            open.removeAll { file in
                guard !goesOn(file) else { return false }
                close(file)
                return true
            }
            usleep(20_000)
        }
        for file in open { close(file) }
        return open.count
    }

    private func goesOn(_ file: Int32) -> Bool {
        var answer = [UInt8](repeating: 0, count: 4096)
        let count = recv(file, &answer, answer.count, Int32(MSG_DONTWAIT))
        if count == 0 || count < 0 && errno != EAGAIN { return false }
        guard kind != .silentHead else { return true }
        let piece = Array((kind == .chunkedBody ? "1\r\nx\r\n" : "x").utf8)
        return send(file, piece, piece.count, Int32(MSG_NOSIGNAL)) == piece.count
    }
}
