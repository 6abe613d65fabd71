internal import Promotion

/// A URL that messages may be sent to, taken apart by one strict reader: what is checked and what is connected to cannot differ.
package struct WebhookURL: Hashable, Sendable {
    let isSecure: Bool
    /// In small letters, without brackets and without a dot at the end.
    let host: String
    /// Where the host is an address itself.
    let address: IPAddress?
    let port: Int
    /// Path and query.
    let target: String

    static let longest = 2048

    /// Reads `https://host[:port][/path][?query]`, and `http` in its place. Messages are MLflow's, where it has them.
    package init(_ text: String) throws(WebhookError) {
        guard !text.allSatisfy(\.isWhitespace) else {
            throw .invalid("Webhook URL cannot be empty or just whitespace: \(text.quotedForMessage)")
        }
        guard text.utf8.count <= Self.longest, text.utf8.allSatisfy(Self.isAllowed), Self.hasValidEscapes(text) else {
            throw .invalid(
                "Invalid webhook URL: it must have at most \(Self.longest) characters, all of them allowed in URLs")
        }
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard scheme == "https" || scheme == "http", text.dropFirst(scheme.count).hasPrefix("://") else {
            throw .invalid(
                "Invalid webhook URL scheme: '\(text.contains(":") ? scheme : "")'. Allowed schemes are: https.")
        }
        isSecure = scheme == "https"
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else {
            throw .invalid("Webhook URL must not include embedded credentials")
        }
        (host, port) = try Self.hostAndPort(authority, standard: isSecure ? 443 : 80)
        address = try Self.address(of: host)
        let place = rest.dropFirst(authority.count).prefix { $0 != "#" }
        target = place.hasPrefix("/") ? String(place) : "/" + place
    }

    /// Put together anew from what was read.
    var text: String {
        let shownHost = host.contains(":") ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(shownHost):\(port)\(target)"
    }

    private static func hostAndPort(
        _ authority: Substring, standard: Int
    ) throws(WebhookError) -> (host: String, port: Int) {
        var host = authority.prefix { $0 != ":" }
        var rest = authority.dropFirst(host.count)
        if authority.hasPrefix("[") {
            host = authority.prefix { $0 != "]" }.dropFirst()
            rest = authority.dropFirst(host.count + 2)
            guard IPAddress(String(host))?.bytes.count == 16 else {
                throw .invalid("Webhook URL host '[\(host)]' is not a canonical IP address literal.")
            }
        }
        if host.hasSuffix(".") { host = host.dropLast() }
        guard !host.isEmpty else { throw .invalid("Webhook URL must include a hostname") }
        var port = standard
        if let digits = rest.isEmpty ? nil : rest.dropFirst(), !digits.isEmpty || rest.first != ":" {
            guard rest.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
                (1...65_535).contains(number)
            else { throw .invalid("Invalid webhook URL: port '\(digits)' is no number from 1 to 65535") }
            port = number
        }
        return (host.lowercased(), port)
    }

    /// The address that the host is; nil if it is a name. A host that some programs read as an address and others do not is neither.
    private static func address(of host: String) throws(WebhookError) -> IPAddress? {
        if let address = IPAddress(host) { return address }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let last = labels.last ?? ""
        guard last.first?.isNumber != true || last.contains(where: { !$0.isHexDigit && $0 != "x" }) else {
            throw .invalid("Webhook URL host '\(host)' is not a canonical IP address literal.")
        }
        let isName = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63
                && label.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F
                }
        }
        guard isName, host.utf8.count <= 253 else {
            throw .invalid("Invalid webhook URL: \(host.quotedForMessage) is no host name")
        }
        return nil
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !#""<>\^`{|}"#.utf8.contains(byte)
    }

    private static func hasValidEscapes(_ text: String) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            part.utf8.count >= 2 && part.prefix(2).allSatisfy { $0.isASCII && $0.isHexDigit }
        }
    }
}

extension WebhookError {
    static func invalid(_ message: String) -> WebhookError { WebhookError(.invalidURL, message) }
}
