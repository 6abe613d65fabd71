/// A piece of a step's log.
package struct LogChunk: Hashable, Sendable {
    /// As the step wrote them; not always UTF-8.
    package var bytes: [UInt8]
    /// The offset in the log at which to go on reading.
    package var next: Int64
    /// Whether the step has ended, so that an empty piece is the end.
    package var isFinal: Bool

    package init(bytes: [UInt8], next: Int64, isFinal: Bool) {
        self.bytes = bytes
        self.next = next
        self.isFinal = isFinal
    }
}
