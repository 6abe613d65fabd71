package import Promotion

/// Bytes on their way into the store. One task owns it, and the compiler sees to that it is finished or abandoned once.
///
/// Dropping it, after an error or because the client went away, removes what was written. `write` returns when the bytes are
/// taken, which is the back-pressure; at most two buffers of 1 MiB are held.
package struct ArtifactUpload: ~Copyable, Sendable {
    private static let bufferSize = 1 << 20

    private let file: IncomingFile
    private let threads: FileThreads
    private let maximumSize: Int64
    private var buffer: [UInt8] = []
    private var failure: ArtifactError?
    /// How many bytes were taken so far.
    package private(set) var byteCount: Int64 = 0

    init(file: IncomingFile, threads: FileThreads, maximumSize: Int64) {
        self.file = file
        self.threads = threads
        self.maximumSize = maximumSize
    }

    /// Appends `bytes`. After an error every further call throws the same error.
    ///
    /// An array and nothing more general, so that blocks are copied as blocks: the compiler cannot specialize for the types of other
    /// modules here.
    package mutating func write(_ bytes: [UInt8]) async throws(ArtifactError) {
        if let failure { throw failure }
        guard Int64(bytes.count) <= maximumSize - byteCount else {
            throw fail(
                ArtifactError(
                    .tooLarge, operation: "uploading an artifact",
                    "the upload has more than the allowed \(maximumSize) bytes; see the server's artifact limit"))
        }
        byteCount += Int64(bytes.count)
        var rest = bytes[...]
        while !rest.isEmpty {
            if buffer.capacity < Self.bufferSize { buffer.reserveCapacity(Self.bufferSize) }
            let taken = rest.prefix(Self.bufferSize - buffer.count)
            buffer.append(contentsOf: taken)
            rest = rest[taken.endIndex...]
            if buffer.count == Self.bufferSize { try await flush() }
        }
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
        if !buffer.isEmpty { try await flush() }
        let file = file
        return try await threads.run { () throws(ArtifactError) in try file.install(expected: expected) }
    }

    /// Removes what was written so far.
    package consuming func abandon() {}

    private mutating func flush() async throws(ArtifactError) {
        let full = buffer
        buffer = []
        let file = file
        do throws(ArtifactError) { try await file.append(full, on: threads) } catch { throw fail(error) }
    }

    private mutating func fail(_ error: ArtifactError) -> ArtifactError {
        failure = error
        return error
    }
}
