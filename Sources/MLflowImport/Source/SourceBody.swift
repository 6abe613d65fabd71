import AsyncHTTPClient
import NIOCore
import Synchronization

/// The bytes of a file as a source sends them. It counts them, and knows afterwards whether it was the source that broke off.
final class SourceBody: AsyncSequence, Sendable {
    private let body: HTTPClientResponse.Body
    private let state = Mutex<(count: Int64, hasFailed: Bool)>((0, false))

    init(_ body: HTTPClientResponse.Body) { self.body = body }

    var count: Int64 { state.withLock { $0.count } }
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator(), body: self) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var base: HTTPClientResponse.Body.AsyncIterator
        fileprivate let body: SourceBody

        mutating func next() async throws -> ByteBuffer? {
            do {
                guard let part = try await base.next() else { return nil }
                body.state.withLock { $0.count += Int64(part.readableBytes) }
                return part
            } catch {
                body.state.withLock { $0.hasFailed = true }
                throw error
            }
        }
    }
}
