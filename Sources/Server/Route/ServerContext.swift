package import Hummingbird
import NIOCore

/// What belongs to one request while it is answered.
package struct ServerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The client's IP address, as the connection has it: no header can change it.
    package let address: String?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress
    }
}
