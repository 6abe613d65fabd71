internal import Synchronization

/// Does one kind of work on the blocks of a file, in their order and one at a time, on the store's threads, while the next blocks come.
final class BlockLane: Sendable {
    private struct State {
        var waiting: [[UInt8]] = []
        /// The blocks that are not done: those that wait and the one that is worked on.
        var pending = 0
        var failure: ArtifactError?
        /// The one who puts blocks in, while he waits until no more than so many are pending.
        var owner: (most: Int, continuation: CheckedContinuation<Void, Never>)?
    }

    /// So many blocks may be pending while the owner goes on: enough to keep a thread at work while he is busy, and no more memory.
    private static let depth = 3

    private let threads: FileThreads
    private let work: @Sendable ([UInt8]) throws(ArtifactError) -> Void
    private let state = Mutex(State())

    init(on threads: FileThreads, _ work: @escaping @Sendable ([UInt8]) throws(ArtifactError) -> Void) {
        self.threads = threads
        self.work = work
    }

    /// Takes a block, and returns when there is room for the next. Throws what the work on an earlier block threw.
    func put(_ block: [UInt8]) async throws(ArtifactError) {
        let isFirst = state.withLock { state in
            state.waiting.append(block)
            state.pending += 1
            return state.pending == 1
        }
        if isFirst { threads.repeatWhileTrue { self.step() } }
        try await wait(forAtMost: Self.depth)
    }

    /// Returns when the work on all blocks is done; throws if that on one of them did.
    func finish() async throws(ArtifactError) { try await wait(forAtMost: 0) }

    private func wait(forAtMost most: Int) async throws(ArtifactError) {
        await withCheckedContinuation { continuation in
            let waits = state.withLock { state in
                if state.pending > most { state.owner = (most, continuation) }
                return state.pending > most
            }
            if !waits { continuation.resume() }
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Deals with one block, and answers whether there are more. Behind one that failed the others are passed over.
    private func step() -> Bool {
        let (block, hasFailed) = state.withLock { ($0.waiting.removeFirst(), $0.failure != nil) }
        var failure: ArtifactError?
        if !hasFailed { do throws(ArtifactError) { try work(block) } catch { failure = error } }
        let (owner, hasMore) = state.withLock { state in
            state.pending -= 1
            state.failure = state.failure ?? failure
            let isAwaited = state.owner.map { state.pending <= $0.most } ?? false
            defer { if isAwaited { state.owner = nil } }
            return (isAwaited ? state.owner?.continuation : nil, state.pending > 0)
        }
        owner?.resume()
        return hasMore
    }
}
