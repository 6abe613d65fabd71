package import Hummingbird

/// What belongs to one request while it is answered.
package struct ServerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage

    package init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}
