import HummingbirdCore
import Logging
import NIOCore

/// Closes a connection on which a request takes too long to come in, however steadily: a byte now and then keeps a connection from
/// being idle, and a few hundred such clients would keep everybody else out.
///
/// What comes in before something is answered has `grace`, and a second more for each KiB of it. That is judged when bytes come, so
/// that nobody is cut off whose request is complete and still being worked on; who sends nothing at all is closed as idle.
final class SlowClientLimit: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// The slowest that a request may come in for long, in bytes a second.
    static let slowest: Int64 = 1024

    private let grace: TimeAmount
    private var began: NIODeadline?
    private var received: Int64 = 0

    init(grace: TimeAmount) { self.grace = grace }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = NIODeadline.now()
        let began = began ?? now
        self.began = began
        received += Int64(unwrapInboundIn(data).readableBytes)
        // Whole seconds: bytes times nanoseconds could overflow.
        guard now - began <= grace + .seconds(received / Self.slowest) else {
            context.close(promise: nil)
            return
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        began = nil
        received = 0
        context.write(data, promise: promise)
    }
}

/// Hummingbird's connections with HTTP/1.1, and before everything else the limits for slow clients.
struct LimitedChannel: ServerChildChannel {
    let http: HTTP1Channel
    let grace: TimeAmount
    /// How long a client may take nothing of an answer.
    let longestStall: TimeAmount

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandlers(
                SlowClientLimit(grace: grace), SlowReaderLimit(longest: longestStall))
        }.flatMap { http.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await http.handle(value: value, logger: logger) }
}
