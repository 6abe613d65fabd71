import Glibc
import Promotion
package import Supervision

/// The output of an attempt, raw bytes as the step wrote them: they may be anything, escape sequences of a terminal included.
package struct AttemptLog: Sendable {
    private let folder: AttemptFolder
    private let work = BlockingWork(label: "sluice.logs")

    package init(_ folder: AttemptFolder) { self.folder = folder }

    /// Bytes of a log and the offset behind them.
    package struct Chunk: Hashable, Sendable {
        package var bytes: [UInt8]
        package var nextOffset: Int64
        /// Whether the attempt had ended when this was read, so that an empty chunk is the end.
        package var isComplete: Bool
    }

    /// At most `limit` bytes from `offset` on; none if the log is not there yet or has no more.
    package func chunk(from offset: Int64, limit: Int = 256 << 10) async throws(ExecutionError) -> Chunk {
        try await work.run { () throws(ExecutionError) in try read(from: max(0, offset), limit: max(1, limit)) }
    }

    private func read(from offset: Int64, limit: Int) throws(ExecutionError) -> Chunk {
        // Asked before reading: what is written between the two is then seen the next time.
        let isComplete = SmallFile.exists(folder.exit)
        do throws(SupervisionError) {
            let file = try Descriptor(opening: folder.log, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            var bytes = [UInt8](repeating: 0, count: limit)
            let count = pread(file.number, &bytes, limit, off_t(offset))
            guard count >= 0 else { throw SupervisionError(operation: "reading '\(folder.log)'") }
            bytes.removeSubrange(count...)
            return Chunk(bytes: bytes, nextOffset: offset + Int64(count), isComplete: isComplete)
        } catch {
            if error.isMissing { return Chunk(bytes: [], nextOffset: offset, isComplete: isComplete) }
            throw ExecutionError("reading a log", error)
        }
    }

    /// Gives the log from `offset` on as it grows, until the attempt has ended and all was given, or `isOver` says that nothing
    /// more will come (for an attempt that was lost).
    package func follow(
        from offset: Int64, isOver: @escaping @Sendable () async -> Bool = { false }
    ) -> AsyncThrowingStream<Chunk, any Error> {
        AsyncThrowingStream(bufferingPolicy: .unbounded) { continuation in
            let reading = Task {
                do {
                    var offset = offset
                    while true {
                        let isLast = await isOver()
                        let next = try await chunk(from: offset)
                        offset = next.nextOffset
                        if !next.bytes.isEmpty {
                            continuation.yield(next)
                        } else if next.isComplete || isLast {
                            break
                        } else {
                            try await Task.sleep(for: .milliseconds(100))
                        }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }
}
