import Engine
import ServiceLifecycle

/// The engine's loops, from the moment the server listens to its end.
struct EngineService: Service {
    let engine: Engine
    let listening: AsyncStream<Void>
    let end: SluiceServer.End

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            for await _ in listening {}
            try Task.checkCancellation()
            switch end {
            case .never: try await engine.run()
            case .whenIdle:
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await engine.run() }
                    group.addTask { try await engine.waitUntilIdle() }
                    try await group.next()
                    group.cancelAll()
                }
            }
        }
    }
}
