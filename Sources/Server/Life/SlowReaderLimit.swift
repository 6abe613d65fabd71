import Glibc
import NIOCore

/// Closes a connection whose client takes nothing of an answer any more: it would keep the answer, and whatever makes it, for ever.
///
/// What counts is what the other side has acknowledged, not what the kernel took: a client that reads slowly, however slowly, goes on.
/// Nothing is looked at while an answer goes out as fast as it is made. What little may wait unseen behind a channel that still takes
/// more is the end of an answer, after which the connection is idle.
final class SlowReaderLimit: ChannelOutboundHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// So often in `longest` it is looked whether something went out.
    private static let looks: Int64 = 4

    private let pause: TimeAmount
    private var next: Scheduled<Void>?
    private var acknowledged: UInt64 = 0
    private var looksInVain: Int64 = 0

    init(longest: TimeAmount) {
        pause = .nanoseconds(max(longest.nanoseconds / Self.looks, TimeAmount.milliseconds(25).nanoseconds))
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        guard next == nil, !context.channel.isWritable else { return }
        looksInVain = 0
        lookLater(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        next?.cancel()
        next = nil
    }

    private func lookLater(_ context: ChannelHandlerContext) {
        next = context.eventLoop.assumeIsolated().scheduleTask(in: pause) { self.look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        next = nil
        guard Self.isWaiting(context.channel), let options = context.channel as? any SocketOptionProvider else {
            return
        }
        let facts: EventLoopFuture<TransportFacts> = options.unsafeGetSocketOption(
            level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_INFO))
        facts.assumeIsolated().whenSuccess { facts in
            self.looksInVain = facts.acknowledged == self.acknowledged ? self.looksInVain + 1 : 0
            self.acknowledged = facts.acknowledged
            if self.looksInVain < Self.looks { self.lookLater(context) } else { Self.end(context, options) }
        }
    }

    /// Whether something is to go out that the kernel has no room for.
    private static func isWaiting(_ channel: any Channel) -> Bool {
        let bytes = try? channel.syncOptions?.getOption(.bufferedWritableBytes)
        return (bytes ?? 0) > 0
    }

    /// What is still to go out is dropped, in the kernel too.
    private static func end(_ context: ChannelHandlerContext, _ options: any SocketOptionProvider) {
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}

/// The beginning of the kernel's `struct tcp_info`, which the C library declares without its newer half.
private struct TransportFacts: Sendable {
    // Eight bytes of flags and twenty-four numbers of four bytes; then the rate at which it sends, and the highest that it may.
    private let flags: UInt64
    private let numbers:
        (
            UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64
        )
    private let rates: (UInt64, UInt64)
    /// Bytes that the other side has confirmed (`tcpi_bytes_acked`).
    let acknowledged: UInt64
}
