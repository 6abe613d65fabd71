/// Decides which addresses may be connected to: public ones over TLS, and what the operator allows.
package struct DestinationPolicy: Sendable {
    private let hosts: Set<String>
    private let ranges: [AddressRange]

    package init(allowing allowed: [AllowedDestination] = []) {
        var hosts: Set<String> = []
        var ranges: [AddressRange] = []
        for destination in allowed {
            switch destination {
            case .host(let host): hosts.insert(host)
            case .range(let range): ranges.append(range)
            }
        }
        self.hosts = hosts
        self.ranges = ranges
    }

    /// The addresses of the URL's host, all of which may be connected to. One that may not is enough for a refusal.
    func addresses(for url: WebhookURL, _ resolver: any HostResolver) async throws(WebhookError) -> [IPAddress] {
        try check(url)
        if let address = url.address { return [address] }
        let addresses = try await resolver.addresses(of: url.host)
        if !hosts.contains(url.host) { try check(addresses, of: url) }
        return addresses
    }

    /// Refuses what can be refused without looking the host's name up.
    package func check(_ url: WebhookURL) throws(WebhookError) {
        guard !hosts.contains(url.host) else { return }
        guard url.isSecure || !ranges.isEmpty else { throw Self.insecure }
        if let address = url.address { try check([address], of: url) }
    }

    private func check(_ addresses: [IPAddress], of url: WebhookURL) throws(WebhookError) {
        for address in addresses where !isListed(address) {
            guard address.isPublic else {
                throw WebhookError(
                    .refused,
                    "Webhook URL must not resolve to a non-public IP address. '\(url.host)' resolves to \(address). "
                        + "Where it is meant, list it under 'webhooks.allowPrivate' in server.yaml.")
            }
            guard url.isSecure else { throw Self.insecure }
        }
    }

    private static let insecure = WebhookError(
        .invalidURL,
        "Invalid webhook URL scheme: 'http'. Allowed schemes are: https. (http only to what 'webhooks.allowPrivate' in "
            + "server.yaml lists.)")

    private func isListed(_ address: IPAddress) -> Bool {
        ranges.contains { range in range.contains(address) || address.carried.map(range.contains) == true }
    }
}
