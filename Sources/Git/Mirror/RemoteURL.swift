import Foundation
import Promotion

/// The address of a remote repository, checked: a scheme that Sluice speaks, a plain host, and nothing in it that a terminal, a header
/// or a remote shell could take for more than text. Holds no secret: an address with a password is refused.
package struct RemoteURL: Hashable, Sendable, CustomStringConvertible {
    /// How the remote is spoken to.
    package enum Scheme: String, Hashable, Sendable {
        case https, ssh, git, file, http
    }

    /// The address as it was given.
    package let description: String
    package let scheme: Scheme
    /// The name before the `@`; empty if the address has none.
    package let user: String
    /// In lower case; empty for `file`.
    package let host: String
    /// The one given, or the scheme's own; 0 for `file`.
    package let port: Int

    /// Accepts `https://`, `ssh://`, `git://` and `file:///` addresses and the short ssh form `user@host:path`. `http://` sends
    /// everything in the open: only to this machine, unless `allowingPlainHTTP`.
    package init(_ text: String, allowingPlainHTTP: Bool = false) throws(GitError) {
        func refusal(_ message: String) -> GitError {
            GitError(.refused, operation: "reading a repository's address", message: message)
        }
        guard !text.isEmpty, text.utf8.count <= 2048, !text.hasPrefix("-") else {
            throw refusal("the address is empty, too long or begins with '-'")
        }
        guard let plain = text.removingPercentEncoding, !Self.hasForbiddenCharacters(text),
            !Self.hasForbiddenCharacters(plain.filter { $0 != " " })
        else { throw refusal("the address has a control character, a space, a quote or a backslash") }
        guard let parts = Self.split(text), let scheme = Scheme(rawValue: parts.scheme) else {
            throw refusal("the address is not of the form https://, ssh://, git://, file:/// or user@host:path")
        }
        guard !parts.user.contains(":") else {
            throw refusal("the address has a password in it; store it as the project's credential instead")
        }
        guard !parts.user.hasPrefix("-"), Self.isPath(parts.path) else {
            throw refusal("the address \(text.quotedForMessage) has no path, or one that looks like an option")
        }
        if scheme == .file {
            guard parts.authority.isEmpty else { throw refusal("a file address begins with 'file:///'") }
            (host, port) = ("", 0)
        } else {
            guard let place = Self.hostAndPort(parts.authority) else {
                throw refusal("the address \(text.quotedForMessage) has no valid host")
            }
            host = place.host
            port = place.port ?? Self.defaultPort(scheme)
        }
        guard scheme != .http || allowingPlainHTTP || ["localhost", "127.0.0.1", "[::1]"].contains(host) else {
            throw refusal("plain http is only for this machine; use https")
        }
        self.scheme = scheme
        user = parts.user
        description = text
    }

    private static func defaultPort(_ scheme: Scheme) -> Int {
        switch scheme {
        case .https: 443
        case .ssh: 22
        case .git: 9418
        case .http: 80
        case .file: 0
        }
    }

    /// libgit2 puts an ssh path between single quotes into a command for the remote's shell, so quotes are refused everywhere.
    private static func hasForbiddenCharacters(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            scalar.value <= 0x20 || (0x7F...0x9F).contains(scalar.value) || "'\"`\\!".unicodeScalars.contains(scalar)
        }
    }

    private static func isPath(_ path: String) -> Bool {
        let bare = path.drop { $0 == "/" }
        return !bare.isEmpty && !bare.hasPrefix("-")
    }

    private static func split(_ text: String) -> (scheme: String, user: String, authority: String, path: String)? {
        if let mark = text.range(of: "://") {
            let rest = text[mark.upperBound...]
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            let (user, authority) = splitUser(rest[..<slash])
            return (text[..<mark.lowerBound].lowercased(), user, authority, String(rest[slash...]))
        }
        // The short form; a lone path has no colon, or a slash before it.
        guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/"),
            !text[text.index(after: colon)...].hasPrefix(":")
        else { return nil }
        let (user, authority) = splitUser(text[..<colon])
        return ("ssh", user, authority, String(text[text.index(after: colon)...]))
    }

    private static func splitUser(_ text: Substring) -> (user: String, authority: String) {
        guard let at = text.lastIndex(of: "@") else { return ("", String(text)) }
        return (String(text[..<at]), String(text[text.index(after: at)...]))
    }

    private static func hostAndPort(_ authority: String) -> (host: String, port: Int?)? {
        var host = Substring(authority)
        var port: Int?
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : authority.startIndex
        guard let end else { return nil }
        if let colon = authority[end...].lastIndex(of: ":") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else { return nil }
            port = Int(number)
            host = authority[..<colon]
        }
        let isLiteral = host.hasPrefix("[") && host.hasSuffix("]")
        let allowed = isLiteral ? "[]:.abcdefABCDEF0123456789" : ".-_"
        let good = host.allSatisfy {
            $0.isASCII && (allowed.contains($0) || (!isLiteral && ($0.isLetter || $0.isNumber)))
        }
        return good && !host.isEmpty && !host.hasPrefix("-") ? (host.lowercased(), port) : nil
    }
}
