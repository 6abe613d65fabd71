import Promotion

/// Whether somebody has shown recently enough who they are. A session of a browser can be stolen, or ridden by another page: what it says
/// counts only within five minutes of the login behind it, unless the person's own key signed it.
///
/// A token of Sluice's lets its bearer approve only if its verbs name that, which the route has checked; whoever reads the endpoint file
/// is as near as one can get.
struct StepUp: Sendable {
    let now: Timestamp

    /// In milliseconds: how old a login may be, and how far a signed time may lie from the server's.
    static let window: Int64 = 5 * 60_000

    /// The time that a statement carries. Throws `forbidden` if the login is too old or the signed time is not now.
    func time(of signature: String?, at signed: Timestamp?, by actor: Actor) throws(EngineError) -> Timestamp {
        if signature != nil {
            guard let signed else { throw EngineError(.invalid, "a signature needs the time that was signed") }
            guard abs(now.milliseconds - signed.milliseconds) <= Self.window else {
                throw EngineError(
                    .forbidden,
                    "it was signed for \(signed.utc), and here it is \(now.utc); sign again, or set the clock")
            }
            return signed
        }
        guard case .login = actor.evidence else { return now }
        guard let login = actor.authenticatedAt, now.milliseconds - login.milliseconds <= Self.window else {
            throw EngineError(
                .forbidden, "your login is older than 5 minutes: log in again, or sign with '--sign KEY'")
        }
        return now
    }
}
