import Artifacts
import Catalog
import Foundation
import Hummingbird
import Logging
import MLflowAPI
import NIOCore
import NIOPosix
import Promotion

/// Requests per second of the MLflow API over loopback, with keep-alive connections that each wait for their answer. Server and
/// clients share the machine's cores. Usage: `mlflow-benchmark [SECONDS] [CONNECTIONS]`.
@main
struct MLflowBenchmark {
    static func main() async throws {
        let arguments = Swift.CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let seconds = arguments.first ?? 3
        let connections = arguments.dropFirst().first ?? 8
        let folder = FileManager.default.temporaryDirectory.appending(path: "mlflow-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let now: @Sendable () -> Timestamp = { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
        let api = MLflowAPI(
            catalog: try await Catalog.open(folder.appending(path: "catalog.sqlite").path, now: now),
            artifacts: try ArtifactStore(root: folder.appending(path: "artifacts").path), authenticator: Anybody(),
            workspaces: NoWorkspaces(), guardian: ChampionGuard(), now: now)
        let router = Router()
        api.addRoutes(to: router)
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "benchmark")
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await measure(Load(port: port, seconds: seconds, connections: connections))
                break
            }
            group.cancelAll()
        }
    }

    private static func measure(_ load: Load) async throws {
        let run = try await load.runID()
        let metrics = (0..<10).map { #"{"key": "m\#($0)", "value": 0.5, "timestamp": 1, "step": STEP}"# }
        let requests = [
            ("runs/create", "POST", "runs/create", #"{"experiment_id": "0", "run_name": "r", "start_time": 1}"#),
            ("runs/get", "GET", "runs/get?run_id=\(run)", ""),
            (
                "runs/log-batch (10)", "POST", "runs/log-batch",
                #"{"run_id": "\#(run)", "metrics": [\#(metrics.joined(separator: ","))]}"#
            ),
        ]
        for (name, method, path, body) in requests {
            let count = try await load.count(method, path, body)
            print("\(name.padding(toLength: 22, withPad: " ", startingAt: 0)) \(count / load.seconds) requests/s")
        }
    }
}

/// Clients of one server.
private struct Load: Sendable {
    let port: Int
    let seconds: Int
    let connections: Int

    /// A new run's id.
    func runID() async throws -> String {
        try await connected { inbound, outbound in
            let answer = try await exchange("POST", "runs/create", "{}", &inbound, outbound)
            let key = "\"run_uuid\":\""
            guard let start = answer.firstRange(of: key)?.upperBound else { return "" }
            return String(answer[start...].prefix { $0 != "\"" })
        }
    }

    /// How many requests all connections together had answered in the time.
    func count(_ method: String, _ path: String, _ body: String) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for connection in 0..<connections {
                group.addTask {
                    try await connected { inbound, outbound in
                        let end = ContinuousClock.now + .seconds(seconds)
                        var count = 0
                        while ContinuousClock.now < end {
                            let step = String(count * connections + connection)
                            _ = try await exchange(
                                method, path, body.replacingOccurrences(of: "STEP", with: step), &inbound, outbound)
                            count += 1
                        }
                        return count
                    }
                }
            }
            return try await group.reduce(0, +)
        }
    }

    private typealias Inbound = NIOAsyncChannelInboundStream<ByteBuffer>
    private typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    private func connected<Result: Sendable>(
        _ body: @Sendable (inout Inbound.AsyncIterator, Outbound) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var iterator = inbound.makeAsyncIterator()
            return try await body(&iterator, outbound)
        }
    }

    /// Sends a request and reads its answer, which must be 200.
    private func exchange(
        _ method: String, _ path: String, _ body: String, _ inbound: inout Inbound.AsyncIterator, _ outbound: Outbound
    ) async throws -> String {
        let request =
            "\(method) /api/2.0/mlflow/\(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer x\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        try await outbound.write(ByteBuffer(string: request))
        var answer = ""
        while let buffer = try await inbound.next() {
            answer += String(buffer: buffer)
            guard let head = answer.firstRange(of: "\r\n\r\n") else { continue }
            guard answer.hasPrefix("HTTP/1.1 200") else { throw Refused(answer: answer) }
            let length = answer[..<head.lowerBound].lowercased().split(separator: "content-length: ").dropFirst().first
                .flatMap { Int($0.prefix { $0.isNumber }) }
            if answer[head.upperBound...].utf8.count >= length ?? 0 { return answer }
        }
        throw Refused(answer: answer)
    }
}

private struct Refused: Error {
    let answer: String
}

private struct Anybody: Authenticator {
    func principal(bearing token: String) async throws -> Principal? { .administrator }
}

private struct NoWorkspaces: WorkspaceDirectory {
    func workspace(_ name: WorkspaceName, _ transaction: CatalogTransaction) throws -> Workspace? { nil }
}
