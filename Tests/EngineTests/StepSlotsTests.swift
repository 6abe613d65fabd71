import Synchronization
import Testing

@testable import Engine

@Suite("Slots for steps")
struct StepSlotsTests {
    /// Whether a slot can be had now; it is given back.
    private func isFree(_ slots: StepSlots) async -> Bool {
        let isTaken = Mutex(false)
        let task = Task {
            try await slots.take()
            isTaken.withLock { $0 = true }
            await slots.release()
        }
        defer { task.cancel() }
        while await slots.waitingCount == 0 {
            if isTaken.withLock({ $0 }) { return true }
            await Task.yield()
        }
        return false
    }

    @Test func whoCameFirstIsServedFirst() async throws {
        let slots = StepSlots(count: 1)
        try await slots.take()
        let (order, feed) = AsyncStream.makeStream(of: Int.self)
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<5 {
            tasks.append(
                Task {
                    try await slots.take()
                    feed.yield(number)
                    await slots.release()
                })
            while await slots.waitingCount <= number { await Task.yield() }
        }
        await slots.release()
        for task in tasks { try await task.value }
        feed.finish()
        var served: [Int] = []
        for await number in order { served.append(number) }
        #expect(served == [0, 1, 2, 3, 4])
    }

    @Test func whoIsCancelledWhileWaitingTakesNothing() async throws {
        let slots = StepSlots(count: 1)
        try await slots.take()
        let waiting = Task { try await slots.take() }
        while await slots.waitingCount == 0 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(await slots.waitingCount == 0)
        await slots.release()
        #expect(await isFree(slots))
    }

    @Test func stepsThatWorkAlreadyMayBeMoreThanThereAreSlots() async throws {
        let slots = StepSlots(count: 1)
        for _ in 0..<2 { await slots.occupy() }
        await slots.release()
        #expect(await !isFree(slots))
        await slots.release()
        #expect(await isFree(slots))
    }
}
