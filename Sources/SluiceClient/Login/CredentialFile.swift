import FoundationEssentials
import Glibc
package import Promotion

/// The sessions of the servers at which somebody logged in: `~/.config/sluice/credentials`, for its owner only.
package struct CredentialFile: Sendable {
    private let path: String

    /// A session, as the file keeps it.
    package struct Credential: Hashable, Codable, Sendable {
        package var token: String
        package var user: UserName
        package var expires: Timestamp?

        package init(token: String, user: UserName, expires: Timestamp?) {
            self.token = token
            self.user = user
            self.expires = expires
        }
    }

    private struct Contents: Codable {
        /// The server at which somebody logged in last.
        var last: String?
        var servers: [String: Credential] = [:]
    }

    /// In `XDG_CONFIG_HOME`, otherwise `HOME/.config`; nil where the environment has neither.
    package init?(environment: [String: String]) {
        func folder(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        guard let configuration = folder("XDG_CONFIG_HOME") ?? folder("HOME").map({ $0 + "/.config" }) else {
            return nil
        }
        path = configuration + "/sluice/credentials"
    }

    /// The session at the server of that address; nil if there is none that still counts at `now`.
    package func credential(for url: String, at now: Timestamp) throws(ClientError) -> Credential? {
        guard let credential = try read().servers[url] else { return nil }
        return credential.expires.map { $0 <= now } ?? false ? nil : credential
    }

    /// The server at which somebody logged in last, if they are logged in there still.
    package func lastServer() throws(ClientError) -> String? {
        let contents = try read()
        return contents.last.flatMap { contents.servers[$0] == nil ? nil : $0 }
    }

    /// Keeps a session in place of an earlier one at the same server; nil takes it away.
    package func set(_ credential: Credential?, for url: String) throws(ClientError) {
        var contents = try read()
        contents.servers[url] = credential
        if credential != nil { contents.last = url } else if contents.last == url { contents.last = nil }
        try write(contents)
    }

    private func read() throws(ClientError) -> Contents {
        var status = stat()
        guard stat(path, &status) == 0 else { return Contents() }
        guard status.st_mode & 0o077 == 0 else {
            throw failure("others can read it; make it yours alone with 'chmod 600', or log in again after removing it")
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let contents = try? JSONDecoder().decode(Contents.self, from: data)
        else { throw failure("it cannot be read; remove it and log in again") }
        return contents
    }

    private func write(_ contents: Contents) throws(ClientError) {
        let folder = String(path.dropLast("/credentials".utf8.count))
        for parent in [String(folder.dropLast("/sluice".utf8.count)), folder] { mkdir(parent, 0o700) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(contents) else { throw failure("it cannot be written") }
        let draft = "\(path).\(getpid()).tmp"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure(systemMessage(errno)) }
        let bytes = Array(data) + [UInt8(ascii: "\n")]
        let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        let code = errno
        close(file)
        guard isWritten, rename(draft, path) == 0 else {
            let problem = failure(systemMessage(isWritten ? errno : code))
            unlink(draft)
            throw problem
        }
    }

    private func failure(_ problem: String) -> ClientError {
        ClientError(.notRunning, operation: "reading \(path.quotedForMessage)", message: problem)
    }
}
