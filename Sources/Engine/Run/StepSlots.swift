import Glibc

/// Lets so many steps work at one time, over all projects; the others wait in the order in which they came.
actor StepSlots {
    private var free: Int
    private var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    private var lastID = 0

    /// - Parameter count: nil for as many as the machine has processors.
    init(count: Int?) { free = max(1, count ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// How many wait for a slot.
    var waitingCount: Int { waiting.count }

    /// Takes a slot, once there is one. Throws `CancellationError` if the task is cancelled while it waits.
    func take() async throws {
        if free > 0 {
            free -= 1
            return
        }
        lastID += 1
        let id = lastID
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiting.append((id, continuation))
                }
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
    }

    /// Takes a slot without waiting, for a step that works already: the count may go below zero until it ends.
    func occupy() { free -= 1 }

    /// Gives a slot back.
    func release() {
        free += 1
        guard free > 0, !waiting.isEmpty else { return }
        free -= 1
        waiting.removeFirst().continuation.resume()
    }

    private func giveUp(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(throwing: CancellationError())
    }
}
