import Engine
import ServiceLifecycle

/// Stores the audit trail and the uses of tokens, for as long as the server lives and once more at its end.
struct AccessService: Service {
    let access: AccessBook
    let audit: AuditTrail

    func run() async throws {
        await cancelWhenGracefulShutdown {
            async let trail: Void = audit.run()
            async let uses: Void = access.run()
            _ = await (trail, uses)
        }
    }
}
