import Engine
import ServiceLifecycle

/// Stores the audit trail and the uses of tokens, for as long as the server lives and once more at its end; and has people confirmed
/// whose tokens depend on it.
struct AccessService: Service {
    let access: AccessBook
    let audit: AuditTrail
    let sessions: SessionBook

    func run() async throws {
        await cancelWhenGracefulShutdown {
            async let trail: Void = audit.run()
            async let uses: Void = access.run()
            async let logins: Void = sessions.run()
            _ = await (trail, uses, logins)
        }
    }
}
