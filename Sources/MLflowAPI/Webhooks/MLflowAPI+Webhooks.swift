internal import Hummingbird

extension MLflowAPI {
    func addWebhookRoutes<Context: RequestContext>(below base: String, to book: inout RouteBook<Context>) {
        for route in WebhookOperations.routes {
            book.add(route.method, base + route.path) { request, context in
                await respond(request, context, route.policy) { caller in
                    let parameters = try await parameters(of: request, context, route.method, from: caller)
                    return Self.json(try await webhooks.perform(route, caller, parameters))
                }
            }
        }
    }
}
