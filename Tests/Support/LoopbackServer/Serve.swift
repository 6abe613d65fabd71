package import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves `router` at a free loopback port while `body` runs, and ends in order after it: a server that is cancelled instead may drop a
/// connection that it just accepted, which NIO answers with the end of the process.
package func serve(
    _ router: Router<BasicRequestContext>, _ body: @Sendable @escaping (_ port: Int) async throws -> Void
) async throws {
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
        router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let services = ServiceGroup(services: [application], logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { continuation.finish() }
            try await services.run()
        }
        for await port in ports {
            let result: Result<Void, any Error>
            do { result = .success(try await body(port)) } catch { result = .failure(error) }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return try result.get()
        }
        try await group.waitForAll()
    }
}
