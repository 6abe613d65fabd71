import Foundation

/// The ssh host keys that are trusted, in the format of `known_hosts` and of `ssh-keyscan`'s output.
///
/// Hashed host names, patterns and certificate authorities are not read: their lines trust nobody.
package struct KnownHosts: Hashable, Sendable {
    private var trusted: [String: Set<Data>] = [:]
    private var revoked: Set<Data> = []

    /// Reads the text of a `known_hosts` file; lines that make no sense are left out.
    package init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            var fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            let marker = fields.first?.hasPrefix("@") == true ? fields.removeFirst() : nil
            guard fields.count >= 3, let key = Data(base64Encoded: String(fields[2])), !key.isEmpty else { continue }
            if marker == "@revoked" { revoked.insert(key) }
            guard marker == nil else { continue }
            for host in fields[0].split(separator: ",") { trusted[host.lowercased(), default: []].insert(key) }
        }
    }

    /// Whether exactly this key (in ssh's binary form) is known for the host.
    package func trusts(_ key: [UInt8], of host: String, port: Int) -> Bool {
        let name = port == 22 ? host.lowercased() : "[\(host.lowercased())]:\(port)"
        let key = Data(key)
        return !revoked.contains(key) && trusted[name]?.contains(key) == true
    }
}
