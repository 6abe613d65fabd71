import Engine
import ServiceLifecycle

/// The engine's loops, from the moment the server listens to its end.
struct EngineService: Service {
    let engine: Engine
    let webhooks: WebhookDispatcher
    let listening: AsyncStream<Void>
    let end: SluiceServer.End

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            for await _ in listening {}
            do { try await work() } catch {
                // Being told to end reaches the loops in the middle of whatever they do, and whatever they say then is no failure.
                guard Task.isCancelled else { throw error }
            }
        }
    }

    private func work() async throws {
        try Task.checkCancellation()
        switch end {
        case .never: try await engine.run()
        case .whenIdle:
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await engine.run() }
                group.addTask {
                    try await engine.waitUntilIdle()
                    // What led to the end should have a chance to be told before it.
                    try await webhooks.settle(longest: .seconds(15))
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }
}
