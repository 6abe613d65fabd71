import ServiceLifecycle

extension ServiceGroup {
    /// Runs until the services end. When the task is cancelled they end in order, as by a signal: cancelling them would drop connections
    /// that were accepted and have no task yet, which NIO takes for a mistake and answers with the end of the process.
    func runUntilCancelled() async throws {
        let running = Task { try await run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            Task { await triggerGracefulShutdown() }
        }
    }
}
