internal import Foundation
internal import Supervision

/// SSH signatures of texts, made and checked by `ssh-keygen -Y`. No shell, and nothing of the caller's environment that is not named here.
///
/// Each call has a folder of its own that nobody else can read, and that is gone afterwards.
package struct SSHSignatures: Sendable {
    private let program: String
    /// Where the folders are made.
    private let folder: String

    /// Looks for `ssh-keygen` in the folders of `path`, a list as in `PATH`. Temporary folders are made in `folder`.
    package init(path: String, folder: String) throws(ExecutionError) {
        guard let program = ProcessLauncher.executable("ssh-keygen", in: path), program.hasPrefix("/") else {
            throw ExecutionError(
                .system, operation: "looking for 'ssh-keygen'",
                message: "it is in no folder of PATH; install OpenSSH's client programs")
        }
        self.program = program
        self.folder = folder
    }

    /// Signs `text` with the private key in the file `key`, or with the agent if the file is a public key; gives the armored
    /// signature. Of `environment` only the variables by which OpenSSH finds the user's agent are taken.
    package func sign(
        _ text: String, key: String, namespace: String, environment: [String: String]
    ) async throws(ExecutionError) -> String {
        try await withFolder { folder throws(ExecutionError) in
            let file = folder + "/text"
            try Self.write(text, to: file)
            var tool = Tool(program)
            let agent = environment.filter { ["SSH_AUTH_SOCK", "SSH_ASKPASS", "DISPLAY", "HOME"].contains($0.key) }
            tool.environment.merge(agent) { $1 }
            tool.workingFolder = folder
            _ = try await run(tool, ["-Y", "sign", "-f", key, "-n", namespace, file])
            return try Self.read(file + ".sig")
        }
    }

    /// Checks that `armored` is a signature of `text` by one of `keys`, made for `namespace`. Throws `rejected` with ssh-keygen's words if it
    /// is not. `keys` are public keys in OpenSSH's one-line form without comment.
    package func verify(
        _ text: String, armored: String, signer: String, keys: [String], namespace: String
    ) async throws(ExecutionError) {
        try await withFolder { folder throws(ExecutionError) in
            try Self.write(text, to: folder + "/text")
            try Self.write(armored, to: folder + "/text.sig")
            let allowed = Self.allowedSigners(signer: signer, keys: keys, namespace: namespace)
            try Self.write(allowed, to: folder + "/allowed_signers")
            var tool = Tool(program)
            tool.workingFolder = folder
            tool.input = folder + "/text"
            _ = try await run(
                tool,
                [
                    "-Y", "verify", "-f", folder + "/allowed_signers", "-I", signer, "-n", namespace, "-s",
                    folder + "/text.sig",
                ])
        }
    }

    /// A line for each key, in the form of the file that ssh-keygen(1) calls ALLOWED SIGNERS.
    package static func allowedSigners(signer: String, keys: [String], namespace: String) -> String {
        keys.sorted().map { "\(signer) namespaces=\"\(namespace)\" \($0)\n" }.joined()
    }

    /// The public key that an armored signature names, in OpenSSH's one-line form; nil if it is no such signature
    /// (OpenSSH, `PROTOCOL.sshsig`).
    package static func publicKey(in armored: String) -> String? {
        let lines = armored.split(whereSeparator: \.isNewline)
        guard lines.first == "-----BEGIN SSH SIGNATURE-----", lines.last == "-----END SSH SIGNATURE-----",
            let data = Data(base64Encoded: lines.dropFirst().dropLast().joined()),
            data.prefix(6) == Data("SSHSIG".utf8)
        else { return nil }
        guard let key = string(in: data.dropFirst(10)), let kind = string(in: key),
            let name = String(bytes: kind, encoding: .utf8), !name.isEmpty,
            name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return "\(name) \(Data(key).base64EncodedString())"
    }

    /// SSH's `string`: four bytes of length, the greatest first, then the bytes.
    private static func string(in data: Data) -> Data? {
        let length = data.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let rest = data.dropFirst(4)
        guard data.count >= 4, length <= rest.count else { return nil }
        return rest.prefix(length)
    }

    private func run(_ tool: Tool, _ arguments: [String]) async throws(ExecutionError) -> String {
        do throws(ExecutionError) { return try await tool.run(arguments) } catch {
            guard error.code == .installation else { throw error }
            throw ExecutionError(.rejected, operation: error.operation, message: error.message)
        }
    }

    private func withFolder<Value: Sendable>(
        _ body: (String) async throws(ExecutionError) -> Value
    ) async throws(ExecutionError) -> Value {
        let path = "\(folder)/signature-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ExecutionError(.system, operation: "making a folder for a signature", message: "\(error)")
        }
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    private static func write(_ text: String, to path: String) throws(ExecutionError) {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) } catch {
            throw ExecutionError(.system, operation: "writing what is signed", message: "\(error)")
        }
    }

    private static func read(_ path: String) throws(ExecutionError) -> String {
        do { return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self) } catch {
            throw ExecutionError(.system, operation: "reading the signature", message: "\(error)")
        }
    }
}
