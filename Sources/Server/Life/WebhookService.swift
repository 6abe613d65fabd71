import Engine
import ServiceLifecycle

/// Sends what waits for webhooks, for as long as the server lives.
struct WebhookService: Service {
    let dispatcher: WebhookDispatcher

    func run() async throws {
        await cancelWhenGracefulShutdown { await dispatcher.run() }
    }
}
