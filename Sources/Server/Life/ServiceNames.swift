// A service group puts down how each of its services is described. Without these names that would be everything that a service holds,
// down to the last route, and a tenth of the time in which the server starts.

extension EngineService: CustomStringConvertible {
    var description: String { "engine" }
}

extension EventLoopService: CustomStringConvertible {
    var description: String { "requests" }
}

extension WebhookService: CustomStringConvertible {
    var description: String { "webhooks" }
}

extension AccessService: CustomStringConvertible {
    var description: String { "access" }
}

extension EndWatch: CustomStringConvertible {
    var description: String { "end" }
}
