/// Finds the addresses of host names.
package protocol HostResolver: Sendable {
    /// All addresses, the best first; never empty.
    func addresses(of host: String) async throws(WebhookError) -> [IPAddress]
}
