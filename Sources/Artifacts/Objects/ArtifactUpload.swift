package import Promotion

/// Bytes on their way into the store. One task owns it, and the compiler sees to that it is finished or abandoned once.
///
/// The bytes are hashed and written at the same time while more of them come. Dropping it, after an error or because the client went away,
/// removes what was written. `write` and `flush` wait when hashing or writing is behind, which is the back-pressure; at most some blocks
/// of 1 MiB are held.
package struct ArtifactUpload: ~Copyable, Sendable {
    private static let blockSize = 1 << 20

    private let file: IncomingFile
    private let hashing: BlockLane
    private let writing: BlockLane
    private let threads: FileThreads
    private let maximumSize: Int64
    private var block: [UInt8] = []
    private var failure: ArtifactError?
    /// How many bytes were taken so far.
    package private(set) var byteCount: Int64 = 0

    init(file: IncomingFile, threads: FileThreads, maximumSize: Int64) {
        self.file = file
        self.threads = threads
        self.maximumSize = maximumSize
        hashing = BlockLane(on: threads) { file.hash($0) }
        writing = BlockLane(on: threads) { bytes throws(ArtifactError) in try file.write(bytes) }
    }

    deinit { file.discard() }

    /// Appends `bytes`. After an error every further call throws the same error.
    package mutating func write(_ bytes: [UInt8]) async throws(ArtifactError) {
        var taken = 0
        while taken < bytes.count {
            taken += try take(bytes.span.bytes.extracting(droppingFirst: taken))
            try await flushIfFull()
        }
    }

    /// Appends as many of `bytes` as the present block has room for, and says how many; call `flushIfFull` before the next.
    package mutating func take(_ bytes: RawSpan) throws(ArtifactError) -> Int {
        if let failure { throw failure }
        guard Int64(bytes.byteCount) <= maximumSize - byteCount else {
            throw fail(
                ArtifactError(
                    .tooLarge, operation: "uploading an artifact",
                    "the upload has more than the allowed \(maximumSize) bytes; see the server's artifact limit"))
        }
        if block.isEmpty { block.reserveCapacity(Self.blockSize) }
        let count = min(bytes.byteCount, Self.blockSize - block.count)
        bytes.extracting(first: count).withUnsafeBytes { block.append(contentsOf: $0) }
        byteCount += Int64(count)
        return count
    }

    /// Hands a full block on; returns when there is room for the next one.
    package mutating func flushIfFull() async throws(ArtifactError) {
        if let failure { throw failure }
        guard block.count == Self.blockSize else { return }
        let full = block
        block = []
        do throws(ArtifactError) {
            try await hashing.put(full)
            try await writing.put(full)
        } catch { throw fail(error) }
    }

    /// Stores the object durably and says what it is; an object that exists already is kept once. With `expected`, other bytes throw
    /// `digestMismatch` and nothing is kept.
    ///
    /// Nothing refers to the object yet, so a collector without a grace period may take it at once; see `finish(expected:recording:)`.
    package consuming func finish(expected: Digest? = nil) async throws(ArtifactError) -> StoredObject {
        try await install(expected: expected).object
    }

    /// As `finish(expected:)`, and runs `record`, which writes down what refers to the object, before any collector may look at it.
    package consuming func finish<Result: Sendable>(
        expected: Digest? = nil, recording record: @Sendable (StoredObject) async throws -> Result
    ) async throws -> Result {
        let held = try await install(expected: expected)
        defer { withExtendedLifetime(held.hold) {} }
        return try await record(held.object)
    }

    private mutating func install(expected: Digest?) async throws(ArtifactError) -> HeldObject {
        if let failure { throw failure }
        try await hashing.finish()
        try await writing.finish()
        let (file, rest) = (file, block)
        return try await threads.run { () throws(ArtifactError) in
            file.hash(rest)
            try file.write(rest)
            return try file.install(expected: expected)
        }
    }

    /// Removes what was written so far.
    package consuming func abandon() {}

    private mutating func fail(_ error: ArtifactError) -> ArtifactError {
        failure = error
        return error
    }
}
