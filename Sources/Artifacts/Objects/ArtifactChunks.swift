/// The bytes of an object piece by piece, read as they are asked for. It can be walked more than once.
package struct ArtifactChunks: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = ArtifactError

    let reader: ArtifactReader
    let range: Range<Int64>
    let chunkSize: Int

    package func makeAsyncIterator() -> Iterator { Iterator(chunks: self, position: range.lowerBound) }

    /// Stands at one byte of the object.
    package struct Iterator: AsyncIteratorProtocol {
        let chunks: ArtifactChunks
        var position: Int64

        /// The next piece; nil after the last.
        package mutating func next() async throws(ArtifactError) -> [UInt8]? {
            let end = Swift.min(position + Int64(chunks.chunkSize), chunks.range.upperBound)
            guard position < end else { return nil }
            let bytes = try await chunks.reader.read(position..<end)
            position = end
            return bytes
        }

        package mutating func next(isolation: isolated (any Actor)?) async throws(ArtifactError) -> [UInt8]? {
            try await next()
        }
    }
}
