import NIOCore
import NIOHTTP1
import NIOPosix
import Promotion

/// Waits on this machine's loopback for the browser that comes back from an identity provider (RFC 8252, section 7.3).
///
/// Only the request that has the login's own state counts; everything else is told that there is nothing. No page shows anything of a
/// request.
package struct LoopbackListener: Sendable {
    private let channel: any Channel
    private let found: AsyncStream<LoginCallback>

    /// The address to which the browser is to come back.
    package let redirect: String

    /// Listens on a free port for the login with this `state`.
    package static func open(state: String) async throws(ClientError) -> LoopbackListener {
        let (stream, continuation) = AsyncStream<LoginCallback>.makeStream()
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                        try pipeline.addHandler(CallbackHandler(state: state) { continuation.yield($0) })
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            return LoopbackListener(
                channel: channel, found: stream,
                redirect: "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/callback")
        } catch {
            throw ClientError(
                .unreachable, operation: "listening on the loopback for the browser", message: "\(error)")
        }
    }

    /// What the browser brought back. Throws if nobody comes within `seconds`.
    package func callback(within seconds: Double) async throws -> LoginCallback {
        let found = found
        return try await withThrowingTaskGroup(of: LoginCallback.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                for await callback in found { return callback }
                throw CancellationError()
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw ClientError(
                    .unreachable, operation: "logging in",
                    message:
                        "nobody came back from the identity provider within \(Int(seconds / 60)) minutes; try again")
            }
            guard let callback = try await group.next() else { throw CancellationError() }
            return callback
        }
    }

    /// Ends it.
    package func close() async { try? await channel.close() }
}

/// Answers one connection.
private final class CallbackHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let state: String
    private let found: @Sendable (LoginCallback) -> Void
    private var request: HTTPRequestHead?

    init(state: String, found: @escaping @Sendable (LoginCallback) -> Void) {
        self.state = state
        self.found = found
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = head
        case .body: break
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let request else { return }
        let callback = request.method == .GET ? LoginCallback(target: request.uri, state: state) : nil
        let text = callback == nil ? "There is nothing here." : "You can close this page and go back to the terminal."
        let page = "<!doctype html><meta charset=\"utf-8\"><title>Sluice</title><p>\(text)</p>\n"
        let headers: HTTPHeaders = [
            "Content-Type": "text/html; charset=utf-8", "Content-Length": String(page.utf8.count),
            "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'", "Connection": "close",
        ]
        let head = HTTPResponseHead(version: .http1_1, status: callback == nil ? .notFound : .ok, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: page)))), promise: nil)
        let (channel, found) = (context.channel, found)
        // The page first: the program may end with the callback.
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            channel.close(promise: nil)
            if let callback { found(callback) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
