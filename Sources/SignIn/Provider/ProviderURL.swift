internal import Glibc

/// An address of a provider: `https://…`, or `http://` on this machine's loopback, where nobody can listen in.
package struct ProviderURL: Hashable, Sendable, CustomStringConvertible {
    /// As it was written: issuers are compared to the byte.
    package let text: String

    private static let longest = 2048

    /// Nil for everything else, such as addresses with a user, a fragment or characters that do not belong in one.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.longest,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#""<>\^`{|}#"#.utf8.contains($0) }),
            let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) })
        else { return nil }
        let authority = text.dropFirst(scheme.count).prefix { !"/?".contains($0) }
        guard let host = Self.host(in: authority) else { return nil }
        guard scheme == "https://" || Self.isLoopback(host) else { return nil }
        self.text = text
    }

    package var description: String { text }

    /// Whether it is a whole origin with a path only, as an issuer must be.
    package var isIssuer: Bool { !text.contains("?") }

    /// The address with a path behind it; there is one slash between them.
    func appending(_ path: String) -> String { (text.hasSuffix("/") ? text.dropLast() : text[...]) + "/" + path }

    private static func host(in authority: Substring) -> String? {
        var host = authority
        var port = Substring()
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
            var address = in6_addr()
            guard inet_pton(AF_INET6, String(host), &address) == 1 else { return nil }
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority.dropFirst(host.count)
            let isPlain = host.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || [0x2D, 0x2E].contains(byte)
            }
            guard isPlain else { return nil }
        }
        if !port.isEmpty {
            guard port.first == ":", let number = UInt16(port.dropFirst()), number > 0 else { return nil }
        }
        return host.isEmpty ? nil : host.lowercased()
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" { return true }
        var address = in6_addr()
        if inet_pton(AF_INET6, host, &address) == 1 {
            let bytes = withUnsafeBytes(of: &address) { Array($0) }
            return bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
        }
        var short = in_addr()
        guard inet_pton(AF_INET, host, &short) == 1 else { return false }
        return withUnsafeBytes(of: &short) { $0.first == 127 }
    }
}
