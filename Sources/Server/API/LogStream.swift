import Engine
import HTTPTypes
import Hummingbird
import NIOCore
import Promotion
import ServiceLifecycle

/// Answers with a step's log, piece by piece, and goes on while the step runs if the client wants to follow.
///
/// The client's end of the connection and the server's own end both stop it: an idle stream would notice neither by itself.
struct LogStream: Sendable {
    let engine: Engine
    let run: RunID
    let step: StepKey
    let attempt: Int?
    let follows: Bool
    /// Whether the reader may still read: a token may be revoked while a log is followed.
    let mayGoOn: @Sendable () async -> Bool

    fileprivate static let pieceLength = 256 << 10
    fileprivate static let pause = Duration.milliseconds(100)

    /// The first piece is read before the answer begins, so that a run that does not exist is answered as such.
    func response(to request: Request, from offset: Int64) async throws -> Response {
        let pieces = LogPieces(stream: self, first: try await piece(from: offset))
        guard follows else {
            let body = ResponseBody { writer in
                for try await bytes in pieces { try await writer.write(ByteBuffer(bytes: bytes)) }
                try await writer.finish(nil)
            }
            return Response(status: .ok, headers: [.contentType: "application/octet-stream"], body: body)
        }
        let body = ResponseBody { writer in
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                for try await bytes in pieces.cancelOnGracefulShutdown() {
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
            }
            try await writer.finish(nil)
        }
        // Watching for the client's end uses the connection up; without the header a client would send its next request into it.
        return Response(
            status: .ok, headers: [.contentType: "application/octet-stream", .connection: "close"], body: body)
    }

    fileprivate func piece(from offset: Int64) async throws -> LogChunk {
        try await engine.log(run, step: step, attempt: attempt, from: offset, limit: Self.pieceLength)
    }
}

/// The pieces of a log, up to its present end or, if it is followed, to the end of the step.
private struct LogPieces: AsyncSequence, Sendable {
    let stream: LogStream
    let first: LogChunk

    func makeAsyncIterator() -> Iterator { Iterator(stream: stream, pending: first, offset: first.next) }

    struct Iterator: AsyncIteratorProtocol {
        let stream: LogStream
        /// Read, but not handed out yet.
        var pending: LogChunk?
        var offset: Int64

        mutating func next() async throws -> [UInt8]? {
            while true {
                let chunk: LogChunk
                if let pending { chunk = pending } else { chunk = try await stream.piece(from: offset) }
                pending = nil
                offset = chunk.next
                if !chunk.bytes.isEmpty { return chunk.bytes }
                guard stream.follows, !chunk.isFinal, await stream.mayGoOn() else { return nil }
                try await Task.sleep(for: LogStream.pause)
            }
        }
    }
}
