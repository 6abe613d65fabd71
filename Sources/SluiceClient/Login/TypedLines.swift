import Dispatch
import Glibc
import Synchronization

/// Lines that somebody types or pastes while something else is waited for.
package struct TypedLines: Sendable {
    private let file: Int32

    /// Whether anybody still wants lines.
    private final class Wish: Sendable {
        let isThere = Atomic(true)
    }

    /// Of `file`, which stays open.
    package init(file: Int32 = STDIN_FILENO) { self.file = file }

    /// Longer lines are none that anybody pastes.
    private static let longest = 64 << 10

    /// Ends with the input. What comes after the stream is not iterated any more is left alone.
    package func lines() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream<String>.makeStream()
        let wish = Wish()
        continuation.onTermination = { _ in wish.isThere.store(false, ordering: .releasing) }
        // An own thread: reading blocks, and nothing else can be waited for on it.
        DispatchQueue(label: "sluice.typed").async { [file] in
            var line: [UInt8] = []
            while wish.isThere.load(ordering: .acquiring) {
                guard Self.isReadable(file) else { continue }
                var byte: UInt8 = 0
                let count = read(file, &byte, 1)
                if count < 0, errno == EINTR { continue }
                guard count == 1, line.count < Self.longest else { break }
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    continue
                }
                continuation.yield(String(decoding: line, as: UTF8.self))
                line = []
            }
            if !line.isEmpty { continuation.yield(String(decoding: line, as: UTF8.self)) }
            continuation.finish()
        }
        return stream
    }

    /// Waits a moment for input, or its end.
    private static func isReadable(_ file: Int32) -> Bool {
        var question = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        return poll(&question, 1, 200) > 0
    }
}
