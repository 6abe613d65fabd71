/// A place that webhooks may be sent to although it is not public, or does not speak TLS: what an operator lists.
package enum AllowedDestination: Hashable, Sendable {
    /// A host name, whatever addresses it has.
    case host(String)
    case range(AddressRange)

    /// Reads a host name, an address, or a range in CIDR form; nil for everything else.
    package init?(_ text: String) {
        if let range = AddressRange(text) {
            self = .range(range)
            return
        }
        guard !text.contains(where: { "/:@?#[]".contains($0) }), let url = try? WebhookURL("https://\(text)/"),
            url.address == nil
        else { return nil }
        self = .host(url.host)
    }
}
