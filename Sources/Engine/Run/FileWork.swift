import Dispatch

/// File work that may take long: on threads apart from those on which Swift's tasks run, which must never block.
enum FileWork {
    private static let queue = DispatchQueue(label: "sluice.engine.files", attributes: .concurrent)

    /// Runs `body` on such a thread. Cancelling the task does not interrupt it.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
